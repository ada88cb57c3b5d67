import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Delivery } from '../../domain/delivery.ts';
import { sampleDelivery } from '../../alerts/notifiers/testing.ts';
import { startTestDashboard, type TestDashboard } from './test-support.ts';

let test: TestDashboard;
let held: Delivery;
let confirmed: [string, string][];
let isDiskFull: boolean;

beforeEach(async () => {
  held = sampleDelivery({ recipientId: 'committee', state: 'sent' });
  confirmed = [];
  isDiskFull = false;
  test = await startTestDashboard({
    limits: { confirmationsPerMinuteMax: 5 },
    confirmations: {
      find: (id) => (id === held.id ? held : null),
      idOfToken: (token) => (token === 'good' ? held.id : null),
      async confirm(id, by) {
        if (isDiskFull) throw new Error('full');
        confirmed.push([id, by]);
        held = { ...held, state: 'confirmed' };
      },
      timeZone: () => 'Asia/Shanghai',
    },
  });
});
afterEach(() => test.stop());

/** As a browser posts a form. */
const press = (token = 'good', headers: Record<string, string> = {}) =>
  fetch(`${test.url}/c/${token}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: '',
  });

describe('the link of a message', () => {
  it('shows what it is about, with one button, and confirms nothing by being opened', async () => {
    const response = await fetch(`${test.url}/c/good`);
    const page = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('content-security-policy')).toMatch(
      /^default-src 'none';style-src 'sha256-/u,
    );
    expect(page).toContain('<html lang="zh-CN">');
    expect(page).toContain('<h1>紧急 火警</h1>');
    expect(page).toContain('阳光社区 · 3号楼 · 厨房烟感');
    expect(page).toContain('2026-11-22 09:41');
    expect(page.match(/<button>/gu)).toHaveLength(1);
    await fetch(`${test.url}/c/good`, { method: 'HEAD' });
    expect(confirmed).toEqual([]);
  });

  it("speaks the recipient's language", async () => {
    held = { ...held, language: 'en' };
    const page = await (await fetch(`${test.url}/c/good`)).text();
    expect(page).toContain('<html lang="en">');
    expect(page).toContain('I have received this');
  });

  it('confirms for its recipient once the button is pressed, and once only', async () => {
    const response = await press();
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('已确认收到');
    await press();
    expect(confirmed).toEqual([[held.id, 'committee']]);
    const page = await (await fetch(`${test.url}/c/good`)).text();
    expect(page).toContain('已确认收到');
    expect(page).not.toContain('<button>');
  });

  it.each(['null', 'https://chat.example'])(
    'confirms also from inside a chat program that names its page %s',
    async (origin) => {
      expect((await press('good', { origin, 'sec-fetch-site': 'cross-site' })).status).toBe(200);
      expect(confirmed).toHaveLength(1);
    },
  );

  it('that was made up leads nowhere, in both languages', async () => {
    for (const response of [await fetch(`${test.url}/c/bad`), await press('bad')]) {
      expect(response.status).toBe(404);
      expect(await response.text()).toMatch(/链接无效.*wrong or has ended/u);
    }
    expect(confirmed).toEqual([]);
  });

  it('says so when it could not be written down, and can be pressed again', async () => {
    isDiskFull = true;
    const response = await press();
    expect(response.status).toBe(503);
    expect(await response.text()).toMatch(/请再按一次.*<button>/u);
  });

  it('escapes what stands in the message', async () => {
    held = sampleDelivery({ content: { title: { zh: '<script>alert(1)</script>', en: '' } } });
    const page = await (await fetch(`${test.url}/c/good`)).text();
    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toContain('<script>');
  });

  it('cannot be tried without end', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 7; n += 1) statuses.push((await fetch(`${test.url}/c/guess${n}`)).status);
    expect(statuses).toEqual([404, 404, 404, 404, 404, 429, 429]);
  });
});

const confirm = (cookie: string, id = held.id) =>
  fetch(`${test.url}/api/deliveries/${id}/confirm`, { method: 'POST', headers: { cookie } });

describe('staff confirm for somebody on the telephone', () => {
  it('with their own name', async () => {
    const cookie = await test.logIn();
    expect((await confirm(cookie)).status).toBe(200);
    expect((await confirm(cookie)).status).toBe(200);
    expect(confirmed).toEqual([[held.id, 'admin']]);
  });

  it('not without log-in, not what there is not, and not when the disk is full', async () => {
    expect((await confirm('')).status).toBe(401);
    const cookie = await test.logIn();
    expect((await confirm(cookie, 'nobody')).status).toBe(404);
    isDiskFull = true;
    expect((await confirm(cookie)).status).toBe(503);
  });
});
