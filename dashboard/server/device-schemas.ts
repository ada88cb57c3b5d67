import { Type } from 'typebox';
import { Id, Kind, Name, nullable, NullableTime, oneOf, Text, Time } from './schemas.ts';

const Day = Type.String({ format: 'date', description: 'YYYY-MM-DD' });

const facts = {
  gatewayId: nullable(Id),
  feederId: nullable(Id),
  installedOn: nullable(Day),
  inspectionDueOn: nullable(Day),
  calibratedOn: nullable(Day),
  endOfLifeOn: nullable(Day),
  maintainer: nullable(Name),
};

/** Beside what a device is and where it hangs; what is left out stays. */
export const DeviceFactsSchema = Type.Partial(Type.Object(facts));

export const DeviceSchema = Type.Object({
  id: Type.String(),
  kind: Kind,
  siteId: nullable(Type.String()),
  name: nullable(Type.String()),
  enrolled: Type.Boolean(),
  disabled: Type.Boolean(),
  createdAt: Time,
  ...facts,
  place: Text,
  state: oneOf(['online', 'offline', 'unknown']),
  heardAt: NullableTime,
  latest: nullable(
    Type.Object({ time: Time, receivedAt: Time, values: Type.Record(Type.String(), Type.Number()) }),
  ),
  openAlerts: Type.Integer(),
  worstSeverity: nullable(Type.Integer()),
});
