import { useSignal } from '@preact/signals';
import { roles, type Role } from '../../../domain/roles.ts';
import type { Language } from '../../../domain/text.ts';
import { Answered, useAnswer } from '../parts/answer.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { formatMoment } from '../parts/format.ts';
import { tell } from '../parts/notices.tsx';
import { TableFrame } from '../parts/table-frame.tsx';
import { t as common } from '../shell/language.ts';
import { me } from '../shell/session.ts';
import { createPassword } from './create-password.ts';
import { faultWords } from './fault-words.ts';
import { fleetApi, type StaffAccount } from './fleet-api.ts';
import { FormDialog } from './form-dialog.tsx';
import { t } from './phrases.ts';
import { SecretDialog } from '../parts/secret-dialog.tsx';

interface Told {
  readonly name: string;
  readonly password: string;
}

/** Who may log in, and as what. */
export function StaffList() {
  const answer = useAnswer('staff', fleetApi.staff);
  const open = useSignal<StaffAccount | 'new' | null>(null);
  const asking = useSignal<{ readonly person: StaffAccount; readonly what: 'password' | 'switch' } | null>(
    null,
  );
  const told = useSignal<Told | null>(null);
  const done = (password: Told | null): void => {
    open.value = null;
    asking.value = null;
    told.value = password;
    answer.again();
  };
  return (
    <Answered of={answer}>
      {({ staff }) => (
        <>
          <div class="fleet-bar">
            <button class="primary" type="button" onClick={() => (open.value = 'new')}>
              {t('addPerson')}
            </button>
          </div>
          <TableFrame
            heads={[t('personName'), t('username'), t('role'), t('staffAreas'), t('added'), t('state')]}
            actions={t('actions')}
          >
            {staff.map((person) => (
              <tr key={person.username}>
                <td>{person.name}</td>
                <td>{person.username}</td>
                <td>{t(person.role)}</td>
                <td>{person.areas.length === 0 ? t('everywhere') : person.areas.join(' ')}</td>
                <td class="dim">{formatMoment(person.createdAt, Date.now())}</td>
                <td>
                  {person.disabled ? <strong>{t('disabled')}</strong> : <span class="dim">{t('inUse')}</span>}
                </td>
                <td class="fleet-actions">
                  <button
                    type="button"
                    aria-label={`${t('change')} ${person.username}`}
                    onClick={() => (open.value = person)}
                  >
                    {t('change')}
                  </button>
                  {/* One's own would end the session before the password could be read. */}
                  {person.username !== me.value?.username && (
                    <>
                      {!person.isFromProvider && (
                        <button
                          type="button"
                          aria-label={`${t('newPassword')} ${person.username}`}
                          onClick={() => (asking.value = { person, what: 'password' })}
                        >
                          {t('newPassword')}
                        </button>
                      )}
                      <button
                        type="button"
                        aria-label={`${t(person.disabled ? 'enable' : 'disable')} ${person.username}`}
                        onClick={() => (asking.value = { person, what: 'switch' })}
                      >
                        {t(person.disabled ? 'enable' : 'disable')}
                      </button>
                    </>
                  )}
                </td>
              </tr>
            ))}
          </TableFrame>
          {open.value !== null && (
            <PersonForm
              person={open.value === 'new' ? null : open.value}
              onSaved={done}
              onClose={() => (open.value = null)}
            />
          )}
          {asking.value !== null && (
            <AskDialog {...asking.value} onDone={done} onClose={() => (asking.value = null)} />
          )}
          {told.value !== null && (
            <SecretDialog
              title={t('passwordTitle', { name: told.value.name })}
              words={t('passwordOnce')}
              secret={told.value.password}
              onClose={() => (told.value = null)}
            />
          )}
        </>
      )}
    </Answered>
  );
}

function PersonForm({
  person,
  onSaved,
  onClose,
}: {
  person: StaffAccount | null;
  onSaved: (told: Told | null) => void;
  onClose: () => void;
}) {
  const password = createPassword();
  const isFixed = person?.isFromProvider === true;
  return (
    <FormDialog
      title={t(person === null ? 'addPerson' : 'changePerson')}
      fields={[
        {
          name: 'username',
          label: t('username'),
          value: person?.username,
          isRequired: true,
          isFixed: person !== null,
          hint: t(isFixed ? 'fromProvider' : 'usernameHint'),
        },
        { name: 'name', label: t('personName'), value: person?.name, isRequired: true, isFixed },
        {
          name: 'role',
          label: t('role'),
          value: person?.role ?? 'gridWorker',
          isFixed,
          options: roles.map((role) => ({ value: role, words: t(role) })),
        },
        {
          name: 'areas',
          label: t('staffAreas'),
          value: (person?.areas ?? me.value?.areas ?? []).join(' '),
          isFixed,
          hint: t('staffAreasHint'),
        },
        {
          name: 'language',
          label: t('language'),
          value: person?.language ?? 'zh',
          options: [
            { value: 'zh', words: '中文' },
            { value: 'en', words: 'English' },
          ],
        },
      ]}
      save={({ username, name, role, areas, language }) => {
        const about = {
          name: name ?? '',
          role: role as Role,
          areas: [...new Set((areas ?? '').split(/[\s,，、]+/u).filter((code) => code !== ''))],
          language: language as Language,
        };
        return person === null
          ? fleetApi.addPerson({ username: username ?? '', ...about, password })
          : fleetApi.changePerson(person.username, isFixed ? { language: about.language } : about);
      }}
      onSaved={({ name }) => {
        tell(t('saved', { name }));
        onSaved(person === null ? { name, password } : null);
      }}
      onClose={onClose}
    />
  );
}

function AskDialog({
  person,
  what,
  onDone,
  onClose,
}: {
  person: StaffAccount;
  what: 'password' | 'switch';
  onDone: (told: Told | null) => void;
  onClose: () => void;
}) {
  const { username, name, disabled } = person;
  const isPassword = what === 'password';
  async function act(): Promise<void> {
    const password = createPassword();
    const answer = await fleetApi.changePerson(username, isPassword ? { password } : { disabled: !disabled });
    if (answer.ok) {
      onDone(isPassword ? { name, password } : null);
      return;
    }
    tell(faultWords(answer.problem), { isFault: true });
    onClose();
  }
  const title = isPassword
    ? t('newPasswordQuestion', { name })
    : disabled
      ? `${t('enable')} ${username}`
      : t('disableQuestion', { id: username });
  return (
    <Dialog title={title} onClose={onClose}>
      {isPassword && <p>{t('newPasswordEffect')}</p>}
      {!isPassword && !disabled && <p>{t('disablePersonEffect')}</p>}
      <div class="buttons">
        <button class="primary" type="button" onClick={() => void act()}>
          {isPassword ? t('newPassword') : t(disabled ? 'enable' : 'disable')}
        </button>
        <button type="button" onClick={onClose}>
          {common('cancel')}
        </button>
      </div>
    </Dialog>
  );
}
