/**
 * What a report proves and what it does not, as points that have a sentence each in the catalogue.
 *
 * Pure. Source: evidence-format.md §9 and threat-model.md; a point is given only where its sentence is true of this report.
 */
import type { VerifyReport } from '../../stores/verification.store.ts';

export const PROVEN = ['lines', 'keys', 'originals', 'known-case', 'read-part', 'differs', 'other-case'] as const;
export const OPEN = [
  'cause',
  'rest',
  'unread',
  'cut-off',
  'present-key',
  'unknown-case',
  'fast',
  'sources',
  'exports',
  'time',
  'truth',
] as const;

export type ProvenPoint = (typeof PROVEN)[number];
export type OpenPoint = (typeof OPEN)[number];

export interface ProofPoints {
  proves: ProvenPoint[];
  doesNot: OpenPoint[];
}

export function proofPoints(report: VerifyReport): ProofPoints {
  return { proves: provenBy(report), doesNot: openAfter(report) };
}

function provenBy(report: VerifyReport): ProvenPoint[] {
  const { verdict, rootOfTrust, findingCount } = report;
  const isOther = rootOfTrust === 'different';
  if (verdict === 'broken') {
    // That it is another case is a finding of its own.
    return [...given(isOther, 'other-case'), ...given(findingCount > (isOther ? 1 : 0), 'differs')];
  }
  if (verdict === 'indeterminate') {
    return [...given(report.recordCount > 0, 'read-part'), ...given(rootOfTrust === 'confirmed', 'known-case')];
  }
  return [
    'lines',
    'keys',
    ...given(checkState(report, 'sources') === 'ok', 'originals'),
    ...given(rootOfTrust === 'confirmed', 'known-case'),
  ];
}

function openAfter(report: VerifyReport): OpenPoint[] {
  const { verdict, mode, rootOfTrust, confirmedOutside, recordCount, notChecked } = report;
  const isBroken = verdict === 'broken';
  const hasExports = report.checks.some(({ id, total }) => id === 'exports' && total > 0);
  return [
    ...given(isBroken, 'cause'),
    ...given(isBroken, 'rest'),
    ...given(notChecked.length > 0, 'unread'),
    ...given(confirmedOutside < recordCount, 'cut-off'),
    ...given(confirmedOutside < recordCount, 'present-key'),
    ...given(rootOfTrust === 'not-given', 'unknown-case'),
    ...given(mode === 'fast', 'fast'),
    ...given(mode === 'strict' && checkState(report, 'sources') === 'not-checked', 'sources'),
    ...given(hasExports && checkState(report, 'exports') === 'not-checked', 'exports'),
    'time',
    'truth',
  ];
}

export const checkOf = ({ checks }: VerifyReport, id: VerifyReport['checks'][number]['id']) =>
  checks.find((check) => check.id === id);

const checkState = (report: VerifyReport, id: VerifyReport['checks'][number]['id']) => checkOf(report, id)?.state;

const given = <const Point extends string>(holds: boolean, point: Point): Point[] => (holds ? [point] : []);
