/** The window in a real Electron: needs its binary, see resources/docs/electron.md for whether this was ever run. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type ElectronApplication, _electron, type Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Bridge } from '../../shared/transport.ts';
import { temporaryFolder } from '../helpers/temporary-case.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const binary = {
  win32: 'node_modules/electron/dist/electron.exe',
  darwin: 'node_modules/electron/dist/Electron.app/Contents/MacOS/Electron',
}[process.platform as string];
const executablePath = root + (binary ?? 'node_modules/electron/dist/electron');

const folder = temporaryFolder();
let app: ElectronApplication;
let page: Page;

beforeAll(async () => {
  if (!existsSync(executablePath)) throw new Error("Electron's binary is not here; npx install-electron fetches it");
  const home = { HOME: folder.path, XDG_CONFIG_HOME: folder.path, XDG_DATA_HOME: folder.path };
  app = await _electron.launch({
    executablePath,
    args: [root],
    env: { ...(process.env as Record<string, string>), ...home },
  });
  page = await app.firstWindow();
  await page.waitForLoadState('domcontentloaded');
});
afterAll(async () => {
  await app?.close();
  folder.remove();
});

describe('the window in Electron', () => {
  it('shows the own page, isolated and without Node', async () => {
    expect(page.url()).toBe('app://audittrail/');
    const seen = await page.evaluate(() =>
      Object.keys(globalThis).filter((name) => ['require', 'process', 'module'].includes(name)),
    );
    expect(seen).toEqual([]);
  });

  it('reaches the host through the bridge', async () => {
    const reply = await page.evaluate(async () =>
      (globalThis as unknown as { audittrail: Bridge }).audittrail.call('workstation.info', {}),
    );
    expect(reply).toMatchObject({ ok: true, value: { shell: 'electron', canDropPaths: true } });
  });

  it('makes the sample case on its threads', async () => {
    const job = await page.evaluate(async () => {
      const { audittrail } = globalThis as unknown as { audittrail: Bridge };
      const started = await audittrail.call('workstation.makeSample', {});
      if (!started.ok) return started;
      const { jobId } = started.value as { jobId: string };
      return audittrail.call('job.get', { jobId, wait: true });
    });
    expect(job).toMatchObject({ ok: true, value: { state: 'done' } });
  });

  it('goes nowhere else, and reaches no network', async () => {
    await page.evaluate(
      () =>
        void (globalThis as unknown as { location: { assign(url: string): void } }).location.assign(
          'https://example.org/',
        ),
    );
    const outcome = await page.evaluate(async () =>
      fetch('https://example.org/').then(
        () => 'reached',
        () => 'refused',
      ),
    );
    expect([page.url(), outcome]).toEqual(['app://audittrail/', 'refused']);
  });
});
