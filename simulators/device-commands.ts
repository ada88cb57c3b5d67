/**
 * A device's answer to a command: what it was asked, and that it was done. A command is a JSON object with
 * `command` (silence, self-test, siren) and, as a rule, an `id` to answer to.
 */
export function answerCommand(payload: string): string {
  try {
    const asked: unknown = JSON.parse(payload);
    if (typeof asked === 'object' && asked !== null && 'command' in asked) {
      return JSON.stringify({ ...asked, result: 'done' });
    }
  } catch {
    // Not JSON: answered below like any other command that it cannot read.
  }
  return JSON.stringify({ result: 'refused', reason: 'not a command' });
}
