/** The settings of this person on this machine: one JSON file in their configuration folder. */
import { join } from 'node:path';
import { isTimeZone } from '../../engines/event/zone.ts';
import { settings, type Settings } from '../../shared/contract/workstation.contract.ts';
import { AppError } from '../../shared/errors.ts';
import { jsonFile } from './json-file.ts';

export interface KeptSettings {
  settings: Settings;
  /** null where this program was started without a folder for settings */
  path: string | null;
  problem: string | null;
}

export interface SettingsFile {
  /** Never throws: where the file is broken, the defaults and why. */
  load(): KeptSettings;
  /** @throws SETTINGS_BROKEN, FILE_UNWRITABLE, DISK_FULL, CONTRACT_BAD_INPUT */
  change(changes: Partial<Settings>, replaceBroken: boolean): KeptSettings;
}

const defaults = (): Settings => settings.parse({});

/** @param configDir undefined where nothing may be kept */
export function openSettings(configDir: string | undefined): SettingsFile {
  if (configDir === undefined) {
    return {
      load: () => ({ settings: defaults(), path: null, problem: null }),
      change() {
        throw new AppError('FILE_UNWRITABLE', 'This program was started without a folder for settings');
      },
    };
  }
  const file = jsonFile(join(configDir, 'settings.json'), settings, defaults);
  return {
    load() {
      try {
        return { settings: file.load(), path: file.path, problem: null };
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        return { settings: defaults(), path: file.path, problem: error.message };
      }
    },
    change(changes, replaceBroken) {
      const { timeZone = 'UTC' } = changes;
      if (timeZone !== 'case' && !isTimeZone(timeZone)) {
        throw new AppError('CONTRACT_BAD_INPUT', `There is no time zone ${JSON.stringify(timeZone)}`);
      }
      let before: Settings;
      try {
        before = file.load();
      } catch (error) {
        if (!replaceBroken || !(error instanceof AppError) || error.code !== 'SETTINGS_BROKEN') throw error;
        file.setAside();
        before = defaults();
      }
      const after = { ...before, ...changes };
      file.save(after);
      return { settings: after, path: file.path, problem: null };
    },
  };
}
