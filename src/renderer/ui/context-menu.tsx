/**
 * A menu where the pointer is, or at the focused element for the menu key and Shift+F10.
 *
 * Nothing may be reachable here alone: every act stands in a toolbar, a detail or the palette as well.
 */
import { type MouseEvent, type ReactNode, useRef, useState } from 'react';
import { Popover } from 'react-aria-components';
import list from './list.module.css';
import { type MenuGroup, MenuList } from './menu.tsx';

interface Place {
  x: number;
  y: number;
}

export interface ContextMenu {
  /** For the element, or any event of a grid that carries a mouse event. */
  open: (event: Pick<MouseEvent, 'clientX' | 'clientY' | 'preventDefault'>, groups: readonly MenuGroup[]) => void;
  /** Put it anywhere in what the component gives back. */
  menu: ReactNode;
}

/** @param label what the menu is about */
export function useContextMenu(label: string): ContextMenu {
  const [shown, setShown] = useState<{ place: Place; groups: readonly MenuGroup[] }>();
  const anchor = useRef<HTMLSpanElement>(null);
  return {
    open: (event, groups) => {
      event.preventDefault();
      setShown({ place: { x: event.clientX, y: event.clientY }, groups });
    },
    menu:
      shown === undefined ? null : (
        <>
          <span ref={anchor} className={list['anchor']} style={{ left: shown.place.x, top: shown.place.y }} />
          <Popover
            triggerRef={anchor}
            isOpen
            onOpenChange={(isOpen) => {
              if (!isOpen) setShown(undefined);
            }}
            placement="bottom start"
            offset={2}
            className={list['popover'] ?? ''}
          >
            <MenuList label={label} groups={shown.groups} takesFocus onClose={() => setShown(undefined)} />
          </Popover>
        </>
      ),
  };
}
