/** The sentence for each point of what a check proves, with the numbers of this report. Pure. */
import { text } from '../../i18n/text.ts';
import type { VerifyReport } from '../../stores/verification.store.ts';
import { checkOf, type OpenPoint, type ProvenPoint } from './proof-points.ts';

const words = text.verification.proof;

export function provenSentence(point: ProvenPoint, report: VerifyReport): string {
  switch (point) {
    case 'lines':
      return words.lines(report.recordCount);
    case 'originals':
      return words.originals(checkOf(report, 'sources')?.checked ?? 0);
    case 'differs':
      return words.differs(report.findingCount);
    default:
      return words[point];
  }
}

export function openSentence(point: OpenPoint, report: VerifyReport): string {
  switch (point) {
    case 'unread':
      return words.unread(report.notChecked.length);
    case 'cut-off':
      return words['cut-off'](report.confirmedOutside, report.recordCount);
    case 'sources':
      return words.sources(checkOf(report, 'sources')?.detail ?? '');
    case 'exports':
      return words.exports(checkOf(report, 'exports')?.total ?? 0);
    default:
      return words[point];
  }
}
