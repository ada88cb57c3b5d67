import { isSensorKind, kindNames, type SensorKind } from '../../domain/kinds.ts';
import type { ImportColumns } from './csv-import.ts';
import type { RowError } from './csv-rows.ts';
import type { DashboardFleet } from './dependencies.ts';
import { idPattern } from './schemas.ts';

export interface ImportedDevice {
  readonly id: string;
  readonly kind: SensorKind;
  readonly siteId: string | null;
  readonly name: string | null;
}

const idExpression = new RegExp(idPattern);

/** How a row of a device import is read. */
export function deviceColumns(fleet: Pick<DashboardFleet, 'device' | 'site'>): ImportColumns<ImportedDevice> {
  return {
    required: ['id', 'kind'],
    optional: ['site_id', 'name'],
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
      return errors.length > 0 || !isSensorKind(kind) ? errors : { id, kind, siteId, name };
    },
  };
}
