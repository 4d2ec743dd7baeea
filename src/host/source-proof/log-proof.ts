/**
 * Proofs of transparency logs that came with a file: sigstore bundles (Rekor), C2SP tlog-proofs, heads of logs.
 *
 * Cost: one signature a head and one a signer; the file is read once for the signature over it.
 * Source: C2SP tlog-proof, tlog-checkpoint, signed-note; sigstore client specification §4; Rekor v2 CLIENTS.md (size and root only from the
 * verified head; the log's key by its key id).
 * Differences: the signer's certificate is used as a key and not judged: who it was issued to, by whom and when, is not checked,
 * neither are time stamps in the bundle. Of a Rekor v1 entry the inclusion proof counts, the inclusion promise does not.
 * Trust: everything but the keys the person gave is hostile.
 */
import { createHash, createPublicKey, createVerify, type KeyObject, verify, X509Certificate } from 'node:crypto';
import { encodeBase64 } from '../../engines/kernel/bytes.ts';
import { parseCheckpointText, type Checkpoint } from '../../engines/chain/checkpoint.ts';
import { verifyInclusion } from '../../engines/chain/merkle.ts';
import { KEY_TYPE, type NoteVerifier, openNote, parseNote } from '../../engines/chain/note.ts';
import { parseTlogProof } from '../../engines/chain/tlog-proof.ts';
import { parseSigstoreBundle, type LogEntry, type SigstoreBundle } from '../../engines/source-proof/sigstore-bundle.ts';
import { proofOf, verdictOf, type ProofDetail, type SourceProof } from '../../engines/source-proof/proof.ts';
import { nodeHasher, nodeTextCodec } from '../adapters/node-ports.ts';
import { notePorts } from '../vault/head-signer.ts';
import type { GivenKeys } from './given-keys.ts';

/** The file a proof is about. */
export interface ProvenFile {
  readonly sha256: string;
  readonly sizeBytes: number;
  /** False where the bytes can not be had. */
  stream(take: (piece: Uint8Array) => void): Promise<boolean>;
}

type OpenedHead = { readonly head: Checkpoint } | { readonly detail: ProofDetail };

const detail = (what: ProofDetail['what'], level: ProofDetail['level'], text: string): ProofDetail => ({
  what,
  level,
  text,
});
const utf8 = (bytes: Uint8Array): string => nodeTextCodec.utf8(bytes, 0, bytes.length);

/** A head under a key of its own log; cosignatures of witnesses are not the log's word. */
export function openHead(note: string, keys: readonly NoteVerifier[]): OpenedHead {
  const logKeys = keys.filter(({ type }) => type !== KEY_TYPE.cosignature);
  const parsed = parseNote(note);
  if (parsed.kind !== 'valid') return { detail: detail('malformed', 'bad', 'The head of the log can not be read') };
  const head = parseCheckpointText(parsed.value.text);
  if (head.kind !== 'valid') return { detail: detail('malformed', 'bad', 'The head of the log can not be read') };
  const { origin } = head.value;
  // Rekor v1 puts the number of its tree behind its name.
  const ofThisLog = logKeys.filter(({ name }) => origin === name || origin.startsWith(`${name} - `));
  const opened = openNote(notePorts, note, ofThisLog);
  if (opened.kind === 'valid') return { head: head.value };
  const kind = opened.kind === 'invalid' ? opened.findings[0].kind : '';
  if (kind === 'signature-invalid') {
    return { detail: detail('signature-bad', 'bad', `The signature of the log ${origin} over its head is wrong`) };
  }
  if (ofThisLog.length === 0)
    return { detail: detail('key-unknown', 'doubt', `No key of the log ${origin} was given`) };
  return {
    detail: detail('signature-bad', 'bad', `The log ${origin} has not signed this head with a key that was given`),
  };
}

export function checkHead(text: string, { noteKeys }: GivenKeys): SourceProof {
  const opened = openHead(text, noteKeys);
  if ('detail' in opened) {
    const details = [opened.detail];
    return proofOf({
      kind: 'log-checkpoint',
      verdict: verdictOf(details, 'could-not-check'),
      summary: opened.detail.text,
      covers: {},
      details,
    });
  }
  const { origin, size } = opened.head;
  const summary = `The head of ${origin} over ${size} entries is signed by it`;
  return proofOf({ kind: 'log-checkpoint', verdict: 'holds', summary, covers: { records: size }, by: origin });
}

