/**
 * The outcome as a table: for a terminal, aligned; for the documents, in Markdown.
 *
 * Pure. What differs from run to run (keys, places, times) is written as a sign for it, so that the document stays the same.
 */
import { plain } from '../verifier/base/plain-text.ts';
import type { Check } from './attack.ts';
import type { Row } from './run-attacks.ts';

/** Checks that saw it, the one that saw it most often first. */
export function checksOf({ by }: Row): Check[] {
  const counts = new Map<Check, number>();
  for (const { check } of by) counts.set(check, (counts.get(check) ?? 0) + 1);
  return [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([check]) => check);
}

/** The words that were said most often by the check that saw it most often. */
export function wordsOf(row: Row): string {
  const [check] = checksOf(row);
  const counts = new Map<string, number>();
  for (const { words } of row.by.filter((sighting) => sighting.check === check)) {
    const same = timeless(words);
    counts.set(same, (counts.get(same) ?? 0) + 1);
  }
  const [most] = [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return most?.[0] ?? '';
}

/** Places, keys and times as signs. */
export const timeless = (words: string): string =>
  plain(words)
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/gu, 'TIME')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/gu, 'CASE')
    .replaceAll(/\b[0-9a-f]{16,}\b/gu, 'HASH')
    .replaceAll(/\/[\w./-]*(?:audittrail-tamper|trials)[\w./-]*/gu, 'PATH')
    .replaceAll(/\b\d[\d,]*\b/gu, 'N');

const outcome = ({ attack, tried, found }: Row): string => {
  if (tried === 0)
    return attack.attempt === undefined
      ? 'can not be tried'
      : attack.byDesign === undefined
        ? 'must be'
        : 'not, by design';
  if (attack.byDesign !== undefined && found === 0) return 'not found, by design';
  return `${found} of ${tried}`;
};

const cut = (text: string, width: number): string => (text.length > width ? `${text.slice(0, width - 1)}…` : text);

const WIDTHS = { name: 62, power: 18, tried: 6, found: 21, by: 40, words: 90 };

/** One line a row, for a terminal. */
export function textRow(row: Row): string {
  const { attack, tried } = row;
  return [
    cut(attack.name, WIDTHS.name).padEnd(WIDTHS.name),
    attack.power.padEnd(WIDTHS.power),
    String(tried).padStart(WIDTHS.tried),
    outcome(row).padEnd(WIDTHS.found),
    cut(checksOf(row).join(', '), WIDTHS.by).padEnd(WIDTHS.by),
    cut(wordsOf(row) || attack.byDesign || '', WIDTHS.words),
  ]
    .join('  ')
    .trimEnd();
}

export const TEXT_HEAD = [
  'attack'.padEnd(WIDTHS.name),
  'power'.padEnd(WIDTHS.power),
  'tried'.padStart(WIDTHS.tried),
  'found'.padEnd(WIDTHS.found),
  'by'.padEnd(WIDTHS.by),
  'in words, or why not',
].join('  ');

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** The document: rows by power. */
export function markdown(rows: readonly Row[], { times, seed }: { times: number; seed: number }): string {
  const must = rows.filter(({ attack }) => attack.byDesign === undefined);
  const tried = rows.reduce((sum, row) => sum + row.tried, 0);
  const powers = [...new Set(rows.map(({ attack }) => attack.power))];
  const sections = powers.flatMap((power) => [
    `## ${power[0]?.toUpperCase()}${power.slice(1)}`,
    '',
    '| attack | threat | found | by | in words, or why not |',
    '|---|---|---|---|---|',
    ...rows
      .filter(({ attack }) => attack.power === power)
      .map((row) =>
        [
          '',
          cell(row.attack.name),
          cell(row.attack.threat),
          outcome(row),
          cell(checksOf(row).join(', ')),
          cell(row.attack.byDesign === undefined ? wordsOf(row) : `By design. ${row.attack.byDesign}`),
          '',
        ]
          .join(' | ')
          .trim(),
      ),
    '',
  ]);
  return [
    '# The tamper laboratory',
    '',
    'Written by `npm run tamper -- --write`; do not edit. Each attack is made on copies of real cases and bundles, by somebody with',
    'the power that heads its table, and then everybody looks who has to: the unlock, the strict check, a reader, this workstation’s',
    'memory, an earlier head, and the stand-alone verifier as a process of its own. What must be found, must be found every time, by all',
    'who have to: a test makes each attack once. What can not be found says so, and why. Threats are those of [threat-model.md](threat-model.md). `N`, `HASH`, `TIME`, `CASE` and `PATH` stand',
    'for what differs from run to run.',
    '',
    `${rows.length} attacks, ${must.length} of which must be found. ${tried === 0 ? 'Written without a run: `npm run tamper -- --write` puts in what found each, and in which words.' : `${tried} trials (${times} of each, seed ${seed}).`}`,
    '',
    ...sections,
  ].join('\n');
}
