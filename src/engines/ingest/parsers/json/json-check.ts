/**
 * Where a text stops being JSON: the place and the reason, the same on every engine.
 *
 * Pure, O(n), no recursion. Runs only after JSON.parse refused the text.
 * Source: RFC 8259 §2-§7. Differences: none.
 * Trust: the text is the log's.
 */

export interface JsonFault {
  /** UTF-16 units from the start of the text. */
  at: number;
  /** What was wrong there, without a full stop. */
  message: string;
}

const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const SCALAR = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null/y;
const SPACE = /[ \t\r\n]*/y;
const SHOWN_CHARS = 24;

function matchAt(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

/** Index after the string that begins at `at`, or -1 where it is not well-formed. */
function stringEnd(text: string, at: number): number {
  let i = at + 1;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    if (code === 34) return i + 1;
    if (code < 32) return -1;
    if (code === 92) {
      i = matchAt(ESCAPE, text, i);
      if (i < 0) return -1;
    } else {
      i += 1;
    }
  }
  return -1;
}

function fault(text: string, at: number, wanted: string): JsonFault {
  if (at >= text.length) return { at: text.length, message: `the text ends where ${wanted} should stand` };
  const seen = text
    .slice(at, at + SHOWN_CHARS)
    .toWellFormed()
    .replace(/\p{Cc}+/gu, ' ');
  return { at, message: `${wanted} should stand where \`${seen}\` stands` };
}

/** The first fault of the text, or undefined where it is one JSON value and nothing else. */
export function findJsonFault(text: string): JsonFault | undefined {
  const open: ('{' | '[')[] = [];
  let at = matchAt(SPACE, text, 0);
  let wantsValue = true;
  let isFirst = false;
  for (;;) {
    const inObject = open.at(-1) === '{';
    if (wantsValue) {
      if (isFirst && text[at] === (inObject ? '}' : ']')) {
        wantsValue = false;
        isFirst = false;
        continue;
      }
      if (inObject) {
        const keyEnd = text[at] === '"' ? stringEnd(text, at) : -1;
        if (keyEnd < 0) return fault(text, at, 'a name in quotes');
        at = matchAt(SPACE, text, keyEnd);
        if (text[at] !== ':') return fault(text, at, 'a colon');
        at = matchAt(SPACE, text, at + 1);
      }
      isFirst = false;
      const code = text[at];
      if (code === '{' || code === '[') {
        open.push(code);
        isFirst = true;
        at = matchAt(SPACE, text, at + 1);
        continue;
      }
      const end = code === '"' ? stringEnd(text, at) : matchAt(SCALAR, text, at);
      if (end < 0) return fault(text, at, code === '"' ? 'a well-formed string' : 'a value');
      at = matchAt(SPACE, text, end);
      wantsValue = false;
    } else if (open.length === 0) {
      return at === text.length ? undefined : fault(text, at, 'the end');
    } else if (text[at] === ',') {
      at = matchAt(SPACE, text, at + 1);
      wantsValue = true;
    } else if (text[at] === (inObject ? '}' : ']')) {
      open.pop();
      at = matchAt(SPACE, text, at + 1);
    } else {
      return fault(text, at, inObject ? 'a comma or a closing brace' : 'a comma or a closing bracket');
    }
  }
}
