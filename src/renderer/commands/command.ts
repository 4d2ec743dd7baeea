/**
 * What a command is: one act of the window with a stable id. Menu, palette, shortcuts and help are made from the same list.
 *
 * Ids are promises: menus of Electron, macros and tests name them.
 */
export interface Command {
  /** `<group>.<verb>`, for ever. */
  id: string;
  group: 'case' | 'go' | 'search' | 'time' | 'event' | 'tab' | 'view' | 'help';
  /** From the catalogue. */
  title: string;
  /** `Mod+K` (Ctrl, on a Mac Cmd), `Shift+F`, `j`, `g w` (one after the other). The first is the one shown. */
  keys?: readonly string[];
  /** Whether it can be done now; absent: always. */
  isEnabled?: () => boolean;
  run: () => void | Promise<void>;
}

/** Single characters, alone or in a row, can be switched off (WCAG 2.1.4). */
export const isSingleKey = (keys: string): boolean => !/^(?:Mod|Ctrl|Alt|Meta)\+/u.test(keys) && !/^F\d+$/u.test(keys);