export async function checkTlogProof(
  text: string,
  file: ProvenFile | undefined,
  { noteKeys }: GivenKeys,
): Promise<SourceProof> {
  const done = (details: ProofDetail[], summary: string, by?: string): SourceProof =>
    proofOf({
      kind: 'transparency-log',
      verdict: verdictOf(details, 'holds'),
      summary,
      covers: file === undefined ? {} : { bytes: file.sizeBytes },
      ...(by === undefined ? {} : { by }),
      details,
    });
  const failed = (one: ProofDetail): SourceProof => done([one], one.text);
  const parsed = parseTlogProof(text);
  if (parsed.kind !== 'valid') return failed(detail('malformed', 'bad', 'The proof can not be read'));
  const { index, hashes, checkpoint } = parsed.value;
  const opened = openHead(checkpoint, noteKeys);
  if ('detail' in opened) return failed(opened.detail);
  if (file === undefined)
    return failed(detail('file-missing', 'doubt', 'The file that the proof is about is not in the case'));
  const leaves = await leavesOf(file);
  if (leaves === undefined) return failed(detail('no-bytes', 'doubt', 'The bytes of the file can not be had'));
  const { head } = opened;
  const isIn = leaves.some((leaf) => verifyInclusion(nodeHasher, hashes, leaf, index, head.size, head.root));
  if (!isIn) return failed(detail('hash-differs', 'bad', 'The proof does not lead from this file to the signed head'));
  return done([], `Entry ${index} of ${head.origin}, under a head of ${head.size} entries that it signed`, head.origin);
}

/** Logs hold files themselves or their SHA-256: the leaf is made of either. */
async function leavesOf(file: ProvenFile): Promise<Uint8Array[] | undefined> {
  const whole = createHash('sha256').update(new Uint8Array([0]));
  if (!(await file.stream((piece) => whole.update(piece)))) return undefined;
  const digest = createHash('sha256')
    .update(new Uint8Array([0]))
    .update(Buffer.from(file.sha256, 'hex'));
  return [new Uint8Array(whole.digest()), new Uint8Array(digest.digest())];
}

/** @param file the file that lies beside the bundle under its name, or has the hash that it names */
export async function checkBundle(text: string, file: ProvenFile | undefined, keys: GivenKeys): Promise<SourceProof> {
  const bundle = parseSigstoreBundle(text, utf8, (each) => nodeTextCodec.encodeUtf8(each));
  if ('problem' in bundle) {
    const details = [detail('malformed', 'bad', `The bundle can not be used: ${bundle.problem}`)];
    return proofOf({
      kind: 'transparency-log',
      verdict: 'fails',
      summary: details[0]?.text ?? '',
      covers: {},
      details,
    });
  }
  const details: ProofDetail[] = [
    ...subjectDetails(bundle, file),
    ...(await signatureDetails(bundle, file, keys)),
    ...entryDetails(bundle, keys),
  ];
  const verdict = verdictOf(details, 'holds');
  const origins = details.filter(({ what, level }) => what === 'hash-same' && level === 'info').length;
  const worst = details.find(({ level }) => level === 'bad') ?? details.find(({ level }) => level === 'doubt');
  return proofOf({
    kind: 'transparency-log',
    verdict,
    summary:
      worst?.text ??
      `${origins} entry of a log names this file, under a head that the log signed; the signature over the file is good`,
    covers: file === undefined ? {} : { bytes: file.sizeBytes },
    details,
  });
}

function subjectDetails({ subjects }: SigstoreBundle, file: ProvenFile | undefined): ProofDetail[] {
  if (file === undefined)
    return [detail('file-missing', 'doubt', 'The file that the bundle is about is not in the case')];
  if (subjects.includes(file.sha256)) return [];
  return [
    detail('hash-differs', 'bad', `The bundle is about ${subjects[0] ?? 'no file'}, the file has ${file.sha256}`),
  ];
}

