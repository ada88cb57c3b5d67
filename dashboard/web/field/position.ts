import { signal } from '@preact/signals';
import type { Position } from '../../../domain/actor.ts';

/** Where the phone is, or why nobody knows. */
export type Located =
  | { readonly position: Position; readonly accuracy_m: number }
  | { readonly position: null; readonly why: 'denied' | 'unavailable' | 'late' | 'insecure' };

/** A fix under the open sky takes a few seconds; longer and the person goes on without. */
const fixMaxMs = 12_000;
/** A fix this old still says which street. */
const fixAgeMaxMs = 30_000;
const againMs = 60_000;

/** The last position known, for distances; null: not allowed, or not known. */
export const here = signal<Position | null>(null);

/** Asks the phone where it is, and the person whether it may tell. Browsers answer only on https and this machine. */
export function locate(): Promise<Located> {
  if (!isSecureContext || !('geolocation' in navigator)) {
    return Promise.resolve({ position: null, why: 'insecure' });
  }
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords: { longitude, latitude, accuracy } }) => {
        const position = { longitude_deg: longitude, latitude_deg: latitude };
        here.value = position;
        resolve({ position, accuracy_m: Math.max(1, Math.round(accuracy)) });
      },
      ({ code }) => {
        const why = code === 1 ? 'denied' : code === 3 ? 'late' : 'unavailable';
        resolve({ position: null, why });
      },
      { enableHighAccuracy: true, timeout: fixMaxMs, maximumAge: fixAgeMaxMs },
    );
  });
}

/** Keeps `here` known where that was allowed before; nobody is asked for it at the start. */
export async function followPosition(): Promise<void> {
  if (!isSecureContext || !('permissions' in navigator)) return;
  try {
    const permission = await navigator.permissions.query({ name: 'geolocation' });
    const look = (): void => {
      if (permission.state === 'granted' && document.visibilityState === 'visible') void locate();
    };
    permission.addEventListener('change', look);
    setInterval(look, againMs);
    look();
  } catch {
    // A browser that does not tell: distances come with the first position that is asked for.
  }
}
