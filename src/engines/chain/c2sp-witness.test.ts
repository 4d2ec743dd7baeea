import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nodeHasher as hasher, nodeTextCodec } from '../../host/adapters/node-ports.ts';
import { nodeEd25519 } from '../../host/adapters/node-signer.ts';
import { expectValid } from '../../test/helpers/expect-verdict.ts';
import { hasShared, sharedPath } from '../../test/helpers/shared-data.ts';
import { decodeHex } from '../kernel/bytes.ts';
import { openCheckpoint, signCheckpoint } from './checkpoint.ts';
import { cosigner, cosignerVkey } from './cosignature.ts';
import { consistencyRanges, proofOf, rangesOfLeaves, treeHash } from './merkle.ts';
import { ed25519Vkey, type NotePorts, noteSigner, parseVkey, signNote } from './note.ts';
import { answerAddCheckpoint, formatAddCheckpoint, type WitnessAnswer, type WitnessedLog } from './witness.ts';

const ports: NotePorts = { hasher, text: nodeTextCodec, ed25519: nodeEd25519 };
const origin = 'audittrailpro/case/9f0c';
const key = nodeEd25519.signerOf(new Uint8Array(32).fill(1));
const logSigner = noteSigner(ports, origin, key);
const keys = [expectValid(parseVkey(ports, ed25519Vkey(ports, origin, key.publicKey)))];

const leaves = new Uint8Array(100 * 32);
for (let i = 0; i < 100; i++) leaves.set(hasher.sha256(new Uint8Array([i])), i * 32);
const rootAt = (size: number): Uint8Array => treeHash(hasher, leaves, 0, size);
const headAt = (size: number, root = rootAt(size)): string =>
  signCheckpoint(ports, { origin, size, root }, [logSigner]);
const proofBetween = (oldSize: number, size: number): Uint8Array[] =>
  oldSize === 0 ? [] : (proofOf(consistencyRanges(oldSize, size), rangesOfLeaves(hasher, leaves)) as Uint8Array[]);

/** A witness that remembers, as the host does in one transaction. */
class Witness {
  newest: WitnessedLog['newest'];

  answer(body: string): WitnessAnswer {
    const answer = answerAddCheckpoint(ports, body, (name) =>
      name === origin ? { keys, newest: this.newest } : undefined,
    );
    if (answer.status === 200) this.newest = { size: answer.checkpoint.size, root: answer.checkpoint.root };
    return answer;
  }

  grow(oldSize: number, size: number): number {
    return this.answer(formatAddCheckpoint(oldSize, proofBetween(oldSize, size), headAt(size))).status;
  }
}

