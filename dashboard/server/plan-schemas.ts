import { Type } from 'typebox';
import { planPlaceKinds, planRoles, planStepEndings } from '../../domain/plan.ts';
import { nullable, NullableTime, oneOf, Text, Time } from './schemas.ts';

/** Pieces of the schemas about emergency plans. */

/** A plain name: a file of the set must not lie elsewhere. */
export const PlanFileSchema = Type.Object({
  name: Type.String({ pattern: '^[A-Za-z0-9_-][A-Za-z0-9._-]{0,80}\\.(ya?ml|geojson)$' }),
  text: Type.String(),
});

const Role = oneOf(planRoles);
const PlaceKind = oneOf(planPlaceKinds);
const Position = Type.Object(
  { longitude_deg: Type.Number(), latitude_deg: Type.Number() },
  { description: 'WGS 84' },
);

const StepSchema = Type.Object({
  id: Type.String(),
  text: Text,
  role: Role,
  within_s: nullable(Type.Integer({ description: 'after the plan was set in motion, s' })),
  opensCase: Type.Boolean(),
});

export const PlanSchema = Type.Object({
  id: Type.String(),
  title: Text,
  summary: Text,
  match: Type.Object({
    kinds: Type.Array(Type.String()),
    severities: Type.Array(Type.Integer()),
    areas: Type.Array(Type.String()),
  }),
  steps: Type.Array(StepSchema),
  calls: Type.Array(Type.Object({ role: Role, why: Text })),
  resources: Type.Array(Type.Object({ name: Text, quantity: Type.Number(), unit: Text })),
  places: Type.Array(Type.Object({ kind: PlaceKind, within_m: Type.Number() })),
});

export const PlaceSchema = Type.Object({
  id: Type.String(),
  kind: PlaceKind,
  name: Text,
  position: Position,
  note: nullable(Text),
  isDemo: Type.Boolean({ description: 'made up, for the demo' }),
});

export const PlanSetSchema = Type.Object({
  setId: Type.String(),
  at: Time,
  by: Type.String({ description: 'the member of staff, or `files`' }),
  comment: nullable(Type.String()),
});

export const SituationSchema = Type.Object({
  subject: Type.Object({ type: oneOf(['incident', 'alert', 'case']), id: Type.String() }),
  title: Text,
  severity: Type.Integer(),
  kinds: Type.Array(Type.String()),
  path: Type.Array(Type.String(), { description: 'the nearest place first' }),
  deviceId: nullable(Type.String()),
  position: nullable(Position),
});

const stepState = {
  id: Type.String(),
  state: oneOf(['open', ...planStepEndings]),
  dueAt: NullableTime,
  lateSince: NullableTime,
  doneAt: NullableTime,
  doneBy: nullable(Type.String()),
  comment: nullable(Type.String()),
};

export const RunSchema = Type.Object({
  id: Type.String(),
  version: Type.Integer(),
  plan: PlanSchema,
  setId: Type.String(),
  situation: SituationSchema,
  place: Type.Optional(Text),
  steps: Type.Array(Type.Object(stepState)),
  startedAt: Time,
  startedBy: Type.String(),
  endedAt: NullableTime,
  endedBy: nullable(Type.String()),
});

const People = Type.Array(Type.Object({ id: Type.String(), name: Text, phone: nullable(Type.String()) }));

export const BattleMapSchema = Type.Object({
  run: RunSchema,
  events: Type.Array(
    Type.Object({
      runId: Type.String(),
      version: Type.Integer(),
      at: Time,
      type: oneOf(['start', ...planStepEndings, 'undone', 'note', 'late', 'end']),
      stepId: nullable(Type.String()),
      by: Type.String(),
      comment: nullable(Type.String()),
    }),
  ),
  place: Text,
  position: nullable(Position),
  onDuty: Type.Array(Type.Object({ role: Role, people: People })),
  calls: Type.Array(Type.Object({ role: Role, why: Text, people: People })),
  resources: PlanSchema.properties.resources,
  places: Type.Array(Type.Object({ place: PlaceSchema, distance_m: Type.Number() }), {
    description: 'by distance',
  }),
  missingPlaces: PlanSchema.properties.places,
  tasks: Type.Array(
    Type.Object({ ...stepState, step: StepSchema, people: People, caseId: nullable(Type.String()) }),
  ),
  madeAt: Time,
});
