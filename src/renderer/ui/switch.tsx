/** On or off, at once: nothing has to be confirmed. For choices of a form see checkbox.tsx. */
import type { ReactNode } from 'react';
import { Switch as AriaSwitch, type SwitchProps as AriaProps } from 'react-aria-components';
import styles from './switch.module.css';

export interface SwitchProps extends Omit<AriaProps, 'className' | 'style' | 'children'> {
  children: ReactNode;
}

export function Switch({ children, ...rest }: SwitchProps) {
  return (
    <AriaSwitch {...rest} className={styles['switch'] ?? ''}>
      <span className={styles['track']} aria-hidden="true">
        <span className={styles['thumb']} />
      </span>
      {children}
    </AriaSwitch>
  );
}
