import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSoundingTab, type SoundingTab, type TabChannel, type TabMessage } from './sounding-tab.ts';

interface TestChannel extends TabChannel {
  isCut: boolean;
  take(message: TabMessage): void;
}

function ring(...all: readonly { sound: () => void }[]): void {
  for (const each of all) each.sound();
  vi.advanceTimersByTime(1_000);
}

function beat(...all: readonly Pick<SoundingTab, 'beat'>[]): void {
  for (const each of all) each.beat(true);
}

/** Windows of one browser, with a channel that can be cut. */
function createWindows() {
  const channels: TestChannel[] = [];
  const heard: string[] = [];
  return {
    heard,
    open(tab: number) {
      let hearer: ((message: TabMessage) => void) | null = null;
      const channel: TestChannel = {
        isCut: false,
        hear: (listener) => void (hearer = listener),
        tell(message) {
          if (channel.isCut) return;
          for (const other of channels) if (other !== channel) other.take(message);
        },
        take(message) {
          if (!channel.isCut) hearer?.(message);
        },
        close: () => channels.splice(channels.indexOf(channel), 1),
      };
      channels.push(channel);
      const silenced: string[] = [];
      const window = createSoundingTab({
        tab,
        channel,
        now: Date.now,
        soundedElsewhere: () => {},
        silencedElsewhere: (rings) => silenced.push(...rings),
      });
      const sound = (): void => window.sound(1, () => heard.push(`window ${tab}`));
      return { ...window, sound, channel, got: silenced };
    },
  };
}

describe('the windows of one browser', () => {
  let windows: ReturnType<typeof createWindows>;
  let first: ReturnType<typeof windows.open>;
  let second: ReturnType<typeof windows.open>;

  beforeEach(() => {
    vi.useFakeTimers();
    windows = createWindows();
    first = windows.open(1);
    second = windows.open(2);
    beat(first, second);
  });
  afterEach(() => vi.useRealTimers());

  it('sound once, in whatever order they are told', () => {
    ring(second, first);
    vi.advanceTimersByTime(5_000);
    ring(first, second);
    expect(windows.heard).toEqual(['window 1', 'window 1']);
  });

  it.each([
    ['was closed', () => first.stop()],
    ['cannot sound any more', () => first.beat(false)],
    ['is frozen: it says nothing and hears nothing', () => (first.channel.isCut = true)],
    ['lives and is believed to sound, but is not told', () => beat(first)],
  ])('sound when the first one %s', (_name, happens) => {
    happens();
    ring(second);
    expect(windows.heard).toEqual(['window 2']);
  });

  it('forget one that is not heard of', () => {
    expect(second.isCovered()).toBe(true);
    vi.advanceTimersByTime(13_000);
    expect(second.isCovered()).toBe(false);
    second.sound();
    expect(windows.heard).toEqual(['window 2']);
  });

  it('tell each other what was silenced', () => {
    first.silenced(['a@1']);
    expect(second.got).toEqual(['a@1']);
  });

  it('sound alone where there is no channel', () => {
    const heard: number[] = [];
    const alone = createSoundingTab({
      tab: 9,
      channel: null,
      now: Date.now,
      soundedElsewhere: () => {},
      silencedElsewhere: () => {},
    });
    alone.sound('stale', () => heard.push(9));
    expect([heard, alone.isCovered()]).toEqual([[9], false]);
  });
});
