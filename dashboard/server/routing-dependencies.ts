import type { ChannelState, Delivery, DeliveryQuery, Escalation } from '../../domain/delivery.ts';
import type {
  PreviewRequest,
  SettingsOutcome,
  SettingsPreview,
  SettingsRequest,
  SettingsVersion,
  SettingsView,
} from '../../domain/settings-view.ts';
import type { FileFault } from '../../domain/yaml-content.ts';

/** What the dashboard needs of how the desk is run. */
export interface DashboardSettings {
  view(): SettingsView;
  /** The format of the settings: a JSON schema with a description for each key. */
  schema(): unknown;
  check(text: string): { readonly errors: readonly FileFault[]; readonly warnings: readonly FileFault[] };
  /** Answers once they are in force. Throws when the journal does not take them. */
  change(request: SettingsRequest): Promise<SettingsOutcome>;
  /** Newest first. */
  history(limit: number): Promise<readonly SettingsVersion[]>;
  /** By other settings than those in force where there is a text; null when that has errors. */
  preview(request: PreviewRequest, text: string | null): SettingsPreview | null;
}

/** What the dashboard needs of who was told. */
export interface DashboardDeliveries {
  /** Of an alert, a case or a notice; oldest first. */
  ofSubject(id: string): Promise<readonly Delivery[]>;
  search(query: DeliveryQuery): Promise<readonly Delivery[]>;
  channelStates(): readonly ChannelState[];
  /** Null when the alert is closed, or has not rung. */
  escalationOf(alertId: string): Escalation | null;
}
