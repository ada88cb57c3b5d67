/** Which part of a line a fault is about: the word that its message names, else all that is written there. */
export function faultRange(line: string, message: string): { readonly from: number; readonly to: number } {
  const start = line.length - line.trimStart().length;
  const end = line.trimEnd().length;
  for (const word of message.match(/[\p{L}\d_.-]{2,}/gu) ?? []) {
    const bare = word.replace(/[.-]+$/, '');
    const from = wordIn(line, bare);
    if (from !== null) return { from, to: from + bare.length };
  }
  return { from: Math.min(start, end), to: end };
}

/** Where a word stands as a whole; null: it does not. */
function wordIn(line: string, word: string): number | null {
  for (let from = line.indexOf(word); from >= 0; from = line.indexOf(word, from + 1)) {
    const isWhole = !/[\w-]/.test(line[from - 1] ?? '') && !/[\w-]/.test(line[from + word.length] ?? '');
    if (isWhole) return from;
  }
  return null;
}
