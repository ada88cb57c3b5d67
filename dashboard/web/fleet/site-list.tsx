import { useSignal } from '@preact/signals';
import type { Area, Site } from '../../../domain/area.ts';
import { Answered, useAnswer } from '../parts/answer.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { tell } from '../parts/notices.tsx';
import { TableFrame } from '../parts/table-frame.tsx';
import { language, say } from '../shell/language.ts';
import { setQuery } from '../shell/router.ts';
import { toAreaRows } from './area-tree.ts';
import { download } from './download.ts';
import { fleetApi } from './fleet-api.ts';
import { FormDialog } from './form-dialog.tsx';
import { t } from './phrases.ts';
import { sitesToCsv } from './to-csv.ts';

/** Rows shown at first, and how many more each time. */
const page = 200;

/** The sites, filtered by area and words. */
export function SiteList({ query }: { query: URLSearchParams }) {
  const sitesAnswer = useAnswer('sites', fleetApi.allSites);
  const areasAnswer = useAnswer('areas', fleetApi.areas);
  const open = useSignal<Site | 'new' | null>(null);
  const shown = useSignal(page);
  const areas = areasAnswer.value?.areas ?? [];
  const names = new Map(areas.map((area) => [area.code, say({ zh: area.nameZh, en: area.nameEn })]));
  const [q, area] = [query.get('q') ?? '', query.get('area') ?? ''];
  return (
    <Answered of={sitesAnswer}>
      {(sites) => {
        const found = sites.filter((site) => isWanted(site, { q: q.toLowerCase(), area }));
        return (
          <>
            <div class="fleet-bar">
              <button class="primary" type="button" onClick={() => (open.value = 'new')}>
                {t('addSite')}
              </button>
              <input
                type="search"
                aria-label={t('filter')}
                placeholder={t('filter')}
                value={q}
                onInput={(event) => setQuery({ q: event.currentTarget.value })}
              />
              <select
                aria-label={t('area')}
                value={area}
                onChange={(event) => setQuery({ area: event.currentTarget.value })}
              >
                <option value="">{t('area')}</option>
                {toAreaRows(areas).map(({ area: one, depth }) => (
                  <option key={one.code} value={one.code} selected={one.code === area}>
                    {'　'.repeat(depth)}
                    {names.get(one.code)}
                  </option>
                ))}
              </select>
              <span class="dim">{found.length}</span>
              <span class="spring" />
              <button
                type="button"
                disabled={sites.length === 0}
                onClick={() => download('sites.csv', sitesToCsv(sites))}
              >
                {t('exportCsv')}
              </button>
            </div>
            {found.length === 0 ? (
              <EmptyState title={t(sites.length === 0 ? 'noSites' : 'noMatch')}>
                {sites.length === 0 && <p>{t('noAreasHint')}</p>}
              </EmptyState>
            ) : (
              <SiteTable
                sites={found.slice(0, shown.value)}
                names={names}
                onChange={(site) => (open.value = site)}
              />
            )}
            {found.length > shown.value && (
              <button type="button" onClick={() => (shown.value += page)}>
                {t('showMore', { n: Math.min(page, found.length - shown.value) })}
              </button>
            )}
            {open.value !== null && (
              <SiteForm
                site={open.value === 'new' ? null : open.value}
                areas={areas}
                onSaved={() => {
                  open.value = null;
                  sitesAnswer.again();
                }}
                onClose={() => (open.value = null)}
              />
            )}
          </>
        );
      }}
    </Answered>
  );
}

function isWanted(site: Site, { q, area }: { readonly q: string; readonly area: string }): boolean {
  if (area !== '' && site.areaCode !== area) return false;
  return `${site.id} ${site.nameZh} ${site.nameEn}`.toLowerCase().includes(q);
}

function SiteTable({
  sites,
  names,
  onChange,
}: {
  sites: readonly Site[];
  names: ReadonlyMap<string, string>;
  onChange: (site: Site) => void;
}) {
  return (
    <TableFrame heads={[t('name'), t('id'), t('area'), t('position')]} actions={t('actions')}>
      {sites.map((site) => (
        <tr key={site.id}>
          <td>{language.value === 'zh' ? site.nameZh : site.nameEn}</td>
          <td>
            <a href={`/devices?site=${encodeURIComponent(site.id)}`}>{site.id}</a>
          </td>
          <td>{site.areaCode === null ? t('none') : (names.get(site.areaCode) ?? site.areaCode)}</td>
          <td class="dim">
            {site.longitude_deg === null || site.latitude_deg === null
              ? t('noPosition')
              : `${site.latitude_deg.toFixed(5)}, ${site.longitude_deg.toFixed(5)}`}
          </td>
          <td class="fleet-actions">
            <button type="button" aria-label={`${t('change')} ${site.id}`} onClick={() => onChange(site)}>
              {t('change')}
            </button>
          </td>
        </tr>
      ))}
    </TableFrame>
  );
}

function SiteForm({
  site,
  areas,
  onSaved,
  onClose,
}: {
  site: Site | null;
  areas: readonly Area[];
  onSaved: () => void;
  onClose: () => void;
}) {
  return (
    <FormDialog
      title={t(site === null ? 'addSite' : 'changeSite')}
      fields={[
        {
          name: 'id',
          label: t('id'),
          value: site?.id,
          isRequired: true,
          isFixed: site !== null,
          hint: t('idHint'),
        },
        {
          name: 'areaCode',
          label: t('area'),
          value: site?.areaCode,
          options: [
            { value: '', words: t('none') },
            ...toAreaRows(areas).map(({ area, depth }) => ({
              value: area.code,
              words: `${'　'.repeat(depth)}${say({ zh: area.nameZh, en: area.nameEn })} (${area.code})`,
            })),
          ],
        },
        { name: 'nameZh', label: t('nameZh'), value: site?.nameZh, isRequired: true },
        { name: 'nameEn', label: t('nameEn'), value: site?.nameEn, isRequired: true },
        { name: 'longitude_deg', label: t('longitude'), value: site?.longitude_deg, type: 'number' },
        { name: 'latitude_deg', label: t('latitude'), value: site?.latitude_deg, type: 'number' },
      ]}
      save={({ id, areaCode, nameZh, nameEn, longitude_deg, latitude_deg }) => {
        if ((longitude_deg === null) !== (latitude_deg === null)) return t('positionTogether');
        return fleetApi.saveSite({
          id: id ?? '',
          areaCode: areaCode ?? null,
          nameZh: nameZh ?? '',
          nameEn: nameEn ?? '',
          longitude_deg: toNumber(longitude_deg),
          latitude_deg: toNumber(latitude_deg),
        });
      }}
      onSaved={() => {
        tell(t('saved', { name: site?.id ?? t('addSite') }));
        onSaved();
      }}
      onClose={onClose}
    />
  );
}

function toNumber(text: string | null | undefined): number | null {
  return text === null || text === undefined ? null : Number(text);
}
