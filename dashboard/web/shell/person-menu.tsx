import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../parts/icon.tsx';
import { tell } from '../parts/notices.tsx';
import { problemWords } from '../parts/problem-words.ts';
import { deskFacts } from './desk-facts.ts';
import { Tour } from './guide/tour.tsx';
import { ShortcutsDialog } from './keyboard/shortcuts-dialog.tsx';
import { useShortcut } from './keyboard/shortcuts.ts';
import { language, say, setLanguage, t } from './language.ts';
import { LeaveDialog, hasSomethingToHandOver } from './leave-dialog.tsx';
import { t as words } from './phrases.ts';
import { sessionApi } from './session-api.ts';
import { logOut, me } from './session.ts';
import { SoundDialog } from './sound/sound-dialog.tsx';
import { setTheme, theme, themes, type Theme } from './theme.ts';

type Window = 'sound' | 'shortcuts' | 'tour' | 'leave';

const themeWords = { auto: 'themeAuto', dark: 'themeDark', light: 'themeLight' } as const;

/** Who sits here, and how they like the page. */
export function PersonMenu() {
  const isOpen = useSignal(false);
  const shown = useSignal<Window | null>(null);
  const root = useRef<HTMLDivElement>(null);
  const person = me.value;
  useShortcut('help', () => (shown.value = 'shortcuts'));
  useEffect(() => {
    if (!isOpen.value) return undefined;
    const leave = (event: Event): void => {
      if (event.target instanceof Node && root.current?.contains(event.target) !== true) isOpen.value = false;
    };
    document.addEventListener('pointerdown', leave);
    document.addEventListener('focusin', leave);
    return () => {
      document.removeEventListener('pointerdown', leave);
      document.removeEventListener('focusin', leave);
    };
  }, [isOpen.value]);
  if (person === null || person === undefined) return null;

  function show(window: Window): void {
    isOpen.value = false;
    shown.value = window;
  }

  async function leave(): Promise<void> {
    // What is left behind depends on the seat, which may have been chosen just now.
    await sitting;
    if (hasSomethingToHandOver()) show('leave');
    else void logOut();
  }

  const close = (): void => void (shown.value = null);
  return (
    <div
      class="person"
      ref={root}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isOpen.value) return;
        isOpen.value = false;
        root.current?.querySelector('button')?.focus();
      }}
    >
      <button
        class="quiet person-button"
        type="button"
        aria-expanded={isOpen.value}
        aria-controls="person-menu"
        aria-label={words('personMenu', { name: person.name })}
        onClick={() => (isOpen.value = !isOpen.value)}
      >
        <Icon name="person" />
        <span class="person-name">{person.name}</span>
      </button>
      {isOpen.value && (
        <div class="person-menu" id="person-menu">
          <p class="person-who">
            <strong>{person.name}</strong> <span class="dim">{words(person.role)}</span>
          </p>
          <SeatChoice />
          <Choice label={words('languageChoice')}>
            <Switch
              options={[
                { value: 'zh', words: '中文' },
                { value: 'en', words: 'English' },
              ]}
              chosen={language.value}
              choose={setLanguage}
            />
          </Choice>
          <Choice label={t('theme')}>
            <Switch<Theme>
              options={themes.map((value) => ({ value, words: t(themeWords[value]) }))}
              chosen={theme.value}
              choose={setTheme}
            />
          </Choice>
          <ul class="person-acts">
            <Act icon="sound" words={words('soundChoice')} act={() => show('sound')} />
            <Act icon="keyboard" words={words('shortcutsChoice')} act={() => show('shortcuts')} />
            <Act icon="help" words={words('tourChoice')} act={() => show('tour')} />
            <Act icon="leave" words={t('logOut')} act={() => void leave()} />
          </ul>
        </div>
      )}
      {shown.value === 'sound' && <SoundDialog onClose={close} />}
      {shown.value === 'shortcuts' && <ShortcutsDialog onClose={close} />}
      {shown.value === 'tour' && <Tour onClose={close} />}
      {shown.value === 'leave' && <LeaveDialog onClose={close} />}
    </div>
  );
}

/** Until the service has answered where the person sits. */
let sitting: Promise<void> = Promise.resolve();

async function sit(seat: string): Promise<void> {
  const answer = await sessionApi.sitAt(seat === '' ? null : seat);
  if (answer.ok) me.value = answer.value;
  else tell(words('seatRefused', { reason: problemWords(answer.problem) }), { isFault: true });
}

/** Where the person sits: the session goes on at another desk. */
function SeatChoice() {
  const seats = deskFacts.value?.seats ?? [];
  if (seats.length === 0) return null;
  return (
    <label class="person-choice">
      <span class="field-label">{words('seat')}</span>
      <select
        value={me.value?.seat ?? ''}
        onChange={(event) => void (sitting = sit(event.currentTarget.value))}
      >
        <option value="">{words('noSeat')}</option>
        {seats.map(({ id, name }) => (
          <option key={id} value={id}>
            {say(name)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Choice({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div class="person-choice" role="group" aria-label={label}>
      <span class="field-label">{label}</span>
      {children}
    </div>
  );
}

function Switch<V extends string>({
  options,
  chosen,
  choose,
}: {
  options: readonly { readonly value: V; readonly words: string }[];
  chosen: V;
  choose: (value: V) => void;
}) {
  return (
    <div class="switch">
      {options.map(({ value, words: label }) => (
        <button
          key={value}
          type="button"
          aria-pressed={value === chosen}
          lang={value === 'zh' ? 'zh-CN' : undefined}
          onClick={() => choose(value)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}

function Act({
  icon,
  words: label,
  act,
}: {
  icon: Parameters<typeof Icon>[0]['name'];
  words: string;
  act: () => void;
}) {
  return (
    <li>
      <button class="quiet" type="button" onClick={act}>
        <Icon name={icon} />
        {label}
      </button>
    </li>
  );
}
