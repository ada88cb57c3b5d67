import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Seat } from '../../../domain/desk-settings.ts';
import type { Answer } from '../shell/http.ts';
import { indexAreas, noAreas, type AreaIndex } from './areas.ts';
import { deskApi, type AreaCount } from './desk-api.ts';

/** How often devices are counted anew. */
const countAgain_ms = 30_000;
/** How often what could not be read is asked for again. */
const retry_ms = 5_000;

/** The areas, how their devices are doing, and what the seats watch, for everything on the desk. */
export const areaIndex = signal<AreaIndex>(noAreas);
export const areaCounts = signal<readonly AreaCount[]>([]);
export const seats = signal<readonly Seat[]>([]);

/** Keeps them while the desk is shown. Until they are there, the desk works without. */
export function usePlaces(): void {
  useEffect(() => {
    const keepers = [
      keep(deskApi.areas, ({ areas }) => (areaIndex.value = indexAreas(areas)), null),
      keep(deskApi.seats, (answer) => (seats.value = answer.seats), null),
      keep(deskApi.areaCounts, ({ counts }) => (areaCounts.value = counts), countAgain_ms),
    ];
    return () => {
      for (const stop of keepers) stop();
    };
  }, []);
}

/** Asks until there is an answer, and then again and again if that is wanted. */
function keep<T>(
  question: () => Promise<Answer<T>>,
  take: (value: T) => void,
  again_ms: number | null,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isCurrent = true;
  async function askOnce(): Promise<void> {
    const answer = await question();
    if (!isCurrent) return;
    if (answer.ok) take(answer.value);
    const wait_ms = answer.ok ? again_ms : retry_ms;
    if (wait_ms !== null) timer = setTimeout(() => void askOnce(), wait_ms);
  }
  void askOnce();
  return () => {
    isCurrent = false;
    clearTimeout(timer);
  };
}
