/** A program for tests: changes the data key of a case and ends itself, as by `kill -9`, at one step. Arguments: folder, step. */
import { CaseWriter } from '../../host/vault/case-writer.ts';
import { generationOf } from '../../host/vault/case-keys.ts';
import { commitDataKey, encryptAnew } from '../../host/vault/data-key-change.ts';
import { planDataKey } from '../../host/vault/operator-acts.ts';
import { PASSPHRASE } from './temporary-case.ts';

const [dir = '', last] = process.argv.slice(2);
const onStep = (step: string): void => {
  if (step === last) process.kill(process.pid, 'SIGKILL');
};
const writer = await CaseWriter.open({ dir, operatorId: 'lead', passphrase: PASSPHRASE });
const { newKey, keys, body } = await planDataKey(writer, { reason: 'To be cut through' });
const { paths, db, dataKey: oldKey } = writer;
const segments = await encryptAnew(
  { paths, db, oldKey, newKey, generation: generationOf(keys) },
  { signal: new AbortController().signal, onProgress: () => undefined, onStep },
);
commitDataKey({ paths, db, oldKey, newKey, keys, body, segments }, onStep);
