/** Thread entry of the check of a bundle by the stand-alone verifier: one check a thread. */
import { parentPort } from 'node:worker_threads';
import { serveRpc, type Emit } from '../host/adapters/thread-rpc.ts';
import { checkBundle } from '../host/bundle-session/check-bundle.ts';
import { invariant } from '../shared/verdict.ts';

invariant(parentPort !== null, 'a bundle is checked in a thread');

serveRpc(parentPort, { check: (_emit: Emit, words: readonly string[]) => checkBundle(words) });
