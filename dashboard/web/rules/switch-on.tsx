import type { ComponentChildren } from 'preact';
import type { RuleFile } from '../../../domain/rule-set.ts';
import { tell } from '../parts/notices.tsx';
import { PutInForce } from '../parts/put-in-force.tsx';
import { t } from './phrases.ts';
import { ruleApi } from './rule-api.ts';
import { differencesOf } from './rule-draft.ts';
import { inForce, loadFiles } from './rule-store.ts';

/** Puts a set of files in force: with the difference to what runs now, and a reason. */
export function SwitchOn(props: {
  readonly title: string;
  readonly files: readonly RuleFile[];
  readonly children?: ComponentChildren;
  /** The set is in force. */
  readonly done: () => void;
  readonly onClose: () => void;
}) {
  const present = inForce.value;
  if (present === null) return null;
  return (
    <PutInForce
      title={props.title}
      button={t('switchOn')}
      differences={differencesOf(present.files, props.files)}
      act={(reason) => ruleApi.switchOn(present.setId, props.files, reason)}
      done={({ dropped }) => {
        tell(dropped.length === 0 ? t('switchedOn') : t('droppedState', { names: dropped.join(', ') }));
        props.done();
        props.onClose();
        void loadFiles();
      }}
      outdated={() => {
        props.onClose();
        void loadFiles();
      }}
      onClose={props.onClose}
    >
      {props.children}
    </PutInForce>
  );
}
