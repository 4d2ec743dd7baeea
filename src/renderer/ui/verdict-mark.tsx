/**
 * What a check said: icon and word. What could not be checked, or was not, has a dashed edge and a shape of its own: it
 * must not be taken for good, nor for bad.
 */
import { CircleCheck, CircleDashed, CircleX, ShieldCheck, ShieldQuestionMark, ShieldX } from 'lucide-react';
import { text } from '../i18n/text.ts';
import { cx } from './class-names.ts';
import styles from './verdict-mark.module.css';

export type VerdictWord = 'intact' | 'broken' | 'indeterminate' | 'ok' | 'failed' | 'not-checked';

const ICONS = {
  intact: ShieldCheck,
  broken: ShieldX,
  indeterminate: ShieldQuestionMark,
  ok: CircleCheck,
  failed: CircleX,
  'not-checked': CircleDashed,
} as const;

const TONES = {
  intact: 'good',
  broken: 'bad',
  indeterminate: 'unsure',
  ok: 'good',
  failed: 'bad',
  'not-checked': 'open',
} as const;

export interface VerdictMarkProps {
  verdict: VerdictWord;
  /** Instead of the usual word: `12 of 12 match`. */
  label?: string;
  size?: 'normal' | 'large';
}

export function VerdictMark({ verdict, label, size = 'normal' }: VerdictMarkProps) {
  const Icon = ICONS[verdict];
  return (
    <span className={cx(styles['mark'], styles[TONES[verdict]], styles[size])}>
      <Icon size={size === 'large' ? 22 : 14} aria-hidden="true" />
      {label ?? text.ui.verdict[verdict]}
    </span>
  );
}
