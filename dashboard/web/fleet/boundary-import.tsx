import { useSignal } from '@preact/signals';
import type { BoundaryFault } from '../../../domain/map.ts';
import { tell } from '../parts/notices.tsx';
import type { Problem } from '../shell/http.ts';
import { faultWords } from './fault-words.ts';
import { fleetApi } from './fleet-api.ts';
import { t } from './phrases.ts';

/** Outlines of areas for the map, from a GeoJSON file: all of them, or nothing and every fault. */
export function BoundaryImport() {
  const problem = useSignal<Problem | null>(null);

  async function send(input: HTMLInputElement): Promise<void> {
    const file = input.files?.[0];
    if (file === undefined) return;
    const text = await file.text();
    input.value = '';
    const answer = await fleetApi.importBoundaries(text);
    problem.value = answer.ok ? null : answer.problem;
    if (answer.ok) tell(t('imported', { n: answer.value.imported ?? 0 }));
  }

  const faults = faultsOf(problem.value);
  return (
    <details class="fleet-boundaries">
      <summary>{t('boundaries')}</summary>
      <p class="dim">{t('boundariesHint')}</p>
      <label class="fleet-file is-quiet">
        {t('chooseGeoJson')}
        <input
          class="visually-hidden"
          type="file"
          name="boundaries"
          accept=".geojson,.json,application/geo+json"
          onChange={(event) => void send(event.currentTarget)}
        />
      </label>
      <p class="error" role="alert">
        {problem.value !== null && faultWords(problem.value)}
      </p>
      {faults.length > 0 && (
        <ul class="fleet-faults">
          {faults.map(({ index, code, message }) => (
            <li key={index}>
              {code ?? index}: {message}
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}

/** What the service found wrong with single features. */
function faultsOf(problem: Problem | null): readonly BoundaryFault[] {
  const { errors } = (problem ?? {}) as { readonly errors?: unknown };
  return Array.isArray(errors)
    ? (errors as readonly BoundaryFault[]).filter(({ index }) => index !== undefined)
    : [];
}
