/**
 * The verifier's page, as the other side's expert uses it: one file from the disk, no network, a bundle chosen, an answer
 * that is the one of the command; readable by a screen reader, usable with the keyboard.
 */
import { readFileSync } from 'node:fs';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { buildVerifier } from '../src/test/helpers/build-verifier.ts';
import { changedBundles, type TestBundle } from '../src/test/helpers/verifier-bundles.ts';

const folder = mkdtempSync(join(tmpdir(), 'audittrail-verifier-'));
const CHANGES = 30;

describe.skipIf(inject('browser') === '')('the page of the verifier', () => {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let bundles: TestBundle[];
  const asked: string[] = [];
  const errors: string[] = [];

  beforeAll(async () => {
    await buildVerifier(folder);
    bundles = await changedBundles(CHANGES, 7);
    browser = await chromium.launch({
      executablePath: inject('browser'),
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    });
    context = await browser.newContext({ offline: true, colorScheme: 'dark' });
    page = await context.newPage();
    page.on('request', (request) => asked.push(request.url()));
    page.on('console', (message) => void (message.type() === 'error' && errors.push(message.text())));
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(pathToFileURL(join(folder, 'audittrail-verifier.html')).href);
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const choose = async ({ zip, name }: TestBundle): Promise<void> => {
    await page.getByLabel('A zip file').setInputFiles({ name: 'bundle.zip', mimeType: 'application/zip', buffer: zip });
    await page
      .getByRole('status')
      .filter({ hasText: /^Done: / })
      .waitFor();
    await page.getByRole('link', { name: 'Save the report as JSON' }).waitFor();
    expect(await page.getByRole('heading', { level: 2 }).count(), name).toBe(1);
  };
  const savedReport = async (): Promise<unknown> => {
    const saving = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Save the report as JSON' }).click();
    return JSON.parse(readFileSync(await (await saving).path(), 'utf8'));
  };

  it('says of an untouched bundle and of every changed one what the command says', async () => {
    for (const bundle of bundles) {
      await choose(bundle);
      expect(await savedReport(), bundle.name).toEqual(JSON.parse(JSON.stringify(bundle.report)));
      await page.evaluate(() => document.querySelector('#status')?.replaceChildren());
    }
    expect(bundles.filter(({ report }) => report.exitCode === 0).length).toBeLessThan(5);
  });

  it('ties an untouched bundle to the fingerprint on paper, and refuses one that is none', async () => {
    const [untouched] = bundles as [TestBundle];
    await page.getByLabel('Fingerprint of the case, from paper').fill(untouched.report.facts.fingerprint as string);
    await choose(untouched);
    expect(await page.getByRole('heading', { level: 2 }).textContent()).toBe('INTACT, OWN SIGNATURE ONLY');
    await page.getByLabel('Fingerprint of the case, from paper').fill('abc');
    await page
      .getByLabel('A zip file')
      .setInputFiles({ name: 'b.zip', mimeType: 'application/zip', buffer: untouched.zip });
    await page.getByRole('status').filter({ hasText: 'CANNOT CHECK: a fingerprint has 40' }).waitFor();
    await page.getByLabel('Fingerprint of the case, from paper').fill('');
  });

  it('takes a folder', async () => {
    const [untouched] = bundles as [TestBundle];
    for (const [path, bytes] of Object.entries(untouched.files)) {
      const file = join(folder, 'bundle', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, bytes);
    }
    await page.getByLabel('A folder').setInputFiles(join(folder, 'bundle'));
    await page
      .getByRole('status')
      .filter({ hasText: /^Done: / })
      .waitFor();
    expect(await page.getByRole('status').textContent()).toBe('Done: INTACT, SIGNER UNKNOWN');
  });

  it('has no fault that axe finds, in the light and in the dark, and its first stop is the fingerprint', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    }
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.reload();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('fingerprint');
  });

  it('asked nobody for anything, and had nothing to complain about', () => {
    expect(asked.filter((url) => !/^(?:file|blob|data):/u.test(url))).toEqual([]);
    expect(errors).toEqual([]);
  });
});
