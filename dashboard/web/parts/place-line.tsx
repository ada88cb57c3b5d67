import type { Text } from '../../../domain/text.ts';
import { say } from '../shell/language.ts';
import './place-line.css';

const separator = ' · ';

/** Where it is. Where there is no room for all of it, the site and the device are kept, not the district. */
export function PlaceLine({ place }: { readonly place: Text }) {
  const words = say(place);
  const parts = words.split(separator);
  const near = parts.slice(-2).join(separator);
  const far = parts.slice(0, -2).join(separator);
  return (
    <p class="place-line" title={words}>
      {far !== '' && <span class="place-far">{far + separator}</span>}
      <span class="place-near">{near}</span>
    </p>
  );
}
