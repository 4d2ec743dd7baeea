/** `verify`: re-derive a case from its stored lines and say what was found. */
import type { ResultOf } from '../shared/contract/index.ts';
import { type Answer, type Command, EXIT_FAILED, EXIT_FINDINGS, EXIT_FINE } from './command.ts';
import { escapeText } from './escape-text.ts';
import { countOf, formatCount, formatDuration } from './format-values.ts';
import { CASE_OPTIONS, runJob, withCase } from './use-host.ts';

export type VerifyResult = ResultOf<'verify.start'>;

export const verify: Command = {
  name: 'verify',
  summary: 'Check that every record of a case is what was recorded.',
  positionals: [],
  options: {
    ...CASE_OPTIONS,
    fast: { type: 'boolean', doc: 'Hashes, chain and signed heads only; the default also reads every line again.' },
  },
  details: 'Exit code 0 intact, 1 broken, 2 could not be checked in full.',
  run: async (args, context) =>
    withCase(args, context, async ({ handle, info }) => {
      const mode = args.flag('fast') ? 'fast' : 'strict';
      return verifyAnswer(await runJob(context, 'verify.start', { handle, mode }), info.fingerprint);
    }),
};

/** @param fingerprint of the case, for the person to compare: no check inside the case can do that */
export const verifyAnswer = (report: VerifyResult, fingerprint: string): Answer => ({
  exitCode: { intact: EXIT_FINE, broken: EXIT_FINDINGS, indeterminate: EXIT_FAILED }[
    report.verdict
  ] as Answer['exitCode'],
  json: report,
  lines: () => verifyLines(report, fingerprint),
});

const VERDICTS = {
  intact: 'INTACT',
  broken: 'BROKEN',
  indeterminate: 'NOT FULLY CHECKED',
} as const;

const SHOWN_FINDINGS = 20;

export function verifyLines(report: VerifyResult, fingerprint: string): string[] {
  const { verdict, mode, recordCount, headSize, confirmedOutside, findings, findingCount, badRecordCount } = report;
  const outside =
    confirmedOutside > 0
      ? `Confirmed outside this workstation up to record ${formatCount(confirmedOutside - 1)}.`
      : 'Own signature only: nobody outside this workstation confirms it yet.';
  const lines = [
    `${VERDICTS[verdict]}: ${countOf(recordCount, 'record')}, signed head over ${formatCount(headSize)}, checked ${mode === 'strict' ? 'strictly' : 'fast'} in ${formatDuration(report.seconds)}`,
    outside,
  ];
  if (findingCount > 0) {
    lines.push('', `${countOf(findingCount, 'finding')}, ${countOf(badRecordCount, 'bad record')}:`);
    const shown = findings.toSorted(byPlace).slice(0, SHOWN_FINDINGS);
    lines.push(...shown.map(findingLine));
    const hidden = findingCount - shown.length;
    if (hidden > 0) lines.push(`  and ${formatCount(hidden)} more (the first 1,000 with --json)`);
  }
  if (report.notChecked.length > 0) {
    lines.push('', 'Could not be checked:', ...report.notChecked.map((reason) => `  ${escapeText(reason)}`));
  }
  if (report.notices.length > 0) {
    lines.push('', 'Worth knowing:', ...report.notices.map((notice) => `  ${escapeText(notice)}`));
  }
  return [...lines, '', ...meaningOf(report, fingerprint)];
}

type Finding = VerifyResult['findings'][number];

/** By record; what is about no single one comes last. */
const byPlace = (a: Finding, b: Finding): number => {
  if (a.seq === b.seq) return 0;
  return (a.seq ?? Number.POSITIVE_INFINITY) - (b.seq ?? Number.POSITIVE_INFINITY);
};

function findingLine({ kind, seq, expected, actual, message }: Finding): string {
  const place = seq === undefined ? '' : `record ${seq}: `;
  const values = shownValues(expected, actual).map(([name, value]) => `, ${name} ${value}`);
  return `  ${escapeText(`${place}${message} [${kind}]${values.join('')}`)}`;
}

const LONG_VALUE = 32;
const SHORT_VALUE = 16;

/** Both values, digests cut short unless they then look the same; `--json` has them whole. */
function shownValues(expected: string | undefined, actual: string | undefined): [name: string, value: string][] {
  const cut = (value: string): string => (value.length > LONG_VALUE ? `${value.slice(0, SHORT_VALUE)}…` : value);
  const isClear = expected === undefined || actual === undefined || cut(expected) !== cut(actual);
  const values: [string, string | undefined][] = [
    ['expected', expected],
    ['found', actual],
  ];
  return values.flatMap(([name, value]) => (value === undefined ? [] : [[name, isClear ? cut(value) : value]]));
}

/** What the verdict proves, and what it does not: the long form is in evidence-format.md, section 9. */
function meaningOf({ verdict, mode }: VerifyResult, fingerprint: string): string[] {
  if (verdict === 'broken') {
    return [
      'It proves that what is stored at these places is not what was recorded.',
      'It does not prove who or what changed it, or when: a failing disk can look the same.',
    ];
  }
  if (verdict === 'indeterminate') {
    return [
      'It proves that what could be checked is what was recorded.',
      'It does not prove anything about the rest: mend what is in the way, and verify again.',
    ];
  }
  const originals =
    mode === 'strict'
      ? 'the originals it keeps are those the events were read from'
      : 'nothing about the originals, which only a check without --fast reads';
  return [
    `It proves that the records are those that were sealed, in that order, none changed, added or removed since; and ${originals}.`,
    `It does not prove that this is the case you know (compare the fingerprint ${fingerprint} with the one written down), that nobody with a passphrase put back an older copy or rewrote what came after the last unlock, or that the logs were true before they came in.`,
  ];
}
