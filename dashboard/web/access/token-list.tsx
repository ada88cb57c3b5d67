import { useSignal } from '@preact/signals';
import { clock } from '../live/live-store.ts';
import { Answered, useAnswer } from '../parts/answer.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { formatMoment } from '../parts/format.ts';
import { tell } from '../parts/notices.tsx';
import { problemWords } from '../parts/problem-words.ts';
import { SecretDialog } from '../parts/secret-dialog.tsx';
import { TableFrame } from '../parts/table-frame.tsx';
import type { Problem } from '../shell/http.ts';
import { listed, t as common } from '../shell/language.ts';
import { accessApi, type TokenView } from './access-api.ts';
import { t } from './phrases.ts';
import { permissionWords, TokenForm } from './token-form.tsx';

/** Machines' ways in: made, told once, and revoked. */
export function TokenList() {
  const answer = useAnswer('tokens', accessApi.tokens);
  const isAdding = useSignal(false);
  const told = useSignal<string | null>(null);
  const asking = useSignal<TokenView | null>(null);
  return (
    <Answered of={answer}>
      {({ tokens }) => (
        <>
          <div class="access-bar">
            <button class="primary" type="button" onClick={() => (isAdding.value = true)}>
              {t('addToken')}
            </button>
            <span class="dim">{t('tokensHint')}</span>
          </div>
          {tokens.length === 0 ? (
            <EmptyState title={t('noTokens')} />
          ) : (
            <TokenTable tokens={tokens} onRevoke={(token) => (asking.value = token)} />
          )}
          {isAdding.value && (
            <TokenForm
              onMade={(secret) => {
                isAdding.value = false;
                told.value = secret;
                answer.again();
              }}
              onClose={() => (isAdding.value = false)}
            />
          )}
          {told.value !== null && (
            <SecretDialog
              title={t('tokenTitle')}
              words={t('tokenOnce')}
              secret={told.value}
              onClose={() => (told.value = null)}
            />
          )}
          {asking.value !== null && (
            <RevokeDialog
              token={asking.value}
              onDone={() => {
                asking.value = null;
                answer.again();
              }}
              onClose={() => (asking.value = null)}
            />
          )}
        </>
      )}
    </Answered>
  );
}

function TokenTable({
  tokens,
  onRevoke,
}: {
  tokens: readonly TokenView[];
  onRevoke: (token: TokenView) => void;
}) {
  const now = clock.value;
  return (
    <TableFrame
      heads={[t('tokenName'), t('permissions'), t('areas'), t('createdBy'), t('expires'), t('lastUsed')]}
      actions={t('actions')}
    >
      {tokens.map((token) => (
        <tr key={token.id}>
          <td>{token.name}</td>
          <td>{listed(token.permissions.map(permissionWords))}</td>
          <td>{token.areas.length === 0 ? t('everywhere') : token.areas.join(' ')}</td>
          <td>
            {token.createdBy} <span class="dim access-time">{formatMoment(token.createdAt, now)}</span>
          </td>
          <td class="access-time">{endWords(token.expiresAt, now)}</td>
          <td>
            {token.lastUsedAt === null ? (
              <span class="dim">{t('neverUsed')}</span>
            ) : (
              <>
                <span class="access-time">{formatMoment(token.lastUsedAt, now)}</span>{' '}
                <span class="dim">{token.lastAddress}</span>
              </>
            )}
          </td>
          <td class="access-acts">
            <button type="button" aria-label={`${t('revoke')} ${token.name}`} onClick={() => onRevoke(token)}>
              {t('revoke')}
            </button>
          </td>
        </tr>
      ))}
    </TableFrame>
  );
}

function endWords(expiresAt: number | null, now: number): string {
  if (expiresAt === null) return t('untilRevoked');
  return expiresAt <= now ? t('over') : formatMoment(expiresAt, now);
}

function RevokeDialog({
  token: { id, name },
  onDone,
  onClose,
}: {
  token: TokenView;
  onDone: () => void;
  onClose: () => void;
}) {
  const problem = useSignal<Problem | null>(null);
  async function revoke(): Promise<void> {
    const answer = await accessApi.revokeToken(id);
    if (!answer.ok) {
      problem.value = answer.problem;
      return;
    }
    tell(t('revoked', { name }));
    onDone();
  }
  return (
    <Dialog title={t('revokeQuestion', { name })} onClose={onClose}>
      <p>{t('revokeEffect')}</p>
      {problem.value !== null && (
        <p class="error" role="alert">
          {problemWords(problem.value)}
        </p>
      )}
      <div class="buttons">
        <button class="danger" type="button" onClick={() => void revoke()}>
          {t('revoke')}
        </button>
        <button type="button" onClick={onClose}>
          {common('cancel')}
        </button>
      </div>
    </Dialog>
  );
}
