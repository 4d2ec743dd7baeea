/** Why a record stands out, in a word with a look of its own. */
import { text } from '../../i18n/text.ts';
import { Badge } from '../../ui/badge.tsx';
import type { Tone } from '../../ui/tone.tsx';
import type { LedgerMark } from './ledger.ts';

const TONES = {
  changed: 'bad',
  'failed-unlock': 'bad',
  denied: 'bad',
  restart: 'warn',
  broken: 'bad',
  indeterminate: 'unsure',
  export: 'info',
} as const satisfies Record<LedgerMark, Tone>;

export const LedgerMarkBadge = ({ mark }: { mark: LedgerMark }) => (
  <Badge tone={TONES[mark]}>{text.custody.marks[mark]}</Badge>
);
