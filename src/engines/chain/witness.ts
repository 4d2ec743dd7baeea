/**
 * The witness: answers a request to cosign a checkpoint, from the request and what it remembers of that log.
 *
 * Pure: no state is kept here. The caller must, in one atomic step, compare the remembered size with `oldSize`, store
 * `checkpoint` durably, and only then hand out the cosignature; otherwise two requests at once could roll a log back.
 * Source: C2SP tlog-witness, "add-checkpoint" (status codes and their order). Differences: sizes end at 2^53-1; a head of
 * size 0 must have the root of the empty tree; the head that was cosigned last is cosigned again, whatever size the request
 * starts from, since an answer on a stick gets lost. The body is plain text, so it works as a file on a stick, unchanged.
 * Trust: a request is authenticated by nothing but the checkpoint's signature; everything before that is a stranger's.
 */
import { decodeBase64, encodeBase64, equalBytes } from '../kernel/bytes.ts';
import { invariant } from '../../shared/verdict.ts';
import { type OpenedCheckpoint, openCheckpoint, parseCheckpointText, parseDecimal } from './checkpoint.ts';
import { emptyRoot, HASH_BYTES, verifyConsistency } from './merkle.ts';
import { MAX_NOTE_LENGTH, type NotePorts, type NoteVerifier, parseNote } from './note.ts';

/** What the witness knows of one log. */
export interface WitnessedLog {
  readonly keys: readonly NoteVerifier[];
  /** Newest head it has cosigned; `undefined` before the first. */
  readonly newest: { readonly size: number; readonly root: Uint8Array } | undefined;
}

export type WitnessAnswer =
  | { readonly status: 200; readonly oldSize: number; readonly checkpoint: OpenedCheckpoint }
  /** `size` is what the witness remembers: the body of the answer is that number and a newline. */
  | {
      readonly status: 409;
      readonly size: number;
      readonly message: string;
      /** A key of the log signed another root at the size that was cosigned: two histories. */
      readonly isFork: boolean;
    }
  | { readonly status: 400 | 403 | 404 | 422; readonly message: string };

const MAX_HASHES = 63;

/** The body of a request: plain text, also as `<size>.add-checkpoint` on a stick. */
export function formatAddCheckpoint(oldSize: number, proof: readonly Uint8Array[], checkpoint: string): string {
  invariant(Number.isSafeInteger(oldSize) && oldSize >= 0 && proof.length <= MAX_HASHES, 'size and hashes are a proof');
  return `${[`old ${oldSize}`, ...proof.map(encodeBase64)].join('\n')}\n\n${checkpoint}`;
}

interface Request {
  readonly oldSize: number;
  readonly proof: readonly Uint8Array[];
  readonly note: string;
  readonly origin: string;
}

function parseRequest(body: string): Request | undefined {
  if (body.length > MAX_NOTE_LENGTH) return undefined;
  const end = body.indexOf('\n\n');
  const [first = '', ...lines] = body.slice(0, Math.max(0, end)).split('\n', MAX_HASHES + 2);
  const oldSize = first.startsWith('old ') ? parseDecimal(first.slice('old '.length)) : undefined;
  if (oldSize === undefined || lines.length > MAX_HASHES) return undefined;
  const proof: Uint8Array[] = [];
  for (const line of lines) {
    const hash = decodeBase64(line);
    if (hash?.length !== HASH_BYTES) return undefined;
    proof.push(hash);
  }
  const note = body.slice(end + 2);
  const parsed = parseNote(note);
  const checkpoint = parsed.kind === 'valid' ? parseCheckpointText(parsed.value.text) : parsed;
  // The origin is read before any signature is checked: it only chooses the keys to check with.
  return checkpoint.kind === 'valid' ? { oldSize, proof, note, origin: checkpoint.value.origin } : undefined;
}

/**
 * Decides on a request.
 *
 * @param findLog what the witness knows of the log with this origin; `undefined` where it does not watch it
 */
export function answerAddCheckpoint(
  ports: NotePorts,
  body: string,
  findLog: (origin: string) => WitnessedLog | undefined,
): WitnessAnswer {
  const request = parseRequest(body);
  if (request === undefined) return { status: 400, message: 'malformed request' };
  const { oldSize, proof, note, origin } = request;
  const log = findLog(origin);
  if (log === undefined) return { status: 404, message: 'unknown log' };
  const opened = openCheckpoint(ports, note, { origin, keys: log.keys });
  if (opened.kind !== 'valid') return { status: 403, message: 'invalid signature' };
  const checkpoint = opened.value;
  if (oldSize > checkpoint.size) return { status: 400, message: 'old size is larger than the checkpoint' };
  const known = log.newest ?? { size: 0, root: emptyRoot(ports.hasher) };
  if (checkpoint.size === known.size && !equalBytes(known.root, checkpoint.root)) {
    return { status: 409, size: known.size, isFork: true, message: 'another root at the same size: two histories' };
  }
  if (checkpoint.size === log.newest?.size) return { status: 200, oldSize, checkpoint };
  if (oldSize !== known.size) {
    return { status: 409, size: known.size, isFork: false, message: 'old size is not the last one cosigned' };
  }
  const isConsistent =
    oldSize === 0
      ? proof.length === 0
      : verifyConsistency(ports.hasher, proof, oldSize, known.root, checkpoint.size, checkpoint.root);
  if (!isConsistent) return { status: 422, message: 'invalid consistency proof' };
  return { status: 200, oldSize, checkpoint };
}
