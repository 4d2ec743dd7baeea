/**
 * The window on one case, in real Chromium, over the real host. Prints one JSON line.
 *
 * Usage: node measure-window.ts CASE_DIR CHROMIUM SCROLL_SECONDS
 * Times are taken inside the page, from the key or the scroll to the frame that shows what it led to, so that the tool that
 * drives the page adds nothing.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type CDPSession, type Page } from '@playwright/test';
import { percentile } from './bars.ts';
import { BENCH_PASSPHRASE } from './segment-blobs.ts';

const [caseDir, executablePath, scrollSeconds] = process.argv.slice(2) as [string, string, string];
/** Of the program and the browser; the middle one counts, and the last is used. */
const STARTS = 5;
const ROUNDS = 20;
const WARM_ROUNDS = 4;
/** Of the way down, from one jump to the next: never near one before. */
const GOLDEN = 0.618_033_988_7;
const MAX_PLACES = 60;
/** The grid keeps the rows of that many jumps and more: what comes after takes no more room. */
const FILLING_JUMPS = 150;
/** For the answer to one question. */
const LIMIT_MS = 15_000;

const home = mkdtempSync(join(tmpdir(), 'audittrail-bench-'));
const program = fileURLToPath(new URL('../cli/audittrail.js', import.meta.url));

interface Window {
  page: Page;
  /** From starting the program to a page that can be used; the browser is there already. */
  startMs: number;
  close: () => Promise<void>;
}

/** Runs in the page: marks the frame after which the field for the passphrase stands there and has the focus. */
function noteUsable(): void {
  const look = (): void => {
    const field = document.querySelector('[role=dialog] input[type=password]');
    if (field === null || document.activeElement !== field) requestAnimationFrame(look);
    else requestAnimationFrame(() => setTimeout(() => performance.mark('usable')));
  };
  requestAnimationFrame(look);
}

