/**
 * Who looks at a case: the unlock of each of its people, the strict check, a reader, this workstation's memory, an earlier head.
 *
 * An error that names the damage is a sighting; one that says that the program failed (`INTERNAL`) is none.
 */
import { loadCaseKeys } from '../host/vault/case-keys.ts';
import { casePaths } from '../host/vault/case-folder.ts';
import { CaseWriter } from '../host/vault/case-writer.ts';
import { openCase } from '../host/vault/open-case.ts';
import type { VerifyReport } from '../host/vault/session.ts';
import { createHost } from '../host/create-host.ts';
import { AppError } from '../shared/errors.ts';
import { OLGA } from '../test/helpers/exported-bundle.ts';
import { PASSPHRASE, type TestCase, verify } from '../test/helpers/temporary-case.ts';
import type { Sighting } from './attack.ts';

/** What a refusal says; `INTERNAL` says nothing about the case. */
function refusal(error: unknown): string {
  if (error instanceof AppError && error.code !== 'INTERNAL') return `${error.code}: ${error.message}`;
  throw error;
}

const passphraseOf = (operatorId: string): string => (operatorId === OLGA.operatorId ? OLGA.passphrase : PASSPHRASE);
const LOOKS = 'it was opened for reading';

/** Opens the case as each of its people. */
export async function unlockCheck({ dir }: Pick<TestCase, 'dir'>): Promise<Sighting | undefined> {
  let operatorIds: string[];
  try {
    operatorIds = loadCaseKeys(casePaths(dir).keys).slots.map(({ header }) => header.operatorId);
  } catch (error) {
    return { check: 'unlock', words: refusal(error) };
  }
  for (const operatorId of operatorIds) {
    try {
      const passphrase = passphraseOf(operatorId);
      const writer = await CaseWriter.open({ dir, operatorId, passphrase, readOnly: true });
      const words = (writer.readOnlyReason ?? '').replace(LOOKS, '').replace(/^; /u, '');
      try {
        // Who is it, as the log says: a slot that is not of this case has no answer.
        writer.info();
      } finally {
        writer.close();
      }
      if (words !== '') return { check: 'unlock', words };
    } catch (error) {
      const words = refusal(error);
      return { check: words.startsWith('VAULT_CORRUPT') ? 'page integrity' : 'unlock', words };
    }
  }
  return undefined;
}

export interface Verified {
  readonly report?: VerifyReport;
  readonly sighting?: Sighting;
}

export async function verifyCheck(target: TestCase, mode: 'fast' | 'strict' = 'strict'): Promise<Verified> {
  try {
    const report = await verify(target, mode);
    const { verdict, findings, notChecked } = report;
    const words = findings[0]?.message ?? notChecked[0] ?? '';
    return verdict === 'intact' ? { report } : { report, sighting: { check: 'strict verify', words } };
  } catch (error) {
    const words = refusal(error);
    return { sighting: { check: words.startsWith('VAULT_CORRUPT') ? 'page integrity' : 'strict verify', words } };
  }
}

/** Opens for writing at a workstation that remembers heads. */
export async function memoryCheck(dir: string, seenDir: string): Promise<Sighting | undefined> {
  try {
    (await CaseWriter.open({ dir, passphrase: PASSPHRASE, seenDir })).close();
    return undefined;
  } catch (error) {
    return { check: 'memory of heads', words: refusal(error) };
  }
}

/** Asks for one record, as the screen does. @returns what was refused, or the line that was given as good */
export async function readingCheck(dir: string, seq: number): Promise<Sighting | { readonly line: string }> {
  const session = await openCase({ dir, passphrase: PASSPHRASE, readOnly: true });
  try {
    return { line: JSON.stringify(await session.event(seq)) };
  } catch (error) {
    return { check: 'reading', words: refusal(error) };
  } finally {
    await session.close();
  }
}

/** Puts an earlier head, as somebody kept it, to the case. @returns nothing where it is the beginning of the case */
export async function compareCheck(dir: string, headPath: string): Promise<Sighting | undefined> {
  const host = createHost({ checkOutput: true });
  try {
    const call = async (name: string, input: object): Promise<unknown> => {
      const reply = await host.call(name, input);
      if (!reply.ok) throw new AppError(reply.error.code, reply.error.message);
      return reply.value;
    };
    const { handle } = (await call('case.open', { dir, passphrase: PASSPHRASE })) as { handle: string };
    const answer = (await call('mark.compare', { handle, path: headPath })) as { outcome: string; detail: string };
    return answer.outcome === 'same' ? undefined : { check: 'compare', words: `${answer.outcome}: ${answer.detail}` };
  } catch (error) {
    return { check: 'compare', words: refusal(error) };
  } finally {
    await host.close();
  }
}
