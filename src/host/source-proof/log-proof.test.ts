import { createHash, sign, createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { signCheckpoint } from '../../engines/chain/checkpoint.ts';
import { nodeHash } from '../../engines/chain/merkle.ts';
import { ed25519Vkey, noteSigner } from '../../engines/chain/note.ts';
import { formatTlogProof } from '../../engines/chain/tlog-proof.ts';
import { concatBytes, encodeBase64 } from '../../engines/kernel/bytes.ts';
import { parseFileSignature } from '../../engines/source-proof/minisign.ts';
import { hasShared, sharedPath } from '../../test/helpers/shared-data.ts';
import { nodeHasher } from '../adapters/node-ports.ts';
import { nodeEd25519 } from '../adapters/node-signer.ts';
import { notePorts } from '../vault/head-signer.ts';
import { checkFileSignature } from './file-signature.ts';
import { type GivenKeys, noKeys, readKeys } from './given-keys.ts';
import { checkHead, checkTlogProof, type ProvenFile } from './log-proof.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const sha256 = (bytes: Uint8Array): Uint8Array => nodeHasher.sha256(bytes);
const fileOf = (text: string): ProvenFile => ({
  sha256: createHash('sha256').update(text).digest('hex'),
  sizeBytes: text.length,
  stream: async (take) => {
    take(utf8(text));
    return true;
  },
});

const signer = nodeEd25519.signerOf(new Uint8Array(32).fill(7));
const ORIGIN = 'log.example/one';
const KEYS = readKeys([{ path: 'k', bytes: utf8(`${ed25519Vkey(notePorts, ORIGIN, signer.publicKey)}\n`) }]);

/** A log of two entries, of which the second is the file: itself, or its hash. */
function proofFor(data: Uint8Array, root?: Uint8Array): string {
  const [first, second] = [
    sha256(concatBytes(new Uint8Array([0]), utf8('x'))),
    sha256(concatBytes(new Uint8Array([0]), data)),
  ];
  const head = { origin: ORIGIN, size: 2, root: root ?? nodeHash(nodeHasher, first, second) };
  const checkpoint = signCheckpoint(notePorts, head, [noteSigner(notePorts, ORIGIN, signer)]);
  return formatTlogProof({ index: 1, hashes: [first], checkpoint });
}

describe('a tlog-proof beside a file', () => {
  it('holds for the file itself as the entry, and for its hash', async () => {
    const file = fileOf('evidence');
    for (const data of [utf8('evidence'), Buffer.from(file.sha256, 'hex')]) {
      expect((await checkTlogProof(proofFor(data), file, KEYS)).verdict).toBe('holds');
    }
  });

  it('fails for another file, another root, another signature; could not be checked without the key, the file or its bytes', async () => {
    const text = proofFor(utf8('evidence'));
    const check = async (proof: string, file: ProvenFile | undefined, keys: GivenKeys): Promise<string> =>
      (await checkTlogProof(proof, file, keys)).verdict;
    expect(await check(text, fileOf('other'), KEYS)).toBe('fails');
    expect(await check(proofFor(utf8('evidence'), new Uint8Array(32)), fileOf('evidence'), KEYS)).toBe('fails');
    expect(await check(text.replace('\n2\n', '\n3\n'), fileOf('evidence'), KEYS)).toBe('fails');
    expect(await check('c2sp.org/tlog-proof@v1\n', fileOf('evidence'), KEYS)).toBe('fails');
    expect(await check(text, fileOf('evidence'), noKeys())).toBe('could-not-check');
    expect(await check(text, undefined, KEYS)).toBe('could-not-check');
    expect(await check(text, { ...fileOf('evidence'), stream: async () => false }, KEYS)).toBe('could-not-check');
  });

  it.skipIf(!hasShared)('of the published cases none holds: their heads are no heads', async () => {
    const { cases } = JSON.parse(readFileSync(sharedPath('vectors/tlog/tlog-proof-parse.json'), 'utf8')) as {
      cases: { text: string }[];
    };
    const verdicts = await Promise.all(
      cases.map(async ({ text }) => (await checkTlogProof(text, fileOf('x'), KEYS)).verdict),
    );
    console.info(`tlog-proof as given proofs: ${cases.length} cases, all refused`);
    expect(verdicts).toEqual(cases.map(() => 'fails'));
  });
});

describe('the head of a log', () => {
  const note = proofFor(utf8('a')).split('\n\n').slice(1).join('\n\n');
  it('holds under the key of its own log, and is nobody’s word without it', () => {
    expect(checkHead(note, KEYS).verdict).toBe('holds');
    expect(checkHead(note, noKeys()).verdict).toBe('could-not-check');
    expect(checkHead(note.replace(ORIGIN, 'log.example/two'), KEYS).verdict).toBe('could-not-check');
    expect(checkHead('hello', KEYS).verdict).toBe('fails');
  });
});

/** A signature as minisign writes it. */
function minisign(
  text: string,
  { prehashed = true, comment = 'timestamp:1700000000\tfile:evidence' } = {},
): { key: GivenKeys; text: string } {
  const keyId = utf8('12345678');
  const pkcs8 = concatBytes(Buffer.from('302e020100300506032b657004220420', 'hex'), new Uint8Array(32).fill(9));
  const key = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
  const message = prehashed ? createHash('blake2b512').update(text).digest() : Buffer.from(text);
  const signature = new Uint8Array(sign(null, message, key));
  const global = new Uint8Array(sign(null, Buffer.concat([signature, Buffer.from(comment)]), key));
  const publicKey = nodeEd25519.signerOf(new Uint8Array(32).fill(9)).publicKey;
  return {
    key: readKeys([
      {
        path: 'minisign.pub',
        bytes: utf8(`untrusted comment: x\n${encodeBase64(concatBytes(utf8('Ed'), keyId, publicKey))}\n`),
      },
    ]),
    text: `untrusted comment: signature\n${encodeBase64(concatBytes(utf8(prehashed ? 'ED' : 'Ed'), keyId, signature))}\ntrusted comment: ${comment}\n${encodeBase64(global)}\n`,
  };
}

describe('a signature of minisign', () => {
  const check = async (text: string, file: ProvenFile | undefined, keys: GivenKeys) => {
    const parsed = parseFileSignature(text);
    if (parsed === undefined) throw new Error('no signature');
    return checkFileSignature(parsed, file, keys);
  };

  it('holds over the file, hashed before or not, and shows the trusted comment', async () => {
    for (const prehashed of [true, false]) {
      const { key, text } = minisign('evidence', { prehashed });
      const proof = await check(text, fileOf('evidence'), key);
      expect(proof.verdict).toBe('holds');
      expect(proof.details.map((each) => each.text)).toContain('Trusted comment: timestamp:1700000000\tfile:evidence');
    }
  });

  it('holds as signify writes it, without a trusted comment', async () => {
    const { key, text } = minisign('evidence', { prehashed: false });
    expect((await check(text.split('\n').slice(0, 2).join('\n'), fileOf('evidence'), key)).verdict).toBe('holds');
  });

  it('fails over another file and with a changed comment; could not be checked without its key or file', async () => {
    const { key, text } = minisign('evidence');
    expect((await check(text, fileOf('other'), key)).verdict).toBe('fails');
    expect((await check(text.replace('1700000000', '1700000001'), fileOf('evidence'), key)).verdict).toBe('fails');
    expect((await check(text, fileOf('evidence'), noKeys())).verdict).toBe('could-not-check');
    expect((await check(text, undefined, key)).verdict).toBe('could-not-check');
  });
});
