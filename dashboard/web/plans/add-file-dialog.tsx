import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { PlanFile } from '../../../domain/plan.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Field } from '../parts/field.tsx';
import { t as common } from '../shell/language.ts';
import { t } from './phrases.ts';

/** As the service asks for it. */
const fileName = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,80}\.(ya?ml|geojson)$/;

/** What a new plan begins with: every key that it needs. */
const newPlan = `plan: new-plan
title: { zh: 新预案, en: New plan }
summary: { zh: 何时启动, en: When it is started }
for: { severities: [critical] }
steps:
  - { id: first, role: operator, within_s: 60, text: { zh: 第一步, en: First step } }
`;
const noPlaces = '{ "type": "FeatureCollection", "features": [] }\n';

/** Asks for the name of a new file. */
export function AddFileDialog({
  taken,
  onAdd,
  onClose,
}: {
  taken: readonly string[];
  onAdd: (file: PlanFile) => void;
  onClose: () => void;
}) {
  const field = useRef<HTMLInputElement>(null);
  const isBad = useSignal(false);
  return (
    <Dialog title={t('addFile')} onClose={onClose}>
      <form
        class="plan-add-file"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const name = field.current?.value.trim() ?? '';
          isBad.value = !fileName.test(name) || taken.includes(name);
          if (!isBad.value) onAdd({ name, text: name.endsWith('.geojson') ? noPlaces : newPlan });
        }}
      >
        <Field label={t('fileName')} error={isBad.value ? t('fileNameBad') : undefined}>
          <input ref={field} maxLength={90} autocomplete="off" spellcheck={false} />
        </Field>
        <div class="buttons">
          <button class="primary" type="submit">
            {t('add')}
          </button>
          <button type="button" onClick={onClose}>
            {common('cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
