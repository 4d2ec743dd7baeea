/** What has to be said about an open case and what this workstation saw of it before. Pure. */
import { formatMinute } from '../../shared/format-values.ts';
import { text } from '../i18n/text.ts';
import type { CaseInfo } from '../stores/case.store.ts';

const words = text.marks.seen;

/** Undefined where the case goes on from what was seen, or was never seen here. */
export function seenWarning(
  seenHere: CaseInfo['seenHere'],
): { tone: 'bad' | 'warn'; title: string; detail: string } | undefined {
  if (seenHere === undefined) return undefined;
  const { state, size = 0, at, problem } = seenHere;
  if (state === 'rolled-back' || state === 'two-histories') {
    return { tone: 'bad', title: words[state], detail: words.seen(size, at === undefined ? '?' : formatMinute(at)) };
  }
  return problem === undefined ? undefined : { tone: 'warn', title: words.problem, detail: problem };
}
