/**
 * A source text cut into tokens, so that rules about code are not fooled by comments, strings, line breaks or regular
 * expressions.
 *
 * Pure, O(length). Not a parser: enough of TypeScript to tell words, strings, numbers and punctuation apart. What stands
 * in the `${}` of a template is cut into tokens too.
 */

export interface Token {
  kind: 'word' | 'string' | 'template' | 'regex' | 'number' | 'punct';
  /** The word or sign itself; the contents of a string without its quotes. */
  text: string;
  /** Line number, from 1. */
  line: number;
}

const WORD = /[\p{ID_Start}$_#][\p{ID_Continue}$\u200c\u200d]*/uy;
const NUMBER = /\d[\w.]*/uy;
const SPACE = /\s+/uy;
const LINE_COMMENT = /\/\/[^\n]*|#![^\n]*/uy;
const BLOCK_COMMENT = /\/\*[\s\S]*?\*\//uy;
const STRING = /'((?:[^'\\\n]|\\[\s\S])*)'|"((?:[^"\\\n]|\\[\s\S])*)"/uy;
const REGEX = /\/(?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/uy;
const TEMPLATE_PART = /(?:[^\\`$]|\\[\s\S]|\$(?!\{))*/uy;

/** After these words a slash begins a regular expression. */
const BEFORE_REGEX = new Set('return typeof case in of void delete throw new else do await yield'.split(' '));

export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  /** Depth of braces at which each open template goes on. */
  const templates: number[] = [];
  let braces = 0;
  let at = 0;
  let line = 1;

  const eat = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(source);
    if (match === null || match[0] === '') return null;
    at += match[0].length;
    return match;
  };
  const push = (kind: Token['kind'], text: string, raw: string): void => {
    tokens.push({ kind, text, line });
    countLines(raw);
  };
  const countLines = (raw: string): void => {
    for (const character of raw) if (character === '\n') line += 1;
  };
  const eatTemplate = (): void => {
    const part = eat(TEMPLATE_PART)?.[0] ?? '';
    push('template', part, part);
    if (source.startsWith('${', at)) {
      templates.push(braces);
      at += 2;
    } else at += 1;
  };
  const allowsRegex = (): boolean => {
    const last = tokens.at(-1);
    if (last === undefined) return true;
    if (last.kind === 'word') return BEFORE_REGEX.has(last.text);
    return last.kind === 'punct' && !')]}'.includes(last.text);
  };

  while (at < source.length) {
    const skipped = eat(SPACE) ?? (at === 0 || source[at] === '/' ? (eat(LINE_COMMENT) ?? eat(BLOCK_COMMENT)) : null);
    if (skipped !== null) {
      countLines(skipped[0]);
      continue;
    }
    const character = source[at] ?? '';
    if (character === '`') {
      at += 1;
      eatTemplate();
      continue;
    }
    if (character === '}' && templates.at(-1) === braces) {
      templates.pop();
      at += 1;
      eatTemplate();
      continue;
    }
    const string = eat(STRING);
    if (string !== null) {
      push('string', string[1] ?? string[2] ?? '', string[0]);
      continue;
    }
    const regex = character === '/' && allowsRegex() ? eat(REGEX) : null;
    const plain = regex ?? eat(WORD) ?? eat(NUMBER);
    if (plain !== null) {
      const kind = regex !== null ? 'regex' : /^\d/u.test(plain[0]) ? 'number' : 'word';
      push(kind, plain[0], plain[0]);
      continue;
    }
    if (character === '{') braces += 1;
    if (character === '}') braces -= 1;
    push('punct', character, character);
    at += 1;
  }
  return tokens;
}

export interface ImportSite {
  /** What is imported, as written; null where it is computed and can't be known. */
  specifier: string | null;
  form: 'static' | 'type' | 'export' | 'dynamic' | 'url' | 'require';
  line: number;
}

/** Every way in which one file can name another. */
export function findImports(tokens: readonly Token[]): ImportSite[] {
  const sites: ImportSite[] = [];
  const text = (index: number): string => {
    const token = tokens[index];
    return token === undefined || token.kind === 'string' ? '' : token.text;
  };
  const argument = (index: number): string | null => {
    const token = tokens[index];
    return token?.kind === 'string' && [')', ','].includes(text(index + 1)) ? token.text : null;
  };
  tokens.forEach((token, index) => {
    if (token.kind !== 'word' || text(index - 1) === '.') return;
    const { line } = token;
    const next = text(index + 1);
    if (token.text === 'import' && next === '(') {
      sites.push({ specifier: argument(index + 2), form: 'dynamic', line });
    } else if (token.text === 'import' && next !== '.' && next !== ':') {
      const end = tokens.findIndex((each, place) => place > index && each.kind === 'string');
      const isType = next === 'type' && !['from', ','].includes(text(index + 2));
      sites.push({ specifier: tokens[end]?.text ?? null, form: isType ? 'type' : 'static', line });
    } else if (token.text === 'export') {
      const start = next === 'type' ? index + 2 : index + 1;
      if (text(start) !== '{' && text(start) !== '*') return;
      const end = text(start) === '{' ? tokens.findIndex((each, place) => place > start && each.text === '}') : start;
      const from = [end + 1, end + 3].find((place) => text(place) === 'from' && tokens[place + 1]?.kind === 'string');
      if (from === undefined) return;
      sites.push({ specifier: tokens[from + 1]?.text ?? null, form: 'export', line });
    } else if (token.text === 'require' && next === '(') {
      sites.push({ specifier: argument(index + 2), form: 'require', line });
    } else if (token.text === 'URL' && text(index - 1) === 'new' && next === '(') {
      const end = tokens.findIndex((each, place) => place > index && each.kind === 'punct' && each.text === ')');
      const isHere = ['import', '.', 'meta', '.', 'url'].every((word, step) => text(end - 5 + step) === word);
      const start = tokens[index + 2];
      // What a template begins with names the folder; that is what the rules are about.
      const specifier = start?.kind === 'template' && start.text.endsWith('/') ? start.text : argument(index + 2);
      if (isHere) sites.push({ specifier, form: 'url', line });
    }
  });
  return sites;
}
