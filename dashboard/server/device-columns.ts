import { isCalendarDate } from '../../domain/calendar-date.ts';
import { deviceFactsOf, type DeviceFacts } from '../../domain/device-facts.ts';
import { isSensorKind, kindNames, type SensorKind } from '../../domain/kinds.ts';
import type { ImportColumns } from './csv-import.ts';
import type { RowError } from './csv-rows.ts';
import type { DashboardFleet } from './dependencies.ts';
import { idPattern } from './schemas.ts';

export interface ImportedDevice extends DeviceFacts {
  readonly id: string;
  readonly kind: SensorKind;
  readonly siteId: string | null;
  readonly name: string | null;
}

/** The columns of what else is known of a device. */
const factColumns = {
  gateway_id: 'gatewayId',
  feeder_id: 'feederId',
  installed_on: 'installedOn',
  inspection_due_on: 'inspectionDueOn',
  end_of_life_on: 'endOfLifeOn',
  maintainer: 'maintainer',
} as const satisfies Record<string, keyof DeviceFacts>;

const idExpression = new RegExp(idPattern);

/** How a row of a device import is read. */
export function deviceColumns(fleet: Pick<DashboardFleet, 'device' | 'site'>): ImportColumns<ImportedDevice> {
  return {
    required: ['id', 'kind'],
    optional: ['site_id', 'name', ...Object.keys(factColumns)],
    key: (device) => device.id,
    read({ line, cells }) {
      const errors: RowError[] = [];
      const fail = (column: string, message: string): void => void errors.push({ line, column, message });
      const { id = '', kind = '', site_id: siteId = null, name = null } = cells;
      if (!idExpression.test(id)) fail('id', `"${id}" is no id: 1 to 64 of A–Z a–z 0–9 _ . : -`);
      else if (fleet.device(id) !== undefined) fail('id', `"${id}" exists already.`);
      if (!isSensorKind(kind)) fail('kind', `"${kind}" is none of ${kindNames.join(', ')}.`);
      if (siteId !== null && fleet.site(siteId) === undefined)
        fail('site_id', `There is no site "${siteId}".`);
      if (name !== null && name.length > 100) fail('name', 'Longer than 100 signs.');
      const facts: Partial<Record<keyof DeviceFacts, string>> = {};
      for (const [column, fact] of Object.entries(factColumns)) {
        const cell = cells[column];
        if (cell === undefined) continue;
        facts[fact] = cell;
        const fault = whyNotFact(fact, cell);
        if (fault !== null) fail(column, fault);
      }
      if (errors.length > 0 || !isSensorKind(kind)) return errors;
      return { id, kind, siteId, name, ...deviceFactsOf(facts) };
    },
  };
}

function whyNotFact(fact: keyof DeviceFacts, cell: string): string | null {
  if (fact === 'maintainer') return cell.length > 100 ? 'Longer than 100 signs.' : null;
  if (fact === 'gatewayId' || fact === 'feederId') {
    return idExpression.test(cell) ? null : `"${cell}" is no id: 1 to 64 of A–Z a–z 0–9 _ . : -`;
  }
  return isCalendarDate(cell) ? null : `"${cell}" is no day: YYYY-MM-DD.`;
}
