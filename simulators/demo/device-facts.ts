import { addDays, type CalendarDate } from '../../domain/calendar-date.ts';
import { noDeviceFacts, type DeviceFacts } from '../../domain/device-facts.ts';
import type { SensorKind } from '../../domain/kinds.ts';
import type { Random } from '../random.ts';

/** How long a detector is good for in the demo, years. */
const detectorLife_years = 10;
/** Detectors of one delivery, which end together in three weeks; before them, one that is overdue. */
const oldBatch = { overdue: 1, count: 61, endsIn_days: 21, overdueBy_days: 12 };
/** Buildings that hang on one feeder. */
const buildingsPerFeeder = 5;

interface About {
  readonly kind: SensorKind;
  /** Code of the building, such as `demo-c1-g2-b7`. */
  readonly building: string;
  /** Number of the device among those of its kind, from 0. */
  readonly index: number;
  readonly today: CalendarDate;
}

/**
 * What an invented device hangs on, and its dates: each building has a gateway, each half of a grid a feeder;
 * gauges stand outside and talk to the telephone cell of their community.
 */
export function inventFacts(random: Random, about: About): DeviceFacts {
  return factsOf[about.kind](random, about);
}

const factsOf: Readonly<Record<SensorKind, (random: Random, about: About) => DeviceFacts>> = {
  smoke: (random, { building, index, today }) => ({
    ...noDeviceFacts,
    gatewayId: `gw-${building}`,
    ...lifeOf(random, index, today),
    maintainer: '示范消防维保公司',
  }),
  electrical: (random, { building, today }) => ({
    ...noDeviceFacts,
    gatewayId: `gw-${building}`,
    feederId: feederOf(building),
    installedOn: addDays(today, -random.integer(200, 2_000)),
    maintainer: '示范电气维保公司',
  }),
  water: (random, { building, today }) => ({
    ...noDeviceFacts,
    gatewayId: `cell-${communityOf(building)}`,
    installedOn: addDays(today, -random.integer(200, 1_500)),
  }),
  elevator: (random, { building, index, today }) => ({
    ...noDeviceFacts,
    gatewayId: `gw-${building}`,
    feederId: feederOf(building),
    installedOn: addDays(today, -random.integer(1_000, 5_000)),
    inspectionDueOn: addDays(today, index === 0 ? -2 : index === 1 ? 5 : random.integer(8, 360)),
    maintainer: '示范电梯维保公司',
  }),
};

function lifeOf(
  random: Random,
  index: number,
  today: CalendarDate,
): Pick<DeviceFacts, 'installedOn' | 'endOfLifeOn'> {
  let endOfLifeOn = addDays(today, random.integer(400, 3_000));
  if (index < oldBatch.overdue) endOfLifeOn = addDays(today, -oldBatch.overdueBy_days);
  else if (index < oldBatch.count) endOfLifeOn = addDays(today, oldBatch.endsIn_days);
  const year = Number(endOfLifeOn.slice(0, 4)) - detectorLife_years;
  // Without the 29th of February: not every year has one.
  return { endOfLifeOn, installedOn: `${year}${endOfLifeOn.slice(4).replace('-02-29', '-02-28')}` };
}

function communityOf(building: string): string {
  return building.split('-').slice(0, 2).join('-');
}

function feederOf(building: string): string {
  const grid = building.split('-').slice(0, 3).join('-');
  const number = Number(building.split('-b')[1]);
  return `feeder-${grid}-${Math.ceil(number / buildingsPerFeeder)}`;
}
