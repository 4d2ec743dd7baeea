/**
 * `npm run lock`: names in package-lock.json the packages of platforms that the registry at hand does not serve.
 *
 * Some tools ship one binary package a platform, as optional dependencies. Where a mirror lacks those of other platforms,
 * `npm install` leaves them out of the lock file and `npm ci` then refuses it. Their entries need no more than version and
 * platform; they carry no integrity, because their bytes were never seen here.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface LockPackage {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

export interface LockFile {
  packages: Record<string, LockPackage>;
}

export const lockPath = fileURLToPath(new URL('../../../package-lock.json', import.meta.url));

/** Optional dependencies that some package asks for and the lock file does not hold: name to version and asking package. */
export function missingPackages(lock: LockFile): Map<string, { version: string; isDev: boolean }> {
  const missing = new Map<string, { version: string; isDev: boolean }>();
  for (const [path, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const isHeld = `node_modules/${name}` in lock.packages || `${path}/node_modules/${name}` in lock.packages;
      if (!isHeld) missing.set(name, { version, isDev: entry.dev === true });
    }
  }
  return missing;
}

const SYSTEMS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'linuxmusl',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];

/** What the name says of the platform: `binding-linux-x64-musl` is Linux, x64, musl. */
export function platformOf(name: string): { os?: string[]; cpu?: string[]; libc?: string[] } {
  const words = name.split(/[-/]/);
  const os = words.find((word) => SYSTEMS.includes(word));
  const cpu = words.find((word) => PROCESSORS.includes(word));
  const last = words.at(-1) ?? '';
  const libc = os !== 'linux' ? undefined : last.startsWith('musl') ? 'musl' : 'glibc';
  return { ...(os && { os: [os] }), ...(cpu && { cpu: [cpu] }), ...(libc && { libc: [libc] }) };
}

export function completeLock(lock: LockFile): LockFile {
  const packages = { ...lock.packages };
  for (const [name, { version, isDev }] of missingPackages(lock)) {
    packages[`node_modules/${name}`] = {
      version,
      ...platformOf(name),
      ...(isDev ? { dev: true } : {}),
      optional: true,
    };
  }
  const sorted = Object.entries(packages).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { ...lock, packages: Object.fromEntries(sorted) };
}

if (import.meta.main) {
  const lock = JSON.parse(readFileSync(lockPath, 'utf8')) as LockFile;
  writeFileSync(lockPath, `${JSON.stringify(completeLock(lock), null, 2)}\n`);
}
