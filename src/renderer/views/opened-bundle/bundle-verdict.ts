/** The verdict over a bundle as the window shows it: what kind of answer it is, and in which tone. Pure. */
import type { CaseInfo } from '../../stores/case.store.ts';
import type { Tone } from '../../ui/tone.tsx';
import type { VerdictWord } from '../../ui/verdict-mark.tsx';

export type BundleFacts = NonNullable<CaseInfo['bundle']>;

/** Only what somebody outside confirms is good; consistent in itself is not enough to look so. */
export function toneOf({ exitCode, verdict }: Pick<BundleFacts, 'exitCode' | 'verdict'>): Tone {
  if (exitCode === 1) return 'bad';
  if (exitCode === 2) return 'unsure';
  return verdict === 'INTACT AND CONFIRMED OUTSIDE' ? 'good' : 'info';
}

export const markOf = ({ exitCode }: Pick<BundleFacts, 'exitCode'>): VerdictWord =>
  exitCode === 0 ? 'intact' : exitCode === 1 ? 'broken' : 'indeterminate';