async function signatureDetails(
  bundle: SigstoreBundle,
  file: ProvenFile | undefined,
  keys: GivenKeys,
): Promise<ProofDetail[]> {
  const own = certificateKey(bundle.certificate);
  const candidates = own === undefined ? keys.publicKeys : [own];
  if (bundle.certificate !== undefined && own === undefined) {
    return [detail('malformed', 'bad', 'The certificate of the signer can not be read')];
  }
  if (candidates.length === 0)
    return [detail('key-unknown', 'doubt', 'The bundle names a key and holds none, and none was given')];
  for (const key of candidates) {
    const outcome = await isSigned(bundle, file, key);
    if (outcome === 'no-bytes') return [detail('no-bytes', 'doubt', 'The bytes that were signed can not be had')];
    if (outcome === 'good') {
      const who =
        own === undefined ? 'by a key that you gave' : 'by the key in the certificate; whose it is was not checked';
      return [detail('signature-good', 'info', `The signature over the file is good, ${who}`)];
    }
  }
  return [detail('signature-bad', 'bad', 'The signature over the file is wrong')];
}

function certificateKey(der: Uint8Array | undefined): KeyObject | undefined {
  if (der === undefined) return undefined;
  try {
    return createPublicKey(new X509Certificate(der).publicKey.export({ type: 'spki', format: 'pem' }));
  } catch {
    return undefined;
  }
}

async function isSigned(
  { signed, signatures }: SigstoreBundle,
  file: ProvenFile | undefined,
  key: KeyObject,
): Promise<'good' | 'bad' | 'no-bytes'> {
  const isEd25519 = key.asymmetricKeyType === 'ed25519';
  if (signed.kind === 'envelope') {
    const isGood =
      signatures.length > 0 &&
      signatures.every((each) => safely(() => verify(isEd25519 ? null : 'sha256', signed.pae, key, each)));
    return isGood ? 'good' : 'bad';
  }
  const [signature] = signatures;
  if (file === undefined || signature === undefined) return 'no-bytes';
  const verifier = createVerify('sha256');
  const kept: Uint8Array[] = [];
  // Ed25519 needs all of the message at once: kept only for such a key.
  const take = (piece: Uint8Array): void =>
    void (isEd25519 ? kept.push(Uint8Array.from(piece)) : verifier.update(piece));
  if (!(await file.stream(take))) return 'no-bytes';
  const isGood = safely(() =>
    isEd25519 ? verify(null, Buffer.concat(kept), key, signature) : verifier.verify(key, signature),
  );
  return isGood ? 'good' : 'bad';
}

/** The library throws for signatures that it can not read. */
function safely(check: () => boolean): boolean {
  try {
    return check();
  } catch {
    return false;
  }
}

function entryDetails(bundle: SigstoreBundle, { noteKeys }: GivenKeys): ProofDetail[] {
  if (bundle.entries.length === 0) return [detail('log-missing', 'doubt', 'The bundle holds no entry of a log')];
  return bundle.entries.flatMap((entry) => {
    const tied = tieOf(bundle, entry);
    return [...(tied === undefined ? [] : [tied]), inclusionOf(entry, noteKeys)];
  });
}

/** That the entry is about what was signed, and holds the very signature. */
function tieOf(
  { signed, signatures }: SigstoreBundle,
  { kind, bodyDigest, bodySignatures }: LogEntry,
): ProofDetail | undefined {
  const isHashed = kind.startsWith('hashedrekord');
  const expected =
    signed.kind === 'digest' ? signed.sha256 : nodeHasher.sha256Hex(isHashed ? signed.pae : signed.payload);
  if (bodyDigest !== expected) return detail('hash-differs', 'bad', 'The entry of the log is about something else');
  const own = signatures.map(encodeBase64);
  if (own.length > 0 && own.every((signature) => bodySignatures.includes(signature))) return undefined;
  return detail('signature-bad', 'bad', 'The entry of the log holds another signature');
}

function inclusionOf({ body, index, hashes, checkpoint }: LogEntry, keys: readonly NoteVerifier[]): ProofDetail {
  if (checkpoint === '')
    return detail('log-missing', 'doubt', 'The bundle holds no inclusion proof with the head of a log');
  const opened = openHead(checkpoint, keys);
  if ('detail' in opened) return opened.detail;
  const leaf = nodeHasher.sha256(Buffer.concat([new Uint8Array([0]), body]));
  const { head } = opened;
  if (!Number.isSafeInteger(index) || index < 0)
    return detail('malformed', 'bad', 'The place of the entry is no number');
  if (!verifyInclusion(nodeHasher, hashes, leaf, index, head.size, head.root)) {
    return detail('hash-differs', 'bad', 'The inclusion proof does not lead to the signed head');
  }
  return detail(
    'hash-same',
    'info',
    `Entry ${index} of ${head.origin}, under a head of ${head.size} entries that it signed`,
  );
}
