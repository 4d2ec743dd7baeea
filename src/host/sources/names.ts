/**
 * Member names as shown to people: nothing that hides, moves the cursor or looks like another place.
 *
 * Pure.
 * Trust: names come from archives and disks. They are never used to open or write anything, so cleaning is for display.
 */

/** Controls, format characters (bidirectional overrides, zero width), line separators, lone surrogates, U+FFFD. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\ufffd]/gu;
const MAX_NAME_LENGTH = 1024;

const escape = (text: string): string => `\\u${(text.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;

export interface ShownName {
  /** Relative, forward slashes, no empty or dot parts, at most 1,024 characters; `(no name)` where nothing is left. */
  text: string;
  /** Why the name as stored is not an ordinary relative name; undefined where it is. */
  oddness?: string;
}

/** @param stored the name as the archive has it, decoded */
export function showName(stored: string): ShownName {
  const odd: string[] = [];
  if (/^([A-Za-z]:|[\\/])/.test(stored)) odd.push('is absolute');
  if (stored.includes('\\')) odd.push('has backslashes');
  if (stored.includes('!/')) odd.push('looks like a nested archive');
  const parts = stored.split(/[\\/]/).filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) odd.push('leads out of its folder');
  let text = parts
    .map((part) => (part === '..' ? '(up)' : part.endsWith('!') ? `${part}_` : part))
    .join('/')
    .replace(/^([A-Za-z]):/, '$1_');
  const visible = text.replace(HIDDEN, escape);
  if (visible !== text) odd.push('has invisible or undecodable characters');
  text = visible;
  if (text.length > MAX_NAME_LENGTH) {
    odd.push(`has ${text.length} characters`);
    text = `${text.slice(0, MAX_NAME_LENGTH - 3)}...`;
  }
  if (text === '') {
    odd.push('is empty');
    text = '(no name)';
  }
  return odd.length === 0 ? { text } : { text, oddness: odd.join(', ') };
}

/** Last part of a display path. */
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The name of what is inside a one-stream container: without its ending. */
export function innerName(name: string): string {
  const bare = name.replace(/\.(gz|gzip|zst|zstd|z)$/i, '').replace(/\.(tgz|tzst)$/i, '.tar');
  return bare === name || bare === '' ? 'content' : bare;
}
