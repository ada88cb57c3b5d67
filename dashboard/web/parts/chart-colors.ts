/** What canvases are drawn with: the colours and the font of the style sheet, as they are now. */

export function color(token: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(token).trim();
}

export function chartFont(sizePx: number, weight = 400): string {
  return `${weight} ${sizePx * devicePixelRatio}px ${color('--font') || 'sans-serif'}`;
}

const hatches = new Map<string, CanvasPattern | null>();
/** Two themes and two densities of pixels, and some room. */
const hatchesMax = 16;

/** Thin diagonal lines: what nobody knows. */
export function hatch(ctx: CanvasRenderingContext2D): CanvasPattern | string {
  const stroke = color('--line-strong');
  const size = Math.round(7 * devicePixelRatio);
  const key = `${stroke} ${size}`;
  if (!hatches.has(key)) {
    if (hatches.size >= hatchesMax) hatches.clear();
    hatches.set(key, makeHatch(ctx, { stroke, size }));
  }
  return hatches.get(key) ?? 'transparent';
}

function makeHatch(
  ctx: CanvasRenderingContext2D,
  { stroke, size }: { stroke: string; size: number },
): CanvasPattern | null {
  const tile = document.createElement('canvas');
  tile.width = size;
  tile.height = size;
  const pen = tile.getContext('2d');
  if (pen === null) return null;
  pen.strokeStyle = stroke;
  pen.lineWidth = devicePixelRatio;
  pen.globalAlpha = 0.6;
  pen.beginPath();
  for (const shift of [-size, 0, size]) {
    pen.moveTo(shift, size);
    pen.lineTo(shift + size, 0);
  }
  pen.stroke();
  return ctx.createPattern(tile, 'repeat');
}
