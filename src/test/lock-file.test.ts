import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { completeLock, lockPath, missingPackages, platformOf, type LockFile } from './helpers/complete-lock.ts';

const lock = JSON.parse(readFileSync(lockPath, 'utf8')) as LockFile;

it('names every package that `npm ci` looks for, also those of other platforms (else: npm run lock)', () => {
  expect([...missingPackages(lock).keys()]).toEqual([]);
});

it('records no download address', () => {
  expect(readFileSync(lockPath, 'utf8')).not.toMatch(/"resolved": *"https?:/);
});

it('reads the platform from the name', () => {
  expect(platformOf('@oxlint/binding-linux-x64-musl')).toEqual({ os: ['linux'], cpu: ['x64'], libc: ['musl'] });
  expect(platformOf('@biomejs/cli-win32-arm64')).toEqual({ os: ['win32'], cpu: ['arm64'] });
  expect(platformOf('@oxlint/binding-linux-arm-musleabihf')).toEqual({ os: ['linux'], cpu: ['arm'], libc: ['musl'] });
});

it('completes a lock file that lacks them, and leaves a whole one alone', () => {
  const packages = {
    'node_modules/tool': { version: '1.0.0', dev: true, optionalDependencies: { 'tool-darwin-arm64': '1.0.0' } },
  };
  const completed = completeLock({ packages });
  expect(completed.packages['node_modules/tool-darwin-arm64']).toEqual({
    version: '1.0.0',
    os: ['darwin'],
    cpu: ['arm64'],
    dev: true,
    optional: true,
  });
  expect(completeLock(completed)).toEqual(completed);
});
