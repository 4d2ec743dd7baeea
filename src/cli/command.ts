/**
 * What a command of the program is: its words, its options, what it does, what it answers.
 *
 * A command returns its answer; only main.ts prints. So `--json` can't be spoiled by a stray line, and a test can run
 * a command without a terminal.
 */
import type { Config } from '../host/config.ts';
import type { Host } from '../host/create-host.ts';
import type { Terminal } from './terminal.ts';

export interface OptionSpec {
  type: 'string' | 'boolean';
  multiple?: boolean;
  /** What stands for the value in the usage line: `DIR`, `N`. */
  value?: string;
  required?: boolean;
  doc: string;
}

export interface PositionalSpec {
  name: string;
  required: boolean;
  /** Takes all that are left. */
  many?: boolean;
  doc: string;
}

export interface Command {
  /** One or two words: `ingest`, `case create`. */
  name: string;
  /** One line, in the list of commands. */
  summary: string;
  positionals: readonly PositionalSpec[];
  options: Readonly<Record<string, OptionSpec>>;
  /** Further help, under the options. */
  details?: string;
  /** The query in the arguments, where the command takes one: to point at a mistake in it. */
  query?(args: CommandArgs): string;
  /** Shows a window and goes on until it is closed or stopped; a stop is its usual end. */
  isWindow?: true;
  run(args: CommandArgs, context: CommandContext): Promise<Answer>;
}

/** What was typed, checked against the command's own table. */
export interface CommandArgs {
  /** First positional. */
  first: string;
  positionals: readonly string[];
  text(option: string): string | undefined;
  /** An option the table says is required. */
  requiredText(option: string): string;
  texts(option: string): readonly string[];
  flag(option: string): boolean;
  /** A whole number from `min` to `max`; CLI_USAGE where it is something else. */
  integer(option: string, range: { min: number; max: number }): number | undefined;
}

export interface CommandContext {
  host: Host;
  config: Config;
  terminal: Terminal;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
  /** Whether anybody watches progress. */
  showsProgress: boolean;
}

export const EXIT_FINE = 0;
export const EXIT_FINDINGS = 1;
export const EXIT_FAILED = 2;
export const EXIT_INTERRUPTED = 130;

export interface Answer {
  exitCode: typeof EXIT_FINE | typeof EXIT_FINDINGS | typeof EXIT_FAILED;
  /** The one document of `--json`; undefined where the command printed all it has to say. */
  json: unknown;
  /** Lines for a person. Values from evidence are escaped already (table.ts, escape-text.ts). */
  lines: () => readonly string[];
}
