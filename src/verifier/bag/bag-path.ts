/**
 * Names of files in a bag: which ones are safe on every system, and which two would become one.
 *
 * Pure. Source: RFC 8493 §2.1.3 (percent-encoding of CR, LF and % alone), §5 (paths that lead out of the bag).
 * Differences: refused is every name that some system reads as something else than a file below the bag, wherever this
 * runs: absolute, `.` and `..`, `~`, drive letters, UNC, backslashes, variables, device names, names ending in a dot or
 * a space, control characters; and names that differ only in case or in Unicode form.
 * Trust: names are chosen by whoever made the bag.
 */
import { demand } from '../base/refused.ts';

const DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/iu;
// oxlint-disable-next-line no-control-regex
const FORBIDDEN = /[\\:*?"<>|\u0000-\u001f\u007f]/u;
const MAX_BYTES = 1024;

/** Why a name can't be accepted; `undefined` where it can. */
export function problemOfPath(path: string): string | undefined {
  if (path === '' || path.length > MAX_BYTES || !path.isWellFormed() || path.includes('\ufffd'))
    return 'an empty, too long or broken name';
  if (path.startsWith('/')) return 'an absolute path';
  if (path.startsWith('~')) return 'a path from a home folder';
  if (FORBIDDEN.test(path)) return 'a sign that some systems read as something else';
  if (/^%[^%/]+%/u.test(path)) return 'a path from a variable';
  for (const part of path.split('/')) {
    if (part === '' || part === '.' || part === '..') return 'a path with an empty part, . or ..';
    if (/[. ]$/u.test(part)) return 'a name that ends in a dot or a space';
    if (DEVICE.test(part)) return 'the name of a device';
  }
  return undefined;
}

/** Two names with one fold are one file on some systems (macOS and Windows: letter case; macOS: Unicode form). */
export const foldOf = (path: string): string => path.normalize('NFD').toLowerCase().toUpperCase().normalize('NFC');

/** A name as it stands in a manifest, decoded. */
export function decodePath(encoded: string): string {
  demand(!/[\r\n]/u.test(encoded), 'a name with an end of line');
  // RFC 8493 §2.1.3: only these three are encoded. A lone % is kept, as bags before 1.0 wrote it.
  const decoded = encoded.replaceAll(/%(0[AaDd]|25)/gu, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  const problem = problemOfPath(decoded);
  demand(problem === undefined, problem ?? '');
  return decoded;
}

export const encodePath = (path: string): string =>
  path.replaceAll(/[%\r\n]/gu, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
