import type { DeviceView } from './api.ts';
import { t } from './language.ts';

/** Whether a device is heard of: a filled dot, a hollow one, or a hatched one for "not known". */
export function DeviceState({ state }: { state: DeviceView['state'] }) {
  return (
    <span class={`device-state is-${state}`}>
      <span class="device-dot" aria-hidden="true" />
      {t(state)}
    </span>
  );
}
