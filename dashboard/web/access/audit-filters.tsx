import { Field } from '../parts/field.tsx';
import { readField } from '../parts/form-field.ts';
import { setQuery } from '../shell/router.ts';
import { accessApi, type AuditFilter } from './access-api.ts';
import { t } from './phrases.ts';

/** The filter that an address asks for; times there are those of the reader's clock. */
export function readFilter(query: URLSearchParams): AuditFilter {
  return {
    who: query.get('who') ?? undefined,
    action: query.get('action') ?? undefined,
    target: query.get('target') ?? undefined,
    from: readTime(query.get('from')),
    to: readTime(query.get('to')),
    refused: query.get('refused') === '1' ? true : undefined,
  };
}

function readTime(text: string | null): number | undefined {
  const time = text === null ? Number.NaN : new Date(text).getTime();
  return Number.isNaN(time) ? undefined : time;
}

const names = ['who', 'action', 'target', 'from', 'to'] as const;

export function clearFilters(): void {
  setQuery({ who: null, action: null, target: null, from: null, to: null, refused: null });
}

/** Which entries are shown: by person, act, subject, time, and whether they were refused. */
export function AuditFilters({ query, filter }: { query: URLSearchParams; filter: AuditFilter }) {
  function apply(form: HTMLFormElement): void {
    const data = new FormData(form);
    const asked = names.map((name) => [name, readField(data, name).trim() || null] as const);
    setQuery({ ...Object.fromEntries(asked), refused: data.has('refused') ? '1' : null });
  }
  const words = {
    who: t('who'),
    action: t('action'),
    target: t('subject'),
    from: t('fromTime'),
    to: t('toTime'),
  };
  return (
    <form
      class="access-filters"
      onSubmit={(event) => {
        event.preventDefault();
        apply(event.currentTarget);
      }}
      onChange={(event) => apply(event.currentTarget)}
    >
      {names.map((name) => (
        <Field key={name} label={words[name]}>
          {name === 'from' || name === 'to' ? (
            <input name={name} type="datetime-local" defaultValue={query.get(name) ?? ''} />
          ) : (
            <input
              name={name}
              type="search"
              defaultValue={query.get(name) ?? ''}
              maxLength={200}
              autocomplete="off"
            />
          )}
        </Field>
      ))}
      <label class="access-check">
        <input type="checkbox" name="refused" defaultChecked={filter.refused === true} /> {t('onlyRefused')}
      </label>
      <span class="spring" />
      <a class="button" href={accessApi.auditExport(filter)} download="audit.csv">
        {t('exportCsv')}
      </a>
      <button class="visually-hidden" type="submit" tabIndex={-1} aria-hidden="true">
        {t('audit')}
      </button>
    </form>
  );
}
