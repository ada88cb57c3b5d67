import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPictures } from './pictures.ts';
import { startTestDashboard, type TestDashboard } from './test-support.ts';

const filler = Buffer.alloc(64, 7);
const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), filler]);
const png = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), filler]);
const webp = Buffer.concat([Buffer.from('RIFF'), Buffer.alloc(4), Buffer.from('WEBPVP8 '), filler]);
const script = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');

const limits = {
  picturesBytesMax: 1_000,
  picturesMax: 3,
  picturesFreeBytesMin: 0,
  picturesAtOnceMax: 20,
} as const;

describe('pictures on disk', () => {
  let directory = '';
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'pictures-'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  it('keeps the same picture once, finds it after a restart, and clears away what a crash left', async () => {
    const pictures = createPictures({ directory, limits });
    await pictures.start();
    const [first, second] = await Promise.all([pictures.add(jpeg, 'wang'), pictures.add(jpeg, 'wang')]);
    expect(first).toEqual(second);
    const { id } = first as { id: string };
    const files = [`${id}.jpg`, `${id}.json`];
    expect((await readdir(directory)).toSorted()).toEqual(files);
    await writeFile(join(directory, 'half.tmp'), 'half');
    const again = createPictures({ directory, limits });
    await again.start();
    expect(await again.casesOf(id)).toEqual({ by: 'wang', caseIds: [] });
    expect(await again.read(id)).toEqual({ content: jpeg, mediaType: 'image/jpeg' });
    expect((await readdir(directory)).toSorted()).toEqual(files);
    expect(await again.read('0'.repeat(64))).toBeNull();
  });

  it('is full by number, by size, and by the disk', async () => {
    const few = createPictures({ directory, limits: { ...limits, picturesMax: 1 } });
    await few.start();
    expect(await few.add(png, 'wang')).toBe('full');
    expect(await few.add(jpeg, 'wang')).toHaveProperty('id');
    const small = createPictures({ directory, limits: { ...limits, picturesBytesMax: jpeg.length + 10 } });
    await small.start();
    expect(await small.add(png, 'wang')).toBe('full');
    const scarce = createPictures({ directory, limits: { ...limits, picturesFreeBytesMin: 2 ** 60 } });
    await scarce.start();
    expect(await scarce.add(png, 'wang')).toBe('full');
  });
});

describe('pictures over HTTP', () => {
  let test: TestDashboard;
  let admin = '';
  let viewer = '';

  beforeAll(async () => {
    test = await startTestDashboard({ limits: { pictureBytesMax: 500, picturesMax: 3 } });
    admin = await test.logIn();
    const account = { username: 'qian', name: 'Qian', password: 'ten letters', role: 'viewer' };
    await fetch(`${test.url}/api/staff`, {
      method: 'POST',
      headers: { cookie: admin, 'content-type': 'application/json' },
      body: JSON.stringify(account),
    });
    viewer = await test.logIn('qian', 'ten letters');
  });
  afterAll(() => test.stop());

  async function send(content: Buffer, { cookie = admin, type = 'image/jpeg' } = {}) {
    const response = await fetch(`${test.url}/api/pictures`, {
      method: 'POST',
      headers: { cookie, 'content-type': type },
      body: new Uint8Array(content),
    });
    return { status: response.status, body: (await response.json()) as { url: string; code?: string } };
  }

  it.each([
    ['a JPEG', jpeg, 'image/jpeg'],
    ['a PNG', png, 'image/png'],
    ['a WebP', webp, 'image/webp'],
  ])(
    'keeps %s and gives it back as what it is, whatever its sender called it',
    async (_name, content, type) => {
      const { status, body } = await send(content, { type: 'image/png' });
      expect(status).toBe(201);
      const answer = await fetch(`${test.url}${body.url}`, { headers: { cookie: viewer } });
      expect(Buffer.from(await answer.arrayBuffer())).toEqual(content);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-type': type,
        'content-disposition': 'inline',
        'x-content-type-options': 'nosniff',
        'cache-control': 'private, max-age=31536000, immutable',
      });
    },
  );

  it.each([
    ['no picture', script, {}, 415, 'not-a-picture'],
    ['another type', script, { type: 'image/svg+xml' }, 415, 'FST_ERR_CTP_INVALID_MEDIA_TYPE'],
    ['too large', Buffer.concat([jpeg, Buffer.alloc(600)]), {}, 413, 'FST_ERR_CTP_BODY_TOO_LARGE'],
    ['one too many', Buffer.concat([jpeg, Buffer.alloc(1)]), {}, 507, 'pictures-full'],
    ['nobody', jpeg, { cookie: '' }, 401, 'not-logged-in'],
  ])('refuses %s', async (...[, content, options, status, code]) => {
    expect(await send(content, options)).toMatchObject({ status, body: { code } });
  });

  it('takes none from viewers, and shows none without a log-in', async () => {
    expect(await send(jpeg, { cookie: viewer })).toMatchObject({ status: 403 });
    const { body } = await send(jpeg);
    expect((await fetch(`${test.url}${body.url}`)).status).toBe(401);
    expect((await fetch(`${test.url}/api/pictures/none`, { headers: { cookie: viewer } })).status).toBe(400);
    const missing = await fetch(`${test.url}/api/pictures/${'0'.repeat(64)}`, {
      headers: { cookie: viewer },
    });
    expect(missing.status).toBe(404);
  });
});
