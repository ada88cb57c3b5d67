import { t } from './phrases.ts';

const shapes = {
  ok: 'M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11z',
  degraded: 'M8 1.5 15 14H1z',
  down: 'M5 1h6l4 4v6l-4 4H5l-4-4V5z',
} as const;

/** How a part is, by shape and word, with colour only where something is wrong. */
export function StateMark({ level }: { level: keyof typeof shapes }) {
  return (
    <span class={`system-state is-${level}`}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={shapes[level]} />
      </svg>
      {t(level)}
    </span>
  );
}
