import type { Severity } from '../../../domain/severity.ts';

/** The page's colours as the map needs them: resolved, because nothing outside of CSS knows variables. */
export interface Palette {
  readonly land: string;
  readonly water: string;
  readonly green: string;
  readonly road: string;
  readonly building: string;
  readonly outline: string;
  readonly ground: string;
  readonly surface: string;
  readonly lineStrong: string;
  readonly text: string;
  readonly dim: string;
  readonly accent: string;
  readonly focus: string;
  readonly severity: Readonly<Record<Severity, string>>;
  /** What is written on them. */
  readonly onSeverity: Readonly<Record<Severity, string>>;
}

/** Reads the tokens as they are now; `host` is in the document. */
export function readPalette(host: HTMLElement): Palette {
  const probe = document.createElement('span');
  probe.hidden = true;
  host.append(probe);
  const read = (token: string): string => {
    probe.style.color = `var(--${token})`;
    return getComputedStyle(probe).color;
  };
  const palette: Palette = {
    land: read('map-land'),
    water: read('map-water'),
    green: read('map-green'),
    road: read('map-road'),
    building: read('map-building'),
    outline: read('map-outline'),
    ground: read('ground'),
    surface: read('surface'),
    lineStrong: read('line-strong'),
    text: read('text'),
    dim: read('dim'),
    accent: read('accent'),
    focus: read('focus'),
    severity: {
      1: read('severity-1'),
      2: read('severity-2'),
      3: read('severity-3'),
      4: read('severity-4'),
    },
    // White on orange or yellow cannot be read.
    onSeverity: { 1: read('on-severity'), 2: '#12161b', 3: '#12161b', 4: read('on-severity') },
  };
  probe.remove();
  return palette;
}
