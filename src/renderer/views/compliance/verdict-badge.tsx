/** The verdict on a requirement, in a word and a tone of its own. */
import { text } from '../../i18n/text.ts';
import { Badge } from '../../ui/badge.tsx';
import type { Assessment } from './compliance-view.tsx';

export type RequirementVerdict = Assessment['cards'][number]['requirements'][number]['verdict'];

const TONES = {
  notMet: 'bad',
  partlyMet: 'warn',
  met: 'good',
  notAssessed: 'unsure',
  notExercised: 'plain',
  notApplicable: 'plain',
} as const;

export const VerdictBadge = ({ verdict }: { verdict: RequirementVerdict }) => (
  <Badge tone={TONES[verdict]}>{text.compliance.verdicts[verdict]}</Badge>
);
