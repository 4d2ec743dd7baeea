/**
 * Keys to commands, for the whole window. Nothing single is taken while somebody types, or where it was switched off.
 *
 * Keys in a row (`g w`): the second within a second and a half.
 */
import { useEffect } from 'react';
import { type Command, isSingleKey } from './command.ts';
import { pressText } from './key-press.ts';
import { canRun, useRegistry } from './registry.ts';

const ROW_MS = 1_500;

const isMac = navigator.platform.startsWith('Mac');

/** Where characters are typed, they belong to the text. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches('input:not([type=checkbox],[type=radio]), textarea, select');
}

/** A dialog or a menu has the keys to itself. */
export const isCovered = (): boolean =>
  document.querySelector('[role=dialog], [role=alertdialog], [role=menu]') !== null;

/** @param singleKeys whether keys without a modifier count */
export function useKeymap(singleKeys: boolean): void {
  useEffect(() => {
    let first: { text: string; atMs: number } | undefined;
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const text = pressText(event, isMac);
      if (text === undefined) return;
      const row = first !== undefined && event.timeStamp - first.atMs < ROW_MS ? `${first.text} ${text}` : undefined;
      first = { text, atMs: event.timeStamp };
      const command = find(row) ?? find(text);
      if (command === undefined || isCovered()) return;
      const keys = command.keys?.find((each) => each === text || each === row) ?? text;
      if (isSingleKey(keys) && (!singleKeys || isTyping(event.target))) return;
      event.preventDefault();
      first = undefined;
      void command.run();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [singleKeys]);
}

const find = (keys: string | undefined): Command | undefined =>
  keys === undefined
    ? undefined
    : useRegistry.getState().commands.find((command) => command.keys?.includes(keys) === true && canRun(command));
