import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { readField } from '../parts/form-field.ts';
import type { Phrase } from './dictionary.ts';
import type { Problem } from './http.ts';
import { say, t } from './language.ts';
import { LanguageSwitch } from './language-switch.tsx';
import { t as words } from './phrases.ts';
import { ProviderLogIn } from './provider-log-in.tsx';
import { sessionApi, type SeatName } from './session-api.ts';
import { hasExpired, me } from './session.ts';
import { armSound } from './sound/sound.ts';
import { readStored, writeStored } from './stored.ts';

const phrases: Readonly<Record<string, Phrase>> = {
  'wrong-credentials': 'wrongCredentials',
  'too-many-attempts': 'tooManyAttempts',
  'no-connection': 'noConnection',
};

const seatKey = 'seat';

/** The front door. The press that logs in is also the one that lets the page sound. */
export function LogInPage() {
  const problem = useSignal<Problem | null>(null);
  const isBusy = useSignal(false);
  const form = useRef<HTMLFormElement>(null);
  const seats = useSignal<readonly SeatName[]>([]);
  useEffect(() => {
    void sessionApi.seats().then((answer) => {
      if (answer.ok) seats.value = answer.value.seats;
    });
  }, []);

  async function logIn(form: HTMLFormElement): Promise<void> {
    const fields = new FormData(form);
    const seat = readField(fields, 'seat');
    isBusy.value = true;
    const answer = await sessionApi.logIn(
      readField(fields, 'username').trim(),
      readField(fields, 'password'),
      seat === '' ? null : seat,
    );
    isBusy.value = false;
    if (!answer.ok) {
      problem.value = answer.problem;
      form.querySelector<HTMLInputElement>('input[name=password]')?.select();
      return;
    }
    writeStored(seatKey, seat);
    hasExpired.value = false;
    me.value = answer.value;
  }

  function chosenSeat(): string | null {
    const seat = form.current?.querySelector('select')?.value ?? '';
    writeStored(seatKey, seat);
    return seat === '' ? null : seat;
  }

  const code = problem.value?.code ?? '';
  return (
    <main class="log-in">
      <FrontDoor />
      <form
        ref={form}
        onSubmit={(event) => {
          event.preventDefault();
          armSound();
          void logIn(event.currentTarget);
        }}
      >
        <h1>
          <span class="brand-mark" aria-hidden="true">
            −1
          </span>
          {t('product')}
        </h1>
        <p class="dim">{t('tagline')}</p>
        {hasExpired.value && code === '' && (
          <p class="log-in-note" role="status">
            {t('sessionEnded')}
          </p>
        )}
        <label>
          {t('username')}
          <input name="username" autocomplete="username" required autofocus maxLength={64} />
        </label>
        <label>
          {t('password')}
          <input name="password" type="password" autocomplete="current-password" required maxLength={200} />
        </label>
        {seats.value.length > 0 && <SeatField seats={seats.value} />}
        <p class="error" role="alert">
          {code !== '' && t(phrases[code] ?? 'unexpected', { code })}
        </p>
        <button class="primary" type="submit" disabled={isBusy.value}>
          {isBusy.value ? t('loggingIn') : t('logIn')}
        </button>
        <ProviderLogIn seat={chosenSeat} />
        <div class="log-in-foot">
          <span class="dim">{words('logInSound')}</span>
          <LanguageSwitch />
        </div>
      </form>
    </main>
  );
}

function SeatField({ seats }: { seats: readonly SeatName[] }) {
  const chosen = useSignal(readStored(seatKey) ?? '');
  const isThere = seats.some(({ id }) => id === chosen.value);
  return (
    <label>
      {words('seat')}
      <select
        name="seat"
        value={isThere ? chosen.value : ''}
        onChange={(event) => (chosen.value = event.currentTarget.value)}
      >
        <option value="">{words('noSeatsChoice')}</option>
        {seats.map(({ id, name }) => (
          <option key={id} value={id}>
            {say(name)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What this is, in one line and one picture: a value on its way to a limit, and the second before it gets there. */
function FrontDoor() {
  return (
    <section class="front-door" aria-hidden="true">
      <svg class="front-door-course" viewBox="0 0 600 320" preserveAspectRatio="none">
        <path class="front-door-limit" d="M0 96H600" />
        <path
          class="front-door-past"
          d="M0 268 40 262 80 270 120 258 160 264 200 250 240 256 280 236 320 226 350 204 380 188"
        />
        <path class="front-door-band" d="M380 188 460 128 540 40 600 -20 600 120 540 130 460 160Z" />
        <path class="front-door-next" d="M380 188 450 146 510 96 560 62" />
      </svg>
      <p class="front-door-head">{words('frontDoor')}</p>
      <p class="dim">{words('frontDoorDetail')}</p>
    </section>
  );
}
