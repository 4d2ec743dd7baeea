/**
 * Keys of a command as they are printed on a keyboard.
 *
 * Pure. `Mod` is Ctrl, on a Mac Cmd; keys in a row stay apart (`g w` gives two groups).
 */
const NAMES: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  ' ': 'Space',
  Delete: 'Del',
  PageUp: 'Page Up',
  PageDown: 'Page Down',
};

const MAC: Readonly<Record<string, string>> = { Mod: '⌘', Alt: '⌥', Shift: '⇧', Ctrl: '⌃', Meta: '⌘' };
const OTHER: Readonly<Record<string, string>> = { Mod: 'Ctrl', Meta: 'Win' };

/** One list a key press, one text a key: `Mod+Shift+f` gives [[Ctrl, Shift, F]], `g w` gives [[G], [W]]. */
export function keyTexts(keys: string, isMac: boolean): string[][] {
  const modifiers = isMac ? MAC : OTHER;
  return keys.split(' ').map((press) => {
    // The key itself may be a plus.
    const parts = press.endsWith('+') ? [...press.slice(0, -1).split('+').filter(Boolean), '+'] : press.split('+');
    const hasModifier = parts.length > 1;
    return parts.map((part) => {
      const named = modifiers[part] ?? NAMES[part];
      if (named !== undefined) return named;
      return /^\p{L}$/u.test(part) && (hasModifier || part.length === 1) ? part.toUpperCase() : part;
    });
  });
}
