/**
 * The terminal as the program uses it: lines out, notes beside them, a line of progress, a question without echo.
 *
 * Standard output carries only the answer; everything else goes to standard error. A reader that went away (`| head`)
 * is no error.
 */
import { createInterface } from 'node:readline';
import type { ReadStream, WriteStream } from 'node:tty';
import { AppError } from '../shared/errors.ts';
import { readSecret } from './secret-input.ts';

export interface Terminal {
  /** Part of the answer, on standard output. */
  print(text: string): void;
  /** A note to the person, on standard error. */
  note(line: string): void;
  /** Replaces the line of progress; an empty text removes it. Nothing where nobody watches. */
  progress(text: string): void;
  /** Asks without showing what is typed. PASSPHRASE_MISSING where there is nobody to ask; CANCELLED on Ctrl-C. */
  askSecret(question: string): Promise<string>;
  /** Calls back at every line that is typed; returns how to stop. */
  onEnter(listener: () => void): () => void;
  /** Whether standard error is a screen. */
  readonly isWatched: boolean;
  /** Width of standard output; undefined where it is no screen. */
  readonly widthColumns: number | undefined;
  /** Resolves when all that was printed has left the program. */
  flush(): Promise<void>;
}

export interface Streams {
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
}

const FALLBACK_COLUMNS = 80;
const CLEAR_LINE = '\r\u001b[K';

export function createTerminal({ stdin, stdout, stderr }: Streams): Terminal {
  let hasReader = true;
  let hasProgress = false;
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      if (stream === stdout) hasReader = false;
    });
  }
  const isScreen = (stream: NodeJS.WriteStream): stream is WriteStream => stream.isTTY === true;
  const clearProgress = (): void => {
    if (hasProgress) stderr.write(CLEAR_LINE);
    hasProgress = false;
  };

  return {
    print(text) {
      clearProgress();
      if (hasReader) stdout.write(text);
    },
    note(line) {
      clearProgress();
      stderr.write(`${line}\n`);
    },
    progress(text) {
      if (!isScreen(stderr)) return;
      clearProgress();
      if (text === '') return;
      // Some terminals say they are 0 columns wide.
      stderr.write(text.slice(0, (stderr.columns || FALLBACK_COLUMNS) - 1));
      hasProgress = true;
    },
    async askSecret(question) {
      if (stdin.isTTY !== true || !isScreen(stderr)) {
        throw new AppError(
          'PASSPHRASE_MISSING',
          'A passphrase is needed: give --passphrase-file, set AUDITTRAIL_PASSPHRASE, or run this in a terminal',
        );
      }
      clearProgress();
      return readSecret(question, stdin as ReadStream, stderr);
    },
    onEnter(listener) {
      const lines = createInterface({ input: stdin });
      lines.on('line', listener);
      return () => lines.close();
    },
    get isWatched() {
      return isScreen(stderr);
    },
    get widthColumns() {
      return isScreen(stdout) ? stdout.columns || FALLBACK_COLUMNS : undefined;
    },
    async flush() {
      if (!hasReader) return;
      await new Promise<void>((resolve) => {
        // The callback also comes after a broken pipe, with the error that was already dealt with.
        stdout.write('', () => resolve());
      });
    },
  };
}
