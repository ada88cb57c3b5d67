/** A draft that survives a reload of the page, in this tab only. Storage may be forbidden or full: then it does not. */

const prefix = 'negative-one.draft.';

/** As it was kept; null when there is none. Only this page writes there, but a former version of it may have. */
export function readDraft(name: string): unknown {
  try {
    const text = sessionStorage.getItem(prefix + name);
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

/** Null forgets it. */
export function keepDraft(name: string, draft: unknown): void {
  try {
    if (draft === null) sessionStorage.removeItem(prefix + name);
    else sessionStorage.setItem(prefix + name, JSON.stringify(draft));
  } catch {
    // It then lasts as long as the page.
  }
}
