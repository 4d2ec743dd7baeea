/**
 * Structured data of RFC 5424: `[id name="value" ...][...]`.
 *
 * Pure, linear.
 * Source: RFC 5424 §6.3: `\"`, `\\` and `\]` are escapes; a backslash before anything else is itself.
 * Trust: text of the log; at most 256 parameters are read.
 */
import type { JsonObject } from '../../../event/audit-event.ts';
import { MAX_PAIRS, addField } from '../lines/key-values.ts';

const unescape = (text: string): string => (text.includes('\\') ? text.replace(/\\(["\\\]])/g, '$1') : text);

/** Elements by id, each an object of its parameters. `text` starts with `[` and ends with `]`. */
export function parseStructuredData(text: string): JsonObject {
  const elements: JsonObject = {};
  let at = 0;
  let left = MAX_PAIRS;
  while (text.charCodeAt(at) === 91) {
    let end = at + 1;
    while (end < text.length && text.charCodeAt(end) !== 32 && text.charCodeAt(end) !== 93) end += 1;
    const id = text.slice(at + 1, end);
    const params: JsonObject = {};
    for (;;) {
      while (text.charCodeAt(end) === 32) end += 1;
      const equals = text.indexOf('="', end);
      const close = text.indexOf(']', end);
      if (equals < 0 || (close >= 0 && close < equals)) {
        end = close < 0 ? text.length : close + 1;
        break;
      }
      const name = text.slice(end, equals);
      let quote = equals + 2;
      while (quote < text.length && text.charCodeAt(quote) !== 34) quote += text.charCodeAt(quote) === 92 ? 2 : 1;
      if (left > 0) addField(params, name, unescape(text.slice(equals + 2, quote)));
      left -= 1;
      end = quote + 1;
    }
    addField(elements, id, params);
    at = end;
  }
  return elements;
}
