import { describe, expect, it } from 'vitest';
import { kitchen, start, testSettings } from './test-room.ts';
import { previewRouting } from './preview.ts';

const fire = {
  path: kitchen,
  kind: 'smoke',
  ruleId: 'smoke-alarm',
  severity: 1,
  isForecast: false,
  at: start,
} as const;

describe('the preview', () => {
  it('says who would be told of a fire, when, by what, and why', () => {
    const { because, tellings } = previewRouting(testSettings, fire);
    expect(because).toEqual([{ routeIds: ['fire'], why: { zh: 'fire（紧急）', en: 'fire (Critical)' } }]);
    const lines = tellings.map(
      ({ after_s, reason, step, isWhistle, recipients }) =>
        `${after_s} s ${reason} ${step}${isWhistle ? ' whistle' : ''}: ${recipients
          .map(({ id, channels }) => `${id} by ${channels.join(', ')}`)
          .join('; ')}`,
    );
    expect(lines).toEqual([
      '0 s raised null: centre by robot; company by robot, text; committee by robot',
      '30 s again critical#1: centre by robot; company by robot, text; committee by robot',
      '60 s escalated critical#2: leader by text',
      '180 s escalated critical#3 whistle: district by robot',
    ]);
  });

  it('says so where nobody would be told', () => {
    expect(previewRouting(testSettings, { ...fire, severity: 4 })).toEqual({
      because: [],
      tellings: [{ at: start, after_s: 0, reason: 'raised', step: null, isWhistle: false, recipients: [] }],
    });
  });
});
