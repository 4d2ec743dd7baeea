/**
 * The settings of the window as the workstation keeps them: one file of this person on this machine.
 *
 * The contract's words for themes and its free `layout` are turned into the window's own here, and nowhere else.
 * Trust: `layout` is whatever the file holds; the store reads it field by field.
 */
import type { OutputOf, RawInputOf } from '../../shared/contract/index.ts';
import type { Settings } from '../stores/settings.store.ts';
import { call } from './host.ts';

export interface KeptSettings {
  /** To be read field by field. */
  kept: Record<string, unknown>;
  /** Why the file could not be used; it is left as it is. */
  problem: string | undefined;
}

/** Never throws: where the host does not answer, the reason is the problem. */
export async function loadSettings(): Promise<KeptSettings> {
  try {
    return toKept(await call('workstation.settings', {}));
  } catch (error) {
    return { kept: {}, problem: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * Throws AppError by code; SETTINGS_BROKEN where the file holds something that must not be lost.
 *
 * @param replacesBroken writes over a broken file, which is kept beside the new one
 */
export async function saveSettings(settings: Settings, replacesBroken = false): Promise<void> {
  const { theme, density, singleKeys, displayZone, paneSizes, recentCommands } = settings;
  const changes: RawInputOf<'workstation.changeSettings'>['changes'] = {
    theme: theme === 'hc-light' ? 'contrast-light' : theme === 'hc-dark' ? 'contrast-dark' : theme,
    density,
    singleKeys,
    timeZone: displayZone,
    layout: { paneSizes: structuredClone(paneSizes) as never, recentCommands: [...recentCommands] },
  };
  await call('workstation.changeSettings', { changes, ...(replacesBroken ? { replaceBroken: true } : {}) });
}

function toKept({ settings, problem }: OutputOf<'workstation.settings'>): KeptSettings {
  const { theme, density, singleKeys, timeZone, layout } = settings;
  const shown = theme === 'contrast-light' ? 'hc-light' : theme === 'contrast-dark' ? 'hc-dark' : theme;
  return {
    kept: { ...layout, theme: shown, density, singleKeys, displayZone: timeZone },
    problem: problem ?? undefined,
  };
}
