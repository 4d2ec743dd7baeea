/** Names for files of exports. Pure. Trust: the name of a case was typed by a person, and may hold what no file name can. */

/** `2026-014-Contoso-events.csv` */
export function exportFileName(caseName: string, format: string): string {
  const stem = caseName
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/gu, '')
    .slice(0, 80);
  return `${stem === '' ? 'case' : stem}-events.${format}`;
}

/** The path with the ending of another format, where it has one of ours. */
export const withFormat = (path: string, format: string): string => path.replace(/\.(?:csv|jsonl)$/u, `.${format}`);
