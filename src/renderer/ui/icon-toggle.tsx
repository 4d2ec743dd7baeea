/** A button with only an icon that is on or off. */
import type { ReactNode } from 'react';
import { ToggleButton, type ToggleButtonProps } from 'react-aria-components';
import styles from './button.module.css';
import { cx } from './class-names.ts';
import { WithTooltip } from './tooltip.tsx';

export interface IconToggleProps extends Omit<ToggleButtonProps, 'className' | 'style' | 'children' | 'aria-label'> {
  /** What is on while it is pressed; the same words in both states. */
  label: string;
  icon: ReactNode;
  keys?: string;
}

export function IconToggle({ label, icon, keys, ...rest }: IconToggleProps) {
  return (
    <WithTooltip text={label} {...(keys === undefined ? {} : { keys })}>
      <ToggleButton {...rest} aria-label={label} className={cx(styles['button'], styles['quiet'], styles['square'])}>
        <span className={styles['icon']} aria-hidden="true">
          {icon}
        </span>
      </ToggleButton>
    </WithTooltip>
  );
}
