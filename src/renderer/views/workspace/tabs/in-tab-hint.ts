/** The heading of a menu whose rows can also be opened in a new tab. */
import { keyTexts } from '../../../format/key-text.ts';
import { text } from '../../../i18n/text.ts';

const isMac = navigator.platform.startsWith('Mac');

export const inTabHint = (heading: string): string =>
  `${heading} · ${text.workspace.tabs.withMod(keyTexts('Mod', isMac)[0]?.[0] ?? '')}`;
