import { Tabs } from '../parts/tabs.tsx';
import { t as common } from '../shell/language.ts';
import type { PageProps } from '../shell/pages.ts';
import { may } from '../shell/session.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { AreaList } from './area-list.tsx';
import { DeviceList } from './device-list.tsx';
import { ImportPage } from './import-page.tsx';
import { KeyList } from './key-list.tsx';
import { t } from './phrases.ts';
import { SiteList } from './site-list.tsx';
import { StaffList } from './staff-list.tsx';
import './fleet.css';

const parts = ['areas', 'sites', 'devices', 'keys', 'import', 'staff'] as const;

/** Areas, sites, devices and staff accounts. */
export function FleetPage({ path, query }: PageProps) {
  const part = parts.find((one) => one === path[0]) ?? 'areas';
  return (
    <main class="page fleet-page">
      <h1>{common('fleetPage')}</h1>
      {may('manage') ? (
        <>
          <Tabs
            label={t('parts')}
            current={part}
            tabs={parts.map((id) => ({ id, href: `/fleet/${id}`, words: t(id) }))}
          />
          {part === 'areas' && <AreaList />}
          {part === 'sites' && <SiteList query={query} />}
          {part === 'devices' && <DeviceList query={query} />}
          {part === 'keys' && <KeyList />}
          {part === 'import' && <ImportPage query={query} />}
          {part === 'staff' && <StaffList />}
        </>
      ) : (
        <EmptyState title={common('notAllowed')} />
      )}
    </main>
  );
}
