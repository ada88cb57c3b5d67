import type { DeskSettings } from '../../domain/desk-settings.ts';
import type { PreviewRequest, PreviewTelling, SettingsPreview } from '../../domain/settings-view.ts';
import { toMatchWords } from './match-words.ts';
import { matchRoutes } from './match-routes.ts';
import { beginRound, takeDueStep, type Move } from './round.ts';
import type { AlertTelling } from './telling.ts';

/** Steps that are worked out; no sound policies have more together. */
const steps_max = 200;

/**
 * Who would be told of an alert, by what, when and why, if nobody ever answered: the same code that tells in
 * earnest, run ahead. Rosters are looked up for each step's own time.
 */
export function previewRouting(settings: DeskSettings, request: PreviewRequest): SettingsPreview {
  const { at, ...rest } = request;
  const subject = { ...rest };
  const routes = matchRoutes(settings, subject, at);
  const { severity } = request;
  const ring = {
    alertId: '',
    version: 1,
    startedAt: at,
    rangAt: at,
    severity,
    subject,
    telling: nothingToTell(request),
  };
  let move: Move | null = beginRound(settings, ring, 'raised');
  const tellings = toTellings(settings, move, { step: null, isWhistle: false, request });
  for (let steps = 0; steps < steps_max && move.round.nextAt !== null; steps += 1) {
    const before: Move['round'] = move.round;
    const next = takeDueStep(settings, before, move.round.nextAt);
    if (next === null) break;
    const policy = next.round.policies.find(({ id, done }) =>
      before.policies.some((former) => former.id === id && former.done < done),
    );
    tellings.push(
      ...toTellings(settings, next, {
        step: policy === undefined ? null : `${policy.id}#${policy.done}`,
        isWhistle: next.round.level !== before.level || (next.round.isWhistled && !before.isWhistled),
        request: { ...request, at: move.round.nextAt ?? at },
      }),
    );
    move = next;
  }
  return {
    because: routes.map(({ via }) => ({ routeIds: via.map(({ id }) => id), why: toMatchWords(via) })),
    tellings: tellings.map((telling) => ({ ...telling, after_s: (telling.at - at) / 1_000 })),
  };
}

/** A step that reaches nobody is told all the same: that is what somebody should see. */
function toTellings(
  { channels }: DeskSettings,
  { wishes }: Move,
  { step, isWhistle, request }: { step: string | null; isWhistle: boolean; request: PreviewRequest },
): PreviewTelling[] {
  const byReason = Map.groupBy(wishes, ({ content }) => content.reason);
  if (byReason.size === 0) byReason.set(step === null ? 'raised' : 'escalated', []);
  return [...byReason].map(([reason, ofReason]) => ({
    at: request.at,
    after_s: 0,
    reason,
    step,
    isWhistle,
    recipients: ofReason.map(({ recipient: { id, name, reachedBy } }) => ({
      id,
      name,
      channels: reachedBy
        .map(({ channel }) => channel)
        .filter((one) => channels.some((known) => known.id === one)),
    })),
  }));
}

function nothingToTell({ severity, path, at }: PreviewRequest): AlertTelling {
  const nothing = { zh: '', en: '' };
  return {
    subject: { type: 'alert', id: '' },
    severity,
    title: nothing,
    advice: nothing,
    place: nothing,
    path,
    deviceId: null,
    eventTime: at,
    measured: nothing,
    forecast: null,
    alertCount: 0,
    comment: null,
  };
}
