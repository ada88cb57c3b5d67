import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deliveryReasons, type Delivery, type DeliveryContent } from '../../domain/delivery.ts';
import { notifierLimits } from './limits.ts';
import { toMail, toMarkdown, toShortText, toSpokenText } from './templates.ts';
import { sampleDelivery, sampleMessage, sampleTime } from './testing.ts';

const link = 'https://centre.example/c/d1d1d1d1d1d1d1d1d1d10123456789abcdef';
const short = (content: Partial<DeliveryContent>, rest: Partial<Delivery> = {}) =>
  toShortText(sampleMessage({}, [sampleDelivery({ ...rest, content })]));

describe('the short text says first how bad, what and where, then what to do, then when and the link', () => {
  const forecast = { expectedAt: sampleTime + 24 * 60_000, probability: 0.8 };
  const water = { title: { zh: '积水将达红线', en: 'Water will reach red' }, severity: 3 } as const;
  const quiet = { measured: { zh: '', en: '' }, advice: { zh: '', en: '' } };
  it.each([
    [
      'an alarm',
      short({}),
      `【紧急】火警，阳光社区 · 3号楼 · 厨房烟感。实测 烟雾 7.4 %/m。立即电话核实，派人到场。09:41 ${link}`,
    ],
    [
      'in English',
      short({}, { language: 'en' }),
      `[Critical] Fire alarm, Sunshine · Building 3 · Kitchen. Measured Smoke 7.4 %/m. Call the premises now and send someone. 09:41 ${link}`,
    ],
    [
      'a forecast with its time and probability',
      short({ ...water, ...quiet, forecast }),
      `【预警·一般】积水将达红线，阳光社区 · 3号楼 · 厨房烟感。预计 10:05，概率 80 %。09:41 ${link}`,
    ],
    [
      'a forecast in English',
      short({ ...water, ...quiet, forecast }, { language: 'en' }),
      `[Early warning · Minor] Water will reach red, Sunshine · Building 3 · Kitchen. Expected 10:05, probability 80 %. 09:41 ${link}`,
    ],
    [
      'told again',
      short({ ...quiet, reason: 'escalated', severity: 2 }).slice(0, 11),
      '【重要·升级】火警，阳',
    ],
    [
      'what is over does not look as if it were on',
      short({ reason: 'returned' }).slice(0, 7),
      '【恢复】火警，',
    ],
    [
      'an event of yesterday has its day',
      short({ eventTime: sampleTime - 86_400_000 }).includes('11-21 09:41'),
      true,
    ],
  ])('%s', (_name, text, expected) => {
    expect(text).toBe(expected);
  });
});

it('an ordinary alarm takes two parts of an SMS with its link, and one without', () => {
  const text = short({});
  expect(text.length).toBeLessThanOrEqual(134);
  expect(text.replace(link, '').trim().length).toBeLessThanOrEqual(70);
});

it('of a very long place the nearest end stays, and the link is whole', () => {
  const text = short({ place: { zh: `${'很长的街道名称'.repeat(40)} · 3号楼 · 厨房`, en: 'x' } });
  expect(text).toContain('3号楼 · 厨房。');
  expect(text).toContain('，…');
  expect(text.endsWith(` ${link}`)).toBe(true);
});

it('what is read out has no brackets and no address, and comes twice', () => {
  const text = toSpokenText(sampleMessage());
  expect(text).not.toMatch(/[【】[\]]|https?:/u);
  expect(text.split('火警')).toHaveLength(3);
});

const hostile = [
  '[点击](http://evil.example)',
  '![x](http://evil.example/a.png)',
  '<@all> @all <at id=all></at>',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '**假**\n# 假标题\n> 引用',
  '`code` ~~x~~ | a | $x$',
  'http://evil.example/login',
  '\u202egnp.exe\u0000\u0007',
  '\r\nBcc: everyone@evil.example',
];

