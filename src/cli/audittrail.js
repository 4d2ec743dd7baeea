#!/usr/bin/env node
/**
 * First step of the program, in plain JavaScript: an old Node can't read the rest and would fail without a clear word.
 *
 * Node 22.18 reads TypeScript as it is; the vault's native part needs Node-API 10.
 */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const readsTypeScript = major > 22 || (major === 22 && minor >= 18);
const hasNodeApi10 = Number(process.versions.napi) >= 10;

if (readsTypeScript && hasNodeApi10) {
  const { useCodeCache } = await import('./code-cache.js');
  useCodeCache();
  const { run } = await import('./main.ts');
  await run();
} else {
  process.stderr.write(
    `audittrail needs Node 22.18 or newer, this is ${process.versions.node}; \`npm run -s audittrail -- ...\` brings its own on Linux x64\n`,
  );
  process.exitCode = 2;
}
