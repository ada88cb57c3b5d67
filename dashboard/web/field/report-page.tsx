import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type CaseCategory, caseCategories } from '../../../domain/case.ts';
import { isAllowed } from '../../../domain/roles.ts';
import { useDraft } from './draft.ts';
import { isConnected, outbox, person } from './field-state.ts';
import { categoryPhrases, whyNoPosition } from './field-words.ts';
import { t } from './phrases.ts';
import { PictureInput } from '../parts/picture/picture-input.tsx';
import { locate, type Located } from './position.ts';

const title_max = 60;
const categories = Object.keys(categoryPhrases) as CaseCategory[];

/** Something that the person has just seen: what, a picture, and where. */
export function ReportPage() {
  const { draft, change, clear } = useDraft('report');
  const located = useSignal<Located | null>(null);
  const isLocating = useSignal(false);
  const isEmpty = useSignal(false);
  const told = useSignal<'reported' | 'reportQueued' | null>(null);
  const { text, choice, picture } = draft.value;

  async function find(): Promise<void> {
    isLocating.value = true;
    located.value = await locate();
    isLocating.value = false;
  }

  // Whoever has allowed it once is not asked again; the others press the button.
  useEffect(() => {
    if (isSecureContext) void findIfAllowed(find);
  }, []);

  async function submit(): Promise<void> {
    const description = text.trim();
    isEmpty.value = description === '';
    if (isEmpty.value) return;
    const category = caseCategories.find((one) => one === choice) ?? null;
    const { role } = person.value ?? { role: 'viewer' };
    await outbox().add(
      [
        {
          type: 'report',
          category,
          title: titleOf(description),
          description,
          position: located.value?.position ?? null,
          source: isAllowed(role, 'act') ? 'staff' : null,
        },
      ],
      picture,
    );
    clear();
    told.value = isConnected.value ? 'reported' : 'reportQueued';
  }

  return (
    <main class="field-main">
      <form
        class="field-form"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <h1>{t('report')}</h1>
        <fieldset class="field-choices">
          <legend>{t('whatIsIt')}</legend>
          {categories.map((category) => (
            <label key={category}>
              <input
                class="visually-hidden"
                type="radio"
                name="category"
                value={category}
                checked={choice === category}
                onChange={() => change({ choice: category })}
              />
              <span>{t(categoryPhrases[category])}</span>
            </label>
          ))}
        </fieldset>
        <label class="field">
          <span class="field-label">{t('whatSeen')}</span>
          <textarea
            name="text"
            rows={4}
            maxLength={2_000}
            value={text}
            onInput={(event) => {
              told.value = null;
              change({ text: event.currentTarget.value });
            }}
          />
        </label>
        <PictureInput picture={picture} onChange={(next) => change({ picture: next })} />
        <div class="field-where" role="status">
          {isLocating.value ? (
            t('locating')
          ) : located.value === null ? (
            <button type="button" onClick={() => void find()}>
              {t('withPosition')}
            </button>
          ) : located.value.position === null ? (
            t('positionUnknown', { why: whyNoPosition(located.value) })
          ) : (
            t('positionKnown', { m: located.value.accuracy_m })
          )}
        </div>
        <p class="error" role="alert">
          {isEmpty.value && t('needsText')}
        </p>
        <button class="primary" type="submit">
          {t('submitReport')}
        </button>
        <p class="field-told" role="status">
          {told.value !== null && t(told.value)}
        </p>
      </form>
    </main>
  );
}

async function findIfAllowed(find: () => Promise<void>): Promise<void> {
  const permission = await navigator.permissions?.query({ name: 'geolocation' }).catch(() => null);
  if (permission?.state === 'granted') await find();
}

/** The first sentence or line, short enough for a list. */
function titleOf(description: string): string {
  const first = description.split(/[\n。！？!?]/)[0]?.trim() ?? '';
  const title = first === '' ? description : first;
  return title.length > title_max ? `${title.slice(0, title_max - 1)}…` : title;
}
