import { say } from '../shell/language.ts';
import type { AreaView, SettingsAnswer } from './settings-api.ts';

/** What every view of the settings is given. */
export interface About {
  readonly answer: SettingsAnswer;
  readonly areas: readonly AreaView[];
}

/** An area's name; its code where nobody knows it, as with sites. */
export function placeName(areas: readonly AreaView[], code: string): string {
  const area = areas.find((each) => each.code === code);
  return area === undefined ? code : say({ zh: area.nameZh, en: area.nameEn });
}
