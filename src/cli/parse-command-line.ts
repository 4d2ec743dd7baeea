/**
 * Arguments to a command and its checked options; every mistake is one clear sentence.
 *
 * Pure but for node:util's parser. Errors: CLI_USAGE.
 */
import { parseArgs } from 'node:util';
import { AppError } from '../shared/errors.ts';
import type { Command, CommandArgs, OptionSpec } from './command.ts';

export type Parsed =
  | { kind: 'run'; command: Command; args: CommandArgs; json: boolean }
  | { kind: 'help'; command: Command | undefined }
  | { kind: 'version' };

const COMMON_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  json: { type: 'boolean', doc: 'Print one JSON document and nothing else.' },
  help: { type: 'boolean', doc: 'Show this help.' },
};

export const allOptions = (command: Command): Readonly<Record<string, OptionSpec>> => ({
  ...command.options,
  ...COMMON_OPTIONS,
});

/** Whether the caller wants JSON, told even where the rest of the line can't be understood. */
export const wantsJson = (argv: readonly string[]): boolean => beforeTerminator(argv).includes('--json');

export function parseCommandLine(argv: readonly string[], commands: readonly Command[]): Parsed {
  const [first, second] = argv;
  if (first === '--version') return { kind: 'version' };
  const command = findCommand(commands, first, second);
  if (command === undefined) {
    const isGroup = commands.some(({ name }) => name.startsWith(`${first} `));
    const asksHelp = first === undefined || first === 'help' || beforeTerminator(argv).includes('--help');
    if (asksHelp || (isGroup && second === undefined)) return { kind: 'help', command: undefined };
    const said = isGroup ? `${first} ${second}` : first;
    throw usage(`There is no command called ${JSON.stringify(said)}; audittrail --help lists them all`);
  }
  const rest = argv.slice(command.name.split(' ').length);
  if (beforeTerminator(rest).includes('--help')) return { kind: 'help', command };
  const { values, positionals } = parseOptions(command, rest);
  checkPositionals(command, positionals);
  checkRequired(command, values);
  return { kind: 'run', command, args: toArgs(command, values, positionals), json: values['json'] === true };
}

type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

const usage = (message: string): AppError => new AppError('CLI_USAGE', message);
const seeHelp = (command: Command): string => `see audittrail ${command.name} --help`;

function beforeTerminator(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  return end < 0 ? argv : argv.slice(0, end);
}

function findCommand(commands: readonly Command[], first?: string, second?: string): Command | undefined {
  return commands.find(({ name }) => name === `${first} ${second}`) ?? commands.find(({ name }) => name === first);
}

function parseOptions(command: Command, argv: readonly string[]): { values: Values; positionals: string[] } {
  const options = allOptions(command);
  const config = Object.fromEntries(
    Object.entries(options).map(([name, { type, multiple = false }]) => [name, { type, multiple }]),
  );
  try {
    return parseArgs({ args: bindValues(argv, options), options: config, allowPositionals: true, strict: true });
  } catch (error) {
    throw usage(explain(error, command));
  }
}

/**
 * `--timezone -05:00` means what it says: a value may begin with a dash, unless it is an option of this command.
 */
function bindValues(argv: readonly string[], options: Readonly<Record<string, OptionSpec>>): string[] {
  const takesValue = (arg: string): boolean => arg.startsWith('--') && options[arg.slice(2)]?.type === 'string';
  const isOption = (arg: string): boolean =>
    arg === '--' || (arg.startsWith('--') && Object.hasOwn(options, arg.slice(2).split('=', 1)[0] ?? ''));
  const bound: string[] = [];
  for (let index = 0; index < argv.length; index += 1) {
    const arg = argv[index] ?? '';
    const value = argv[index + 1];
    if (arg === '--') return [...bound, ...argv.slice(index)];
    if (takesValue(arg) && value !== undefined && !isOption(value)) {
      bound.push(`${arg}=${value}`);
      index += 1;
    } else bound.push(arg);
  }
  return bound;
}

function explain(error: unknown, command: Command): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const named = /'(-[^' ]*)/u.exec(message)?.[1] ?? '';
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return `There is no option ${named} here; ${seeHelp(command)}`;
  if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') {
    const isSwitch = message.includes('does not take an argument');
    return `${named} ${isSwitch ? 'takes no value' : 'needs a value'}; ${seeHelp(command)}`;
  }
  return `${message}; ${seeHelp(command)}`;
}

function checkPositionals(command: Command, given: readonly string[]): void {
  const specs = command.positionals;
  const missing = specs.find(({ required }, index) => required && given[index] === undefined);
  if (missing !== undefined) throw usage(`${missing.name} is missing: ${missing.doc}; ${seeHelp(command)}`);
  const surplus = specs.some(({ many }) => many === true) ? undefined : given[specs.length];
  if (surplus !== undefined) throw usage(`${JSON.stringify(surplus)} is one word too many; ${seeHelp(command)}`);
}

function checkRequired(command: Command, values: Values): void {
  for (const [name, { required, value }] of Object.entries(command.options)) {
    if (required === true && values[name] === undefined) {
      throw usage(`--${name} ${value ?? ''} is missing; ${seeHelp(command)}`);
    }
  }
}

function toArgs(command: Command, values: Values, positionals: readonly string[]): CommandArgs {
  const text = (option: string): string | undefined => {
    const value = values[option];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    first: positionals[0] ?? '',
    positionals,
    text,
    requiredText: (option) => text(option) ?? '',
    texts: (option) => {
      const value = values[option];
      return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
    },
    flag: (option) => values[option] === true,
    integer(option, { min, max }) {
      const typed = text(option);
      if (typed === undefined) return undefined;
      const value = /^\d{1,15}$/u.test(typed) ? Number(typed) : Number.NaN;
      if (value >= min && value <= max) return value;
      throw usage(`--${option} must be a whole number from ${min} to ${max}; ${seeHelp(command)}`);
    },
  };
}
