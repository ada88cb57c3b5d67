/**
 * Where a text stops being JSON (RFC 8259): the index of the first character that cannot be right, the text's
 * length where it ends too early, or null when it is JSON. The browsers' own messages name the place each in
 * its own way, or not at all.
 */
export function jsonFaultAt(text: string): number | null {
  let at = 0;
  /** What is open around the present place: an object or an array. */
  const open: ('object' | 'array')[] = [];
  let expects: 'value' | 'valueOrEnd' | 'name' | 'nameOrEnd' | 'colon' | 'next' = 'value';

  for (;;) {
    at = skip(text, at, /[ \t\n\r]*/y);
    const inside = open.at(-1);
    if (expects === 'next' && inside === undefined) return at === text.length ? null : at;
    const character = text[at];
    if (character === undefined) return text.length;
    if (expects === 'next') {
      if (character === ',') expects = inside === 'object' ? 'name' : 'value';
      else if (character === (inside === 'object' ? '}' : ']')) open.pop();
      else return at;
      at += 1;
    } else if (expects === 'colon') {
      if (character !== ':') return at;
      at += 1;
      expects = 'value';
    } else if (expects === 'name' || expects === 'nameOrEnd') {
      if (character === '}' && expects === 'nameOrEnd') {
        open.pop();
        at += 1;
        expects = 'next';
      } else {
        const end = stringEnd(text, at);
        if (end.fault !== null) return end.fault;
        at = end.at;
        expects = 'colon';
      }
    } else if (character === ']' && expects === 'valueOrEnd') {
      open.pop();
      at += 1;
      expects = 'next';
    } else if (character === '{' || character === '[') {
      open.push(character === '{' ? 'object' : 'array');
      expects = character === '{' ? 'nameOrEnd' : 'valueOrEnd';
      at += 1;
    } else {
      const end = scalarEnd(text, at);
      if (end.fault !== null) return end.fault;
      at = end.at;
      expects = 'next';
    }
  }
}

interface End {
  readonly at: number;
  readonly fault: number | null;
}

function scalarEnd(text: string, at: number): End {
  if (text[at] === '"') return stringEnd(text, at);
  const word = ['true', 'false', 'null'].find((each) => each[0] === text[at]);
  if (word !== undefined) {
    for (let index = 0; index < word.length; index += 1) {
      if (text[at + index] !== word[index]) return { at, fault: at + index };
    }
    return { at: at + word.length, fault: null };
  }
  const end = skip(text, at, /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
  if (end > at) return { at: end, fault: null };
  return { at, fault: text[at] === '-' ? at + 1 : at };
}

/** A string with its quotes; a fault is a control character or a wrong escape within, or its missing end. */
function stringEnd(text: string, at: number): End {
  if (text[at] !== '"') return { at, fault: at };
  // oxlint-disable-next-line no-control-regex -- these are what must not be there.
  const end = skip(text, at + 1, /(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y);
  return text[end] === '"' ? { at: end + 1, fault: null } : { at: end, fault: end };
}

/** Where the run of what the sticky pattern takes ends. */
function skip(text: string, at: number, pattern: RegExp): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}
