import { Type, type Static } from 'typebox';
import { kindNames } from '../../domain/kinds.ts';
import { planPlaceKinds, planRoles } from '../../domain/plan.ts';
import { severities } from '../../domain/severity.ts';

/** The format of plan files (`*.yaml`) and place files (`*.geojson`): types and validation come from it. */

const strict = { additionalProperties: false };
const Words = Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' });
const Text = Type.Object({ zh: Words, en: Words }, strict);
const Id = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$' });
const Place = Type.String({ pattern: '^[A-Za-z0-9_.:-]{1,64}$' });
const Role = Type.Enum([...planRoles]);
const PlaceKind = Type.Enum([...planPlaceKinds]);

export const severityCodes = severities.map(({ code }) => code);

const Step = Type.Object(
  {
    id: Id,
    text: Text,
    role: Role,
    within_s: Type.Optional(Type.Integer({ minimum: 1, maximum: 7 * 86_400 })),
    case: Type.Optional(Type.Boolean()),
  },
  strict,
);

export const PlanFileSchema = Type.Object(
  {
    plan: Id,
    title: Text,
    summary: Text,
    for: Type.Object(
      {
        kinds: Type.Optional(Type.Array(Type.Enum([...kindNames]), { maxItems: 50 })),
        severities: Type.Optional(Type.Array(Type.Enum([...severityCodes]), { maxItems: 4 })),
        areas: Type.Optional(Type.Array(Place, { maxItems: 1_000 })),
      },
      strict,
    ),
    steps: Type.Array(Step, { minItems: 1, maxItems: 50 }),
    call: Type.Optional(Type.Array(Type.Object({ role: Role, why: Text }, strict), { maxItems: 30 })),
    resources: Type.Optional(
      Type.Array(
        Type.Object(
          { name: Text, quantity: Type.Number({ exclusiveMinimum: 0, maximum: 1e6 }), unit: Text },
          strict,
        ),
        { maxItems: 50 },
      ),
    ),
    places: Type.Optional(
      Type.Array(
        Type.Object({ kind: PlaceKind, within_m: Type.Number({ minimum: 10, maximum: 50_000 }) }, strict),
        { maxItems: 20 },
      ),
    ),
  },
  strict,
);
export type PlanFileContent = Static<typeof PlanFileSchema>;

/** GeoJSON points; what others put beside them is left alone. */
export const PlacesFileSchema = Type.Object({
  type: Type.Enum(['FeatureCollection']),
  features: Type.Array(
    Type.Object({
      type: Type.Enum(['Feature']),
      geometry: Type.Object({
        type: Type.Enum(['Point']),
        coordinates: Type.Array(Type.Number(), { minItems: 2, maxItems: 3 }),
      }),
      properties: Type.Object({
        id: Place,
        kind: PlaceKind,
        name_zh: Words,
        name_en: Words,
        note_zh: Type.Optional(Words),
        note_en: Type.Optional(Words),
        demo: Type.Optional(Type.Boolean()),
      }),
    }),
  ),
});
export type PlacesFileContent = Static<typeof PlacesFileSchema>;
