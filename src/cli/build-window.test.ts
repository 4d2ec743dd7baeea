import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureWindow, whyBuild, type BuildPlaces } from './build-window.ts';

let dir: string;
let places: BuildPlaces;
const notes: string[] = [];
const note = (line: string): void => void notes.push(line);

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'audittrail-build-'));
  notes.length = 0;
  const source = join(dir, 'source');
  mkdirSync(source);
  writeFileSync(join(source, 'index.html'), '<script type="module" src="./main.ts"></script>');
  writeFileSync(join(source, 'main.ts'), 'const answer: number = 42;\ndocument.title = String(answer);\n');
  const configFile = join(source, 'vite.config.mjs');
  const config = { root: source, base: './', html: { cspNonce: '__CSP_NONCE__' }, build: { outDir: join(dir, 'out') } };
  writeFileSync(configFile, `export default ${JSON.stringify(config)};\n`);
  places = { sourceDirs: [source], configFile, product: join(dir, 'out/index.html') };
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('the window', () => {
  it('is built where it is missing, left alone while it is new, and built again when its source is newer', async () => {
    await ensureWindow(places, note);
    expect(readFileSync(places.product, 'utf8')).toContain('nonce="__CSP_NONCE__"');
    expect(notes).toEqual(['Building the window: it is not there yet.', expect.stringMatching(/^Built in /u)]);

    await ensureWindow(places, note);
    expect(notes).toHaveLength(2);

    const later = Date.now() / 1000 + 60;
    utimesSync(join(dir, 'source/main.ts'), later, later);
    expect(whyBuild(places)).toBe('its source is newer');
    await ensureWindow(places, note);
    expect(notes).toHaveLength(4);
  });

  it('that can not be built says why, and what can be done', async () => {
    writeFileSync(join(dir, 'source/main.ts'), 'const = ;');
    await expect(ensureWindow(places, note)).rejects.toMatchObject({ code: 'SHELL_NOT_BUILT' });
    expect(existsSync(places.product)).toBe(false);
    rmSync(places.configFile);
    await expect(ensureWindow(places, note)).rejects.toThrow(/no source to build it from/u);
  });
});
