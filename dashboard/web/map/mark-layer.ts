import type { Map as MapLibreMap } from 'maplibre-gl';
import { drawIcon, iconSide_px, reachOf } from './map-icons.ts';
import type { MapLook } from './map-style.ts';
import type { SpotMark } from './spots.ts';

/** Where something is drawn, CSS pixels from the map's upper left corner. */
interface At {
  readonly x: number;
  readonly y: number;
}

/**
 * What needs a person, on a canvas of its own above the map's: above everything, none hidden by another kind of
 * thing, the worst drawn last. The map itself is not drawn anew when an alert comes or goes, which without a graphics
 * card takes the processor far longer than these few signs; and they stay when the graphics are lost.
 */
export interface MarkLayer {
  setMarks(marks: ReadonlyMap<string, SpotMark>): void;
  setLook(look: MapLook): void;
  setOpened(spotId: string | null): void;
  /** The topmost mark there; null: there is none. */
  markAt(point: At): SpotMark | null;
  /** What is drawn within the view, the lowest first. */
  inView(): readonly SpotMark[];
  destroy(): void;
}

/** Radius of the halo of the opened one, before the scale; and by how much a finger may miss a mark. CSS pixels. */
const halo_px = 27;
const slack_px = 4;
/** On the wall names must be read from afar; marks are seen from there sooner. */
const wallShare = 0.68;

/** Throws where the browser has no canvas. */
export function createMarkLayer(map: MapLibreMap, first: MapLook): MarkLayer {
  const canvas = document.createElement('canvas');
  canvas.className = 'map-marks';
  map.getCanvasContainer().append(canvas);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas to draw marks on');
  const to = context;
  const icons = new Map<string, HTMLCanvasElement | null>();
  let look = first;
  let opened: string | null = null;
  /** In the order of drawing. */
  let marks: readonly SpotMark[] = [];
  let frame: number | null = null;
  let drawnRatio = 1;

  function scale(): number {
    return look.isWall ? look.scale * wallShare : look.scale;
  }

  function placed(): readonly { readonly mark: SpotMark; readonly at: At }[] {
    const { clientWidth, clientHeight } = map.getCanvas();
    const margin = iconSide_px * scale();
    return marks.flatMap((mark) => {
      const at = map.project([...mark.at]);
      const isInView =
        at.x > -margin && at.y > -margin && at.x < clientWidth + margin && at.y < clientHeight + margin;
      return isInView ? [{ mark, at }] : [];
    });
  }

  /** In the pixels of the screen, as everything that is drawn. */
  function iconOf(name: string, side_px: number): HTMLCanvasElement | null {
    const known = icons.get(name);
    if (known !== undefined) return known;
    const icon = drawIcon(name, look.palette, side_px);
    icons.set(name, icon);
    return icon;
  }

  function drawOpened({ x, y }: At, unit_px: number): void {
    to.beginPath();
    to.arc(x, y, halo_px * unit_px, 0, 2 * Math.PI);
    to.globalAlpha = 0.16;
    to.fillStyle = look.palette.focus;
    // The rule means arrays.
    // oxlint-disable-next-line unicorn/no-array-fill-with-reference-type
    to.fill();
    to.globalAlpha = 1;
    to.strokeStyle = look.palette.focus;
    to.lineWidth = 2.5 * unit_px;
    to.stroke();
  }

  function drawMore(words: string, { x, y }: At, unit_px: number): void {
    to.font = `${11.5 * unit_px}px system-ui, sans-serif`;
    to.textAlign = 'center';
    to.textBaseline = 'middle';
    to.lineJoin = 'round';
    to.lineWidth = 4 * unit_px;
    to.strokeStyle = look.palette.ground;
    to.strokeText(words, x + 17 * unit_px, y + 14 * unit_px);
    to.fillStyle = look.palette.text;
    to.fillText(words, x + 17 * unit_px, y + 14 * unit_px);
  }

  function drawMark(mark: SpotMark, { x, y }: At, unit_px: number): void {
    const side_px = Math.round(iconSide_px * unit_px);
    // Whole pixels: an icon between them would have to be worked out anew each time.
    const corner = [Math.round(x - side_px / 2), Math.round(y - side_px / 2)] as const;
    for (const name of [mark.icon, ...(mark.isUnacknowledged ? ['flag'] : [])]) {
      const icon = iconOf(name, side_px);
      if (icon !== null) to.drawImage(icon, ...corner);
    }
    if (mark.more > 0) drawMore(`+${mark.more}`, { x, y }, unit_px);
  }

  function fitCanvas(ratio: number): void {
    const { clientWidth, clientHeight } = map.getCanvas();
    const [width, height] = [Math.round(clientWidth * ratio), Math.round(clientHeight * ratio)];
    if (ratio !== drawnRatio) icons.clear();
    drawnRatio = ratio;
    if (canvas.width === width && canvas.height === height) return;
    canvas.width = width;
    canvas.height = height;
    canvas.style.width = `${clientWidth}px`;
    canvas.style.height = `${clientHeight}px`;
  }

  function draw(): void {
    if (frame !== null) cancelAnimationFrame(frame);
    frame = null;
    const ratio = Math.max(1, devicePixelRatio);
    fitCanvas(ratio);
    to.clearRect(0, 0, canvas.width, canvas.height);
    const shown = placed().map(({ mark, at }) => ({ mark, at: { x: at.x * ratio, y: at.y * ratio } }));
    const unit_px = scale() * ratio;
    const chosen = shown.find(({ mark }) => mark.id === opened);
    if (chosen !== undefined) drawOpened(chosen.at, unit_px);
    for (const { mark, at } of shown) drawMark(mark, at, unit_px);
  }

  /** Once with the next frame, however much changed until then. */
  function drawSoon(): void {
    frame ??= requestAnimationFrame(draw);
  }

  // With the map's own drawing, so that marks do not lag behind the streets under them.
  map.on('render', draw);
  map.on('move', drawSoon);
  map.on('resize', drawSoon);
  return {
    setMarks(next) {
      marks = [...next.values()].toSorted((a, b) => a.order - b.order);
      drawSoon();
    },
    setLook(next) {
      look = next;
      icons.clear();
      drawSoon();
    },
    setOpened(spotId) {
      opened = spotId;
      drawSoon();
    },
    markAt({ x, y }) {
      const hit = placed().findLast(
        ({ mark, at }) => Math.hypot(at.x - x, at.y - y) <= reachOf(mark.icon) * scale() + slack_px,
      );
      return hit?.mark ?? null;
    },
    inView: () => placed().map(({ mark }) => mark),
    destroy() {
      if (frame !== null) cancelAnimationFrame(frame);
      map.off('render', draw);
      map.off('move', drawSoon);
      map.off('resize', drawSoon);
      canvas.remove();
    },
  };
}
