/** A button and what it shows beside itself: details, a small form. For acts see menu-button.tsx. */
import type { ReactNode } from 'react';
import { Dialog, DialogTrigger, Popover as AriaPopover, type Placement } from 'react-aria-components';
import styles from './popover.module.css';

export interface PopoverProps {
  /** A Button or IconButton. */
  trigger: ReactNode;
  label: string;
  placement?: Placement;
  children: ReactNode | ((close: () => void) => ReactNode);
}

export function Popover({ trigger, label, placement = 'bottom start', children }: PopoverProps) {
  return (
    <DialogTrigger>
      {trigger}
      <AriaPopover placement={placement} offset={6} className={styles['popover'] ?? ''}>
        <Dialog aria-label={label} className={styles['content'] ?? ''}>
          {({ close }) => (typeof children === 'function' ? children(close) : children)}
        </Dialog>
      </AriaPopover>
    </DialogTrigger>
  );
}