describe.each(hostile)('from outside: %j', (text) => {
  const message = sampleMessage({}, [
    sampleDelivery({
      content: { title: { zh: text, en: text }, place: { zh: text, en: text }, comment: text },
    }),
  ]);

  it('in Markdown it is no link, mention, image, heading or line of its own', () => {
    const { text: markdown } = toMarkdown(message);
    const ours = markdown
      .replace(`[确认收到](${link})`, '')
      .replaceAll(/\*\*(?:地点|措施|实测|说明|时间)\*\*/gu, '');
    expect(ours.replace(/^### /u, '')).not.toMatch(/[*_`[\]<>#~|\\@&$]/u);
    expect(ours).not.toContain('://');
    expect(markdown.split('\n')).toHaveLength(7);
  });

  it('in HTML it is text', () => {
    const { html } = toMail(message);
    const tags = [...html.matchAll(/<\/?([a-z0-9!]+)/gu)].map(([, tag]) => tag);
    const ours = ['!doctype', 'html', 'meta', 'body', 'h2', 'p', 'br', 'b', 'a'];
    expect(tags.filter((tag) => tag === undefined || !ours.includes(tag))).toEqual([]);
    expect([...html.matchAll(/<a /gu)]).toHaveLength(1);
    expect(html).not.toContain('evil.example"');
  });

  it('a subject and a short text are one line, without control characters or foreign links', () => {
    const lines = [toMail(message).subject, toShortText(message).replace(link, '')];
    expect(lines.join('')).not.toMatch(/[\p{Cc}\u202e]|:\/\//u);
  });
});

const anyText = fc.record({
  zh: fc.string({ unit: 'grapheme', maxLength: 600 }),
  en: fc.string({ unit: 'binary', maxLength: 600 }),
});

it('no text makes a message that is too long, breaks an emoji or hides the mark', () => {
  const anyContent = fc.record({
    title: anyText,
    place: anyText,
    advice: anyText,
    measured: anyText,
    reason: fc.constantFrom(...deliveryReasons),
    comment: fc.option(fc.string({ unit: 'binary' })),
  });
  const anyMessage = fc
    .tuple(
      fc.array(anyContent, { minLength: 1, maxLength: 30 }),
      fc.constantFrom('zh' as const, 'en' as const),
    )
    .map(([contents, language]) =>
      sampleMessage(
        {},
        contents.map((content) => sampleDelivery({ content, language })),
      ),
    );
  fc.assert(
    fc.property(anyMessage, (message) => {
      const text = toShortText(message);
      const { text: markdown } = toMarkdown(message);
      expect(text.length).toBeLessThanOrEqual(notifierLimits.shortText_characters_max);
      expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(notifierLimits.weComMarkdown_bytes_max);
      expect([text, markdown, toMail(message).subject].join('').isWellFormed()).toBe(true);
      expect(text).toMatch(/^[【[]/u);
      expect(markdown).toMatch(/^### [【［]/u);
    }),
    { numRuns: 150 },
  );
});

it('a family of four is kept whole or not at all', () => {
  const family = '👨‍👩‍👧‍👦';
  const text = short({ title: { zh: family.repeat(10), en: '' } });
  expect(text.slice(0, 60).replaceAll(family, '')).toMatch(/^【紧急】…，/u);
});

const offline = (n: number) =>
  sampleDelivery({
    id: `${n}`.padStart(20, '0'),
    isUrgent: false,
    content: {
      severity: 4,
      reason: 'notice',
      title: { zh: '设备离线', en: 'Device offline' },
      place: { zh: `${n}号楼`, en: `Building ${n}` },
      eventTime: sampleTime + n * 60_000,
    },
  });

describe('a digest', () => {
  const low = sampleDelivery({
    isUrgent: false,
    content: {
      severity: 3,
      reason: 'notice',
      title: { zh: '电量低', en: 'Battery low' },
      place: { zh: '5号楼', en: 'Building 5' },
    },
  });
  const message = sampleMessage({}, [...Array.from({ length: 9 }, (_, n) => offline(n + 1)), low]);

  it('counts by kind, the most first, with some of the places', () => {
    expect(toMail(message).text.split('\n').slice(0, 4)).toEqual([
      '【一般】09:41 起 10 条通知',
      '',
      '9 × 设备离线：1号楼、2号楼、3号楼 等 9 处',
      '1 × 电量低：5号楼',
    ]);
    expect(toShortText(message)).toBe('【一般】09:41 起 10 条通知：9 × 设备离线、1 × 电量低');
  });

  it('in English', () => {
    const english = { ...message, language: 'en' as const };
    expect(toShortText(english)).toBe('[Minor] 10 notices since 09:41: 9 × Device offline, 1 × Battery low');
  });
});
