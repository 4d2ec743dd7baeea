import { describe, expect, it, vi } from 'vitest';

// The port reaches for the page's transport, which is not there in Node.
vi.mock('../api/settings-port.ts', () => ({ loadSettings: vi.fn<() => void>(), saveSettings: vi.fn<() => void>() }));
const { DEFAULT_SETTINGS, readSettings, shownTheme } = await import('./settings.store.ts');

describe('settings', () => {
  it('of an older or broken file leave their default, field by field', () => {
    const kept = {
      theme: 'pink',
      density: 'roomy',
      singleKeys: 'yes',
      displayZone: 'Mars/Base',
      recentCommands: ['a', 7],
    };
    expect(readSettings(kept)).toEqual({ ...DEFAULT_SETTINGS, density: 'roomy', recentCommands: ['a'] });
    expect(readSettings(null)).toEqual(DEFAULT_SETTINGS);
  });

  it('take no size of a pane that is none', () => {
    const paneSizes = { good: { left: 30, right: 70 }, bad: { left: -4 }, worse: 'x' };
    expect(readSettings({ paneSizes }).paneSizes).toEqual({ good: { left: 30, right: 70 } });
  });

  it('follow the machine only where the theme is left to it', () => {
    expect(shownTheme('system', true, false)).toBe('dark');
    expect(shownTheme('system', false, true)).toBe('hc-light');
    expect(shownTheme('light', true, true)).toBe('light');
  });
});
