/** A button with only an icon: its words are required, said by screen readers and shown by the tooltip. */
import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import styles from './button.module.css';
import { cx } from './class-names.ts';
import { WithTooltip } from './tooltip.tsx';

export interface IconButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children' | 'aria-label'> {
  /** What it does. */
  label: string;
  icon: ReactNode;
  /** Shown beside the label, e.g. `Mod+K`. */
  keys?: string;
  variant?: 'normal' | 'quiet' | 'danger';
  size?: 'normal' | 'small';
}

export function IconButton({ label, icon, keys, variant = 'quiet', size = 'normal', ...rest }: IconButtonProps) {
  return (
    <WithTooltip text={label} {...(keys === undefined ? {} : { keys })}>
      <AriaButton
        {...rest}
        aria-label={label}
        className={cx(styles['button'], styles[variant], styles['square'], size === 'small' && styles['small'])}
      >
        <span className={styles['icon']} aria-hidden="true">
          {icon}
        </span>
      </AriaButton>
    </WithTooltip>
  );
}
