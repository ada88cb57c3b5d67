import { useEffect } from 'preact/hooks';
import { AlertList } from './alert-list.tsx';
import { AlertPanel } from './alert-panel.tsx';
import { Announcer } from './announcer.tsx';
import { api } from './api.ts';
import { DevicePage } from './device-page.tsx';
import { DevicesPage } from './devices-page.tsx';
import { FleetPanel } from './fleet-panel.tsx';
import { t } from './language.ts';
import { delay, startLive, stopLive, watchDevices } from './live-store.ts';
import { LogInPage } from './log-in-page.tsx';
import { route } from './router.ts';
import { RulesPage } from './rules-page.tsx';
import { me } from './session.ts';
import { BlindNotice, TopStrip } from './top-strip.tsx';

/** Devices whose readings measure the delay while no page shows any. */
const probesMax = 8;
/** Longer than most devices' reporting interval. */
const chooseAgainMs = 30_000;

export function App() {
  if (me.value === undefined) return <main class="page dim">{t('loading')}</main>;
  if (me.value === null) return <LogInPage />;
  return <Centre />;
}

function Centre() {
  useEffect(() => {
    startLive();
    return stopLive;
  }, []);
  return (
    <>
      <TopStrip />
      <BlindNotice />
      <Announcer />
      <Page />
    </>
  );
}

function Page() {
  const now = route.value;
  const isDevice = now.page === 'device';
  useEffect(() => (isDevice ? undefined : watchProbes()), [isDevice]);
  if (now.page === 'devices') return <DevicesPage query={now.query} />;
  if (now.page === 'device') return <DevicePage key={now.id} id={now.id} />;
  if (now.page === 'rules') return <RulesPage />;
  return <AlertsPage alertId={now.alertId} />;
}

function AlertsPage({ alertId }: { alertId: string | null }) {
  return (
    <main class={alertId === null ? 'overview' : 'overview has-panel'}>
      <AlertList openId={alertId} />
      {alertId === null ? <FleetPanel /> : <AlertPanel key={alertId} id={alertId} />}
    </main>
  );
}

/**
 * Such pages subscribe to nothing, yet how late the screen is should always be known. Looks for other
 * probes while nothing was measured: the fleet may only be coming up, or the probes have gone silent.
 */
function watchProbes(): () => void {
  let isCurrent = true;
  async function choose(): Promise<void> {
    const answer = await api.devices(new URLSearchParams({ state: 'online', limit: String(probesMax) }));
    if (answer.ok && isCurrent) watchDevices(answer.value.devices.map((device) => device.id));
  }
  void choose();
  const timer = setInterval(() => {
    if (delay.peek() === null) void choose();
  }, chooseAgainMs);
  return () => {
    isCurrent = false;
    clearInterval(timer);
    watchDevices([]);
  };
}
