import { toContentId } from '../content-id.ts';
import type { Plan, PlanFile, PlanPlace, PlanStep } from '../../domain/plan.ts';
import { severityByCode } from '../../domain/severity.ts';
import { checkContentShape, parseYamlContent, type FileFault } from '../../domain/yaml-content.ts';
import { plansLimits } from './limits.ts';
import {
  PlacesFileSchema,
  PlanFileSchema,
  type PlacesFileContent,
  type PlanFileContent,
} from './plan-file.ts';

export interface ParsedPlans {
  readonly plans: readonly Plan[];
  readonly places: readonly PlanPlace[];
  /** Everything that is wrong with all files at once; what has no fault is there all the same. */
  readonly errors: readonly FileFault[];
}

interface Context {
  readonly errors: FileFault[];
  /** Where an id stands already. */
  readonly plans: Map<string, string>;
  readonly places: Map<string, string>;
  /** Null: areas are not known here, and not checked. */
  readonly isArea: ((code: string) => boolean) | null;
}

/**
 * The texts of a whole set of plan files → plans and places. Pure. `isArea` tells whether an area code or a site
 * id exists; the journal's fold does without, because what was put in force stays so when an area goes.
 */
export function parsePlans(
  files: readonly PlanFile[],
  isArea: ((code: string) => boolean) | null = null,
): ParsedPlans {
  const plans: Plan[] = [];
  const places: PlanPlace[] = [];
  const errors: FileFault[] = [];
  const context: Context = { errors, plans: new Map(), places: new Map(), isArea };
  const ordered = files.toSorted((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
  const bytes = files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  if (bytes > plansLimits.setBytes_max) {
    errors.push(fault(ordered[0]?.name ?? '', `all files together exceed ${plansLimits.setBytes_max} bytes`));
    return { plans, places, errors };
  }
  for (const [index, file] of ordered.entries()) {
    if (index >= plansLimits.files_max) {
      errors.push(fault(file.name, `more than ${plansLimits.files_max} files`));
      break;
    }
    if (file.name === ordered[index - 1]?.name) errors.push(fault(file.name, 'two files of this name'));
    else if (/\.ya?ml$/.test(file.name)) plans.push(...parsePlanFile(file, context));
    else if (file.name.endsWith('.geojson')) places.push(...parsePlacesFile(file, context));
    else errors.push(fault(file.name, 'neither *.yaml (a plan) nor *.geojson (places)'));
  }
  if (plans.length > plansLimits.plans_max)
    errors.push(fault('', `more than ${plansLimits.plans_max} plans`));
  if (places.length > plansLimits.places_max) {
    errors.push(fault('', `more than ${plansLimits.places_max} places`));
  }
  return {
    plans: plans.slice(0, plansLimits.plans_max),
    places: places.slice(0, plansLimits.places_max),
    errors,
  };
}

/** Names a set by what is in it, whatever the order of the files. */
export function toPlanSetId(files: readonly PlanFile[]): string {
  const ordered = files.toSorted((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
  return toContentId(ordered.map(({ name, text }) => [name, text]));
}

const shape = {
  ...plansLimits.file,
  hint: 'a plan is a list of steps, and GeoJSON files hold points',
};

function parsePlanFile(file: PlanFile, context: Context): readonly Plan[] {
  const { content, errors, lineAt } = parseYamlContent<PlanFileContent>(file, {
    schema: PlanFileSchema,
    help: 'the plans that come with the product',
    limits: plansLimits.file,
    checkShape: (value) => checkContentShape(value, shape),
  });
  context.errors.push(...errors);
  if (content === null) return [];
  const before = context.errors.length;
  const report = (path: readonly (string | number)[], message: string, hint: string): void => {
    context.errors.push({ file: file.name, line: lineAt(path), message, hint });
  };
  const first = context.plans.get(content.plan);
  if (first !== undefined) report(['plan'], `there is a plan ${content.plan} in ${first}`, 'rename one');
  else context.plans.set(content.plan, file.name);
  const steps = new Set<string>();
  for (const [index, { id }] of content.steps.entries()) {
    if (steps.has(id)) report(['steps', index, 'id'], `there is a step ${id} already`, 'rename one');
    steps.add(id);
  }
  for (const [index, code] of (content.for.areas ?? []).entries()) {
    if (context.isArea === null || context.isArea(code)) continue;
    report(['for', 'areas', index], `there is no area or site ${code}`, 'import areas and sites first');
  }
  return context.errors.length > before ? [] : [toPlan(content)];
}

function toPlan(content: PlanFileContent): Plan {
  const { kinds = [], severities = [], areas = [] } = content.for;
  return {
    id: content.plan,
    title: content.title,
    summary: content.summary,
    match: {
      kinds,
      severities: severities.flatMap((code) => severityByCode(code) ?? []),
      areas,
    },
    steps: content.steps.map((step): PlanStep => ({
      id: step.id,
      text: step.text,
      role: step.role,
      within_s: step.within_s ?? null,
      opensCase: step.case ?? false,
    })),
    calls: content.call ?? [],
    resources: content.resources ?? [],
    places: content.places ?? [],
  };
}

function parsePlacesFile(file: PlanFile, context: Context): readonly PlanPlace[] {
  // JSON is YAML too: one reader tells the line of a fault in either.
  const { content, errors, lineAt } = parseYamlContent<PlacesFileContent>(file, {
    schema: PlacesFileSchema,
    help: 'the documentation of places',
    limits: plansLimits.file,
    checkShape: (value) => checkContentShape(value, shape),
  });
  context.errors.push(...errors);
  if (content === null) return [];
  const places: PlanPlace[] = [];
  for (const [index, { geometry, properties }] of content.features.entries()) {
    const [longitude_deg = Number.NaN, latitude_deg = Number.NaN] = geometry.coordinates;
    const line = lineAt(['features', index]);
    const first = context.places.get(properties.id);
    if (first !== undefined) {
      context.errors.push(fault(file.name, `there is a place ${properties.id} in ${first}`, line));
      continue;
    }
    if (!(Math.abs(longitude_deg) <= 180 && Math.abs(latitude_deg) <= 90)) {
      context.errors.push(fault(file.name, `${properties.id}: no longitude and latitude in degrees`, line));
      continue;
    }
    context.places.set(properties.id, file.name);
    const { note_zh: zh, note_en: en } = properties;
    places.push({
      id: properties.id,
      kind: properties.kind,
      name: { zh: properties.name_zh, en: properties.name_en },
      position: { longitude_deg, latitude_deg },
      note: zh === undefined && en === undefined ? null : { zh: zh ?? en ?? '', en: en ?? zh ?? '' },
      isDemo: properties.demo ?? false,
    });
  }
  return places;
}

function fault(file: string, message: string, line = 1): FileFault {
  return { file, line, message, hint: '' };
}
