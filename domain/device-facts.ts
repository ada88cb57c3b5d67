import type { CalendarDate } from './calendar-date.ts';

/** What is known of a device beside what it is and where it hangs. Null: nobody said. */
export interface DeviceFacts {
  /** What carries its messages: a LoRa gateway, a telephone cell, a router. */
  readonly gatewayId: string | null;
  /** What feeds it with power, and fails together with all that hang on it. */
  readonly feederId: string | null;
  readonly installedOn: CalendarDate | null;
  /** The next inspection that the law or the contract asks for, such as a lift's annual one. */
  readonly inspectionDueOn: CalendarDate | null;
  /** When it was last calibrated, or its sensor cleaned and tested. */
  readonly calibratedOn: CalendarDate | null;
  /** The last day that the maker stands for. */
  readonly endOfLifeOn: CalendarDate | null;
  /** The maintenance contractor: a recipient's id, or a name. */
  readonly maintainer: string | null;
}

export const noDeviceFacts: DeviceFacts = {
  gatewayId: null,
  feederId: null,
  installedOn: null,
  inspectionDueOn: null,
  calibratedOn: null,
  endOfLifeOn: null,
  maintainer: null,
};

/** Only the facts of what may hold more; what is missing, as in older copies, is null. */
export function deviceFactsOf(source: Partial<DeviceFacts>): DeviceFacts {
  const { gatewayId, feederId, installedOn, inspectionDueOn, calibratedOn, endOfLifeOn, maintainer } = source;
  return {
    gatewayId: gatewayId ?? null,
    feederId: feederId ?? null,
    installedOn: installedOn ?? null,
    inspectionDueOn: inspectionDueOn ?? null,
    calibratedOn: calibratedOn ?? null,
    endOfLifeOn: endOfLifeOn ?? null,
    maintainer: maintainer ?? null,
  };
}
