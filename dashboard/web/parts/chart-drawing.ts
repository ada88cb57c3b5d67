import type UPlot from 'uplot';
import { chartFont, color, hatch } from './chart-colors.ts';
import type { Cone, Marker, Span, Threshold } from './chart-marks.ts';

const labelPx = 11;
/** Rows of words above the chart; more moments than fit are lines without words. */
const labelRows = 2;
const rowPx = 15;

/** Room for the words of moments above the chart, px. */
export function roomForLabels(markers: readonly Marker[]): number {
  return markers.some(({ label }) => label !== undefined) ? labelRows * rowPx + 4 : 8;
}

/** What lies behind the line: stretches, the cone of a forecast. */
export function drawBehind(plot: UPlot, spans: readonly Span[], cone: Cone | undefined): void {
  inside(plot, () => {
    for (const span of spans) drawSpan(plot, span);
    if (cone !== undefined) drawCone(plot, cone);
  });
}

/** What lies over the line: limits, moments. */
export function drawOver(plot: UPlot, thresholds: readonly Threshold[], markers: readonly Marker[]): void {
  inside(plot, () => {
    for (const marker of markers) drawMarker(plot, marker);
    drawThresholds(plot, thresholds);
  });
  drawLabels(plot, markers);
}

function inside(plot: UPlot, draw: () => void): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  draw();
  ctx.restore();
}

function toX(plot: UPlot, time: number): number {
  return Math.round(plot.valToPos(time, 'x', true)) + 0.5;
}

function drawSpan(plot: UPlot, { from, to, tone }: Span): void {
  const { ctx, bbox } = plot;
  const left = toX(plot, from);
  ctx.fillStyle = tone === 'delay' ? color('--trace-band') : hatch(ctx);
  ctx.globalAlpha = tone === 'muted' ? 0.45 : 1;
  ctx.fillRect(left, bbox.top, Math.max(1, toX(plot, to) - left), bbox.height);
  ctx.globalAlpha = 1;
}

function drawCone(plot: UPlot, { from, value, at, earliest, latest }: Cone): void {
  const { ctx, bbox } = plot;
  const y = plot.valToPos(value, 'y', true);
  ctx.fillStyle = color('--trace-band');
  if (from === null) {
    const left = toX(plot, earliest);
    ctx.fillRect(left, bbox.top, toX(plot, latest) - left, bbox.height);
  } else {
    const [x0, y0] = [toX(plot, from.at), plot.valToPos(from.value, 'y', true)];
    ctx.beginPath();
    ctx.moveTo(x0, y0);
    ctx.lineTo(toX(plot, earliest), y);
    ctx.lineTo(toX(plot, latest), y);
    ctx.closePath();
    ctx.fill();
    line(plot, [x0, y0, toX(plot, at), y], { stroke: color('--text'), dash: [5, 4], width: 1.4 });
  }
  line(plot, [toX(plot, at), y, toX(plot, at), bbox.top + bbox.height], {
    stroke: color('--dim'),
    dash: [2, 3],
    width: 1,
  });
  ctx.fillStyle = color('--surface');
  ctx.strokeStyle = color('--text');
  ctx.lineWidth = 1.6 * devicePixelRatio;
  ctx.beginPath();
  ctx.arc(toX(plot, at), y, 4.5 * devicePixelRatio, 0, 2 * Math.PI);
  ctx.fill();
  ctx.stroke();
}

function drawMarker(plot: UPlot, { at, severity }: Marker): void {
  const { bbox } = plot;
  const stroke = severity === undefined ? color('--dim') : color(`--severity-${severity}`);
  const x = toX(plot, at);
  line(plot, [x, bbox.top, x, bbox.top + bbox.height], { stroke, dash: [], width: 1.2 });
}

/** Words that would lie on those of another limit stand beside them. */
function drawThresholds(plot: UPlot, thresholds: readonly Threshold[]): void {
  const taken: Box[] = [];
  for (const threshold of thresholds) {
    const box = drawThreshold(plot, threshold, taken);
    if (box !== null) taken.push(box);
  }
}

interface Box {
  readonly top: number;
  readonly right: number;
}

/** A limit outside of the scale is told at the edge that it lies behind. Where its words stand, if it has any. */
function drawThreshold(
  plot: UPlot,
  { value, severity, label }: Threshold,
  taken: readonly Box[],
): Box | null {
  const { ctx, bbox } = plot;
  const raw = plot.valToPos(value, 'y', true);
  const y = Math.round(raw) + 0.5;
  const isAbove = raw < bbox.top;
  const isOutside = isAbove || raw > bbox.top + bbox.height;
  const stroke = color(`--severity-${severity}`);
  if (!isOutside) {
    line(plot, [bbox.left, y, bbox.left + bbox.width, y], { stroke, dash: [6, 4], width: 1.2 });
  }
  if (label === undefined) return null;
  const words = isOutside ? `${isAbove ? '↑' : '↓'} ${label}` : label;
  ctx.font = chartFont(labelPx, 600);
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  const pad = 4 * devicePixelRatio;
  const width = ctx.measureText(words).width + 2 * pad;
  const height = (labelPx + 4) * devicePixelRatio;
  const top = Math.min(Math.max(y - height - 1, bbox.top), bbox.top + bbox.height - height);
  const beside = taken.filter((box) => Math.abs(box.top - top) < height).map(({ right }) => right);
  const left = Math.max(bbox.left, ...beside) + pad;
  ctx.globalAlpha = 0.85;
  ctx.fillStyle = color('--surface');
  ctx.fillRect(left, top, width, height);
  ctx.globalAlpha = 1;
  // The line has the colour; words keep a colour that can be read on the ground.
  ctx.fillStyle = color('--text');
  ctx.fillText(words, left + pad, top + height / 2);
  return { top, right: left + width };
}

function drawLabels(plot: UPlot, markers: readonly Marker[]): void {
  const { ctx, bbox } = plot;
  const ends = Array.from({ length: labelRows }, () => -Infinity);
  const right = bbox.left + bbox.width;
  ctx.save();
  ctx.font = chartFont(labelPx);
  ctx.textBaseline = 'alphabetic';
  ctx.textAlign = 'left';
  for (const { at, label } of markers.toSorted((a, b) => a.at - b.at)) {
    const x = toX(plot, at);
    if (label === undefined || x < bbox.left || x > right) continue;
    const width = ctx.measureText(label).width;
    const gap = 8 * devicePixelRatio;
    const from = Math.min(x - 2 * devicePixelRatio, right - width);
    const row = ends.findIndex((end) => end + gap <= from);
    if (row === -1) continue;
    ends[row] = from + width;
    const y = bbox.top - (row * rowPx + 5) * devicePixelRatio;
    ctx.fillStyle = color('--text');
    ctx.fillText(label, from, y);
    line(plot, [x, y + 2 * devicePixelRatio, x, bbox.top], { stroke: color('--dim'), dash: [], width: 1 });
  }
  ctx.restore();
}

function line(
  { ctx }: UPlot,
  [x0, y0, x1, y1]: readonly [number, number, number, number],
  { stroke, dash, width }: { stroke: string; dash: readonly number[]; width: number },
): void {
  ctx.strokeStyle = stroke;
  ctx.lineWidth = width * devicePixelRatio;
  ctx.setLineDash(dash.map((length) => length * devicePixelRatio));
  ctx.beginPath();
  ctx.moveTo(x0, y0);
  ctx.lineTo(x1, y1);
  ctx.stroke();
  ctx.setLineDash([]);
}
