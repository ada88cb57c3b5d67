import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestDashboard, type TestDashboard } from './test-support.ts';

interface Preview {
  readonly counts: object;
  readonly rowCount: number;
  readonly rows: readonly { readonly line: number; readonly state: string }[];
  readonly errors: readonly {
    readonly line: number;
    readonly column: string | null;
    readonly words: { zh: string };
  }[];
  readonly errorCount: number;
}

describe('a dry run of an import', () => {
  let test: TestDashboard;
  let cookie = '';

  beforeAll(async () => {
    test = await startTestDashboard({ limits: { importPreviewRowsMax: 3 } });
    cookie = await test.logIn();
    await test.fleet.upsertAreas([
      { code: 's1', level: 'street', parentCode: null, nameZh: '街', nameEn: 'Street' },
      { code: 'c1', level: 'community', parentCode: 's1', nameZh: '社区', nameEn: 'Community' },
    ]);
    await test.fleet.upsertSites([
      { id: 'shop', areaCode: 'c1', nameZh: '店', nameEn: 'Shop', longitude_deg: null, latitude_deg: null },
    ]);
    test.fleet.add({ id: 'smoke-1', kind: 'smoke', siteId: 'shop', name: 'Kitchen', maintainer: 'Antai' });
    test.fleet.add({ id: 'smoke-2', kind: 'smoke' });
  });
  afterAll(() => test.stop());

  async function send(path: string, body: string): Promise<{ status: number; body: Preview }> {
    const headers = { cookie, 'content-type': 'text/csv' };
    const response = await fetch(`${test.url}${path}`, { method: 'POST', headers, body });
    return { status: response.status, body: (await response.json()) as Preview };
  }

  it('says what would happen to areas, with every fault where it is, and writes nothing', async () => {
    const header = 'code,level,parent_code,name_zh,name_en';
    const good = `${header}\nc1,community,s1,社区,Community\ns1,street,,新街,Street\ng1,grid,c1,网格,Grid\n`;
    expect((await send('/api/areas/import?dryRun=true', good)).body).toMatchObject({
      counts: { new: 1, changed: 1, unchanged: 1 },
      rowCount: 3,
      rows: [
        { line: 3, state: 'changed' },
        { line: 4, state: 'new' },
        { line: 2, state: 'unchanged' },
      ],
      errorCount: 0,
    });
    const bad = `${header}\ng1,street,c1,网格,\nx y,grid,nowhere,名,Name\ng2,grid,nowhere,名,Name\n`;
    const faulty = await send('/api/areas/import?dryRun=true', bad);
    expect(faulty.status).toBe(200);
    expect(faulty.body.errors.map(({ line, column }) => [line, column])).toEqual([
      [2, 'name_en'],
      [3, 'code'],
      [4, 'parent_code'],
    ]);
    expect(faulty.body.errors[2]?.words.zh).toBe('没有区域“nowhere”。');
    expect(test.fleet.areas().map(({ nameZh }) => nameZh)).toEqual(['街', '社区']);
    expect((await send('/api/areas/import', bad)).status).toBe(422);
  });

  it('tells devices that are there as faults, or as changes in what the file has columns for', async () => {
    const csv = 'id,kind,name\nsmoke-1,smoke,Hall\nsmoke-2,smoke,\nnew-1,water,Gate\n';
    expect((await send('/api/devices/import?dryRun=true', csv)).body).toMatchObject({ errorCount: 2 });
    const preview = await send('/api/devices/import?dryRun=true&existing=change', csv);
    expect(preview.body).toMatchObject({ counts: { new: 1, changed: 1, unchanged: 1 }, errorCount: 0 });
    expect(test.fleet.device('new-1')).toBeUndefined();
    const done = await send('/api/devices/import?existing=change', csv);
    expect(done).toMatchObject({ status: 201, body: { created: [{ id: 'new-1' }], changed: 2 } });
    // What the file says nothing of stays.
    expect(test.fleet.device('smoke-1')).toMatchObject({ name: 'Hall', siteId: 'shop', maintainer: 'Antai' });
    const kind = await send('/api/devices/import?dryRun=true&existing=change', 'id,kind\nsmoke-1,water\n');
    expect(kind.body.errors).toMatchObject([{ line: 2, column: 'kind' }]);
  });

  it('shows only so many rows, those with faults first, and counts all', async () => {
    const many = [
      'id,area_code,name_zh,name_en',
      'shop,c1,店,Shop',
      'a,,甲,A',
      'b,,乙,B',
      'c,nowhere,丙,C',
      'd,,丁,D',
    ];
    const { body } = await send('/api/sites/import?dryRun=true', many.join('\n'));
    expect(body).toMatchObject({ rowCount: 5, counts: { new: 3, changed: 0, unchanged: 1 }, errorCount: 1 });
    expect(body.rows.map(({ line, state }) => [line, state])).toEqual([
      [5, 'faulty'],
      [3, 'new'],
      [4, 'new'],
    ]);
  });

  it('finds the devices that hang in no site', async () => {
    const response = await fetch(`${test.url}/api/devices?unplaced=true`, { headers: { cookie } });
    const { devices } = (await response.json()) as { devices: { id: string }[] };
    expect(devices.map(({ id }) => id)).toEqual(['new-1', 'smoke-2']);
  });
});
