import type { Alert, StaffActionType } from '../../../domain/alert.ts';
import type { AlertViews } from '../alert-view.ts';
import type { DashboardAlerts } from '../dependencies.ts';
import type { ActRule } from './act-rule.ts';

interface Params {
  readonly id: string;
  readonly action: StaffActionType;
}

/** What hides an alert of the worst severity: to shelve it, or to close it as anything but real. */
export function hidingActs({
  alerts,
  views,
}: {
  readonly alerts: Pick<DashboardAlerts, 'find'>;
  readonly views: Pick<AlertViews, 'pastAlerts'>;
}): ActRule {
  return {
    acts: ['shelve-critical', 'close-critical-as-false'],
    async of({ params, body }) {
      const { id, action } = params as Params;
      const { version, finding } = body as { readonly version: number; readonly finding?: string | null };
      const isHiding = action === 'shelve' || (action === 'close' && finding !== 'real');
      if (!isHiding) return [];
      const alert = await alerts.find(id);
      // Versions only grow: what was seen is past, and the desk says so at once.
      if (alert === null || version < alert.version || !isCritical(alert)) return [];
      return [action === 'shelve' ? 'shelve-critical' : 'close-critical-as-false'];
    },
    tells: ['finding', 'comment', 'until'],
    async about({ params }) {
      const alert = await alerts.find((params as Params).id);
      if (alert === null) return null;
      const [view] = await views.pastAlerts([alert]);
      const { place, title } = view ?? { place: alert.title, title: alert.title };
      return { zh: `${title.zh} · ${place.zh}`, en: `${title.en} · ${place.en}` };
    },
  };
}

/** By the rule or as displayed: what was once of the worst severity is no smaller for being displayed as less. */
function isCritical({ severity, displayedSeverity }: Alert): boolean {
  return severity === 1 || displayedSeverity === 1;
}
