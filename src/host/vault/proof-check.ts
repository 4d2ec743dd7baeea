/**
 * The check of one record's proof in steps a window can show, each computed here and now from the stored line.
 *
 * Cost: one line, at most 53 hashes and one signature.
 * Source: evidence-format.md §2, §3; RFC 9162 §2.1.3.2; C2SP tlog-checkpoint.
 * Trust: line and hashes are read from a disk somebody may have changed; only the signature's key comes from elsewhere.
 */
import { parseCheckpointText, type Checkpoint } from '../../engines/chain/checkpoint.ts';
import { leafOfDigest } from '../../engines/chain/entry.ts';
import { inclusionPath } from '../../engines/chain/inclusion-path.ts';
import { parseNote } from '../../engines/chain/note.ts';
import { parseTlogProof } from '../../engines/chain/tlog-proof.ts';
import { encodeHex, equalBytes } from '../../engines/kernel/bytes.ts';
import { nodeHasher } from '../adapters/node-ports.ts';
import { verifyHead } from './head-signer.ts';
import type { ProofCheck, ProofStep } from './inspection.ts';
import type { StoredLine } from './stored-records.ts';

/** The proof text, or why there is none. */
export type MadeProof = { text: string } | { unknown: string };

/**
 * @param given the digest, where the line is only a part of the record
 * @param proof made from the stored hashes
 * @param vkeys keys that may have signed the head
 */
export function checkProofOf(
  seq: number,
  { bytes, reason, isPart, digest: given }: StoredLine & { digest?: Uint8Array },
  proof: MadeProof,
  log: { origin: string; vkeys: readonly string[]; isBundle?: boolean },
): ProofCheck {
  const steps: ProofStep[] = [];
  const step = (id: ProofStep['id'], title: string, isValid: boolean | null, detail: string): void =>
    void steps.push({ id, title, valid: isValid, detail });

  const isWhole = bytes !== undefined && isPart !== true;
  const digest = isWhole ? nodeHasher.sha256(bytes) : given;
  const leaf = digest === undefined ? undefined : leafOfDigest(nodeHasher, digest);
  step(
    'record',
    'The stored line is read and hashed',
    isWhole ? true : null,
    !isWhole ? (reason ?? 'There is no line') : `SHA-256 of its ${bytes.length} bytes`,
  );
  step(
    'leaf',
    'Its leaf in the tree',
    leaf === undefined ? null : true,
    leaf === undefined ? 'There is no digest to make it from' : 'SHA-256 of a zero byte and the digest',
  );

  const parsed = 'text' in proof ? parseTlogProof(proof.text) : undefined;
  const made = parsed?.kind === 'valid' ? parsed.value : undefined;
  const note = made === undefined ? undefined : parseNote(made.checkpoint);
  const headText = note?.kind === 'valid' ? note.value.text : undefined;
  const head = headText === undefined ? undefined : checkpointOf(headText);
  const path =
    leaf === undefined || made === undefined || head === undefined
      ? undefined
      : inclusionPath(nodeHasher, made.hashes, leaf, seq, head.size);
  const computedRoot = path === undefined ? undefined : (path.at(-1)?.result ?? leaf);
  const missing = 'unknown' in proof ? proof.unknown : 'There is no leaf to begin from, or no proof that fits the head';
  step(
    'path',
    'From the leaf up to the root',
    path === undefined ? null : true,
    path === undefined ? missing : `${path.length} hashes are joined on the way`,
  );
  const isRoot = computedRoot === undefined || head === undefined ? null : equalBytes(computedRoot, head.root);
  step(
    'root',
    'The computed root is the root in the signed head',
    isRoot,
    isRoot === false
      ? log.isBundle === true
        ? 'They differ: this line, or another that is under this head, is not the one that was sealed'
        : 'They differ: this line is not the one that was sealed at this place'
      : isRoot === null
        ? missing
        : `Both are the root over ${head?.size ?? 0} records`,
  );
  const signed = made === undefined ? undefined : verifyHead(log.origin, made.checkpoint, log.vkeys);
  const signature = signed?.kind === 'valid' && note?.kind === 'valid' ? note.value.signatures[0] : undefined;
  step(
    'signature',
    'The head is signed by a key of this case',
    signed === undefined || signed.kind === 'indeterminate' ? null : signed.kind === 'valid',
    signed === undefined
      ? missing
      : signed.kind === 'valid'
        ? 'Ed25519, by the key that was in force'
        : signed.kind === 'invalid'
          ? signed.findings[0].message
          : signed.reason,
  );

  const states = steps.map(({ valid }) => valid);
  return {
    seq,
    valid: states.includes(false) ? false : states.includes(null) ? null : true,
    recordDigest: hexOrNull(digest),
    leafHash: hexOrNull(leaf),
    index: seq,
    treeSize: head?.size ?? null,
    path: (path ?? []).map(({ sibling, side, result }) => ({
      hash: encodeHex(sibling),
      side,
      result: encodeHex(result),
    })),
    computedRoot: hexOrNull(computedRoot),
    headRoot: hexOrNull(head?.root),
    headText: headText ?? null,
    keyName: signature?.name ?? null,
    keyId: signature === undefined ? null : signature.keyId.toString(16).padStart(8, '0'),
    steps,
  };
}

function checkpointOf(text: string): Checkpoint | undefined {
  const parsed = parseCheckpointText(text);
  return parsed.kind === 'valid' ? parsed.value : undefined;
}

const hexOrNull = (bytes: Uint8Array | undefined): string | null => (bytes === undefined ? null : encodeHex(bytes));
