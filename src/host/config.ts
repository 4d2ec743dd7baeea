/**
 * The only reader of the environment and the command line. Everything else gets what it needs as a parameter.
 *
 * Trust: whoever starts the program. A passphrase is taken out of the environment as it is read, so that no child
 * process and no crash report carries it on.
 */
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import process from 'node:process';

/** Names of the environment that mean something today; documented in resources/docs/cli.md. */
export const ENVIRONMENT_NAMES = [
  'AUDITTRAIL_PASSPHRASE',
  'AUDITTRAIL_NEW_PASSPHRASE',
  'AUDITTRAIL_SECOND_PASSPHRASE',
  'AUDITTRAIL_OPERATOR',
  'AUDITTRAIL_DEBUG',
  'AUDITTRAIL_WINDOW_DIR',
  'NO_COLOR',
  'TERM',
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'XDG_CACHE_HOME',
  'NODE_COMPILE_CACHE',
  'APPDATA',
  'LOCALAPPDATA',
] as const;
type EnvironmentName = (typeof ENVIRONMENT_NAMES)[number];

export interface Config {
  /** Arguments after the program name. */
  args: string[];
  /** Passphrase of the acting operator. */
  passphrase?: string;
  /** Passphrase to set: of a new operator, or in place of the old one. */
  newPassphrase?: string;
  /** Passphrase of another person who signs one act. */
  secondPassphrase?: string;
  /** Operator id where `--operator` is absent. */
  operatorId?: string;
  /** Show where a bug arose, and check what handlers answer against the contract. */
  debug: boolean;
  /** Colour is wanted and the terminal can show it. */
  colour: boolean;
  /** A window can be shown. */
  hasDisplay: boolean;
  /** Where settings of this person belong, and what the program makes for them. */
  folders: { config: string; data: string };
  /** A built window to serve in place of the program's own. */
  windowDir?: string;
  /** Where Windows keeps programs of this person; undefined elsewhere. */
  localAppData?: string;
}

/** @param env read, and rid of passphrases */
export function readConfig(
  args: readonly string[] = process.argv.slice(2),
  env: Record<string, string | undefined> = process.env,
  platform: NodeJS.Platform = process.platform,
): Config {
  const take = (name: EnvironmentName): string | undefined => {
    const value = env[name];
    return value === '' ? undefined : value;
  };
  const takeSecret = (name: EnvironmentName): string | undefined => {
    const value = take(name);
    delete env[name];
    return value;
  };
  const passphrase = takeSecret('AUDITTRAIL_PASSPHRASE');
  const newPassphrase = takeSecret('AUDITTRAIL_NEW_PASSPHRASE');
  const secondPassphrase = takeSecret('AUDITTRAIL_SECOND_PASSPHRASE');
  const operatorId = take('AUDITTRAIL_OPERATOR');
  const localAppData = take('LOCALAPPDATA');
  const windowDir = take('AUDITTRAIL_WINDOW_DIR');
  return {
    args: [...args],
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(newPassphrase === undefined ? {} : { newPassphrase }),
    ...(secondPassphrase === undefined ? {} : { secondPassphrase }),
    ...(operatorId === undefined ? {} : { operatorId }),
    debug: take('AUDITTRAIL_DEBUG') !== undefined,
    colour: take('NO_COLOR') === undefined && take('TERM') !== 'dumb',
    hasDisplay:
      platform === 'win32' || platform === 'darwin' || (take('DISPLAY') ?? take('WAYLAND_DISPLAY')) !== undefined,
    folders: foldersOf(take, platform),
    ...(windowDir === undefined ? {} : { windowDir }),
    ...(localAppData === undefined ? {} : { localAppData }),
  };
}

/** The places each system has for it: XDG base directories, AppData, Application Support. */
function foldersOf(take: (name: EnvironmentName) => string | undefined, platform: NodeJS.Platform): Config['folders'] {
  const home = homedir();
  if (platform === 'win32') {
    const roaming = take('APPDATA') ?? join(home, 'AppData', 'Roaming');
    const local = take('LOCALAPPDATA') ?? join(home, 'AppData', 'Local');
    return { config: join(roaming, 'AuditTrailPro'), data: join(local, 'AuditTrailPro') };
  }
  if (platform === 'darwin') {
    const both = join(home, 'Library', 'Application Support', 'AuditTrailPro');
    return { config: both, data: both };
  }
  const absolute = (path: string | undefined, usual: string): string =>
    // XDG Base Directory: a relative path is to be ignored.
    join(path !== undefined && isAbsolute(path) ? path : join(home, usual), 'audittrailpro');
  return {
    config: absolute(take('XDG_CONFIG_HOME'), '.config'),
    data: absolute(take('XDG_DATA_HOME'), '.local/share'),
  };
}
