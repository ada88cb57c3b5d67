import { kindNames } from '../../domain/kinds.ts';
import { scenarios } from '../scenarios/scenarios.ts';

/** Every scenario with its length, by kind, for `--help`. */
export function toScenarioLines(): readonly string[] {
  return kindNames.flatMap((kind) => [
    ` ${kind}:`,
    ...scenarios
      .filter((scenario) => scenario.kind === kind)
      .map(({ name, title, duration_s, isFixed, isBenign }) => {
        const notes = [
          toLength(duration_s),
          ...(isFixed ? ['fixed'] : []),
          ...(isBenign ? ['no failure'] : []),
        ];
        return `  ${name.padEnd(20)} ${title} (${notes.join(', ')})`;
      }),
  ]);
}

function toLength(duration_s: number): string {
  const hours = duration_s / 3_600;
  if (hours < 3) return `${Math.round(hours * 60)} min`;
  return hours < 72 ? `${Math.round(hours)} h` : `${Math.round(hours / 24)} days`;
}
