/** Questions under way at once: a device has more metrics than a browser has connections. */
const turnsMax = 4;

const waiting: (() => void)[] = [];
let taken = 0;

/** Asks as soon as one of few turns is free; null when it was given up before. */
export async function takeTurn<T>(signal: AbortSignal, question: () => Promise<T>): Promise<T | null> {
  if (taken >= turnsMax) await new Promise<void>((resolve) => waiting.push(resolve));
  else taken += 1;
  try {
    return signal.aborted ? null : await question();
  } finally {
    // The turn goes to the next one in line, or is free.
    const next = waiting.shift();
    if (next === undefined) taken -= 1;
    else next();
  }
}
