import { tunes, type TuneName } from './tunes.ts';

/** Rise and fall of a tone: without them it would click. */
const edge_s = 0.015;

export interface TunePlayer {
  /** Cuts off what sounds, and plays this. `volume` 0 to 1. */
  play(name: TuneName, volume: number): void;
  stop(): void;
}

/** Plays tunes through the browser's audio graph. */
export function createTunePlayer(context: AudioContext): TunePlayer {
  let sounding: OscillatorNode[] = [];

  function stop(): void {
    for (const oscillator of sounding) {
      oscillator.stop();
      oscillator.disconnect();
    }
    sounding = [];
  }

  return {
    play(name, volume) {
      stop();
      const { tones, loudness } = tunes[name];
      const begin = context.currentTime + 0.02;
      sounding = tones.map(({ pitch_Hz, start_s, length_s }) => {
        const from = begin + start_s;
        const level = Math.max(0.0001, volume * loudness * 0.5);
        const gain = context.createGain();
        gain.gain.setValueAtTime(0, from);
        gain.gain.linearRampToValueAtTime(level, from + edge_s);
        gain.gain.setValueAtTime(level, from + length_s - edge_s * 2);
        gain.gain.linearRampToValueAtTime(0, from + length_s);
        const oscillator = context.createOscillator();
        oscillator.type = 'triangle';
        oscillator.frequency.value = pitch_Hz;
        oscillator.connect(gain).connect(context.destination);
        oscillator.start(from);
        oscillator.stop(from + length_s);
        return oscillator;
      });
    },
    stop,
  };
}
