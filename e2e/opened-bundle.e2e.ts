/**
 * An auditor gets an evidence bundle: opens it without a case and without a passphrase, sees the verdict over everything,
 * searches, looks at an event and its proof; a bundle that was changed says so and names the event.
 */
import { AxeBuilder } from '@axe-core/playwright';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Locator } from '@playwright/test';
import { beforeAll, describe, expect as plainExpect, it } from 'vitest';
import { expect, hasBrowser, useBench } from './fixtures/bench.ts';
import { audittrail } from './fixtures/program.ts';
import { AppWindow } from './pages/app-window.ts';
import { EventDetail } from './pages/event-detail.ts';
import { Workspace } from './pages/workspace.ts';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** The rest of the themes have the same tokens, and a11y.e2e.ts looks at all of them. */
const THEMES = ['light', 'hc-dark'] as const;
const keepsPictures = import.meta.env.MODE === 'screens';
const screens = fileURLToPath(new URL('../resources/docs/screens/', import.meta.url));
const MAX_STOPS = 80;

describe.skipIf(!hasBrowser)('an evidence bundle in the window', () => {
  const bench = useBench();
  let fingerprint = '';

  beforeAll(async () => {
    if (!hasBrowser) return;
    const { dir, passphrase } = bench.copySample();
    const make = async (name: string, ...more: string[]): Promise<void> => {
      const words = ['bundle', 'create', '--case', dir, '--operator', 'lead', '--out', bench.at(name), ...more];
      await audittrail(words, bench.home, passphrase);
    };
    await make('given', '--query', 'phpmyadmin', '--proofs', '--originals');
    const redact = ['--redact', '/body/source/sessionId', '--basis', 'Order 7'];
    await make('partly', '--query', 'action.resource:"shipment/415011"', ...redact);
    const shown = await audittrail(
      ['case', 'show', '--case', dir, '--operator', 'lead', '--json'],
      bench.home,
      passphrase,
    );
    fingerprint = (JSON.parse(shown) as { fingerprint: string }).fingerprint;
    cpSync(bench.at('given'), bench.at('changed'), { recursive: true });
    const records = bench.at('changed/data/case/records.ndjson');
    writeFileSync(
      records,
      readFileSync(records, 'utf8').replace(String.raw`\"GET /phpmyadmin`, String.raw`\"GET /phpmyadmim`),
    );
  });

  const band = (): Locator => bench.page.getByRole('region', { name: 'Verdict over this evidence bundle' });
  const dialog = (): Locator => bench.page.getByRole('dialog', { name: 'Open an evidence bundle' });

  async function violations(): Promise<string[]> {
    const found: string[] = [];
    for (const theme of THEMES) {
      await bench.page.evaluate((name) => (document.documentElement.dataset['theme'] = name), theme);
      const { violations: each } = await new AxeBuilder({ page: bench.page }).withTags(RULES).analyze();
      found.push(
        ...each.map(({ id, nodes }) => `${theme} ${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`),
      );
    }
    await bench.page.evaluate(() => (document.documentElement.dataset['theme'] = 'light'));
    return found;
  }
  const clean = async (): Promise<void> =>
    plainExpect.poll(violations, { timeout: 150_000, interval: 1_000 }).toEqual([]);

  async function picture(name: string): Promise<void> {
    if (!keepsPictures) return;
    mkdirSync(screens, { recursive: true });
    await bench.page.screenshot({ path: `${screens}bundle-${name}-light.png`, animations: 'disabled' });
  }

  /** Walks with Tab until the stop is reached. */
  async function tabTo(stop: Locator): Promise<void> {
    for (let stops = 0; stops < MAX_STOPS; stops++) {
      if (await stop.evaluate((element) => element === document.activeElement)) return;
      await bench.page.keyboard.press('Tab');
    }
    throw new Error('no number of tabs leads there');
  }

  async function choose(path: string): Promise<void> {
    await new AppWindow(bench.page).command('Open an evidence bundle…');
    const browser = bench.page.getByRole('dialog', { name: 'Choose an evidence bundle' });
    await browser.getByRole('textbox', { name: 'Path' }).fill(path);
    await browser.getByRole('button', { name: 'Go', exact: true }).click();
    await browser.getByRole('button', { name: 'Use this bundle' }).click();
    await expect(dialog()).toBeVisible();
  }

  async function closeIt(): Promise<void> {
    await new AppWindow(bench.page).command('Lock and close the case');
    await expect(band()).toHaveCount(0);
  }

  it('is opened by the keyboard alone, tied to the fingerprint on paper, its verdict over the workspace', async () => {
    const { keyboard } = bench.page;
    await expect(bench.page.getByRole('heading', { name: 'Cases', exact: true })).toBeVisible();
    await keyboard.press('Control+k');
    await keyboard.insertText('Open an evidence bundle');
    await keyboard.press('Enter');
    const browser = bench.page.getByRole('dialog', { name: 'Choose an evidence bundle' });
    const path = browser.getByRole('textbox', { name: 'Path' });
    await expect(path).not.toHaveValue('');
    await tabTo(path);
    await keyboard.press('Control+a');
    await keyboard.insertText(bench.at('given'));
    await keyboard.press('Enter');
    const use = browser.getByRole('button', { name: 'Use this bundle' });
    await expect(use).toBeEnabled();
    await clean();
    await tabTo(use);
    await keyboard.press('Enter');
    await expect(dialog()).toBeVisible();
    await clean();
    await tabTo(dialog().getByRole('textbox', { name: /^Fingerprint/u }));
    await keyboard.insertText(fingerprint);
    await keyboard.press('Enter');
    await expect(band()).toContainText('INTACT, OWN SIGNATURE ONLY', { timeout: 120_000 });
    await expect(band()).toContainText('nobody outside confirms it');
    await expect(band()).toContainText(/[\d,]+ records withheld or left out/u);
  });

  it('is searched, its events opened down to their bytes and proofs', async () => {
    const workspace = new Workspace(bench.page);
    const detail = new EventDetail(bench.page);
    await workspace.ask('phpmyadmin');
    await workspace.openFirst('phpmyadmin');
    await expect((await detail.show('Raw')).getByText(/phpmyadmin/u).first()).toBeVisible();
    const proof = await detail.show('Proof');
    await proof.getByRole('button', { name: 'Verify here' }).click();
    await expect(proof.getByText('The proof holds')).toBeVisible();
    await detail.show('Fields');
    await clean();
    await picture('workspace');
  });

  it('shows the twelve checks of the stand-alone verifier in place of a check of its own', async () => {
    const app = new AppWindow(bench.page);
    await band().getByRole('button', { name: 'Full report' }).click();
    const checks = app.main.getByRole('list', { name: 'The twelve checks' });
    await expect(checks.getByRole('listitem')).toHaveCount(12);
    await expect(app.main.getByRole('button', { name: 'Run check' })).toHaveCount(0);
    await clean();
    await picture('report');
  });

  it('takes nothing in, and says why', async () => {
    const app = new AppWindow(bench.page);
    await app.go('Sources');
    await expect(app.main.getByRole('button', { name: 'Choose files or folders' })).toBeDisabled();
    await expect(app.main.getByText('This is an evidence bundle: nothing can be written into it')).toBeVisible();
    for (const view of ['Custody', 'Operators', 'Settings'] as const) {
      await app.go(view);
      await expect(band()).toBeVisible();
    }
    await clean();
    await closeIt();
    const recent = app.main.getByRole('listitem').filter({ hasText: bench.at('given') });
    await expect(recent).toContainText('evidence bundle');
  });

  it('that was changed is BROKEN, and its report opens the event that was touched', async () => {
    await choose(bench.at('changed'));
    await dialog().getByRole('button', { name: 'Check and open' }).click();
    await expect(band()).toContainText('BROKEN', { timeout: 120_000 });
    const workspace = new Workspace(bench.page);
    await workspace.ask('phpmyadmim');
    await workspace.openFirst('phpmyadmim');
    const seq = await new EventDetail(bench.page).seq();
    const app = new AppWindow(bench.page);
    await band().getByRole('button', { name: 'Full report' }).click();
    await expect(app.main.getByText(`The proof of record ${seq.toLocaleString('en')} does not hold`)).toBeVisible();
    await app.main.getByRole('button', { name: `Show record ${seq.toLocaleString('en')}` }).click();
    await expect(app.main.getByRole('article', { name: new RegExp(`${seq.toLocaleString('en')}`, 'u') })).toBeVisible();
    await clean();
    await picture('broken');
    await closeIt();
  });

  it('with redacted events shows what is left of them, and what was taken out by whom', async () => {
    await choose(bench.at('partly'));
    await dialog().getByRole('button', { name: 'Check and open' }).click();
    await expect(band()).toContainText('2 shown in part', { timeout: 120_000 });
    const workspace = new Workspace(bench.page);
    await workspace.ask('shipment');
    await workspace.openFirst('415011');
    await expect(workspace.detail.getByText('Redacted', { exact: true })).toBeVisible();
    await expect(workspace.detail.getByText('Order 7').first()).toBeVisible();
    await expect(workspace.detail.getByText(/\/body\/source\/sessionId/u).first()).toBeVisible();
    await clean();
    await picture('redacted');
    await closeIt();
  });
});
