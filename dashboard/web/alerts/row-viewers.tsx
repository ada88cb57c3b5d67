import { viewersOf } from '../live/live-store.ts';
import { Icon } from '../parts/icon.tsx';
import { listWords } from './list-phrases.ts';

/** Names told at once; who else looks is a number. */
const namesMax = 2;

/** Who else has it open on a screen, so that two do not do the same. `subject` as in `ScreenView`. */
export function RowViewers({ subject }: { subject: string }) {
  const names = viewersOf(subject);
  if (names.length === 0) return null;
  const more = names.length - namesMax;
  const words = names.slice(0, namesMax).join(', ') + (more > 0 ? ` +${more}` : '');
  return (
    <span class="row-viewers" title={listWords('openedBy', { names: names.join(', ') })}>
      <Icon name="eye" />
      <span class="visually-hidden">{listWords('openedBy', { names: names.join(', ') })}</span>
      <span aria-hidden="true">{words}</span>
    </span>
  );
}
