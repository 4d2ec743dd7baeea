/**
 * The only place that starts another program: the one that shows the window, a browser or Electron.
 *
 * Never a shell: the program by its path, its arguments as they are. It inherits an environment that config.ts has rid of
 * passphrases, and no streams.
 */
import { spawn } from 'node:child_process';

export interface LaunchedProgram {
  /** Resolves when it is over: its exit code, or why it never ran. */
  readonly ended: Promise<{ exitCode: number | null } | { problem: string }>;
  stop(): void;
}

export function launchProgram(path: string, args: readonly string[]): LaunchedProgram {
  const child = spawn(path, args, { stdio: 'ignore', shell: false });
  return {
    ended: new Promise((resolve) => {
      child.once('error', (error) => resolve({ problem: error.message }));
      child.once('exit', (exitCode) => resolve({ exitCode }));
    }),
    stop: () => void child.kill(),
  };
}
