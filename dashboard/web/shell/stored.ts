/** What this browser remembers for the page. Storage may be forbidden: then nothing is remembered. */

const prefix = 'negative-one.';

export function readStored(key: string): string | null {
  try {
    return localStorage.getItem(prefix + key);
  } catch {
    return null;
  }
}

export function writeStored(key: string, value: string): void {
  try {
    localStorage.setItem(prefix + key, value);
  } catch {
    // The choice then lasts as long as the page.
  }
}
