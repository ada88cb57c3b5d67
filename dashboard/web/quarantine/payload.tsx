import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { tell } from '../parts/notices.tsx';
import type { FaultPlace } from './fault-places.ts';
import { toAscii, toHex, toHexRows } from './hex-rows.ts';
import { t } from './phrases.ts';

/** Rows of sixteen bytes drawn at most; the whole can be copied. */
const hexRowsMax = 512;

/** What came, as text or byte by byte, with the faults marked. */
export function Payload({
  payload,
  totalBytes,
  places,
}: {
  payload: Uint8Array;
  totalBytes: number;
  places: readonly FaultPlace[];
}) {
  const isHex = useSignal(false);
  if (totalBytes === 0) return <p class="dim">{t('emptyPayload')}</p>;
  const shownBytes = isHex.value ? Math.min(payload.length, hexRowsMax * 16) : payload.length;

  async function copy(): Promise<void> {
    const words = isHex.value ? [...payload].map(toHex).join(' ') : new TextDecoder().decode(payload);
    try {
      await navigator.clipboard.writeText(words);
      tell(t('copied'));
    } catch {
      tell(t('notCopied'), { isFault: true });
    }
  }

  return (
    <div class="quarantine-payload">
      <div class="section-head">
        <h3>{t('payload')}</h3>
        <span class="dim">{t(places.length > 0 ? 'placeMarked' : 'placeUnknown')}</span>
        <span class="spring" />
        <div class="quarantine-ranges" role="group" aria-label={t('payload')}>
          <button type="button" aria-pressed={!isHex.value} onClick={() => (isHex.value = false)}>
            {t('asText')}
          </button>
          <button type="button" aria-pressed={isHex.value} onClick={() => (isHex.value = true)}>
            {t('asHex')}
          </button>
        </div>
        <button type="button" class="quiet" onClick={() => void copy()}>
          {t(isHex.value ? 'copyHex' : 'copyText')}
        </button>
      </div>
      {isHex.value ? (
        <Hex payload={payload} places={places} />
      ) : (
        <pre tabIndex={0}>{markedText(payload, places)}</pre>
      )}
      {shownBytes < totalBytes && <p class="dim">{t('cut', { shown: shownBytes, n: totalBytes })}</p>}
    </div>
  );
}

function markedText(payload: Uint8Array, places: readonly FaultPlace[]): ComponentChildren {
  const decoder = new TextDecoder();
  const parts: ComponentChildren[] = [];
  let at = 0;
  for (const { from, to } of places) {
    parts.push(decoder.decode(payload.subarray(at, from)));
    parts.push(<mark key={from}>{decoder.decode(payload.subarray(from, to))}</mark>);
    at = to;
  }
  parts.push(decoder.decode(payload.subarray(at)));
  return parts;
}

function Hex({ payload, places }: { payload: Uint8Array; places: readonly FaultPlace[] }) {
  const isFault = (at: number): boolean => places.some(({ from, to }) => at >= from && at < to);
  const cell = (words: string, at: number) => (isFault(at) ? <mark key={at}>{words}</mark> : words);
  return (
    <pre class="quarantine-hex" tabIndex={0}>
      {toHexRows(payload, hexRowsMax).map(({ offset, bytes }) => (
        <div key={offset}>
          <span class="dim">{offset.toString(16).padStart(6, '0')}</span>
          <span>{bytes.map((byte, index) => [cell(toHex(byte), offset + index), ' '])}</span>
          <span class="dim">{bytes.map((byte, index) => cell(toAscii(byte), offset + index))}</span>
        </div>
      ))}
    </pre>
  );
}
