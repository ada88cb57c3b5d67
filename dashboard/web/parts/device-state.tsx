import type { DeviceView } from '../devices/device-api.ts';
import { t } from '../shell/language.ts';
import './device-state.css';

/** Whether a device is heard of: a filled dot, a hollow one, or a hatched one for "not known". */
export function DeviceState({ state }: { state: DeviceView['state'] }) {
  return (
    <span class={`device-state is-${state}`}>
      <span class="device-dot" aria-hidden="true" />
      {t(state)}
    </span>
  );
}
