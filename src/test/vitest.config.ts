/**
 * Test projects: `unit` lies beside the code, `integration` runs the real host, threads, SQLite and `kill -9`, `e2e` drives
 * the real program in a real browser, after the others: it waits for what a person waits for.
 */
import process from 'node:process';
import { defineConfig } from 'vitest/config';

const root = new URL('../../', import.meta.url).pathname;

export default defineConfig({
  root,
  test: {
    // What axe found is the whole point of a message.
    chaiConfig: { truncateThreshold: 0 },
    reporters: ['default', `${root}src/test/helpers/summary-reporter.ts`],
    projects: [
      {
        root,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts'],
          exclude: ['src/test/integration/**', '**/node_modules/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: '100%',
        },
      },
      {
        root,
        test: {
          name: 'integration',
          include: ['src/test/integration/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          maxWorkers: '100%',
        },
      },
      {
        root,
        test: {
          name: 'e2e',
          include: ['e2e/**/*.e2e.ts'],
          globalSetup: ['e2e/fixtures/global-setup.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 1 },
          maxWorkers: 2,
          // Two browsers on a borrowed machine: a test may be tried once more there, and the summary names it.
          retry: process.env['CI'] === undefined ? 0 : 1,
        },
      },
    ],
  },
});
