import { useSignal } from '@preact/signals';
import { areaLevels, type Area, type AreaLevel } from '../../../domain/area.ts';
import { Answered, useAnswer } from '../parts/answer.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { tell } from '../parts/notices.tsx';
import { TableFrame } from '../parts/table-frame.tsx';
import { language } from '../shell/language.ts';
import { toAreaRows } from './area-tree.ts';
import { download } from './download.ts';
import { fleetApi } from './fleet-api.ts';
import { FormDialog } from './form-dialog.tsx';
import { t } from './phrases.ts';
import { areasToCsv } from './to-csv.ts';

/** The areas as the tree that they are. */
export function AreaList() {
  const answer = useAnswer('areas', fleetApi.areas);
  /** The one that is being changed; `new`: one is being added. */
  const open = useSignal<Area | 'new' | null>(null);
  return (
    <Answered of={answer}>
      {({ areas }) => (
        <>
          <div class="fleet-bar">
            <button class="primary" type="button" onClick={() => (open.value = 'new')}>
              {t('addArea')}
            </button>
            <span class="spring" />
            <button
              type="button"
              disabled={areas.length === 0}
              onClick={() => download('areas.csv', areasToCsv(areas))}
            >
              {t('exportCsv')}
            </button>
          </div>
          {areas.length === 0 ? (
            <EmptyState title={t('noAreas')}>
              <p>{t('noAreasHint')}</p>
              <a href="/fleet/import">{t('import')}</a>
            </EmptyState>
          ) : (
            <AreaTable areas={areas} onChange={(area) => (open.value = area)} />
          )}
          {open.value !== null && (
            <AreaForm
              area={open.value === 'new' ? null : open.value}
              areas={areas}
              onSaved={() => {
                open.value = null;
                answer.again();
              }}
              onClose={() => (open.value = null)}
            />
          )}
        </>
      )}
    </Answered>
  );
}

function AreaTable({ areas, onChange }: { areas: readonly Area[]; onChange: (area: Area) => void }) {
  return (
    <TableFrame
      heads={[t('name'), t('level'), t('code'), t(language.value === 'zh' ? 'nameEn' : 'nameZh')]}
      actions={t('actions')}
    >
      {toAreaRows(areas).map(({ area, depth }) => (
        <tr key={area.code}>
          <td style={{ paddingInlineStart: `${0.7 + depth * 1.4}rem` }}>
            {depth > 0 && (
              <span class="fleet-branch" aria-hidden="true">
                └
              </span>
            )}
            {language.value === 'zh' ? area.nameZh : area.nameEn}
          </td>
          <td>{t(area.level)}</td>
          <td>
            <a href={`/fleet/sites?area=${encodeURIComponent(area.code)}`}>{area.code}</a>
          </td>
          <td class="dim">{language.value === 'zh' ? area.nameEn : area.nameZh}</td>
          <td class="fleet-actions">
            <button type="button" aria-label={`${t('change')} ${area.code}`} onClick={() => onChange(area)}>
              {t('change')}
            </button>
          </td>
        </tr>
      ))}
    </TableFrame>
  );
}

function AreaForm({
  area,
  areas,
  onSaved,
  onClose,
}: {
  area: Area | null;
  areas: readonly Area[];
  onSaved: () => void;
  onClose: () => void;
}) {
  const parents = toAreaRows(areas).filter((row) => row.area.code !== area?.code);
  return (
    <FormDialog
      title={t(area === null ? 'addArea' : 'changeArea')}
      fields={[
        {
          name: 'code',
          label: t('code'),
          value: area?.code,
          isRequired: true,
          isFixed: area !== null,
          hint: t('idHint'),
        },
        {
          name: 'level',
          label: t('level'),
          value: area?.level ?? 'community',
          options: areaLevels.map((level) => ({ value: level, words: t(level) })),
        },
        {
          name: 'parentCode',
          label: t('parent'),
          value: area?.parentCode,
          options: [
            { value: '', words: t('none') },
            ...parents.map(({ area: { code, nameZh, nameEn }, depth }) => ({
              value: code,
              words: `${'　'.repeat(depth)}${language.value === 'zh' ? nameZh : nameEn} (${code})`,
            })),
          ],
        },
        { name: 'nameZh', label: t('nameZh'), value: area?.nameZh, isRequired: true },
        { name: 'nameEn', label: t('nameEn'), value: area?.nameEn, isRequired: true },
      ]}
      save={({ code, level, parentCode, nameZh, nameEn }) =>
        fleetApi.saveArea({
          code: code ?? '',
          level: level as AreaLevel,
          parentCode: parentCode ?? null,
          nameZh: nameZh ?? '',
          nameEn: nameEn ?? '',
        })
      }
      onSaved={() => {
        tell(t('saved', { name: area?.code ?? t('addArea') }));
        onSaved();
      }}
      onClose={onClose}
    />
  );
}
