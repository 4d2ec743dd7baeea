/** What is known of a source's own proofs, as one word. A source without one is grey: it is neither good nor bad. */
import type { ProofState } from '../../../shared/source-proof-words.ts';
import { text } from '../../i18n/text.ts';
import { Badge } from '../../ui/badge.tsx';
import { VerdictMark } from '../../ui/verdict-mark.tsx';

const MARKS = {
  holds: 'ok',
  fails: 'failed',
  'could-not-check': 'indeterminate',
  'not-checked': 'not-checked',
} as const;

export function ProofMark({ state }: { state: ProofState }) {
  const label = text.proofs.states[state];
  return state === 'absent' ? <Badge>{label}</Badge> : <VerdictMark verdict={MARKS[state]} label={label} />;
}
