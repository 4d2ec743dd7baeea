/**
 * The program: arguments in, one answer out, an exit code.
 *
 * The only place that prints and the only one that ends the process. The first Ctrl-C stops the work at its next safe
 * point, the second stops the program at once.
 */
import { join } from 'node:path';
import process from 'node:process';
import { type Config, readConfig } from '../host/config.ts';
import { createHost, type Host, type HostOptions } from '../host/create-host.ts';
import { asAppError } from '../host/services/node-error.ts';
import { SOFTWARE } from '../host/software.ts';
import { errorToValue, type ErrorValue } from '../shared/errors.ts';
import { type Answer, EXIT_FAILED, EXIT_INTERRUPTED } from './command.ts';
import { commandsFor } from './commands.ts';
import { escapeLines, escapeText } from './escape-text.ts';
import { commandHelp, generalHelp } from './help.ts';
import { parseCommandLine, wantsJson } from './parse-command-line.ts';
import { createTerminal, type Terminal } from './terminal.ts';
import { toSafeJson } from './safe-json.ts';

const STOPPED = 'Stopped. What was recorded stays; the same command goes on from there.';

interface Program {
  config: Config;
  terminal: Terminal;
  signal: AbortSignal;
  makeHost: (options: HostOptions) => Host;
}

/** Runs the program on this process: its arguments, environment, streams and signals. */
export async function run(): Promise<void> {
  const config = readConfig();
  const terminal = createTerminal(process);
  const abort = new AbortController();
  const onSignal = (): void => {
    if (abort.signal.aborted) process.exit(EXIT_INTERRUPTED);
    terminal.note('Stopping at the next safe point; once more to stop at once.');
    abort.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  const exitCode = await runProgram({ config, terminal, signal: abort.signal, makeHost: createHost });
  await terminal.flush();
  process.exit(exitCode);
}

/** The same on whatever it is given; resolves to the exit code, never rejects. */
export async function runProgram(program: Program): Promise<number> {
  const { config, terminal } = program;
  const asJson = wantsJson(config.args);
  let query = '';
  try {
    const commands = await commandsFor(config.args);
    const parsed = parseCommandLine(config.args, commands);
    if (parsed.kind === 'version') terminal.print(`${SOFTWARE.version}\n`);
    if (parsed.kind === 'help') {
      terminal.print(`${(parsed.command ? commandHelp(parsed.command) : generalHelp(commands)).join('\n')}\n`);
    }
    if (parsed.kind !== 'run') return 0;
    query = parsed.command.query?.(parsed.args) ?? '';
    const answer = await answerOf(parsed, program);
    const lines = parsed.json ? [] : answer.lines();
    if (parsed.json && answer.json !== undefined) terminal.print(`${toSafeJson(answer.json)}\n`);
    if (lines.length > 0) terminal.print(`${lines.join('\n')}\n`);
    if (!program.signal.aborted || parsed.command.isWindow === true) return answer.exitCode;
    terminal.note(STOPPED);
    return EXIT_INTERRUPTED;
  } catch (thrown) {
    return explain(thrown, asJson, query, program);
  }
}

type Run = Extract<ReturnType<typeof parseCommandLine>, { kind: 'run' }>;

async function answerOf({ command, args, json }: Run, program: Program): Promise<Answer> {
  const { config, terminal, signal, makeHost } = program;
  const onBug = (traceId: string, error: unknown): void => {
    if (config.debug) terminal.note(`${traceId}: ${error instanceof Error ? error.stack : String(error)}`);
  };
  const { folders } = config;
  const witnessDir = join(folders.data, 'witness');
  const host = makeHost({
    checkOutput: config.debug,
    onBug,
    workstation:
      command.isWindow === true
        ? { shell: 'browser', configDir: folders.config, dataDir: folders.data, witnessDir }
        : { shell: 'cli', dataDir: folders.data, witnessDir },
  });
  try {
    const showsProgress = !json && terminal.isWatched;
    return await command.run(args, { host, config, terminal, signal, showsProgress });
  } finally {
    await host.close();
  }
}

function explain(thrown: unknown, asJson: boolean, query: string, { config, terminal, signal }: Program): number {
  const value = errorToValue(asAppError(thrown));
  if (asJson) terminal.print(`${toSafeJson({ error: value })}\n`);
  if (value.blame === 'cancelled') {
    terminal.note(STOPPED);
    return EXIT_INTERRUPTED;
  }
  if (config.debug && thrown instanceof Error) terminal.note(escapeLines(thrown.stack ?? ''));
  for (const line of pointAt(value, query)) terminal.note(line);
  const isBug = value.blame === 'bug';
  const advice = isBug ? ' (a fault of this program; AUDITTRAIL_DEBUG=1 shows where)' : '';
  terminal.note(`audittrail: ${escapeText(value.message)} [${value.code}]${advice}`);
  return signal.aborted ? EXIT_INTERRUPTED : EXIT_FAILED;
}

/** The query with a mark under what is wrong with it; nothing where the place would not line up on a screen. */
function pointAt({ code, details }: ErrorValue, query: string): string[] {
  const { from, to } = details ?? {};
  if (code !== 'SEARCH_SYNTAX' || typeof from !== 'number' || typeof to !== 'number') return [];
  if (!/^[\x20-\x7e]+$/u.test(query)) return [];
  return [`  ${query}`, `  ${' '.repeat(from)}${'^'.repeat(Math.max(1, to - from))}`];
}
