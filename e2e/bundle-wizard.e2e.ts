/** A bundle is made in the window, with a part taken out, and holds before the stand-alone verifier; what would leak is not written. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { beforeAll, describe, expect as plainExpect, it } from 'vitest';
import { buildVerifier } from '../src/test/helpers/build-verifier.ts';
import { expectAccessible } from './fixtures/axe.ts';
import { expect, hasBrowser, useBench } from './fixtures/bench.ts';
import { AppWindow } from './pages/app-window.ts';
import { BundlePage } from './pages/bundle.ts';
import { Workspace } from './pages/workspace.ts';

const OLGA = { operatorId: 'olga', name: 'Olga Court', role: 'auditor', passphrase: 'a passphrase of her own' };
const QUERY = 'severity:high';
const USER = '/body/source/userId';
/** Who that is in both events. */
const NAME = 'svc-backup';

interface Report {
  verdict: string;
  failures: unknown[];
}

describe.skipIf(!hasBrowser)('the bundle wizard', () => {
  const bench = useBench({ sample: true, second: OLGA });
  beforeAll(async () => {
    if (hasBrowser) await buildVerifier(bench.at('verifier'));
  });
  const verify = (path: string, fingerprint: string): Report =>
    JSON.parse(
      execFileSync(
        process.execPath,
        [join(bench.at('verifier'), 'audittrail-verifier.mjs'), path, '--fingerprint', fingerprint, '--json'],
        { encoding: 'utf8' },
      ),
    ) as Report;

  it('counts what it is about, and takes up the question of the workspace', async () => {
    const bundle = new BundlePage(bench.page);
    const workspace = new Workspace(bench.page);
    await workspace.ask(QUERY);
    await workspace.expectCount('2');
    await bench.page.keyboard.press('Escape');
    await bench.page.keyboard.press('Control+b');
    await expect(bundle.dialog.getByRole('radio', { name: /What the workspace asks now/u })).toBeChecked();
    await expect(bundle.dialog).toContainText('2 of 47,886 events');
    await expectAccessible(bench.page);
  });

  it('chooses a part from the events, writes nothing where the same words stand once more, and says where', async () => {
    const bundle = new BundlePage(bench.page);
    await bundle.next('What to leave out');
    await bundle.dialog.getByRole('button', { name: 'Choose from the events' }).click();
    const parts = bundle.app.dialog('Parts that the events hold');
    await parts.getByRole('searchbox', { name: 'Find a part' }).fill('source/userId');
    await parts.getByRole('checkbox', { name: `Take out ${USER}` }).focus();
    await bench.page.keyboard.press('Space');
    await expectAccessible(bench.page);
    await parts.getByRole('button', { name: 'Use these' }).click();
    const entry = bundle.dialog.getByRole('group', { name: 'Take parts out of events: Number 1' });
    await expect(entry.getByRole('textbox', { name: 'Part (RFC 6901 pointer)' })).toHaveValue(USER);
    await entry.getByRole('textbox', { name: 'Why it may not be seen' }).fill('Art. 6 GDPR');
    await entry.getByRole('textbox', { name: 'What it is' }).fill('who did it');
    await expectAccessible(bench.page);
    await bundle.next('What goes with it');
    await expectAccessible(bench.page);
    await bundle.next('Where to');
    await bundle.dialog.getByRole('textbox', { name: 'Folder to make' }).fill(bench.at('bundle'));
    await expectAccessible(bench.page);
    await bundle.next('Who signs');
    await expectAccessible(bench.page);
    await bundle.next('Summary');
    await expect(bundle.dialog).toContainText(`all 2 events that match ${QUERY}`);
    await expect(bundle.dialog).toContainText(`${USER} in every event: Art. 6 GDPR`);
    await expectAccessible(bench.page);
    await bundle.dialog.getByRole('button', { name: 'Make the bundle' }).click();
    await expect(bundle.dialog).toContainText('Nothing was written: what you take out would still be there', {
      timeout: 120_000,
    });
    plainExpect(existsSync(bench.at('bundle'))).toBe(false);
    await expectAccessible(bench.page);
  });

  it('takes out what leaked with one press, is signed by two, and is told with all that is needed to check it', async () => {
    const bundle = new BundlePage(bench.page);
    await bundle.takeLeaksUntilMade(async () => {
      await bundle.goTo('Who signs');
      const both = bundle.dialog.getByRole('checkbox', { name: 'A second person signs, too' });
      await both.focus();
      await bench.page.keyboard.press('Space');
      await bundle.dialog.getByRole('button', { name: /Second person/u }).click();
      await bench.page.getByRole('option', { name: 'Olga Court (olga)' }).click();
      await bundle.dialog.getByLabel('Passphrase of Olga Court (olga)').fill(OLGA.passphrase);
    });
    await expect(bundle.done).toContainText('Lead (lead), Olga Court (olga)');
    await expect(bundle.done).toContainText('audittrail-verifier.html');
    await expectAccessible(bench.page);
    await bundle.done.getByRole('button', { name: 'Copy all of this' }).click();
    const facts = await bundle.app.clipboard();
    const fact = (name: string): string => new RegExp(`^${name}: (.+)$`, 'mu').exec(facts)?.[1] ?? '';
    const fingerprint = fact('Fingerprint of the case');
    plainExpect(facts).toContain(`node audittrail-verifier.mjs ${bench.at('bundle')} --fingerprint ${fingerprint}`);
    plainExpect(verify(bench.at('bundle'), fingerprint)).toMatchObject({
      verdict: 'INTACT, OWN SIGNATURE ONLY',
      failures: [],
    });
    const records = readFileSync(join(bench.at('bundle'), 'data', 'case', 'records.ndjson'), 'utf8');
    const redacted = records.split('\n').filter((line) => line.includes('"redacted"'));
    plainExpect(redacted.length).toBe(2);
    plainExpect(redacted.every((line) => line.includes(USER) && !line.includes(NAME))).toBe(true);
    const signed = JSON.parse(readFileSync(join(bench.at('bundle'), 'manifest.dsse.json'), 'utf8')) as {
      signatures: unknown[];
    };
    plainExpect(signed.signatures.length).toBe(2);
    await bundle.done.getByRole('button', { name: 'Close' }).last().click();
  });

  it('lists the bundle among what left the case', async () => {
    const app = new AppWindow(bench.page);
    await app.go('Custody');
    await app.main.getByRole('tab', { name: /^Exports/u }).click();
    await expect(app.main.getByRole('table').getByRole('row').filter({ hasText: 'bundle/1' }).first()).toContainText(
      'bundle',
    );
    await expectAccessible(bench.page);
  });

  it('makes a zip of the whole case by the keyboard alone', async () => {
    const bundle = new BundlePage(bench.page);
    const press = async (...keys: string[]): Promise<void> => {
      for (const key of keys) await bench.page.keyboard.press(key);
    };
    await press('Control+k');
    await bench.page.keyboard.insertText('Make an evidence bundle');
    await press('Enter');
    await expect(bundle.dialog).toBeVisible();
    await bundle.dialog.getByRole('radio', { name: /What the workspace asks now/u }).focus();
    await press('ArrowUp');
    await expect(bundle.dialog.getByRole('radio', { name: /The whole case/u })).toBeChecked();
    const next = bundle.dialog.getByRole('button', { name: 'Next' });
    await next.focus();
    await press('Enter', 'Enter');
    await bundle.dialog.getByRole('radio', { name: 'A folder' }).focus();
    await press('ArrowDown');
    await next.focus();
    await press('Enter');
    await bundle.dialog.getByRole('textbox', { name: 'File to make' }).focus();
    await bench.page.keyboard.insertText(bench.at('whole.zip'));
    await next.focus();
    await press('Enter', 'Enter');
    await expect(bundle.dialog).toContainText('every event of the case: 47,886 of 47,886');
    await bundle.dialog.getByRole('button', { name: 'Make the bundle' }).focus();
    await press('Enter');
    await expect(bundle.done).toBeVisible({ timeout: 300_000 });
    await press('Escape');
    plainExpect(readdirSync(bench.home)).toContain('whole.zip');
  });
});
