import { Counters, Oldest } from './counters.tsx';
import { t } from './language.ts';
import { OutsideView } from './outside-view.tsx';
import { PersonMenu } from './person-menu.tsx';
import { t as words } from './phrases.ts';
import { SoundButton } from './sound/sound-button.tsx';
import { CanaryFact, DelayFact, FloodFact, LineFact } from './strip-facts.tsx';

/** Always in view: what waits, how late the screen is, and whether it can be believed. */
export function TopStrip() {
  return (
    <header class="strip" aria-label={words('facts')}>
      <a class="brand" href="/">
        <span class="brand-mark" aria-hidden="true">
          −1
        </span>
        <span class="brand-name" aria-hidden="true">
          {t('product')}
        </span>
        <span class="visually-hidden">{t('product')}</span>
      </a>
      <Counters />
      <Oldest />
      <OutsideView />
      <FloodFact />
      <DelayFact />
      <CanaryFact />
      <LineFact />
      <SoundButton />
      <PersonMenu />
    </header>
  );
}
