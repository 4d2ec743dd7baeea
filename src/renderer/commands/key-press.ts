/**
 * From a key event to the text that commands are bound to.
 *
 * Pure. Shift stands only before keys that are no printed character of their own (`Shift+Enter`), and before letters and
 * digits (`Shift+f`); `?` is `?` on every keyboard.
 */
export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  /** The place on the keyboard: tells digits under Shift and Alt, whatever they print. */
  code: string;
}

const MODIFIER_KEYS = new Set(['Shift', 'Control', 'Alt', 'Meta', 'AltGraph', 'CapsLock']);

/** Undefined for a modifier alone. */
export function pressText(press: KeyPress, isMac: boolean): string | undefined {
  if (MODIFIER_KEYS.has(press.key)) return undefined;
  const isMod = isMac ? press.metaKey : press.ctrlKey;
  const digit = /^Digit(\d)$/u.exec(press.code)?.[1];
  const isDigit = (press.shiftKey || press.altKey) && digit !== undefined;
  const isLetter = /^\p{L}$/u.test(press.key);
  const isNamed = press.key.length > 1;
  const key = isDigit ? digit : isLetter && (press.shiftKey || isMod) ? press.key.toLowerCase() : press.key;
  const shift = press.shiftKey && (isNamed || isLetter || isDigit) ? 'Shift+' : '';
  const other = !isMac && press.metaKey ? 'Meta+' : isMac && press.ctrlKey ? 'Ctrl+' : '';
  return `${isMod ? 'Mod+' : ''}${other}${press.altKey ? 'Alt+' : ''}${shift}${key}`;
}
