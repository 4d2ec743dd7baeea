/** A button with words. For one with only an icon see icon-button.tsx. */
import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import styles from './button.module.css';
import { cx } from './class-names.ts';

export type ButtonVariant = 'primary' | 'normal' | 'quiet' | 'danger';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children'> {
  /** One `primary` a view: what most people come for. `danger`: what can not be undone. */
  variant?: ButtonVariant;
  /** Before the words; decoration, so hidden from screen readers. */
  icon?: ReactNode;
  /** Under way: stays focused, can not be pressed again, says so. */
  isPending?: boolean;
  children: ReactNode;
}

export function Button({ variant = 'normal', icon, children, ...rest }: ButtonProps) {
  return (
    <AriaButton {...rest} className={cx(styles['button'], styles[variant])}>
      {icon === undefined ? null : (
        <span className={styles['icon']} aria-hidden="true">
          {icon}
        </span>
      )}
      <span className={styles['words']}>{children}</span>
    </AriaButton>
  );
}
