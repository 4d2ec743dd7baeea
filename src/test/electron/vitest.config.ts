/** What only a real Electron can show; run by `npm run test:electron`, never by `npm test`, which must pass without its binary. */
import { defineConfig } from 'vitest/config';

const root = new URL('../../../', import.meta.url).pathname;

export default defineConfig({
  root,
  test: { name: 'electron', include: ['src/test/electron/*.electron.ts'], testTimeout: 120_000, hookTimeout: 120_000 },
});
