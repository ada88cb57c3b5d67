import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { SettingsRecord } from '../domain/record.ts';
import { defaultDeskSettings } from './default-settings.ts';
import { createSettingsDesk, type SettingsDesk } from './settings-desk.ts';
import { parseSettings } from './settings-parse.ts';
import { createSettingsInForce, type SettingsInForce } from './settings.ts';

const log = pino({ level: 'silent' });

function parse(text: string) {
  return parseSettings({ name: 'desk.yaml', text }).settings;
}

function createParts(): { settings: SettingsInForce; desk: SettingsDesk; records: SettingsRecord[] } {
  const settings = createSettingsInForce({ initial: defaultDeskSettings, parse });
  const records: SettingsRecord[] = [];
  const desk = createSettingsDesk({
    settings,
    parse: (file) => parseSettings(file),
    append(record) {
      records.push(record);
      settings.apply({ offset: records.length, record });
      return Promise.resolve(records.length);
    },
    shippedText: '# shipped',
    log,
    now: () => 1_000,
  });
  return { settings, desk, records };
}

const utc = { name: 'desk.yaml', text: 'timeZone: UTC' };

describe('the settings of the desk', () => {
  it('are journalled when the file of the start is another one, and only then', async () => {
    const { settings, desk, records } = createParts();
    await desk.takeFile(null);
    expect(records).toEqual([]);
    expect(desk.view()).toMatchObject({ revision: 0, text: '# shipped', fileErrors: [] });
    expect(desk.view().warnings).toHaveLength(1);
    await desk.takeFile(utc);
    await desk.takeFile(utc);
    expect(records).toEqual([{ type: 'settings', at: 1_000, by: 'files', comment: null, text: utc.text }]);
    expect(settings.current().timeZone).toBe('UTC');
    await desk.takeFile(null);
    expect(records).toHaveLength(2);
    expect(settings.current()).toEqual(defaultDeskSettings);
  });

  it('changed by hand hold until the file is another one', async () => {
    const { settings, desk } = createParts();
    await desk.takeFile(utc);
    const asked = { text: 'timeZone: Asia/Tokyo', by: 'li', comment: 'moved', revision: 1 };
    expect(await desk.change(asked)).toMatchObject({ outcome: 'done', revision: 2 });
    await desk.takeFile(utc);
    expect(settings.current().timeZone).toBe('Asia/Tokyo');
    expect(await desk.change(asked)).toMatchObject({ outcome: 'stale', revision: 2 });
    await desk.takeFile({ ...utc, text: 'timeZone: Europe/Berlin' });
    expect(settings.current().timeZone).toBe('Europe/Berlin');
  });

  it('that are faulty change nothing, and say why', async () => {
    const { settings, desk, records } = createParts();
    await desk.takeFile(utc);
    await desk.takeFile({ ...utc, text: 'timeZone: Mars' });
    expect(desk.view().fileErrors).toMatchObject([{ line: 1, message: 'there is no time zone Mars' }]);
    const outcome = await desk.change({ text: 'nonsense: 1', by: 'li', comment: 'x', revision: null });
    expect(outcome).toMatchObject({
      outcome: 'refused',
      errors: [{ line: 1, message: 'unknown key nonsense' }],
    });
    expect(records).toHaveLength(1);
    expect(settings.current().timeZone).toBe('UTC');
  });

  it('survive a restart, also from a snapshot that held the text only', async () => {
    const { settings, desk } = createParts();
    await desk.takeFile(utc);
    await desk.change({ text: 'timeZone: Asia/Tokyo', by: 'li', comment: 'moved', revision: null });
    const next = createSettingsInForce({ initial: defaultDeskSettings, parse });
    next.restore(settings.snapshot());
    expect(next.current()).toEqual(settings.current());
    expect([next.version(), next.fileText()]).toEqual([settings.version(), utc.text]);
    expect(next.outbox.size()).toBe(2);
    next.restore(Buffer.from(JSON.stringify(utc.text)));
    expect(next.current().timeZone).toBe('UTC');
    next.restore(Buffer.from('null'));
    expect(next.current()).toEqual(defaultDeskSettings);
  });
});
