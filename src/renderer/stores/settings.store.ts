/**
 * What a person set for this window: look, zone of times, single keys, sizes of panes.
 *
 * Loaded once before the first view shows, kept after each change. A place that can not be written loses nothing of a
 * case: the change holds until the window closes, and `problem` says so.
 */
import { create } from 'zustand';
import { loadSettings, saveSettings } from '../api/settings-port.ts';
import { isZone } from '../format/time-text.ts';

export const THEMES = ['system', 'light', 'dark', 'hc-light', 'hc-dark'] as const;
export type Theme = (typeof THEMES)[number];
export type ShownTheme = Exclude<Theme, 'system'>;

export const DENSITIES = ['compact', 'normal', 'roomy'] as const;
export type Density = (typeof DENSITIES)[number];

/** Percent of the group, by pane. */
export type PaneSizes = Readonly<Record<string, number>>;

export interface Settings {
  theme: Theme;
  density: Density;
  /** Whether shortcuts of one character work (WCAG 2.1.4). */
  singleKeys: boolean;
  /** IANA name, `UTC`, or `case`: that of the open case. Times of events are always UTC beside it. */
  displayZone: string;
  /** By group of panes. */
  paneSizes: Readonly<Record<string, PaneSizes>>;
  /** Ids of commands run from the palette, newest first. */
  recentCommands: readonly string[];
  /** Whether the first-run guide was put away. */
  guideSeen: boolean;
}

export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  density: 'normal',
  singleKeys: true,
  displayZone: 'UTC',
  paneSizes: {},
  recentCommands: [],
  guideSeen: false,
};

const MAX_RECENT = 8;

interface SettingsState extends Settings {
  isLoaded: boolean;
  /** Why settings could not be read, or the last change was not kept. */
  problem: string | undefined;
  load: () => Promise<void>;
  change: (changes: Partial<Settings>) => void;
  /** Keeps what is set now in place of a file that could not be used. */
  replaceBroken: () => void;
  setPaneSizes: (group: string, sizes: PaneSizes) => void;
  noteCommand: (id: string) => void;
}

export const useSettings = create<SettingsState>()((set, get) => {
  const keep = (replacesBroken: boolean): void =>
    void saveSettings(get(), replacesBroken).then(
      () => set({ problem: undefined }),
      (error: unknown) => set({ problem: error instanceof Error ? error.message : String(error) }),
    );
  return {
    ...DEFAULT_SETTINGS,
    isLoaded: false,
    problem: undefined,
    load: async () => {
      const { kept, problem } = await loadSettings();
      set({ ...readSettings(kept), problem, isLoaded: true });
    },
    change: (changes) => {
      set(changes);
      keep(false);
    },
    replaceBroken: () => keep(true),
    setPaneSizes: (group, sizes) => get().change({ paneSizes: { ...get().paneSizes, [group]: sizes } }),
    noteCommand: (id) =>
      get().change({
        recentCommands: [id, ...get().recentCommands.filter((each) => each !== id)].slice(0, MAX_RECENT),
      }),
  };
});

/** Field by field: one that can not be used leaves its default, and the others as they are. */
export function readSettings(kept: unknown): Settings {
  const from: Record<string, unknown> = isObject(kept) ? kept : {};
  const { theme, density, singleKeys, displayZone, paneSizes, recentCommands, guideSeen } = from;
  return {
    theme: THEMES.find((each) => each === theme) ?? DEFAULT_SETTINGS.theme,
    density: DENSITIES.find((each) => each === density) ?? DEFAULT_SETTINGS.density,
    singleKeys: typeof singleKeys === 'boolean' ? singleKeys : DEFAULT_SETTINGS.singleKeys,
    displayZone:
      typeof displayZone === 'string' && (displayZone === 'case' || isZone(displayZone))
        ? displayZone
        : DEFAULT_SETTINGS.displayZone,
    paneSizes: isObject(paneSizes)
      ? Object.fromEntries(Object.entries(paneSizes).flatMap(([id, sizes]) => (isSizes(sizes) ? [[id, sizes]] : [])))
      : {},
    guideSeen: guideSeen === true,
    recentCommands: Array.isArray(recentCommands)
      ? recentCommands.filter((id) => typeof id === 'string').slice(0, MAX_RECENT)
      : [],
  };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isSizes = (value: unknown): value is PaneSizes =>
  isObject(value) && Object.values(value).every((size) => typeof size === 'number' && size >= 0 && size <= 100);

/** What `system` comes to. @param wantsContrast whether the machine asks for more contrast */
export function shownTheme(theme: Theme, isDark: boolean, wantsContrast: boolean): ShownTheme {
  if (theme !== 'system') return theme;
  if (wantsContrast) return isDark ? 'hc-dark' : 'hc-light';
  return isDark ? 'dark' : 'light';
}
