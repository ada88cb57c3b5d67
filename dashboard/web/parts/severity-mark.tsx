import { severities, type Severity } from '../../../domain/severity.ts';
import { say } from '../shell/language.ts';

/** The shapes of the severities on a grid of 32, for what draws them elsewhere. */
export const severityShapes = {
  octagon: 'M9 2h14l7 7v14l-7 7H9l-7-7V9z',
  triangle: 'M16 2.5 30.5 29h-29z',
  square: 'M4 4h24v24H4z',
  circle: 'M16 2a14 14 0 1 1 0 28 14 14 0 1 1 0-28z',
} as const;

/** Severity as shape, digit and colour; with `word`, in words too. Hollow: nobody needs to answer it now. */
export function SeverityMark({
  severity,
  hollow,
  word,
}: {
  severity: Severity;
  hollow?: boolean;
  word?: boolean;
}) {
  const definition = severities.find((each) => each.level === severity);
  if (definition === undefined) return null;
  const label = say(definition.label);
  return (
    <span class={`severity severity-${severity}${hollow === true ? ' hollow' : ''}`}>
      <svg viewBox="0 0 32 32" role="img" aria-label={label}>
        <path d={severityShapes[definition.shape]} />
        <text x="16" y={definition.shape === 'triangle' ? 25.5 : 22} text-anchor="middle">
          {severity}
        </text>
      </svg>
      {word === true && <span aria-hidden="true">{label}</span>}
    </span>
  );
}
