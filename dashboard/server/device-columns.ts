import { isCalendarDate } from '../../domain/calendar-date.ts';
import type { DeviceFacts } from '../../domain/device-facts.ts';
import { isSensorKind, kindNames, type SensorKind } from '../../domain/kinds.ts';
import type { Text } from '../../domain/text.ts';
import { type ImportColumns, stateOf } from './csv-import.ts';
import { rowError, type RowError } from './csv-rows.ts';
import type { DashboardFleet } from './dependencies.ts';
import { noId } from './place-columns.ts';
import { idPattern } from './schemas.ts';

/** A device as a file has it; what the file has no column for is missing. */
export interface ImportedDevice extends Partial<DeviceFacts> {
  readonly id: string;
  readonly kind: SensorKind;
  readonly siteId?: string | null;
  readonly name?: string | null;
}

/** The columns of what else is known of a device. */
const factColumns = {
  gateway_id: 'gatewayId',
  feeder_id: 'feederId',
  installed_on: 'installedOn',
  inspection_due_on: 'inspectionDueOn',
  calibrated_on: 'calibratedOn',
  end_of_life_on: 'endOfLifeOn',
  maintainer: 'maintainer',
} as const satisfies Record<string, keyof DeviceFacts>;

const idExpression = new RegExp(idPattern);

/**
 * How a row of a device import is read. Devices that are there are refused, or changed where that is asked for: in
 * what the file has columns for, and never in their kind.
 */
export function deviceColumns(
  fleet: Pick<DashboardFleet, 'device' | 'site'>,
  { changesExisting }: { readonly changesExisting: boolean },
): ImportColumns<ImportedDevice> {
  return {
    required: ['id', 'kind'],
    optional: ['site_id', 'name', ...Object.keys(factColumns)],
    key: (device) => device.id,
    does: (device) => stateOf<ImportedDevice>(fleet.device(device.id), device),
    read({ line, cells }, header) {
      const errors: RowError[] = [];
      const fail = (column: string, words: Text): void => void errors.push(rowError(line, column, words));
      const { id = '', kind = '', site_id: siteId = null, name = null } = cells;
      const there = fleet.device(id);
      if (!idExpression.test(id)) errors.push(noId(line, 'id', id));
      else if (there !== undefined && !changesExisting) {
        fail('id', { zh: `“${id}”已存在。`, en: `"${id}" exists already.` });
      } else if (there !== undefined && there.kind !== kind) {
        fail('kind', {
          zh: `此设备是 ${there.kind}，类型不能更改。`,
          en: `It is a ${there.kind}: a kind never changes.`,
        });
      }
      if (!isSensorKind(kind)) {
        const choices = kindNames.join(', ');
        fail('kind', { zh: `“${kind}”不是类型，可用：${choices}。`, en: `"${kind}" is none of ${choices}.` });
      }
      if (siteId !== null && fleet.site(siteId) === undefined) {
        fail('site_id', { zh: `没有场所“${siteId}”，请先导入场所。`, en: `There is no site "${siteId}".` });
      }
      if (name !== null && name.length > 100) fail('name', tooLong);
      const facts: Partial<Record<keyof DeviceFacts, string | null>> = {};
      for (const [column, fact] of Object.entries(factColumns)) {
        if (!header.includes(column)) continue;
        const cell = cells[column] ?? null;
        facts[fact] = cell;
        const fault = cell === null ? null : whyNotFact(fact, cell);
        if (fault !== null) fail(column, fault);
      }
      if (errors.length > 0 || !isSensorKind(kind)) return errors;
      return {
        id,
        kind,
        ...(header.includes('site_id') ? { siteId } : {}),
        ...(header.includes('name') ? { name } : {}),
        ...facts,
      };
    },
  };
}

const tooLong: Text = { zh: '超过 100 字。', en: 'Longer than 100 signs.' };

function whyNotFact(fact: keyof DeviceFacts, cell: string): Text | null {
  if (fact === 'maintainer') return cell.length > 100 ? tooLong : null;
  if (fact === 'gatewayId' || fact === 'feederId') {
    return idExpression.test(cell) ? null : noId(0, '', cell).words;
  }
  const words = { zh: `“${cell}”不是日期：YYYY-MM-DD。`, en: `"${cell}" is no day: YYYY-MM-DD.` };
  return isCalendarDate(cell) ? null : words;
}
