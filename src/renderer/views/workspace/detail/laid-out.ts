/**
 * JSON and XML with line breaks and indents, without reading a single value: numbers keep all their digits, double keys
 * stay double.
 *
 * Pure, O(n). Only white space between values is changed. What is not well-formed gives undefined: it is shown as it is.
 * Trust: bytes of evidence; depth is bounded by MAX_INDENT, the text is never parsed into objects here.
 */
const INDENT = '  ';
const MAX_INDENT = 60;

const lineBreak = (depth: number): string => `\n${INDENT.repeat(Math.min(depth, MAX_INDENT))}`;

/** Strings whole, signs one by one, anything else up to the next of both. */
const JSON_TOKEN = /"(?:[^"\\]|\\[^])*"|[{}[\],:]|[^\s{}[\],:"]+|\s+|"/gu;

export function layOutJson(raw: string): string | undefined {
  if (!/^\s*[{[]/u.test(raw) || !isJson(raw)) return undefined;
  let depth = 0;
  let before = '';
  const parts: string[] = [];
  for (const [token] of raw.matchAll(JSON_TOKEN)) {
    if (/^\s/u.test(token)) continue;
    const closes = token === '}' || token === ']';
    const opened = before === '{' || before === '[';
    if (closes) depth--;
    if (closes ? !opened : opened || before === ',') parts.push(lineBreak(depth));
    parts.push(token === ':' ? ': ' : token);
    if (token === '{' || token === '[') depth++;
    before = token;
  }
  return parts.join('');
}

function isJson(raw: string): boolean {
  try {
    JSON.parse(raw);
    return true;
  } catch {
    return false;
  }
}

/** Tags, comments and declarations whole; text between them. Quoted values may hold `>`. */
const XML_TOKEN = /<!--[^]*?-->|<!\[CDATA\[[^]*?\]\]>|<\?[^]*?\?>|<(?:"[^"]*"|'[^']*'|[^'"<>])*>|[^<]+/uy;

/** Breaks lines only between tags: text in an element, and white space in it, stays as it is. */
export function layOutXml(raw: string): string | undefined {
  const trimmed = raw.trim();
  if (!/^<[?!A-Za-z]/u.test(trimmed) || !trimmed.endsWith('>')) return undefined;
  const tokens = xmlTokens(trimmed);
  if (tokens === undefined) return undefined;
  let depth = 0;
  let wasText = false;
  const parts: string[] = [];
  for (const [index, token] of tokens.entries()) {
    if (!token.startsWith('<') || token.startsWith('<![CDATA[')) {
      const isBetweenTags = token.trim() === '' && tokens[index + 1]?.startsWith('<') === true && !wasText;
      // White space alone in an element is its text.
      if (isBetweenTags && !isLeafText(tokens, index)) continue;
      parts.push(token);
      wasText = true;
      continue;
    }
    const closes = token.startsWith('</');
    const isEmptyPair = closes && tokens[index - 1]?.startsWith('<') === true && isOpening(tokens[index - 1] ?? '');
    if (closes) depth--;
    if (parts.length > 0 && !wasText && !isEmptyPair) parts.push(lineBreak(Math.max(0, depth)));
    parts.push(token);
    if (isOpening(token)) depth++;
    wasText = false;
  }
  return depth === 0 ? parts.join('') : undefined;
}

/** Gives up at the first place that fits nothing: hostile text must not be tried again from each of its characters. */
function xmlTokens(xml: string): string[] | undefined {
  const tokens: string[] = [];
  XML_TOKEN.lastIndex = 0;
  while (XML_TOKEN.lastIndex < xml.length) {
    const token = XML_TOKEN.exec(xml)?.[0];
    if (token === undefined) return undefined;
    tokens.push(token);
  }
  return tokens;
}

const isOpening = (token: string): boolean => /^<[A-Za-z_]/u.test(token) && !token.endsWith('/>');
const isLeafText = (tokens: readonly string[], index: number): boolean =>
  isOpening(tokens[index - 1] ?? '') && tokens[index + 1]?.startsWith('</') === true;
