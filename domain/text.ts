/** A text for people, in both languages of the command centre. */
export interface Text {
  readonly zh: string;
  readonly en: string;
}

export type Language = keyof Text;

export const languages: readonly Language[] = ['zh', 'en'];
