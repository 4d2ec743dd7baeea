/** A word or a number of little weight beside something: a count, a role, a format. */
import type { ReactNode } from 'react';
import styles from './badge.module.css';
import { cx } from './class-names.ts';
import type { Tone } from './tone.tsx';

export interface BadgeProps {
  tone?: Tone | 'plain';
  children: ReactNode;
  title?: string;
}

export function Badge({ tone = 'plain', children, title }: BadgeProps) {
  return (
    <span className={cx(styles['badge'], styles[tone])} title={title}>
      {children}
    </span>
  );
}
