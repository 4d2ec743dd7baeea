/** The five ways something can be meant, each with its shape: never told by colour alone. */
import { CircleCheck, CircleQuestionMark, Info, OctagonX, TriangleAlert } from 'lucide-react';

export type Tone = 'info' | 'good' | 'warn' | 'bad' | 'unsure';

const ICONS = { info: Info, good: CircleCheck, warn: TriangleAlert, bad: OctagonX, unsure: CircleQuestionMark };

export function ToneIcon({ tone, size = 16 }: { tone: Tone; size?: number }) {
  const Icon = ICONS[tone];
  return <Icon size={size} aria-hidden="true" />;
}
