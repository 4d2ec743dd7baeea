/**
 * The questions that are open, one of them worked in: gone to, closed, renamed, put in another order.
 *
 * Arrow keys only move the focus, Enter goes: going asks the host. The cross in a tab is for the pointer alone (a tab holds
 * no further control); by keys it is Delete, and both are in the menu and the palette.
 */
import { X } from 'lucide-react';
import { type DragEvent, type KeyboardEvent, useEffect, useRef } from 'react';
import { text } from '../../../i18n/text.ts';
import { type Tab, tabsNow, useTabs } from '../../../stores/tabs.store.ts';
import { useContextMenu } from '../../../ui/context-menu.tsx';
import { focusRows } from '../parts.store.ts';
import { closeTab, goToTab, moveTab } from './tab-acts.ts';
import { useTabDialog } from './tab-dialog.store.ts';
import { tabMenu } from './tab-menu.tsx';
import styles from './tab-strip.module.css';
import { useTabTitle } from './use-tab-title.ts';

const words = text.workspace.tabs;
/** Of what is dragged; nothing of the evidence goes with it. */
const DRAG_TYPE = 'application/x-audittrail-tab';

export const PANEL_ID = 'question';
export const tabElementId = (id: number): string => `question-${id}`;

export function TabStrip() {
  const tabs = useTabs((state) => state.tabs);
  const dragged = useRef<number>(undefined);
  if (tabs.length < 2) return null;
  return (
    <div className={styles.strip} role="tablist" aria-label={words.label}>
      {tabs.map((tab, index) => (
        <StripTab
          key={tab.id}
          tab={tab}
          onDragStart={(event) => {
            dragged.current = tab.id;
            event.dataTransfer.effectAllowed = 'move';
            event.dataTransfer.setData(DRAG_TYPE, '');
          }}
          onDragOver={(event) => {
            if (dragged.current === undefined || !event.dataTransfer.types.includes(DRAG_TYPE)) return;
            event.preventDefault();
            event.dataTransfer.dropEffect = 'move';
            if (dragged.current !== tab.id && isPast(event, dragged.current, index))
              tabsNow().move(dragged.current, index);
          }}
          onDragEnd={() => {
            dragged.current = undefined;
          }}
        />
      ))}
    </div>
  );
}

/** Beyond the middle of the tab under the pointer, so that two of different width do not change places for ever. */
function isPast({ clientX, currentTarget }: DragEvent, draggedId: number, index: number): boolean {
  const { left, width } = currentTarget.getBoundingClientRect();
  const from = tabsNow().tabs.findIndex(({ id }) => id === draggedId);
  return from < index ? clientX > left + width / 2 : clientX < left + width / 2;
}

/** Where the focus goes from a tab; undefined: nowhere by this key. */
function tabFor(key: string, from: HTMLElement): HTMLElement | undefined {
  const tabs = [...(from.parentElement?.querySelectorAll<HTMLElement>('[role=tab]') ?? [])];
  const at = tabs.indexOf(from);
  const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: tabs.length - 1 }[key];
  return to === undefined ? undefined : tabs[(to + tabs.length) % tabs.length];
}

/** After the strip was drawn anew; where it is gone, the rows have the keyboard. */
function focusTab(id: number): void {
  requestAnimationFrame(() => {
    const tab = document.getElementById(tabElementId(id));
    if (tab === null) focusRows();
    else tab.focus();
  });
}

interface StripTabProps {
  tab: Tab;
  onDragStart: (event: DragEvent) => void;
  onDragOver: (event: DragEvent) => void;
  onDragEnd: () => void;
}

function StripTab({ tab: { id }, ...drag }: StripTabProps) {
  const isActive = useTabs(({ activeId }) => activeId === id);
  const isHalf = useTabs(({ halves }) => halves?.includes(id) === true);
  const title = useTabTitle(id);
  const element = useRef<HTMLDivElement>(null);
  const { open, menu } = useContextMenu(words.menu(title));
  useEffect(() => {
    if (isActive) element.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [isActive]);

  const close = (): void => {
    const hadFocus = element.current === document.activeElement;
    closeTab(id);
    if (hadFocus) focusTab(tabsNow().activeId);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const isMove = (event.ctrlKey || event.metaKey) && event.shiftKey;
    const isMenu = event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey);
    const act = {
      Enter: () => goToTab(id),
      ' ': () => goToTab(id),
      Delete: close,
      F2: () => useTabDialog.getState().show(id),
    }[event.key];
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
    const next = isPlain ? tabFor(event.key, event.currentTarget) : undefined;
    if (isMove && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
      moveTab(id, event.key === 'ArrowLeft' ? -1 : 1);
      focusTab(id);
    } else if (isMenu) {
      const { left, bottom } = event.currentTarget.getBoundingClientRect();
      open({ clientX: left + 8, clientY: bottom, preventDefault: () => undefined }, tabMenu(id));
    } else if (next !== undefined) next.focus();
    else if (isPlain && act !== undefined) act();
    else return;
    event.preventDefault();
  };

  return (
    <>
      <div
        ref={element}
        id={tabElementId(id)}
        role="tab"
        aria-selected={isActive}
        aria-keyshortcuts="Delete F2"
        {...(isActive ? { 'aria-controls': PANEL_ID } : {})}
        tabIndex={isActive ? 0 : -1}
        title={title}
        className={styles.tab}
        data-half={isHalf || undefined}
        draggable
        onClick={() => goToTab(id)}
        onDoubleClick={() => useTabDialog.getState().show(id)}
        onMouseDown={(event) => {
          // The middle button would begin to scroll, or paste.
          if (event.button === 1) event.preventDefault();
        }}
        onAuxClick={(event) => {
          if (event.button === 1) close();
        }}
        onContextMenu={(event) => open(event, tabMenu(id))}
        onKeyDown={onKeyDown}
        {...drag}
      >
        <bdi className={styles.title}>{title}</bdi>
        {/* For the pointer alone: see the head of this file. */}
        {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions */}
        <span
          className={styles.close}
          title={words.closeThis(title)}
          aria-hidden="true"
          onClick={(event) => {
            event.stopPropagation();
            close();
          }}
        >
          <X size={13} />
        </span>
      </div>
      {menu}
    </>
  );
}