async function openWindow(): Promise<Window> {
  const started = performance.now();
  const child = spawn(process.execPath, [program, 'open', caseDir, '--headless', '--json'], {
    env: { ...process.env, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    let printed = '';
    child.on('exit', (code) => reject(new Error(`the program ended with ${code}`)));
    child.stdout.on('data', (chunk) => {
      printed += String(chunk);
      const found = /"url":\s*"([^"]+)"/u.exec(printed)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  const printedMs = performance.now() - started;
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.addInitScript(noteUsable);
  const loadedAt = performance.timeOrigin + performance.now();
  await page.goto(url);
  await page.waitForFunction(() => performance.getEntriesByName('usable').length > 0);
  const usableAt = await page.evaluate(
    () => performance.timeOrigin + (performance.getEntriesByName('usable')[0]?.startTime ?? Number.NaN),
  );
  return {
    page,
    startMs: printedMs + usableAt - loadedAt,
    close: async () => {
      await browser.close();
      child.removeAllListeners('exit');
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

const starts: number[] = [];
for (let start = 1; start < STARTS; start++) {
  const { startMs, close } = await openWindow();
  starts.push(startMs);
  await close();
}
const { page, startMs, close } = await openWindow();
starts.push(startMs);

try {
  await page.getByLabel('Passphrase', { exact: true }).fill(BENCH_PASSPHRASE);
  await page.keyboard.press('Enter');
  await page.getByRole('grid').waitFor({ timeout: 120_000 });
  await rowsShown(page);

  const { words, filters } = await vocabulary(page, ROUNDS + WARM_ROUNDS);
  const queries: Answer[] = [];
  const indexed: Answer[] = [];
  for (let round = 0; round < ROUNDS + WARM_ROUNDS; round++) {
    const word = await ask(page, words[round] as string);
    const filter = await ask(page, filters[round] as string);
    if (round >= WARM_ROUNDS) {
      queries.push(word);
      indexed.push(filter);
    }
  }
  await ask(page, '');
  const typing = await typeQuery(page);
  const scrolls: number[] = [];
  for (let round = 0; round < ROUNDS + WARM_ROUNDS; round++) {
    const ms = await scrollTo(page, (round * GOLDEN) % 1);
    if (round >= WARM_ROUNDS) scrolls.push(ms);
  }
  const session = await page.context().newCDPSession(page);
  for (let jump = 0; jump < FILLING_JUMPS; jump++) await scrollTo(page, Math.random());
  const heapBefore = await heapBytes(session);
  const until = performance.now() + Number(scrollSeconds) * 1000;
  let scrolled = 0;
  while (performance.now() < until) {
    await scrollTo(page, Math.random());
    scrolled++;
  }
  const heapAfter = await heapBytes(session);

  process.stdout.write(
    `${JSON.stringify({
      startMs: percentile(starts, 0.5),
      firstRows: spread([...queries, ...indexed].map(({ rowsMs }) => rowsMs)),
      indexedCharts: spread(indexed.map(({ chartsMs }) => chartsMs)),
      wordCharts: spread(queries.map(({ chartsMs }) => chartsMs)),
      typing: spread(typing),
      scroll: spread(scrolls),
      heapBefore,
      heapAfter,
      scrolled,
    })}\n`,
  );
} finally {
  await close();
  rmSync(home, { recursive: true, force: true });
}

interface Answer {
  /** From the key to the frame with the first rows. */
  rowsMs: number;
  /** From the key to the last answer that histogram and open facets wait for. */
  chartsMs: number;
}

function spread(values: readonly number[]): { p50: number; p95: number } {
  return { p50: percentile(values, 0.5), p95: percentile(values, 0.95) };
}

/**
 * Words of messages, and values of a field, from all over the case: what a person would ask for. Each is asked once, since
 * the window keeps what it was told.
 */
async function vocabulary(page: Page, count: number): Promise<{ words: string[]; filters: string[] }> {
  const words = new Set<string>();
  const users = new Set<string>();
  for (let place = 0; place < MAX_PLACES && Math.min(words.size, users.size) < count; place++) {
    await scrollTo(page, (place * GOLDEN) % 1);
    const cells = page.getByRole('gridcell');
    for (const text of await cells.and(page.locator('[col-id=message]')).allTextContents()) {
      for (const word of text.split(/[^a-z]+/iu)) if (word.length > 4) words.add(word.toLowerCase());
    }
    for (const text of await cells.and(page.locator('[col-id=user]')).allTextContents()) {
      if (/^[\w.@-]+$/u.test(text)) users.add(text);
    }
  }
  const found = Math.min(words.size, users.size);
  if (found < count) throw new Error(`${found} words or values were found, ${count} are needed`);
  return { words: [...words].slice(0, count), filters: [...users].slice(0, count).map((user) => `user:"${user}"`) };
}

async function rowsShown(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelectorAll('[role=gridcell] time').length > 5, undefined, {
    timeout: 120_000,
  });
}

async function ask(page: Page, query: string): Promise<Answer> {
  const line = page.getByRole('textbox', { name: 'Query' });
  await line.fill(query);
  return line.evaluate(async (element, limitMs) => {
    performance.clearResourceTimings();
    performance.setResourceTimingBufferSize(2_000);
    const from = performance.now();
    // With Shift it runs whatever is being offered for completion.
    const key = { key: 'Enter', code: 'Enter', keyCode: 13, shiftKey: true, bubbles: true };
    element.dispatchEvent(new KeyboardEvent('keydown', key));
    const frame = (): Promise<number> =>
      new Promise((resolve) => requestAnimationFrame(() => resolve(performance.now())));
    const calls = (name: string): PerformanceResourceTiming[] =>
      (performance.getEntriesByType('resource') as PerformanceResourceTiming[]).filter(
        ({ name: url, responseEnd }) => url.endsWith(name) && responseEnd > 0,
      );
    const facets = document.querySelectorAll('[aria-label="Facets"] h3 button[aria-expanded="true"]').length;
    let rowsMs: number | undefined;
    let now = from;
    const isCharted = (): boolean => calls('search.lanes').length > 0 && calls('search.top').length >= facets;
    while (now - from < limitMs && (rowsMs === undefined || !isCharted())) {
      now = await frame();
      const rows = document.querySelectorAll('[role=gridcell] time').length;
      const isNew = calls('search.run').length > 0;
      const isAnswered = rows > 0 || document.body.textContent.includes('Nothing matches');
      if (isNew && isAnswered) rowsMs ??= now - from;
    }
    const charts = ['search.lanes', 'search.top'].flatMap(calls).map(({ responseEnd }) => responseEnd - from);
    // What did not come in time counts as the whole time that was waited.
    return { rowsMs: rowsMs ?? limitMs, chartsMs: isCharted() ? Math.max(...charts) : limitMs };
  }, LIMIT_MS);
}

/** Keys typed into the query line: from each to the frame after it. */
async function typeQuery(page: Page): Promise<number[]> {
  const line = page.getByRole('textbox', { name: 'Query' });
  await line.click();
  await page.evaluate(() => {
    const times: number[] = [];
    Object.assign(globalThis, { keyTimes: times });
    addEventListener(
      'keydown',
      (event) => requestAnimationFrame(() => setTimeout(() => times.push(performance.now() - event.timeStamp))),
      true,
    );
  });
  await line.pressSequentially('severity:high AND message:login since:-24h', { delay: 60 });
  await page.waitForTimeout(200);
  const times = await page.evaluate(() => (globalThis as unknown as { keyTimes: number[] }).keyTimes);
  await line.fill('');
  return times;
}

/** @param share of the way down; returns milliseconds until every row in sight has its event */
async function scrollTo(page: Page, share: number): Promise<number> {
  return page.evaluate(async (where) => {
    const viewport = document.querySelector('[role=grid] .ag-body-viewport, .ag-grid-viewport, .ag-body-viewport');
    if (viewport === null) throw new Error('the grid has no viewport');
    const from = performance.now();
    viewport.scrollTop = where * (viewport.scrollHeight - viewport.clientHeight);
    const frame = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => resolve()));
    for (;;) {
      await frame();
      const now = performance.now() - from;
      if (now > 30_000) return now;
      // First without asking where things lie: the page would have to lay itself out in every frame.
      if (viewport.textContent?.includes('…')) continue;
      const { top, bottom } = viewport.getBoundingClientRect();
      const rows = [...viewport.querySelectorAll('[role=row]')].filter((row) => {
        const box = row.getBoundingClientRect();
        return box.bottom > top + 1 && box.top < bottom - 1;
      });
      if (rows.length > 5 && rows.every((row) => row.textContent !== '')) return now;
    }
  }, share);
}

async function heapBytes(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize;
}
