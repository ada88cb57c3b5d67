import { useSignal } from '@preact/signals';
import { tell } from '../parts/notices.tsx';
import { setQuery } from '../shell/router.ts';
import { BoundaryImport } from './boundary-import.tsx';
import { download } from './download.ts';
import { faultWords } from './fault-words.ts';
import { fleetApi, type Importable, type ImportPreview } from './fleet-api.ts';
import { ImportTable } from './import-table.tsx';
import { t } from './phrases.ts';
import { csvColumns, templateOf, toCsv } from './to-csv.ts';

const kinds = ['areas', 'sites', 'devices'] as const satisfies readonly Importable[];

interface Checked {
  readonly what: Importable;
  readonly file: string;
  readonly csv: string;
  readonly preview: ImportPreview;
}

/** Imports a file: first what it would do, with every fault where it is; then all of it, or nothing. */
export function ImportPage({ query }: { query: URLSearchParams }) {
  const what = kinds.find((kind) => kind === query.get('what')) ?? 'areas';
  const checked = useSignal<Checked | null>(null);
  const busy = useSignal<'checking' | 'importing' | null>(null);
  const fault = useSignal<string | null>(null);
  const secrets = useSignal<readonly { readonly id: string; readonly secret: string }[]>([]);

  async function check(input: HTMLInputElement): Promise<void> {
    const file = input.files?.[0];
    if (file === undefined) return;
    const csv = await file.text();
    // The same file, mended, may be chosen again.
    input.value = '';
    busy.value = 'checking';
    const answer = await fleetApi.preview(what, csv);
    busy.value = null;
    fault.value = answer.ok ? null : faultWords(answer.problem);
    checked.value = answer.ok ? { what, file: file.name, csv, preview: answer.value } : null;
  }

  async function importAll({ csv, preview }: Checked): Promise<void> {
    busy.value = 'importing';
    const answer = await fleetApi.import(what, csv);
    busy.value = null;
    if (!answer.ok) {
      fault.value = faultWords(answer.problem);
      return;
    }
    checked.value = null;
    secrets.value = answer.value.created ?? [];
    tell(t('imported', { n: preview.counts.new + preview.counts.changed }));
  }

  return (
    <div class="fleet-import">
      <p class="dim">
        {t('importIntro')} {t('orderHint')}
      </p>
      <div class="fleet-bar">
        <select
          aria-label={t('importWhat')}
          value={what}
          onChange={(event) => {
            checked.value = null;
            fault.value = null;
            setQuery({ what: event.currentTarget.value });
          }}
        >
          {kinds.map((kind) => (
            <option key={kind} value={kind} selected={kind === what}>
              {t(kind)}
            </option>
          ))}
        </select>
        <label class="fleet-file">
          {t('chooseFile')}
          <input
            class="visually-hidden"
            type="file"
            name="csv"
            accept=".csv,text/csv"
            onChange={(event) => void check(event.currentTarget)}
          />
        </label>
        <button type="button" onClick={() => download(`${what}-template.csv`, templateOf(what))}>
          {t('template')}
        </button>
      </div>
      <p class="dim fleet-columns">{t('columns', { columns: csvColumns[what].join(', ') })}</p>
      <p role="status">{busy.value !== null && t(busy.value)}</p>
      <p class="error" role="alert">
        {fault.value}
      </p>
      {what === 'areas' && <BoundaryImport />}
      {secrets.value.length > 0 && <Secrets secrets={secrets.value} />}
      {checked.value !== null && checked.value.what === what && (
        <Preview
          checked={checked.value}
          isBusy={busy.value !== null}
          onImport={(one) => void importAll(one)}
        />
      )}
    </div>
  );
}

function Secrets({ secrets }: { secrets: readonly { readonly id: string; readonly secret: string }[] }) {
  const rows = secrets.map(({ id, secret }) => [id, secret]);
  return (
    <section class="fleet-secrets">
      <h2>{t('secretsTitle')}</h2>
      <p>{t('secretsOnce', { n: secrets.length })}</p>
      <button
        class="primary"
        type="button"
        onClick={() => download('device-secrets.csv', toCsv(['id', 'secret'], rows))}
      >
        {t('downloadSecrets')}
      </button>
    </section>
  );
}

function Preview({
  checked,
  isBusy,
  onImport,
}: {
  checked: Checked;
  isBusy: boolean;
  onImport: (checked: Checked) => void;
}) {
  const { preview, file } = checked;
  const { counts, errorCount, rowCount } = preview;
  const changes = counts.new + counts.changed;
  const figures = [
    ['countNew', counts.new],
    ['countChanged', counts.changed],
    ['countUnchanged', counts.unchanged],
    ['countFaults', errorCount],
  ] as const;
  return (
    <section>
      <h2>{t('checked', { file, n: rowCount })}</h2>
      <dl class="fleet-counts">
        {figures.map(([phrase, n]) => (
          <div key={phrase} class={phrase === 'countFaults' && n > 0 ? 'is-faulty' : ''}>
            <dt>{t(phrase)}</dt>
            <dd>{n}</dd>
          </div>
        ))}
      </dl>
      {errorCount > 0 ? (
        <p class="error" role="alert">
          {t('mendFirst')}
        </p>
      ) : (
        <button
          class="primary"
          type="button"
          disabled={isBusy || changes === 0}
          onClick={() => onImport(checked)}
        >
          {changes === 0
            ? t('nothingToImport')
            : t('importNow', { new: counts.new, changed: counts.changed })}
        </button>
      )}
      <ImportTable preview={preview} />
    </section>
  );
}
