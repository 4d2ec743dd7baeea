/**
 * One readable line for a Windows event, from the words of the catalog and the event's own fields.
 *
 * Pure. Texts are compiled once; O(fields named) a record. Values are cut to 240 UTF-16 units and kept on one line.
 * Trust: the words are ours, the values are the log's: they are never parsed as a text with places.
 */

/** What a place in the words stands for; '' where the event says nothing. */
export type FieldText = (field: string) => string;

interface Segment {
  /** Words and field names in turn: words[0] field[0] words[1] ... words[n]. */
  readonly words: readonly string[];
  readonly fields: readonly string[];
}

const MAX_VALUE_UNITS = 240;
const compiled = new Map<string, readonly Segment[]>();

function compile(text: string): readonly Segment[] {
  const segments: Segment[] = [];
  for (const part of text.split(/[[\]]/)) {
    if (part === '') continue;
    const pieces = part.split(/[{}]/);
    segments.push({
      words: pieces.filter((_, index) => index % 2 === 0),
      fields: pieces.filter((_, index) => index % 2 === 1),
    });
  }
  return segments;
}

/** The value on one line, not too long, well-formed. */
export function oneLine(value: string): string {
  const short = value.length > MAX_VALUE_UNITS ? `${value.slice(0, MAX_VALUE_UNITS).toWellFormed()}…` : value;
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return /[\u0000-\u001f\u007f]/.test(short) ? short.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim() : short;
}

/**
 * Fills the words. @param text catalog text: `{Field}` places, `[...]` left out where a field in it says nothing; it
 * must be one of the catalog's constants, because each is remembered for ever
 */
export function windowsMessage(text: string, fieldText: FieldText): string {
  let segments = compiled.get(text);
  if (segments === undefined) {
    segments = compile(text);
    compiled.set(text, segments);
  }
  let message = '';
  for (const { words, fields } of segments) {
    let filled = words[0] as string;
    for (let i = 0; i < fields.length; i += 1) {
      const value = fieldText(fields[i] as string);
      if (value === '') {
        filled = '';
        break;
      }
      filled += oneLine(value) + (words[i + 1] as string);
    }
    message += filled;
  }
  return message;
}
