/** Test projects: `unit` lies beside the code, `integration` runs the real host, threads, SQLite and `kill -9`. */
import { defineConfig } from 'vitest/config';

const root = new URL('../../', import.meta.url).pathname;

export default defineConfig({
  root,
  test: {
    reporters: ['default', `${root}src/test/helpers/summary-reporter.ts`],
    projects: [
      {
        root,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts'],
          exclude: ['src/test/integration/**', '**/node_modules/**'],
          testTimeout: 60_000,
        },
      },
      {
        root,
        test: {
          name: 'integration',
          include: ['src/test/integration/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
