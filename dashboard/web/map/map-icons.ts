import { severities, type Severity } from '../../../domain/severity.ts';
import { severityShapes } from '../parts/severity-mark.tsx';
import type { Palette } from './palette.ts';
import { ringSteps } from './spots.ts';

/** Side of every icon, CSS pixels, before the scale. */
export const iconSide_px = 48;
/** Side of the severity's shape within it, by severity: the worst is the largest. */
const markSide_px: Readonly<Record<Severity, number>> = { 1: 31, 2: 28, 3: 25, 4: 22 };
const ringRadius_px = 20;

/** From an icon's middle to the edge of what can be pointed at, CSS pixels. */
export function reachOf(name: string): number {
  const [what, level] = name.split('-');
  const severity = severities.find((each) => String(each.level) === level)?.level;
  return what === 'mark' && severity !== undefined ? markSide_px[severity] / 2 : ringRadius_px;
}

/**
 * Draws an icon by its name: `mark-<severity>-<new|seen>`, `ring-<severity>-<new|seen>-<step>`, or `flag`, the small
 * sign of what nobody has acknowledged. Null for other names. `side_px`: in the pixels of the screen, so that it is
 * laid down as it is.
 */
export function drawIcon(name: string, palette: Palette, side_px: number): HTMLCanvasElement | null {
  const canvas = document.createElement('canvas');
  canvas.width = side_px;
  canvas.height = side_px;
  const context = canvas.getContext('2d');
  if (context === null) return null;
  context.scale(side_px / iconSide_px, side_px / iconSide_px);
  const [what, level, look, step] = name.split('-');
  if (what === 'flag') drawFlag(context, palette);
  else {
    const severity = severities.find((each) => String(each.level) === level)?.level;
    if (severity === undefined || (what !== 'mark' && what !== 'ring')) return null;
    if (what === 'ring') drawRing(context, palette, { severity, part: Number(step) / ringSteps });
    drawMark(context, palette, { severity, isNew: look === 'new', isSmall: what === 'ring' });
  }
  return canvas;
}

/** Filled while nobody has acknowledged it, else hollow: as everywhere on the page. */
function drawMark(
  context: CanvasRenderingContext2D,
  palette: Palette,
  { severity, isNew, isSmall }: { severity: Severity; isNew: boolean; isSmall: boolean },
): void {
  const definition = severities.find(({ level }) => level === severity);
  if (definition === undefined) return;
  const { shape } = definition;
  const side = isSmall ? 21 : markSide_px[severity];
  const outline = new Path2D(severityShapes[shape]);
  context.save();
  context.translate((iconSide_px - side) / 2, (iconSide_px - side) / 2);
  context.scale(side / 32, side / 32);
  context.lineJoin = 'round';
  // A seam in the colour of the ground keeps marks apart where they overlap.
  context.strokeStyle = palette.ground;
  context.lineWidth = 7;
  context.stroke(outline);
  context.fillStyle = isNew ? palette.severity[severity] : palette.surface;
  // The rule means arrays.
  // oxlint-disable-next-line unicorn/no-array-fill-with-reference-type
  context.fill(outline);
  context.strokeStyle = palette.severity[severity];
  context.lineWidth = 3;
  context.stroke(outline);
  context.fillStyle = isNew ? palette.onSeverity[severity] : palette.text;
  context.font = '700 18px system-ui, sans-serif';
  context.textAlign = 'center';
  context.fillText(String(severity), 16, shape === 'triangle' ? 26 : 22.4);
  context.restore();
}

/** Closes, from the top and clockwise, towards the breach. */
function drawRing(
  context: CanvasRenderingContext2D,
  palette: Palette,
  { severity, part }: { severity: Severity; part: number },
): void {
  const centre = iconSide_px / 2;
  const top = -Math.PI / 2;
  const circle = (to: number, colour: string, width: number): void => {
    context.beginPath();
    context.arc(centre, centre, ringRadius_px, top, top + to * 2 * Math.PI);
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.stroke();
  };
  context.beginPath();
  context.arc(centre, centre, ringRadius_px, 0, 2 * Math.PI);
  context.fillStyle = palette.surface;
  context.fill();
  circle(1, palette.ground, 7);
  circle(1, palette.lineStrong, 2);
  circle(Math.max(part, 0.02), palette.severity[severity], 4.5);
}

function drawFlag(context: CanvasRenderingContext2D, palette: Palette): void {
  const at = [iconSide_px - 10, 10] as const;
  context.beginPath();
  context.arc(...at, 6, 0, 2 * Math.PI);
  context.fillStyle = palette.text;
  context.strokeStyle = palette.ground;
  context.lineWidth = 2.5;
  context.fill();
  context.stroke();
  context.fillStyle = palette.ground;
  context.font = '800 10px system-ui, sans-serif';
  context.textAlign = 'center';
  context.fillText('!', at[0], at[1] + 3.6);
}