describe('answerAddCheckpoint (C2SP tlog-witness)', () => {
  it('follows a log that only grows, also where it repeats itself', () => {
    const witness = new Witness();
    expect([witness.grow(0, 5), witness.grow(5, 5), witness.grow(5, 64), witness.grow(64, 100)]).toEqual([
      200, 200, 200, 200,
    ]);
    expect(witness.newest?.size).toBe(100);
  });

  it('refuses to go back, and says where it stands', () => {
    const witness = new Witness();
    witness.grow(0, 50);
    const back = witness.answer(formatAddCheckpoint(20, proofBetween(20, 40), headAt(40)));
    const fresh = witness.answer(formatAddCheckpoint(0, [], headAt(100)));
    expect([back, fresh]).toMatchObject([
      { status: 409, size: 50 },
      { status: 409, size: 50 },
    ]);
    expect(witness.newest?.size).toBe(50);
  });

  it('refuses two histories at one size', () => {
    const witness = new Witness();
    witness.grow(0, 50);
    const other = witness.answer(formatAddCheckpoint(50, [], headAt(50, rootAt(49))));
    const asFresh = witness.answer(formatAddCheckpoint(0, [], headAt(50, rootAt(49))));
    expect([other, asFresh]).toMatchObject([
      { status: 409, size: 50, isFork: true },
      { status: 409, size: 50, isFork: true },
    ]);
  });

  it('answers once more for the head that it cosigned last, whatever the request starts from', () => {
    const witness = new Witness();
    expect([witness.grow(0, 20), witness.grow(20, 50), witness.grow(20, 50), witness.grow(0, 50)]).toEqual([
      200, 200, 200, 200,
    ]);
    expect(witness.grow(0, 20)).toBe(409);
  });

  it('refuses a larger head that does not contain the one it cosigned', () => {
    const witness = new Witness();
    witness.grow(0, 50);
    const bodies = [
      formatAddCheckpoint(50, proofBetween(50, 80), headAt(80, rootAt(79))),
      formatAddCheckpoint(50, [], headAt(80)),
      formatAddCheckpoint(50, proofBetween(49, 80), headAt(80)),
    ];
    expect(bodies.map((body) => witness.answer(body).status)).toEqual([422, 422, 422]);
    expect(new Witness().answer(formatAddCheckpoint(0, proofBetween(1, 5), headAt(5))).status).toBe(422);
  });

  it('refuses an old size beyond the checkpoint, unknown logs, and unsigned or falsely signed heads', () => {
    const witness = new Witness();
    const stranger = noteSigner(ports, origin, nodeEd25519.signerOf(new Uint8Array(32).fill(9)));
    const text = headAt(5).split('\n\n')[0] as string;
    const bodies = [
      formatAddCheckpoint(6, [], headAt(5)),
      formatAddCheckpoint(0, [], headAt(5).replace(origin, 'other')),
      formatAddCheckpoint(0, [], signNote(ports, `${text}\n`, [stranger])),
      formatAddCheckpoint(0, [], headAt(5).replace('\n5\n', '\n6\n')),
    ];
    expect(bodies.map((body) => witness.answer(body).status)).toEqual([400, 404, 403, 403]);
  });

  it('takes the empty log only with the empty root', () => {
    expect(new Witness().answer(formatAddCheckpoint(0, [], headAt(0))).status).toBe(200);
    expect(new Witness().answer(formatAddCheckpoint(0, [], headAt(0, rootAt(1)))).status).toBe(409);
  });

  const good = formatAddCheckpoint(5, proofBetween(5, 7), headAt(7));
  it.each([
    ['nothing', ''],
    ['no old size', good.replace('old 5\n', '')],
    ['a padded size', good.replace('old 5', 'old 05')],
    ['a hash that is not 32 bytes', good.replace('old 5', 'old 5\nAA==')],
    ['64 hashes', formatAddCheckpoint(5, [], headAt(7)).replace('old 5', `old 5${`\n${'A'.repeat(43)}=`.repeat(64)}`)],
    ['no empty line', good.replace('\n\n', '\n')],
    ['no checkpoint', 'old 0\n\n'],
    ['something else signed', formatAddCheckpoint(0, [], signNote(ports, 'hello\n', [logSigner]))],
    ['more than 1 MiB', `${good}${'x'.repeat(1_048_576)}`],
  ])('calls %s a malformed request', (_, body) => {
    const witness = new Witness();
    witness.newest = { size: 5, root: rootAt(5) };
    expect(witness.answer(body).status).toBe(400);
  });

  it('answers with a cosignature that anyone can add to the head', () => {
    const answer = new Witness().answer(formatAddCheckpoint(0, [], headAt(5)));
    const witnessKey = nodeEd25519.signerOf(new Uint8Array(32).fill(8));
    const signer = cosigner(ports, 'w.example', witnessKey, 1_700_000_000);
    const text = answer.status === 200 ? answer.checkpoint.text : '';
    const [line] = signNote(ports, text, [signer])
      .slice(text.length + 1)
      .split('\n');
    const witness = expectValid(parseVkey(ports, cosignerVkey(ports, 'w.example', witnessKey.publicKey)));
    const opened = expectValid(openCheckpoint(ports, `${headAt(5)}${line}\n`, { origin, keys }, [witness]));
    expect(opened.cosignatures.length).toBe(1);
  });
});

/** Where this witness answers otherwise than the recorded one; both refuse. */
const DEVIATIONS: Readonly<Record<number, { here: number; reason: string }>> = {
  1: { here: 400, reason: 'the changed signature is also not the one base64 text of its bytes (unused bits set)' },
  2: { here: 404, reason: 'C2SP asks for 404 where the log is unknown; the recorded witness still answers 403' },
};

describe.skipIf(!hasShared)('published sequence of litewitness', () => {
  it('is answered alike, request by request', () => {
    interface Sequence {
      logOrigin: string;
      logKeyEd25519Hex: string;
      requests: { order: number; request: string; http: number }[];
    }
    const path = sharedPath('vectors/tlog/witness-add-checkpoint-sequence.json');
    const sequence = JSON.parse(readFileSync(path, 'utf8')) as Sequence;
    const publicKey = decodeHex(sequence.logKeyEd25519Hex) as Uint8Array;
    const logKeys = [expectValid(parseVkey(ports, ed25519Vkey(ports, sequence.logOrigin, publicKey)))];
    let newest: WitnessedLog['newest'];
    const statuses = sequence.requests.map(({ request }) => {
      const answer = answerAddCheckpoint(ports, request, (name) =>
        name === sequence.logOrigin ? { keys: logKeys, newest } : undefined,
      );
      if (answer.status === 200) newest = { size: answer.checkpoint.size, root: answer.checkpoint.root };
      return answer.status;
    });
    expect(statuses).toEqual(sequence.requests.map(({ order, http }) => DEVIATIONS[order]?.here ?? http));
    expect(newest?.size).toBe(3);
  });
});
