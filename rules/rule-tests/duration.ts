const units_ms = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 } as const;

/** `90s`, `6m20s`, `1h30m`, `3d` → ms; NaN when it is none of these. */
export function parseDuration(text: string): number {
  if (!/^(?:\d+(?:\.\d+)?[dhms])+$/.test(text)) return NaN;
  let total_ms = 0;
  for (const [, count, unit] of text.matchAll(/([\d.]+)([dhms])/g)) {
    total_ms += Number(count) * units_ms[unit as keyof typeof units_ms];
  }
  return Math.round(total_ms);
}

/** The same the other way round, for people; a minus where it is negative. */
export function formatDuration(duration_ms: number): string {
  let rest_ms = Math.abs(Math.round(duration_ms));
  let text = '';
  for (const [unit, unit_ms] of Object.entries(units_ms)) {
    const isLast = unit === 's';
    const count = isLast ? rest_ms / unit_ms : Math.floor(rest_ms / unit_ms);
    rest_ms -= Math.floor(count) * unit_ms;
    if (count > 0) text += `${count}${unit}`;
  }
  return `${duration_ms < 0 ? '-' : ''}${text === '' ? '0s' : text}`;
}
