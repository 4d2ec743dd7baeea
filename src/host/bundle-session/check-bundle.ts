/**
 * The stand-alone verifier, started by this program: the one door to it. It shares no code with this program, so its second
 * opinion stays one; this file hands words in and hands its answer on.
 *
 * Errors: CLI_USAGE, BUNDLE_UNCHECKED.
 */
import { fileURLToPath } from 'node:url';
import { AppError } from '../../shared/errors.ts';
import { run } from '../../verifier/node/run.ts';

export interface BundleCheck {
  exitCode: 0 | 1 | 2;
  /** What the verifier prints: a report as text, or one JSON document. Escaped already. */
  out: string;
}

/** @param words as on the verifier's own command line */
export async function checkBundle(words: readonly string[]): Promise<BundleCheck> {
  const { exitCode, out, err, isUsage } = await run(
    words,
    fileURLToPath(new URL('../../verifier/node/main.ts', import.meta.url)),
  );
  if (out !== '') return { exitCode, out };
  const why = err.replace(/^CANNOT CHECK: /u, '').trim();
  if (isUsage === true) throw new AppError('CLI_USAGE', why);
  throw new AppError('BUNDLE_UNCHECKED', `The bundle was not checked: ${why}`);
}
