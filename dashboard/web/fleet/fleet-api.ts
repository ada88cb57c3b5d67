import type { Area, Site } from '../../../domain/area.ts';
import type { DeviceFacts } from '../../../domain/device-facts.ts';
import type { SensorKind } from '../../../domain/kinds.ts';
import type { Role } from '../../../domain/roles.ts';
import type { Language, Text } from '../../../domain/text.ts';
import { type Answer, ask, segment, withJson, withQuery } from '../shell/http.ts';

/** What can be imported and exported. */
export type Importable = 'areas' | 'sites' | 'devices';

export interface FleetDeviceView extends DeviceFacts {
  readonly id: string;
  readonly kind: SensorKind;
  readonly siteId: string | null;
  readonly name: string | null;
  readonly enrolled: boolean;
  readonly disabled: boolean;
  readonly place: Text;
}

/** A change of a device; what is left out stays. */
export type DeviceInput = Partial<DeviceFacts> & {
  readonly siteId?: string | null;
  readonly name?: string | null;
  readonly disabled?: boolean;
};

export interface StaffAccount {
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  /** Codes of areas; none: everywhere. */
  readonly areas: readonly string[];
  readonly language: Language;
  readonly disabled: boolean;
  /** Name, role and areas come from the organisation's own log-in. */
  readonly isFromProvider: boolean;
  readonly createdAt: number;
}

export interface EnrolmentKeyView {
  readonly id: string;
  readonly name: string;
  readonly kind: SensorKind | null;
  readonly siteId: string | null;
  readonly devicesMax: number | null;
  readonly expiresAt: number | null;
  readonly devices: number;
  readonly state: 'open' | 'full' | 'expired' | 'revoked';
  readonly revoked: 'no' | 'enrolment' | 'all';
}

/** What is left out is no limit. */
export interface EnrolmentKeyInput {
  readonly name: string;
  readonly kind?: SensorKind;
  readonly siteId?: string;
  readonly devicesMax?: number;
  readonly expiresAt?: number;
}

export interface ImportFault {
  readonly line: number;
  readonly column: string | null;
  readonly words: Text;
}

export interface PreviewRow {
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
  readonly state: 'new' | 'changed' | 'unchanged' | 'faulty';
}

/** What an import would do; nothing is written. */
export interface ImportPreview {
  readonly columns: readonly string[];
  readonly counts: { readonly new: number; readonly changed: number; readonly unchanged: number };
  readonly rowCount: number;
  readonly rows: readonly PreviewRow[];
  readonly errors: readonly ImportFault[];
  readonly errorCount: number;
}

interface Imported {
  readonly imported?: number;
  readonly created?: readonly { readonly id: string; readonly secret: string }[];
  readonly changed?: number;
}

export interface DeviceQuery {
  readonly q?: string | undefined;
  readonly kind?: string | undefined;
  readonly unplaced?: boolean | undefined;
}

const pageSize = 1_000;

function importPath(what: Importable, dryRun: boolean): string {
  const existing = what === 'devices' ? { existing: 'change' } : {};
  return withQuery(`/api/${what}/import`, { dryRun, ...existing });
}

const csvOf = (text: string): RequestInit => ({ body: text, headers: { 'content-type': 'text/csv' } });

export const fleetApi = {
  areas: () => ask<{ readonly areas: readonly Area[] }>('GET', '/api/areas'),
  saveArea: (area: Area) => ask<unknown>('POST', '/api/areas', withJson(area)),
  allSites: () => allPages<Site>('sites', (cursor) => withQuery('/api/sites', { limit: pageSize, cursor })),
  saveSite: (site: Site) => ask<unknown>('POST', '/api/sites', withJson(site)),
  devices: (query: DeviceQuery, limit: number) =>
    ask<{ readonly devices: readonly FleetDeviceView[]; readonly total: number }>(
      'GET',
      withQuery('/api/devices', { ...query, limit }),
    ),
  allDevices: () =>
    allPages<FleetDeviceView>('devices', (cursor) => withQuery('/api/devices', { limit: pageSize, cursor })),
  addDevice: (device: DeviceInput & { readonly id: string; readonly kind: SensorKind }) =>
    ask<{ readonly secret: string }>('POST', '/api/devices', withJson(device)),
  changeDevice: (id: string, change: DeviceInput) =>
    ask<null>('PATCH', `/api/devices/${segment(id)}`, withJson(change)),
  keys: () => ask<{ readonly keys: readonly EnrolmentKeyView[] }>('GET', '/api/enrolment-keys'),
  addKey: (key: EnrolmentKeyInput) =>
    ask<{ readonly words: string }>('POST', '/api/enrolment-keys', withJson(key)),
  revokeKey: (id: string, devices: 'keep' | 'cut') =>
    ask<unknown>('POST', `/api/enrolment-keys/${segment(id)}/revoke`, withJson({ devices })),
  preview: (what: Importable, csv: string) => ask<ImportPreview>('POST', importPath(what, true), csvOf(csv)),
  import: (what: Importable, csv: string) => ask<Imported>('POST', importPath(what, false), csvOf(csv)),
  importBoundaries: (geoJson: string) =>
    ask<Imported>('POST', '/api/areas/boundaries', {
      body: geoJson,
      headers: { 'content-type': 'application/json' },
    }),
  staff: () => ask<{ readonly staff: readonly StaffAccount[] }>('GET', '/api/staff'),
  addPerson: (
    person: Pick<StaffAccount, 'username' | 'name' | 'role' | 'areas' | 'language'> & {
      readonly password: string;
    },
  ) => ask<StaffAccount>('POST', '/api/staff', withJson(person)),
  changePerson: (
    username: string,
    change: Partial<Pick<StaffAccount, 'name' | 'role' | 'areas' | 'language' | 'disabled'>> & {
      readonly password?: string;
    },
  ) => ask<StaffAccount>('PATCH', `/api/staff/${segment(username)}`, withJson(change)),
};

/** All of a list that comes in pages, or why not. */
async function allPages<T>(
  name: 'sites' | 'devices',
  pathOf: (cursor: string | undefined) => string,
): Promise<Answer<readonly T[]>> {
  const all: T[] = [];
  let cursor: string | null | undefined;
  do {
    const answer = await ask<Record<string, unknown>>('GET', pathOf(cursor ?? undefined));
    if (!answer.ok) return answer;
    all.push(...(answer.value[name] as readonly T[]));
    cursor = answer.value['nextCursor'] as string | null;
  } while (cursor !== null);
  return { ok: true, value: all };
}
