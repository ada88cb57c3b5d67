import { signal } from '@preact/signals';
import type { ServerMessage } from '../../live-protocol.ts';
import { createCanaryWatch, type AlarmPath } from './canary-watch.ts';

/** Whether alarms are proven to arrive, on this screen too, by the server's clock; null: not known, or not tried. */
export const alarmPath = signal<AlarmPath | null>(null);

const watch = createCanaryWatch();

/** A message came. */
export function noteCanary(message: ServerMessage): void {
  if (message.type === 'heartbeat') watch.told(message.canary);
  else if (message.type === 'change' && message.changes.some(({ kind }) => kind === 'canary')) {
    watch.heard(Date.now());
  }
}

/** The line is up again. */
export function renewAlarmPath(): void {
  watch.renew(Date.now());
}

/** Once a second. The same signal while nothing changes: nothing is drawn for it. */
export function showAlarmPath(clockOffset: number): void {
  const seen = watch.view(Date.now());
  const provenAt = (seen?.provenAt ?? 0) + (seen?.isHere === true ? clockOffset : 0);
  const next = seen === null ? null : { ...seen, provenAt };
  if (JSON.stringify(next) !== JSON.stringify(alarmPath.value)) alarmPath.value = next;
}
