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
    withCase(args, context, async ({ handle }) => {
      const mode = args.flag('fast') ? 'fast' : 'strict';
      return verifyAnswer(await runJob(context, 'verify.start', { handle, mode }));
    }),
};

export const verifyAnswer = (report: VerifyResult): Answer => ({
  exitCode: { intact: EXIT_FINE, broken: EXIT_FINDINGS, indeterminate: EXIT_FAILED }[
    report.verdict
  ] as Answer['exitCode'],
  json: report,
  lines: () => verifyLines(report),
});

const VERDICTS = {
  intact: 'INTACT',
  broken: 'BROKEN',
  indeterminate: 'NOT FULLY CHECKED',
} as const;

const SHOWN_FINDINGS = 20;

export function verifyLines(report: VerifyResult): string[] {
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
    lines.push(...findings.slice(0, SHOWN_FINDINGS).flatMap(findingLines));
    const hidden = findingCount - Math.min(findings.length, SHOWN_FINDINGS);
    if (hidden > 0) lines.push(`  and ${formatCount(hidden)} more (the first 1,000 with --json)`);
  }
  if (report.notices.length > 0) {
    lines.push('', 'Worth knowing:', ...report.notices.map((notice) => `  ${escapeText(notice)}`));
  }
  if (report.notChecked.length > 0) {
    lines.push('', 'Could not be checked:', ...report.notChecked.map((reason) => `  ${escapeText(reason)}`));
  }
  return lines;
}

function findingLines({ kind, seq, expected, actual, message }: VerifyResult['findings'][number]): string[] {
  const place = seq === undefined ? '' : `record ${seq}: `;
  const lines = [`  ${place}${escapeText(message)} [${escapeText(kind)}]`];
  if (expected !== undefined) lines.push(`    expected ${escapeText(expected)}`);
  if (actual !== undefined) lines.push(`    actual   ${escapeText(actual)}`);
  return lines;
}
