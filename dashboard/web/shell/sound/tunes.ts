import type { Severity } from '../../../../domain/severity.ts';

/** One tone of a tune. */
export interface Tone {
  readonly pitch_Hz: number;
  /** From the tune's beginning. */
  readonly start_s: number;
  readonly length_s: number;
}

export type TuneName = Severity | 'stale';

export interface Tune {
  readonly tones: readonly Tone[];
  /** Of the volume that was chosen. */
  readonly loudness: number;
}

function tones(pitches: readonly number[], { every_s, length_s }: { every_s: number; length_s: number }) {
  return pitches.flatMap((pitch_Hz, index): Tone[] =>
    pitch_Hz === 0 ? [] : [{ pitch_Hz, start_s: index * every_s, length_s }],
  );
}

/** A pause in a row of pitches. */
const rest = 0;

/**
 * What each severity sounds like. They differ in rhythm and in the number of tones, so that they are told apart in a
 * noisy room, by those who hear no difference in pitch, and on a bad loudspeaker; the pitches lie between 290 and
 * 1,100 Hz, where old ears still hear and nothing is shrill. The rhythms are ours.
 *
 * - critical: two hurried runs upwards of five
 * - major: three even knocks
 * - minor: two tones that rise
 * - notice: one soft tone
 * - stale: two long tones that sink: the screen itself has gone blind
 */
export const tunes: Readonly<Record<TuneName, Tune>> = {
  1: {
    tones: tones([660, 784, 988, 784, 988, rest, rest, 660, 784, 988, 784, 988], {
      every_s: 0.15,
      length_s: 0.13,
    }),
    loudness: 1,
  },
  2: { tones: tones([740, 740, 740], { every_s: 0.28, length_s: 0.16 }), loudness: 0.8 },
  3: { tones: tones([523, 659], { every_s: 0.22, length_s: 0.2 }), loudness: 0.55 },
  4: { tones: tones([440], { every_s: 0.3, length_s: 0.3 }), loudness: 0.35 },
  stale: { tones: tones([415, 294], { every_s: 0.5, length_s: 0.48 }), loudness: 0.8 },
};

/** How long until an unanswered alert sounds again, ms; null: it sounds once. */
export const repeatMs: Readonly<Record<Severity, number | null>> = {
  1: 6_000,
  2: 20_000,
  3: null,
  4: null,
};

/** How long a tune takes, ms. */
export function tuneLengthMs({ tones: all }: Tune): number {
  return Math.max(...all.map(({ start_s, length_s }) => (start_s + length_s) * 1_000));
}
