import type { Position } from '../../../domain/actor.ts';
import type { PlaceNearby } from '../../../domain/battle-map.ts';
import { t } from './phrases.ts';
import { distanceWords } from './plan-words.ts';
import { toSketch } from './sketch-points.ts';

/** Where places lie around what happened, north up, as far as the farthest; the list beside it has the words. */
export function PlaceSketch({ position, places }: { position: Position; places: readonly PlaceNearby[] }) {
  if (places.length === 0) return null;
  const { points, radius_m } = toSketch(
    position,
    places.map(({ place }) => place.position),
  );
  return (
    <figure class="place-sketch">
      <svg viewBox="-110 -110 220 220" role="img" aria-label={t('sketch')}>
        <circle class="place-sketch-ring" r="100" />
        <circle class="place-sketch-ring" r="50" />
        <path class="place-sketch-north" d="M0 -108 l4 9 l-8 0z" />
        <path class="place-sketch-here" d="M-6 0 H6 M0 -6 V6" />
        {points.map(({ x, y }, index) => (
          <g key={places[index]?.place.id} transform={`translate(${x} ${y})`}>
            <circle class="place-sketch-point" r="9" />
            <text text-anchor="middle" y="4">
              {index + 1}
            </text>
          </g>
        ))}
      </svg>
      <figcaption class="dim">
        {t('sketch')} · ◯ {distanceWords(Math.round(radius_m))}
      </figcaption>
    </figure>
  );
}
