/**
 * What lies outside a case, put to the outcome of the check inside it: what this workstation saw before, and outside marks.
 *
 * Source: evidence-format.md §8, §9. A mark over a head whose root does not fit the lines confirms nothing.
 */
import { AppError } from '../../shared/errors.ts';
import type { Finding } from '../../shared/verdict.ts';
import type { OpenCase } from '../services/open-cases.ts';
import type { CheckLine, SeenHere, VerifyReport } from '../vault/session.ts';
import { markStatus, type ShownMark } from './mark-status.ts';
import type { Trust } from './trust-store.ts';

/** What this workstation remembers is outside the case, so no check inside it can say it. */
export function withWhatWasSeen(report: VerifyReport, seen: SeenHere | undefined): VerifyReport {
  if (seen?.state === 'rolled-back' || seen?.state === 'two-histories') {
    const finding =
      seen.state === 'rolled-back'
        ? { kind: 'history-rolled-back', message: 'This workstation saw more records of this case than are there now' }
        : {
            kind: 'two-histories',
            message: 'The case does not begin with the records that this workstation saw before',
          };
    return withFailed(withFindings(report, [{ ...finding, expected: `${seen.size} records at ${seen.at}` }]), finding);
  }
  if (seen?.problem !== undefined) {
    return withNotChecked(report, `What this workstation saw of the case before: ${seen.problem}`);
  }
  if (seen?.state !== 'extends') return report;
  const notice = `The log goes on from the ${seen.size} records that this workstation saw at ${seen.at}`;
  return { ...report, notices: [...report.notices, notice] };
}

/** The record of who did what is not continuous where records of it are missing. */
function withFailed(report: VerifyReport, { kind }: Finding): VerifyReport {
  const checks = report.checks.map((line): CheckLine => {
    if (line.id !== 'custody') return line;
    return { ...line, state: 'failed', detail: line.state === 'failed' ? `${line.detail}, 1 ${kind}` : `1 ${kind}` };
  });
  return { ...report, checks };
}

const withFindings = (report: VerifyReport, found: readonly Finding[]): VerifyReport =>
  found.length === 0
    ? report
    : {
        ...report,
        verdict: 'broken',
        findings: [...found, ...report.findings],
        findingCount: report.findingCount + found.length,
      };

const withNotChecked = (report: VerifyReport, reason: string): VerifyReport => ({
  ...report,
  notChecked: [...report.notChecked, reason],
  verdict: report.verdict === 'intact' ? 'indeterminate' : report.verdict,
});

/** Findings that say that the lines, or the heads over them, are not what was signed: no mark confirms beyond them. */
const SPOILS: ReadonlySet<string> = new Set([
  'root-mismatch',
  'log-truncated',
  'head-missing',
  'head-signature-invalid',
  'head-size-mismatch',
  'tile-missing',
  'record-missing',
  'digest-mismatch',
  'chain-mismatch',
  'tile-mismatch',
]);

export async function withMarks(
  report: VerifyReport,
  openCase: OpenCase,
  { trust, problem }: { trust: Trust; problem: string | null },
): Promise<VerifyReport> {
  let marks: readonly ShownMark[];
  try {
    ({ marks } = await markStatus(openCase, trust));
  } catch (error) {
    // A log that does not hold gives no marks: the findings say why, and the line says that nothing was looked at.
    if (!(error instanceof AppError)) throw error;
    return withLine(withNotChecked(report, `Outside marks: ${error.message}`), 'not-checked', 0, 0, error.message);
  }
  const wrong = marks.filter(({ state }) => state === 'wrong');
  const judged = withFindings(
    report,
    wrong.map(({ recordSeq, size, detail }) => ({
      kind: 'mark-wrong',
      seq: recordSeq,
      message: `The outside mark over ${size} records does not hold: ${detail}`,
    })),
  );
  const confirmed = marks.filter(({ state, size }) => state === 'confirmed' && size <= soundSize(report));
  const confirmedOutside = Math.max(0, ...confirmed.map(({ size }) => size));
  const notices = problem === null ? judged.notices : [...judged.notices, `Nobody is trusted: ${problem}`];
  const state =
    wrong.length > 0 ? 'failed' : marks.length > 0 && confirmed.length === marks.length ? 'ok' : 'not-checked';
  const detail = lineDetail(marks, confirmed, report);
  return withLine({ ...judged, notices, confirmedOutside }, state, confirmed.length, marks.length, detail);
}

/** How many records, from the first, nothing was found about that spoils a head. */
export function soundSize({ findings, headSize, recordCount, findingCount, unreadRanges }: VerifyReport): number {
  const spoiled = findings.filter(({ kind }) => SPOILS.has(kind)).map(({ seq = 0 }) => seq);
  // Findings that are not listed may be about any record; what was not read was not put to the root.
  const hidden = findingCount > findings.length ? [0] : [];
  return Math.min(headSize, recordCount, ...spoiled, ...hidden, ...unreadRanges.map(({ firstSeq }) => firstSeq));
}

function lineDetail(
  marks: readonly ShownMark[],
  confirmed: readonly ShownMark[],
  { recordCount }: VerifyReport,
): string {
  if (marks.length === 0) return 'No outside mark: nobody outside says when the records were there';
  const newest = confirmed.toSorted((a, b) => b.size - a.size)[0];
  if (newest === undefined) {
    const [first] = marks;
    return `Of ${marks.length} outside marks none is confirmed by somebody trusted here: ${first?.detail ?? ''}`;
  }
  const when = newest.time === null ? '' : `, at ${newest.time}`;
  return `${newest.who} vouches for the first ${newest.size} of ${recordCount} records${when}`;
}

function withLine(
  report: VerifyReport,
  state: CheckLine['state'],
  checked: number,
  total: number,
  detail: string,
): VerifyReport {
  const checks = report.checks.map((line) =>
    line.id === 'timestamps' ? { ...line, state, checked, total, detail } : line,
  );
  return { ...report, checks };
}
