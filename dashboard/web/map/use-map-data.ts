import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Backdrop, MapDevices, MapPlaces } from '../../../domain/map.ts';
import type { Answer, Problem } from '../shell/http.ts';
import { createAtlas, type Atlas } from './atlas.ts';
import { mapApi } from './map-api.ts';

/** The fleet changes seldom, and whether devices are heard of is not urgent here: alerts come by the live feed. */
const askAgainMs = 30_000;

export interface MapData {
  readonly places: MapPlaces;
  readonly devices: MapDevices;
  readonly backdrop: Backdrop;
  readonly atlas: Atlas;
}

/** Where everything is, asked for again now and then. What was known stays while the service is away. */
export function useMapData(): {
  readonly data: MapData | null;
  readonly problem: Problem | null;
  readonly again: () => void;
} {
  const data = useSignal<MapData | null>(null);
  const problem = useSignal<Problem | null>(null);
  const round = useSignal(0);
  useEffect(() => {
    let isCurrent = true;
    const askAll = async (): Promise<void> => {
      const [places, devices, backdrop] = await Promise.all([
        mapApi.places(),
        mapApi.devices(),
        mapApi.backdrop(),
      ]);
      if (!isCurrent) return;
      problem.value = problemOf([places, devices, backdrop]);
      if (!places.ok || !devices.ok || !backdrop.ok) return;
      const next = { places: places.value, devices: devices.value, backdrop: backdrop.value };
      if (data.value !== null && isSame(data.value, next)) return;
      data.value = { ...next, atlas: createAtlas(next.places, next.devices) };
    };
    void askAll();
    const timer = setInterval(() => {
      if (!document.hidden) void askAll();
    }, askAgainMs);
    return () => {
      isCurrent = false;
      clearInterval(timer);
    };
  }, [round.value]);
  return { data: data.value, problem: problem.value, again: () => void (round.value += 1) };
}

function problemOf(answers: readonly Answer<unknown>[]): Problem | null {
  return answers.flatMap((answer) => (answer.ok ? [] : [answer.problem]))[0] ?? null;
}

/** Drawing a city anew because nothing changed would make it flicker. */
function isSame(a: Omit<MapData, 'atlas'>, b: Omit<MapData, 'atlas'>): boolean {
  const written = ({ places, devices, backdrop }: Omit<MapData, 'atlas'>): string =>
    JSON.stringify([places, devices, backdrop]);
  return written(a) === written(b);
}
