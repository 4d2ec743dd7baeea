/**
 * The result of a verification: what a program reads (JSON) and what people read (plain text).
 *
 * Pure. Source: INTEGRITY 8 (verdicts, exit codes); verifier.md. Trust: text from the bundle is escaped where it is quoted.
 */
import { count, plain } from '../base/plain-text.ts';
import { CHECKS, type Failure, type Findings, type Remark } from './findings.ts';
import type { TwoHistories } from './comparison.ts';
import type { ConfirmedMark } from './marks.ts';

export type Verdict =
  | 'INTACT AND CONFIRMED OUTSIDE'
  | 'INTACT, OWN SIGNATURE ONLY'
  | 'INTACT, SIGNER UNKNOWN'
  | 'BROKEN'
  | 'CANNOT CHECK';

export interface CheckResult {
  readonly number: number;
  readonly name: string;
  readonly result: 'ok' | 'failed' | 'warning' | 'cannot-check' | 'not-done';
}

export interface Report {
  readonly format: 'audittrailpro/verification/1';
  readonly verdict: Verdict;
  /** The verdict in one sentence. */
  readonly sentence: string;
  /** 0 intact, 1 broken, 2 cannot check. */
  readonly exitCode: 0 | 1 | 2;
  /** Records 0 to this number less one are confirmed by somebody else. */
  readonly confirmedRecords: number;
  readonly checks: readonly CheckResult[];
  readonly failureCount: number;
  readonly failures: readonly Failure[];
  readonly warnings: readonly Remark[];
  readonly notes: readonly Remark[];
  readonly notChecked: readonly Remark[];
  readonly marks: readonly ConfirmedMark[];
  readonly twoHistories: readonly TwoHistories[];
  readonly facts: Facts;
}

export interface Facts {
  /** SHA-256 over the hashes of what was read (verifier.md): whoever shows the bundle compares, so that both read the same. */
  readonly contentHash?: string;
  readonly origin?: string;
  readonly caseName?: string;
  readonly bundleId?: string;
  readonly fingerprint?: string;
  readonly rootOfTrust: 'given' | 'missing' | 'other';
  readonly records?: number;
  readonly disclosed?: number;
  readonly redacted?: number;
  readonly withheld?: number;
  readonly signers?: readonly string[];
  readonly head?: string;
}

export interface Ending {
  readonly facts: Facts;
  readonly marks: readonly ConfirmedMark[];
  readonly twoHistories: readonly TwoHistories[];
  readonly asked: ReadonlySet<number>;
}

export function reportOf(findings: Findings, { facts, marks, twoHistories, asked }: Ending): Report {
  const isBroken = findings.failureCount > 0;
  const isUnfinished = findings.notChecked.length > 0;
  const confirmedRecords = isBroken ? 0 : Math.max(0, ...marks.map(({ size }) => size));
  const verdict: Verdict = isBroken
    ? 'BROKEN'
    : isUnfinished
      ? 'CANNOT CHECK'
      : facts.rootOfTrust !== 'given'
        ? 'INTACT, SIGNER UNKNOWN'
        : confirmedRecords > 0
          ? 'INTACT AND CONFIRMED OUTSIDE'
          : 'INTACT, OWN SIGNATURE ONLY';
  const report = {
    format: 'audittrailpro/verification/1',
    verdict,
    exitCode: isBroken ? 1 : isUnfinished ? 2 : 0,
    confirmedRecords,
    checks: CHECKS.map((name, index) => ({ number: index + 1, name, result: resultOf(findings, index + 1, asked) })),
    failureCount: findings.failureCount,
    failures: findings.failures,
    warnings: findings.warnings,
    notes: findings.notes,
    notChecked: findings.notChecked,
    marks,
    twoHistories,
    facts,
  } as const;
  return { ...report, sentence: sentenceOf(report) };
}

function resultOf(findings: Findings, check: number, asked: ReadonlySet<number>): CheckResult['result'] {
  if ((findings.failuresByCheck.get(check) ?? 0) > 0) return 'failed';
  if (findings.notChecked.some((one) => one.check === check)) return 'cannot-check';
  if (!asked.has(check)) return 'not-done';
  return findings.warnings.some((one) => one.check === check) ? 'warning' : 'ok';
}

const SIGNS: Readonly<Record<CheckResult['result'], string>> = {
  ok: 'ok        ',
  failed: 'FAILED    ',
  warning: 'warning   ',
  'cannot-check': 'CANNOT    ',
  'not-done': 'not done  ',
};

/** One sentence for the verdict. */
function sentenceOf(report: Omit<Report, 'sentence'>): string {
  const { verdict, confirmedRecords, marks, facts, failureCount } = report;
  const records = facts.records ?? 0;
  if (verdict === 'BROKEN')
    return `Broken: ${count(failureCount)} ${failureCount === 1 ? 'thing does' : 'things do'} not hold.`;
  if (verdict === 'CANNOT CHECK') return 'Something that must be looked at could not be. This is neither good nor bad.';
  if (verdict === 'INTACT, SIGNER UNKNOWN') return 'Consistent in itself, but not tied to any workstation you know.';
  if (verdict === 'INTACT, OWN SIGNATURE ONLY')
    return 'Intact. Nobody outside has confirmed it: it rests on the workstation alone.';
  const best =
    marks.find(({ size, by }) => size === confirmedRecords && by !== undefined) ??
    marks.find(({ size }) => size === confirmedRecords);
  const when = best?.by === undefined ? '' : ` by ${best.by}`;
  const rest =
    confirmedRecords < records
      ? `; records ${count(confirmedRecords)} to ${count(records - 1)} rest on the workstation alone`
      : '';
  return `Everything up to record ${count(confirmedRecords - 1)} existed${when}, confirmed by ${best?.who ?? ''}${rest}.`;
}

export function textReport(report: Report): string {
  const { facts } = report;
  const lines = [report.verdict, report.sentence, ''];
  for (const [label, value] of factLines(facts)) lines.push(`${label.padEnd(14)}${plain(value)}`);
  lines.push(
    '',
    ...report.checks.map(({ number, name, result }) => `${String(number).padStart(2)}  ${SIGNS[result]}${name}`),
  );
  const section = (title: string, items: readonly (Remark | Failure)[]): void => {
    if (items.length > 0)
      lines.push(
        '',
        title,
        ...items.map(({ check, text, file }) => `  [${check}] ${text}${file === undefined ? '' : ` (${file})`}`),
      );
  };
  section('What does not hold', report.failures);
  if (report.failureCount > report.failures.length)
    lines.push(`  ... and ${count(report.failureCount - report.failures.length)} more`);
  section('What could not be checked', report.notChecked);
  section('Warnings', report.warnings);
  section('Notes', report.notes);
  return `${lines.join('\n')}\n`;
}

export function factLines(facts: Facts): [label: string, value: string][] {
  const all: [string, string | undefined][] = [
    ['Case', facts.caseName],
    ['Log', facts.origin],
    ['Fingerprint', facts.fingerprint],
    ['Bundle', facts.bundleId],
    [
      'Records',
      facts.records === undefined
        ? undefined
        : `${count(facts.records)}: ${count(facts.disclosed ?? 0)} shown, ${count(facts.redacted ?? 0)} redacted, ${count(facts.withheld ?? 0)} withheld`,
    ],
    ['Signed by', facts.signers?.join(', ')],
  ];
  return all.flatMap(([label, value]) => (value === undefined || value === '' ? [] : [[label, value]]));
}
