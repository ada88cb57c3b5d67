import type { AreaLevel } from '../../../domain/area.ts';
import type { ChannelState, DeliveryReason, DeliveryState } from '../../../domain/delivery.ts';
import type { RuleView } from '../../../domain/rule-set.ts';
import type { SettingsPreview, SettingsVersion, SettingsView } from '../../../domain/settings-view.ts';
import type { Text } from '../../../domain/text.ts';
import type { FileFault } from '../../../domain/yaml-content.ts';
import type { JsonSchema } from '../parts/yaml/json-schema.ts';
import { ask, withJson, withQuery } from '../shell/http.ts';

/** As the service shows the settings; the text only to those who may change them. */
export interface SettingsAnswer extends Omit<SettingsView, 'text'> {
  readonly text: string | null;
  /** False: nobody can be told but the screens. */
  readonly canTell: boolean;
}

/** A delivery without what is nobody's business: no addresses. */
export interface DeliveryView {
  readonly id: string;
  readonly recipientId: string;
  readonly recipientName: Text;
  readonly channels: readonly string[];
  readonly channelId: string | null;
  readonly subject: { readonly type: 'alert' | 'incident' | 'case' | 'notice'; readonly id: string };
  readonly reason: DeliveryReason;
  readonly severity: 1 | 2 | 3 | 4;
  readonly title: Text;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly createdAt: number;
  readonly sentAt: number | null;
  readonly confirmedAt: number | null;
  readonly confirmedBy: string | null;
  readonly lastError: string | null;
}

export interface AreaView {
  readonly code: string;
  readonly level: AreaLevel;
  readonly nameZh: string;
  readonly nameEn: string;
}

interface Checked {
  readonly revision: number;
  readonly errors: readonly FileFault[];
  readonly warnings: readonly FileFault[];
}

const versionsMax = 20;

export const settingsApi = {
  settings: () => ask<SettingsAnswer>('GET', '/api/settings'),
  schema: () => ask<JsonSchema>('GET', '/api/settings/schema'),
  history: () =>
    ask<{ versions: readonly SettingsVersion[] }>(
      'GET',
      withQuery('/api/settings/history', { limit: versionsMax }),
    ),
  check: (text: string) => ask<Checked>('PUT', '/api/settings?check=true', withJson({ text })),
  change: (text: string, comment: string, revision: number) =>
    ask<Checked>('PUT', '/api/settings', withJson({ text, comment, revision })),
  preview: (body: {
    area?: string;
    kind: string;
    rule: string;
    severity: number;
    isForecast?: boolean;
    at?: number;
    text?: string;
  }) => ask<SettingsPreview>('POST', '/api/settings/preview', withJson(body)),
  channels: () => ask<{ channels: readonly ChannelState[] }>('GET', '/api/channels'),
  deliveries: (query: { state?: string; limit: number; cursor?: string }) =>
    ask<{ deliveries: readonly DeliveryView[]; nextCursor: string | null }>(
      'GET',
      withQuery('/api/deliveries', query),
    ),
  areas: () => ask<{ areas: readonly AreaView[] }>('GET', '/api/areas'),
  rules: () => ask<{ rules: readonly RuleView[] }>('GET', '/api/rules'),
};
