/**
 * The only reader of the environment and the command line. Everything else gets what it needs as a parameter.
 *
 * Trust: whoever starts the program. A passphrase is taken out of the environment as it is read, so that no child
 * process and no crash report carries it on.
 */
import process from 'node:process';

/** Names of the environment that mean something today; documented in resources/docs/cli.md. */
export const ENVIRONMENT_NAMES = [
  'AUDITTRAIL_PASSPHRASE',
  'AUDITTRAIL_NEW_PASSPHRASE',
  'AUDITTRAIL_OPERATOR',
  'AUDITTRAIL_DEBUG',
  'NO_COLOR',
  'TERM',
] as const;
type EnvironmentName = (typeof ENVIRONMENT_NAMES)[number];

export interface Config {
  /** Arguments after the program name. */
  args: string[];
  /** Passphrase of the acting operator. */
  passphrase?: string;
  /** Passphrase to set: of a new operator, or in place of the old one. */
  newPassphrase?: string;
  /** Operator id where `--operator` is absent. */
  operatorId?: string;
  /** Show where a bug arose, and check what handlers answer against the contract. */
  debug: boolean;
  /** Colour is wanted and the terminal can show it. */
  colour: boolean;
}

/** @param env read, and rid of passphrases */
export function readConfig(
  args: readonly string[] = process.argv.slice(2),
  env: Record<string, string | undefined> = process.env,
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
  const operatorId = take('AUDITTRAIL_OPERATOR');
  return {
    args: [...args],
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(newPassphrase === undefined ? {} : { newPassphrase }),
    ...(operatorId === undefined ? {} : { operatorId }),
    debug: take('AUDITTRAIL_DEBUG') !== undefined,
    colour: take('NO_COLOR') === undefined && take('TERM') !== 'dumb',
  };
}
