/** A short explanation on hover and on keyboard focus. Never the only place where something is said. */
import type { ReactNode } from 'react';
import { Tooltip, TooltipTrigger } from 'react-aria-components';
import { KeyHint } from './key-hint.tsx';
import styles from './tooltip.module.css';

export interface WithTooltipProps {
  text: string;
  keys?: string;
  /** One react-aria element that can have the focus (button, toggle, tab ...). */
  children: ReactNode;
}

export function WithTooltip({ text, keys, children }: WithTooltipProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={80}>
      {children}
      <Tooltip className={styles['tooltip'] ?? ''} offset={6}>
        <span>{text}</span>
        {keys === undefined ? null : <KeyHint keys={keys} />}
      </Tooltip>
    </TooltipTrigger>
  );
}
