/**
 * The path a list gives, as the path of a file beside the list; or that it is none.
 *
 * Pure, of text only: nothing is ever opened by it.
 * Source: RFC 8493 §5 for what a path of a list must not do.
 * Trust: hostile. A path that is absolute, names a drive, a home or a share, or climbs out of the list's own folder matches no file
 * by name; its hash may still be that of a file of the case.
 */

/** @param listPath of the list in the case; parts are joined with `/`, members of archives after `!/` */
export function pathBeside(listPath: string, listed: string): string | undefined {
  const name = listed.replaceAll('\\', '/').replace(/^(?:\.\/)+/u, '');
  if (name === '' || name.startsWith('/') || name.startsWith('~') || /^[a-z]:/iu.test(name) || name.includes('\0')) {
    return undefined;
  }
  const parts = name.split('/');
  if (parts.includes('..') || parts.includes('') || parts.includes('.')) return undefined;
  return `${folderOf(listPath)}${name}`;
}

/** With its final slash; empty for a bare name. */
export function folderOf(path: string): string {
  const plain = path.replaceAll('\\', '/');
  return plain.slice(0, plain.lastIndexOf('/') + 1);
}

export const baseOf = (path: string): string => path.replaceAll('\\', '/').split('/').at(-1) ?? '';
