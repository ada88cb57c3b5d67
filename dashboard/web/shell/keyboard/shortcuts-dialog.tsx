import { useSignal } from '@preact/signals';
import { Dialog } from '../../parts/dialog.tsx';
import { say } from '../language.ts';
import { t } from '../phrases.ts';
import { chooseKey, chooseKeys, forgetKeyChoices, keyChoices } from './key-choices.ts';
import { isSingleKey, keyCaps, keysOfPress } from './key-words.ts';
import {
  keysOf,
  ownerOf,
  shortcutGroups,
  shortcutNames,
  shortcuts,
  type ShortcutGroup,
  type ShortcutName,
} from './shortcuts.ts';

const wordsOf = (name: ShortcutName): string => say(shortcuts[name].words);

/** Every shortcut by group, each to change or to switch off. */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const changing = useSignal<ShortcutName | null>(null);
  const said = useSignal('');

  function take(name: ShortcutName, event: KeyboardEvent): void {
    if (event.key === 'Tab') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') {
      changing.value = null;
      said.value = '';
      return;
    }
    if (['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return;
    const keys = keysOfPress(event);
    const owner = keys === null ? null : ownerOf(keys, name);
    if (keys === null) said.value = t('keyRefused');
    else if (owner !== null) said.value = t('keyTaken', { keys: caps(keys), what: wordsOf(owner) });
    else {
      chooseKey(name, keys === shortcuts[name].keys ? undefined : keys);
      changing.value = null;
      said.value = t('keyChanged', { what: wordsOf(name), keys: caps(keys) });
    }
  }

  function switchSingleKeysOff(): void {
    const single = shortcutNames.filter((name) => isSingleKey(keysOf(name) ?? ''));
    chooseKeys(Object.fromEntries(single.map((name) => [name, null])));
    said.value = '';
  }

  return (
    <Dialog title={t('shortcutsTitle')} onClose={onClose} isWide>
      <p class="dim">{t('shortcutsIntro')}</p>
      <div class="shortcut-groups">
        {(Object.keys(shortcutGroups) as ShortcutGroup[]).map((group) => (
          <section key={group}>
            <h3>{say(shortcutGroups[group])}</h3>
            <ul>
              {shortcutNames
                .filter((name) => shortcuts[name].group === group)
                .map((name) => (
                  <li key={name} class="shortcut">
                    <span class="shortcut-words">{wordsOf(name)}</span>
                    <button
                      class="shortcut-key"
                      type="button"
                      aria-label={`${t('changeKey', { what: wordsOf(name) })}: ${caps(keysOf(name))}`}
                      aria-pressed={changing.value === name}
                      onClick={() => {
                        changing.value = changing.value === name ? null : name;
                        said.value = '';
                      }}
                      onKeyDown={(event) => {
                        if (changing.value === name) take(name, event);
                      }}
                      onBlur={() => {
                        if (changing.value === name) changing.value = null;
                      }}
                    >
                      {changing.value === name ? t('pressKey') : <Caps keys={keysOf(name)} />}
                    </button>
                    <OffSwitch name={name} onTaken={(words) => (said.value = words)} />
                  </li>
                ))}
            </ul>
          </section>
        ))}
      </div>
      <p class="shortcut-said" role="status">
        {said.value}
      </p>
      <div class="buttons">
        <button type="button" onClick={switchSingleKeysOff}>
          {t('singleKeysOff')}
        </button>
        <button
          type="button"
          disabled={Object.keys(keyChoices.value).length === 0}
          onClick={() => {
            forgetKeyChoices();
            said.value = '';
          }}
        >
          {t('keysAsShipped')}
        </button>
      </div>
    </Dialog>
  );
}

function OffSwitch({ name, onTaken }: { name: ShortcutName; onTaken: (words: string) => void }) {
  const isOff = keysOf(name) === null;
  const what = { what: wordsOf(name) };
  return (
    <input
      type="checkbox"
      checked={!isOff}
      aria-label={isOff ? t('switchKeyOn', what) : t('switchKeyOff', what)}
      title={isOff ? t('switchKeyOn', what) : t('switchKeyOff', what)}
      onChange={(event) => {
        const { keys } = shortcuts[name];
        const owner = event.currentTarget.checked ? ownerOf(keys, name) : null;
        if (owner === null) {
          onTaken('');
          chooseKey(name, event.currentTarget.checked ? undefined : null);
          return;
        }
        // Its key has been given to another meanwhile.
        event.currentTarget.checked = false;
        onTaken(t('keyTaken', { keys: caps(keys), what: wordsOf(owner) }));
      }}
    />
  );
}

function Caps({ keys }: { keys: string | null }) {
  if (keys === null) return <span class="dim">{t('off')}</span>;
  return (
    <>
      {keyCaps(keys).map((cap) => (
        <kbd key={cap}>{cap}</kbd>
      ))}
    </>
  );
}

function caps(keys: string | null): string {
  return keys === null ? t('off') : keyCaps(keys).join('+');
}
