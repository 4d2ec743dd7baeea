/**
 * A report to hand on: as JSON with every value as it is, or as text to read.
 *
 * Pure. The text has whole hashes and numbers, and hidden characters made visible, since it is pasted into letters; JSON
 * leaves them as they are.
 * Trust: names, messages and values may hold text of evidence.
 */
import type { OutputOf } from '../../../shared/contract/index.ts';
import { visibleText } from '../../format/safe-text.ts';
import { text } from '../../i18n/text.ts';
import type { CaseInfo } from '../../stores/case.store.ts';
import type { KeptReport } from '../../stores/verification.store.ts';
import { proofPoints } from './proof-points.ts';
import { openSentence, provenSentence } from './proof-words.ts';

export interface ReportParts {
  kept: KeptReport;
  info: CaseInfo;
  /** Undefined where it is not known. */
  tool: Pick<OutputOf<'workstation.info'>, 'name' | 'version'> | undefined;
}

const words = text.verification;

export function reportJson({ kept, info, tool }: ReportParts): string {
  const { caseId, name, origin, fingerprint } = info;
  return JSON.stringify(
    {
      tool: tool === undefined ? null : { name: tool.name, version: tool.version },
      case: { caseId, name, origin, fingerprint },
      finishedAt: kept.finishedAt,
      report: kept.report,
    },
    undefined,
    2,
  );
}

export function reportText({ kept, info, tool }: ReportParts): string {
  const { report, finishedAt } = kept;
  const { proves, doesNot } = proofPoints(report);
  const { result } = words;
  const names = words.report;
  const lines = [
    names.title(info.name),
    fact(names.result, `${result.verdicts[report.verdict]} (${report.mode})`),
    fact(names.caseId, info.caseId),
    fact(names.origin, info.origin),
    fact(names.fingerprint, `${info.fingerprint} (${result.trusts[report.rootOfTrust]})`),
    fact(result.records, result.recordsText(report.recordCount, report.headSize)),
    fact(result.outside, result.outsideText(report.confirmedOutside)),
    fact(names.findings, String(report.findingCount)),
    fact(names.badRecords, String(report.badRecordCount)),
    fact(result.finished, `${finishedAt}, ${report.seconds} s`),
    fact(result.tool, tool === undefined ? text.record.unknown : `${tool.name} ${tool.version}`),
    ...part(
      words.checks.title,
      report.checks.map(
        ({ title, state, checked, total, detail }, index) =>
          `${index + 1}. [${names.checkStates[state]}] ${title}, ${words.checks.count(checked, total)}: ${detail}`,
      ),
    ),
    ...part(words.findings.listed(report.findings.length, report.findingCount), report.findings.flatMap(findingLines)),
    ...part(
      names.badRanges,
      report.badRanges.map(({ firstSeq, lastSeq, kinds }) => `${firstSeq}-${lastSeq}: ${kinds.join(', ')}`),
    ),
    ...(report.areRangesExact ? [] : [words.strip.inexact]),
    ...part(
      names.unreadRanges,
      report.unreadRanges.map(({ firstSeq, lastSeq }) => `${firstSeq}-${lastSeq}`),
    ),
    ...part(words.notChecked.title, report.notChecked),
    ...part(words.notices.title, report.notices),
    ...part(
      words.proof.proves,
      proves.map((point) => provenSentence(point, report)),
    ),
    ...part(
      words.proof.doesNot,
      doesNot.map((point) => openSentence(point, report)),
    ),
  ];
  const shown = lines.map(visibleText);
  const isChanged = shown.some((line, index) => line !== lines[index]);
  return [...shown, ...(isChanged ? ['', names.escaped] : []), ''].join('\n');
}

const fact = (name: string, value: string): string => `${name}: ${value}`;

const part = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line.replaceAll('\n', ' ')}`)];

function findingLines({
  kind,
  seq,
  lastSeq,
  message,
  expected,
  actual,
}: KeptReport['report']['findings'][number]): string[] {
  const place =
    seq === undefined ? '' : `, ${words.report.record(lastSeq === undefined ? String(seq) : `${seq}-${lastSeq}`)}`;
  return [
    `${kind}${place}: ${message}`,
    ...(expected === undefined ? [] : [`  ${words.report.expected}: ${expected}`]),
    ...(actual === undefined ? [] : [`  ${words.report.actual}: ${actual}`]),
  ];
}
