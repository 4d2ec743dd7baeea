/** A folder name made of the name of a case: readable, and possible on every disk. Pure. */
const MAX_CHARS = 60;

export function caseFolderName(name: string): string {
  const safe = name
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')
    .slice(0, MAX_CHARS)
    .replaceAll(/^[-.]+|[-.]+$/gu, '');
  return safe === '' ? 'case' : safe;
}
