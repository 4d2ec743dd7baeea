/**
 * Every command by its words, and every event by its number or citation.
 *
 * The focus stays in the field; arrows move the choice, which screen readers follow by `aria-activedescendant`.
 */
import { type KeyboardEvent, useId, useState } from 'react';
import { canRun, runCommand, useRegistry } from '../../commands/registry.ts';
import { findCommands } from '../../commands/find-commands.ts';
import { typedEvent } from '../../commands/typed-event.ts';
import { countText } from '../../format/number-text.ts';
import { text } from '../../i18n/text.ts';
import { useCase } from '../../stores/case.store.ts';
import { useNavigation } from '../../stores/navigation.store.ts';
import { useOverlay } from '../../stores/overlay.store.ts';
import { useSettings } from '../../stores/settings.store.ts';
import { useWorkspace } from '../../stores/workspace.store.ts';
import { cx } from '../../ui/class-names.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { KeyHint } from '../../ui/key-hint.tsx';
import styles from './command-palette.module.css';

const words = text.commands;

interface Choice {
  id: string;
  title: string;
  group: string;
  keys: string | undefined;
  isEnabled: boolean;
  run: () => void;
}

function goToEvent(seq: number): void {
  useWorkspace.getState().focus(seq);
  useWorkspace.getState().setDetailOpen(true);
  useNavigation.getState().go('workspace');
}

function useChoices(typed: string): Choice[] {
  const commands = useRegistry((state) => state.commands);
  const recent = useSettings((state) => state.recentCommands);
  const caseId = useCase((state) => state.info?.caseId);
  const event = caseId === undefined ? undefined : typedEvent(typed, caseId);
  const found = findCommands(commands, typed, recent).map(
    (command): Choice => ({
      id: command.id,
      title: command.title,
      group: words.groups[command.group],
      keys: command.keys?.[0],
      isEnabled: canRun(command),
      run: () => {
        useSettings.getState().noteCommand(command.id);
        runCommand(command.id);
      },
    }),
  );
  if (event === undefined) return found;
  const isHere = event.kind === 'event';
  const choice: Choice = {
    id: 'typed-event',
    title: isHere ? words.goToEvent(countText(event.seq)) : words.otherCase,
    group: words.groups.event,
    keys: undefined,
    isEnabled: isHere,
    run: () => {
      if (isHere) goToEvent(event.seq);
    },
  };
  return [choice, ...found];
}

/** Mounted while it is open, so that it begins empty. */
export function CommandPalette() {
  const hide = useOverlay((state) => state.hide);
  return (
    <Dialog title={words.palette} isOpen onClose={hide} closesOutside>
      <PaletteBody />
    </Dialog>
  );
}

function PaletteBody() {
  const hide = useOverlay((state) => state.hide);
  const listId = useId();
  const [typed, setTyped] = useState('');
  const [cursor, setCursor] = useState(0);
  const choices = useChoices(typed);
  const last = choices.length - 1;
  const at = Math.min(cursor, Math.max(0, last));
  const optionId = (index: number): string => `${listId}-${index}`;
  const choose = (choice: Choice | undefined): void => {
    if (choice === undefined || !choice.isEnabled) return;
    hide();
    // After the dialog has given the focus back, so that what the command focuses stays focused.
    setTimeout(choice.run);
  };
  const moves: Record<string, number> = { ArrowDown: at === last ? 0 : at + 1, ArrowUp: at === 0 ? last : at - 1 };
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = moves[event.key];
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) choose(choices[at]);
    else if (next !== undefined) setCursor(next);
    else return;
    event.preventDefault();
  };
  return (
    <div className={styles['palette']}>
      <input
        className={styles['input']}
        role="combobox"
        aria-label={words.paletteLabel}
        aria-expanded={choices.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={choices.length === 0 ? undefined : optionId(at)}
        placeholder={words.paletteLabel}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setCursor(0);
        }}
        onKeyDown={onKeyDown}
        ref={focusOnce}
      />
      {/* A native list can not be steered from the field. */}
      {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role */}
      <div className={styles['list']} id={listId} role="listbox" aria-label={words.list} tabIndex={-1}>
        {choices.map((choice, index) => (
          // Keys are handled by the field, which keeps the focus.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={choice.id}
            id={optionId(index)}
            ref={index === at ? showOption : undefined}
            // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            aria-disabled={!choice.isEnabled}
            className={cx(styles['option'], index === at && styles['at'], !choice.isEnabled && styles['off'])}
            onClick={() => choose(choice)}
          >
            <span className={styles['title']}>{choice.title}</span>
            <span className={styles['group']}>{choice.group}</span>
            {choice.keys === undefined ? null : <KeyHint keys={choice.keys} />}
          </div>
        ))}
      </div>
      <p className={styles['foot']} aria-live="polite">
        {choices.length === 0 ? words.nothing : words.found(choices.length)}
      </p>
    </div>
  );
}

const focusOnce = (element: HTMLInputElement | null): void => element?.focus();
const showOption = (element: HTMLDivElement | null): void => element?.scrollIntoView({ block: 'nearest' });
