/** A button that opens a menu. With `icon` alone, the label is said and shown as a tooltip. */
import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton, MenuTrigger, Popover } from 'react-aria-components';
import styles from './button.module.css';
import { cx } from './class-names.ts';
import { IconButton } from './icon-button.tsx';
import list from './list.module.css';
import { type MenuGroup, MenuList } from './menu.tsx';

export interface MenuButtonProps {
  label: string;
  groups: readonly MenuGroup[];
  /** Shown instead of the words. */
  icon?: ReactNode;
  /** Shown instead of the label: has to say what the button is, at least to screen readers. */
  children?: ReactNode;
  isDisabled?: boolean;
  variant?: 'normal' | 'quiet';
  /** Where something else opens it too. */
  isOpen?: boolean;
  onOpenChange?: (isOpen: boolean) => void;
}

export function MenuButton(props: MenuButtonProps) {
  const { label, groups, icon, children, isDisabled = false, variant = 'quiet', isOpen, onOpenChange } = props;
  return (
    <MenuTrigger
      {...(isOpen === undefined ? {} : { isOpen })}
      {...(onOpenChange === undefined ? {} : { onOpenChange })}
    >
      {icon === undefined ? (
        <AriaButton isDisabled={isDisabled} className={cx(styles['button'], styles[variant])}>
          {children ?? label}
          <ChevronDown size={14} aria-hidden="true" />
        </AriaButton>
      ) : (
        <IconButton label={label} icon={icon} variant={variant} isDisabled={isDisabled} />
      )}
      <Popover className={list['popover'] ?? ''} offset={4}>
        <MenuList label={label} groups={groups} />
      </Popover>
    </MenuTrigger>
  );
}
