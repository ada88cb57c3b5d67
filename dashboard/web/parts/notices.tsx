import { signal } from '@preact/signals';
import { t } from '../shell/language.ts';
import { Icon } from './icon.tsx';

/** A short word about what was just done; it leaves by itself. */
interface Notice {
  readonly id: number;
  readonly words: string;
  readonly isFault: boolean;
}

const shownMs = 6_000;
const faultShownMs = 20_000;
const noticesMax = 4;

const notices = signal<readonly Notice[]>([]);
let lastId = 0;

/** Says at the page's edge that something was done, or (`isFault`) was not. */
export function tell(words: string, { isFault = false } = {}): void {
  lastId += 1;
  const id = lastId;
  notices.value = [...notices.value, { id, words, isFault }].slice(-noticesMax);
  setTimeout(() => dismiss(id), isFault ? faultShownMs : shownMs);
}

function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}

/** The notices, told to screen readers as they come. */
export function Notices() {
  return (
    <div class="notices" role="status">
      {notices.value.map(({ id, words, isFault }) => (
        <p key={id} class={isFault ? 'notice is-fault' : 'notice'}>
          <span>{words}</span>
          <button
            class="quiet icon-button"
            type="button"
            aria-label={t('dismiss')}
            onClick={() => dismiss(id)}
          >
            <Icon name="close" />
          </button>
        </p>
      ))}
    </div>
  );
}
