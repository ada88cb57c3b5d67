import { useSignal } from '@preact/signals';
import type { Recipient } from '../../../domain/desk-settings.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { say } from '../shell/language.ts';
import { route, setQuery } from '../shell/router.ts';
import { may } from '../shell/session.ts';
import { placeName, type About } from './about.ts';
import { t } from './phrases.ts';
import { RecipientDialog } from './recipient-dialog.tsx';
import { maskAddress, roleWords } from './words.ts';

/** Everybody who can be told: for where, and how. Addresses are masked: they belong to people. */
export function PeopleView({ answer, areas }: About) {
  const { settings } = answer;
  const asked = useSignal<{ readonly recipient: Recipient | null } | null>(null);
  const search = (route.value.query.get('search') ?? '').trim().toLowerCase();
  const mayChange = may('rules');
  const nameOf = (at: string | null): string => (at === null ? t('everywhere') : placeName(areas, at));
  const shown = settings.recipients.filter(({ id, name, at, role }) =>
    [id, name.zh, name.en, nameOf(at), roleWords(role)].some((text) => text.toLowerCase().includes(search)),
  );
  return (
    <>
      <div class="section-head">
        <input
          type="search"
          aria-label={t('searchPeople')}
          placeholder={t('searchPeople')}
          value={search}
          onInput={(event) => setQuery({ search: event.currentTarget.value })}
        />
        <span class="spring" />
        {mayChange && (
          <button type="button" onClick={() => (asked.value = { recipient: null })}>
            {t('addRecipient')}
          </button>
        )}
      </div>
      {shown.length === 0 ? (
        <EmptyState title={t('noPeople')}>{t('noPeopleNext')}</EmptyState>
      ) : (
        <div class="card table-scroll">
          <table class="table" data-testid="recipients">
            <thead>
              <tr>
                <th>{t('name')}</th>
                <th>{t('role')}</th>
                <th>{t('at')}</th>
                <th>{t('ways')}</th>
                <th>{t('account')}</th>
                {mayChange && <th />}
              </tr>
            </thead>
            <tbody>
              {shown.map((recipient) => (
                <tr key={recipient.id}>
                  <td>
                    <strong>{say(recipient.name)}</strong>
                    <span class="settings-id dim">{recipient.id}</span>
                  </td>
                  <td>{roleWords(recipient.role)}</td>
                  <td>{nameOf(recipient.at)}</td>
                  <td>
                    <Ways ways={recipient.reachedBy} />
                  </td>
                  <td>{recipient.username ?? <span class="dim">—</span>}</td>
                  {mayChange && (
                    <td class="number">
                      <button type="button" onClick={() => (asked.value = { recipient })}>
                        {t('change')}
                      </button>
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {asked.value !== null && (
        <RecipientDialog
          recipient={asked.value.recipient}
          settings={settings}
          areas={areas}
          onClose={() => (asked.value = null)}
        />
      )}
    </>
  );
}

function Ways({ ways }: { ways: Recipient['reachedBy'] }) {
  if (ways.length === 0) return <span class="dim">{t('noWay')}</span>;
  return (
    <ol class="ways">
      {ways.map(({ channel, address }) => (
        <li key={`${channel} ${address}`}>
          {channel} <span class="dim">{maskAddress(address)}</span>
        </li>
      ))}
    </ol>
  );
}
