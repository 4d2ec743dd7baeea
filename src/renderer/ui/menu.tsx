/** Rows of acts with their keys: what a menu button and a context menu show. */
import { type KeyboardEvent, type ReactNode, type SyntheticEvent, useRef } from 'react';
import { Header, Menu, MenuItem, MenuSection } from 'react-aria-components';
import { cx } from './class-names.ts';
import { KeyHint } from './key-hint.tsx';
import list from './list.module.css';

export interface MenuAct {
  id: string;
  label: string;
  icon?: ReactNode;
  /** As commands name them. */
  keys?: string;
  isDisabled?: boolean;
  isDanger?: boolean;
  run: () => void;
  /** Done in its place with Ctrl or Cmd held: the same in a new tab. */
  runInTab?: () => void;
}

export interface MenuGroup {
  id: string;
  title?: string;
  acts: readonly MenuAct[];
}

export interface MenuListProps {
  /** What the menu is about. */
  label: string;
  groups: readonly MenuGroup[];
  onClose?: () => void;
  /** Takes the focus when it opens; a menu under a button gets it from there. */
  takesFocus?: boolean;
}

export function MenuList({ label, groups, onClose, takesFocus = false }: MenuListProps) {
  const acts = new Map(groups.flatMap((group) => group.acts).map((act) => [act.id, act]));
  // An act is told which item it is for, not with which keys.
  const isModHeld = useRef(false);
  const note = ({ nativeEvent }: SyntheticEvent): void => {
    if (nativeEvent instanceof MouseEvent || nativeEvent instanceof KeyboardEvent) {
      isModHeld.current = nativeEvent.ctrlKey || nativeEvent.metaKey;
    }
  };
  const onKey = (event: KeyboardEvent): void => {
    note(event);
    if (event.key !== 'Enter' || !isModHeld.current || !(document.activeElement instanceof HTMLElement)) return;
    // A menu takes Enter alone for its key.
    event.preventDefault();
    event.stopPropagation();
    document.activeElement.click();
  };
  const run = (act: MenuAct | undefined): void =>
    isModHeld.current && act?.runInTab !== undefined ? act.runInTab() : act?.run();
  return (
    <div className={list['within']} onPointerDownCapture={note} onPointerUpCapture={note} onKeyDownCapture={onKey}>
      <Menu
        aria-label={label}
        className={list['list'] ?? ''}
        onAction={(id) => run(acts.get(String(id)))}
        {...(onClose === undefined ? {} : { onClose })}
        {...(takesFocus ? { autoFocus: 'first' as const } : {})}
      >
        {groups.map((group) => (
          <MenuSection
            key={group.id}
            id={sectionKey(group)}
            aria-label={group.title ?? label}
            className={list['section'] ?? ''}
          >
            {group.title === undefined ? null : <Header className={list['heading'] ?? ''}>{group.title}</Header>}
            {group.acts.map((act) => (
              <MenuRow key={act.id} act={act} />
            ))}
          </MenuSection>
        ))}
      </Menu>
    </div>
  );
}

/** Sections and acts share their keys: a section with an act of its own name in it would hold itself, and draw for ever. */
const sectionKey = ({ id }: MenuGroup): string => `section of ${id}`;

function MenuRow({ act }: { act: MenuAct }) {
  return (
    <MenuItem
      id={act.id}
      textValue={act.label}
      isDisabled={act.isDisabled ?? false}
      className={cx(list['item'], act.isDanger === true && list['danger'])}
    >
      <span className={list['icon']} aria-hidden="true">
        {act.icon}
      </span>
      {/* No slot: the name is all that shows, the keys with it (WCAG 2.5.3). */}
      <span className={list['label']}>{act.label}</span>
      {act.keys === undefined ? null : <KeyHint keys={act.keys} />}
    </MenuItem>
  );
}
