import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { line, setViewing, startLive, stopLive } from '../live/live-store.ts';
import { Notices } from '../parts/notices.tsx';
import { Announcer } from './announcer.tsx';
import { BlindNotice } from './blind-notice.tsx';
import { watchConfirmations } from './confirmations.ts';
import { watchDeskFacts } from './desk-facts.ts';
import { SetupGuide } from './guide/setup-guide.tsx';
import { markWallOpened } from './guide/setup-record.ts';
import { t } from './language.ts';
import { LazyPage } from './lazy-page.tsx';
import { LogInPage } from './log-in-page.tsx';
import { Navigation } from './navigation.tsx';
import { NotFound } from './not-found.tsx';
import { hasPage, pageAt } from './pages.ts';
import { watchProbes } from './probes.ts';
import { route } from './router.ts';
import { me } from './session.ts';
import { SoundBanner } from './sound/sound-banner.tsx';
import { SoundDialog } from './sound/sound-dialog.tsx';
import { startSound } from './sound/sound.ts';
import { StaleBanner } from './stale-banner.tsx';
import { startTabSign } from './tab-sign.ts';
import { TopStrip } from './top-strip.tsx';
import { UnprovenBanner } from './unproven-banner.tsx';
import { subjectOf } from './viewing.ts';

const loadWall = async () => (await import('../wall/page.tsx')).WallPage;

export function App() {
  if (me.value === undefined) return <main class="page dim">{t('loading')}</main>;
  if (me.value === null) return <LogInPage />;
  return <Centre />;
}

/** Whoever is logged in: the live feed runs as long as this is shown. */
function Centre() {
  useEffect(() => {
    startLive();
    return stopLive;
  }, []);
  useEffect(watchDeskFacts, []);
  useEffect(watchConfirmations, []);
  useEffect(startTabSign, []);
  const isStale = line.value.state === 'stale';
  useEffect(() => {
    document.documentElement.classList.toggle('is-stale', isStale);
    return () => document.documentElement.classList.remove('is-stale');
  }, [isStale]);
  const { path, query } = route.value;
  const [first] = path;
  const props = { path: path.slice(1), query };
  // The device page watches its own device.
  const isProbing = !(first === 'devices' && path.length > 1);
  useEffect(() => (isProbing ? watchProbes() : undefined), [isProbing]);
  const subject = subjectOf(route.value);
  useEffect(() => setViewing(subject), [subject]);
  const isWall = first === 'wall';
  // The wall is for eyes; the desks have ears.
  useEffect(() => (isWall ? markWallOpened() : startSound()), [isWall]);
  if (isWall) return <LazyPage load={loadWall} props={props} />;
  const isFound = hasPage(path);
  return (
    <>
      <TopStrip />
      <Announcer />
      {isFound && pageAt(path).name === 'desk' && <DeskGuide />}
      <div class="centre">
        <Navigation />
        {isFound ? <LazyPage load={pageAt(path).load} props={props} /> : <NotFound path={path} />}
        <div class="banners">
          <StaleBanner />
          <UnprovenBanner />
        </div>
      </div>
      <div class="corner">
        <SoundBanner />
        <BlindNotice />
      </div>
      <Notices />
    </>
  );
}

function DeskGuide() {
  const isSoundOpen = useSignal(false);
  return (
    <>
      <SetupGuide openSound={() => (isSoundOpen.value = true)} />
      {isSoundOpen.value && <SoundDialog onClose={() => (isSoundOpen.value = false)} />}
    </>
  );
}
