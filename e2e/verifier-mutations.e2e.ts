/**
 * One bundle that the program made, changed in a thousand ways by attackers of three powers: the built page in a browser and the
 * built single file on Node find every one, and say the same of each, word for word.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { buildVerifier } from '../src/test/helpers/build-verifier.ts';
import { type MutatedBundle, mutatedBundles, reportsByFile } from '../src/test/helpers/mutated-bundles.ts';

const COUNT = 1000;
const SEED = 20_260_301;
/** Bundles that go to the page at once. */
const BATCH = 40;
const folder = mkdtempSync(join(tmpdir(), 'audittrail-mutations-'));
const built = join(folder, 'verifier');

interface Told {
  exitCode: number;
  verdict: string;
}

describe.skipIf(inject('browser') === '')('a bundle that the program made', () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    mkdirSync(built);
    await buildVerifier(built);
    browser = await chromium.launch({
      executablePath: inject('browser'),
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    });
    page = await (await browser.newContext({ offline: true })).newPage();
    // The report is what the page offers to save; the page itself may fetch nothing, not even that.
    await page.addInitScript(() => {
      const make = URL.createObjectURL.bind(URL);
      URL.createObjectURL = (blob) => {
        Object.assign(globalThis, { offered: blob });
        return make(blob);
      };
    });
    await page.goto(pathToFileURL(join(built, 'audittrail-verifier.html')).href);
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const reportsByPage = async (bundles: readonly MutatedBundle[]): Promise<Told[]> => {
    const zips = bundles.map(({ path }) => readFileSync(path).toString('base64'));
    const texts = await page.evaluate(async (all) => {
      const input = document.querySelector('#zip') as HTMLInputElement;
      const status = document.querySelector('#status') as HTMLElement;
      const told: string[] = [];
      for (const zip of all) {
        const bytes = Uint8Array.from(atob(zip), (sign) => sign.charCodeAt(0));
        const transfer = new DataTransfer();
        transfer.items.add(new File([bytes], 'bundle.zip', { type: 'application/zip' }));
        Object.assign(globalThis, { offered: undefined });
        input.files = transfer.files;
        input.dispatchEvent(new Event('change'));
        while (!/^(?:Done|CANNOT CHECK): /u.test(status.textContent ?? ''))
          await new Promise((next) => setTimeout(next));
        const { offered } = globalThis as unknown as { offered: Blob | undefined };
        told.push((await offered?.text()) ?? JSON.stringify({ err: status.textContent }));
        status.textContent = '';
      }
      return told;
    }, zips);
    return texts.map((text) => JSON.parse(text) as Told);
  };

  it('is found out after each of a thousand changes, by the page and by the single file alike', async () => {
    const { untouched, changed } = await mutatedBundles(folder, COUNT, SEED);
    process.stdout.write(`mutations of an exported bundle: ${COUNT} from seed ${SEED} on\n`);
    const all = [untouched, ...changed];
    // At the same time: each takes a core.
    const asked = reportsByFile(built, all);
    const byPage: Told[] = [];
    for (let from = 0; from < all.length; from += BATCH) {
      byPage.push(...(await reportsByPage(all.slice(from, from + BATCH))));
    }
    const byFile = await asked;
    expect([byFile.length, byPage.length]).toEqual([all.length, all.length]);
    const named = (reports: readonly unknown[]) => all.map(({ name }, i) => [name, reports[i]]);
    expect(named(byPage)).toEqual(named(byFile));
    expect(byFile[0]).toMatchObject({ exitCode: 0, verdict: 'INTACT, SIGNER UNKNOWN' });
    const missed = changed.filter((_, i) => byFile[i + 1]?.exitCode !== 1).map(({ name }) => name);
    expect(missed).toEqual([]);
    for (const power of ['bytes', 'lists', 'signs']) {
      expect(changed.filter((bundle) => bundle.power === power).length, power).toBeGreaterThan(COUNT / 8);
    }
  }, 900_000);
});
