import type { Alert } from '../../domain/alert.ts';
import type { Case, CaseCategory } from '../../domain/case.ts';
import type { Incident } from '../../domain/incident.ts';
import type { SensorKind } from '../../domain/kinds.ts';
import type { PlanSituation, PlanSubject } from '../../domain/plan.ts';
import type { DevicePlace } from '../topology.ts';

/** Where what a plan may be set in motion for is known. */
export interface SituationSources {
  readonly alert: (id: string) => Alert | undefined;
  readonly incident: (id: string) => Incident | null;
  readonly case: (id: string) => Case | undefined;
  readonly placeOf: (deviceId: string) => DevicePlace;
}

/** What is known of an alert, an incident or a case, as far as plans ask; null when there is none in memory. */
export function situationOf(subject: PlanSubject, sources: SituationSources): PlanSituation | null {
  if (subject.type === 'alert') return ofAlert(subject, sources);
  if (subject.type === 'incident') return ofIncident(subject, sources);
  return ofCase(subject, sources);
}

function ofAlert(subject: PlanSubject, { alert: find, placeOf }: SituationSources): PlanSituation | null {
  const alert = find(subject.id);
  if (alert === undefined) return null;
  const { title, displayedSeverity: severity, kind, deviceId } = alert;
  const { path } = placeOf(deviceId);
  return { subject, title, severity, kinds: [kind], path, deviceId, position: null };
}

function ofIncident(subject: PlanSubject, { incident: find }: SituationSources): PlanSituation | null {
  const incident = find(subject.id);
  if (incident === null) return null;
  const { title, severity, kinds, path, members } = incident;
  return { subject, title, severity, kinds, path, deviceId: members[0]?.deviceId ?? null, position: null };
}

const kindOfCategory: Readonly<Partial<Record<CaseCategory, SensorKind>>> = {
  fire: 'smoke',
  electrical: 'electrical',
  flood: 'water',
  elevator: 'elevator',
};

function ofCase(subject: PlanSubject, { case: find, alert }: SituationSources): PlanSituation | null {
  const found = find(subject.id);
  if (found === undefined) return null;
  const { title, severity, path, deviceId, position, category } = found;
  const kinds = new Set(found.alertIds.flatMap((id) => alert(id)?.kind ?? []));
  const byCategory = category === null ? undefined : kindOfCategory[category];
  if (byCategory !== undefined) kinds.add(byCategory);
  return {
    subject,
    title: { zh: title, en: title },
    severity,
    kinds: [...kinds],
    path,
    deviceId,
    position,
  };
}
