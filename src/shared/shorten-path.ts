/**
 * Long paths shortened in the middle, where the least is told.
 *
 * Pure. For reading only: JSON and records keep paths whole.
 * Trust: names come from disks and archives; whoever shows them escapes them.
 */

const SEPARATOR = /[\\/]/u;
const ELLIPSIS = '…';

/** At most `maxLength` characters: the beginning, and as many of the last names as fit. */
export function shortenPath(path: string, maxLength: number): string {
  const characters = [...path];
  if (characters.length <= maxLength) return path;
  // The name counts for more than where the path begins.
  for (const head of [headOf(characters), []]) {
    const room = maxLength - head.length - ELLIPSIS.length;
    const start = characters.findIndex(
      (character, index) => SEPARATOR.test(character) && characters.length - index <= room,
    );
    if (start > 0) return [...head, ELLIPSIS, ...characters.slice(start)].join('');
  }
  const kept = maxLength - ELLIPSIS.length;
  const front = Math.floor(kept / 2);
  return [...characters.slice(0, front), ELLIPSIS, ...characters.slice(characters.length - (kept - front))].join('');
}

/** `/evidence/`, `C:\`, `logs/`: up to and with the separator behind the first name. */
function headOf(characters: readonly string[]): readonly string[] {
  const isSeparator = (character: string | undefined): boolean => character !== undefined && SEPARATOR.test(character);
  const end = characters.findIndex((character, index) => index > 0 && isSeparator(character));
  return end < 0 ? [] : characters.slice(0, end + 1);
}
