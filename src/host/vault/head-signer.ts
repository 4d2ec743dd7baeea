/**
 * Signed heads of a case log: C2SP checkpoints under an epoch's Ed25519 key.
 *
 * The note's key name is the log's origin; each epoch has its own key and so its own key id.
 * Source: evidence-format.md §3, C2SP tlog-checkpoint.
 */
import { openCheckpoint, signCheckpoint } from '../../engines/chain/checkpoint.ts';
import { ed25519Vkey, noteSigner, parseVkey, type NotePorts, type NoteVerifier } from '../../engines/chain/note.ts';
import { valid, type Verdict } from '../../shared/verdict.ts';
import { nodeHasher, nodeTextCodec } from '../adapters/node-ports.ts';
import { nodeEd25519 } from '../adapters/node-signer.ts';

export const notePorts: NotePorts = { hasher: nodeHasher, text: nodeTextCodec, ed25519: nodeEd25519 };

export interface HeadKey {
  vkey: string;
  /** The signed note over a tree of `size` leaves with this 32-byte `root`. */
  sign(size: number, root: Uint8Array): string;
}

/** @param seed 32 bytes */
export function headSigner(origin: string, seed: Uint8Array): HeadKey {
  const key = nodeEd25519.signerOf(seed);
  const signer = noteSigner(notePorts, origin, key);
  return {
    vkey: ed25519Vkey(notePorts, origin, key.publicKey),
    sign: (size, root) => signCheckpoint(notePorts, { origin, size, root }, [signer]),
  };
}

/** A key is checked once: many heads are signed by the same one. */
const knownVerifiers = new Map<string, Verdict<NoteVerifier>>();
const MAX_KNOWN = 10_000;

function verifierOf(vkey: string): Verdict<NoteVerifier> {
  const known = knownVerifiers.get(vkey);
  if (known !== undefined) return known;
  if (knownVerifiers.size >= MAX_KNOWN) knownVerifiers.clear();
  const parsed = parseVkey(notePorts, vkey);
  knownVerifiers.set(vkey, parsed);
  return parsed;
}

/** Size and root of a head that one of these keys of the log `origin` signed. Findings: those of `openCheckpoint`. */
export function verifyHead(
  origin: string,
  note: string,
  vkeys: readonly string[],
): Verdict<{ size: number; root: Uint8Array }> {
  const keys: NoteVerifier[] = [];
  for (const vkey of vkeys) {
    const verifier = verifierOf(vkey);
    if (verifier.kind !== 'valid') return verifier;
    keys.push(verifier.value);
  }
  const opened = openCheckpoint(notePorts, note, { origin, keys });
  return opened.kind === 'valid' ? valid({ size: opened.value.size, root: opened.value.root }) : opened;
}
