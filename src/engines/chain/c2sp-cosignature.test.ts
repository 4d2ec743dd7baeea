import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nodeHasher, nodeTextCodec } from '../../host/adapters/node-ports.ts';
import { nodeEd25519 } from '../../host/adapters/node-signer.ts';
import { expectValid, findingOf } from '../../test/helpers/expect-verdict.ts';
import { hasShared, sharedPath } from '../../test/helpers/shared-data.ts';
import { asciiBytes, decodeBase64, encodeHex } from '../kernel/bytes.ts';
import { cosignatureTime } from './cosignature-bytes.ts';
import { cosigner, cosignerVkey, timeOfCosignature } from './cosignature.ts';
import { nobleEd25519 } from './ed25519.ts';
import {
  ed25519Vkey,
  type NotePorts,
  noteSigner,
  openNote,
  parseSignatureLine,
  parseVkey,
  signatureLine,
  signNote,
} from './note.ts';

const ports: NotePorts = { hasher: nodeHasher, text: nodeTextCodec, ed25519: nodeEd25519 };
const key = nodeEd25519.signerOf(new Uint8Array(32).fill(3));
const name = 'witness.example/w1';
const verifier = expectValid(parseVkey(ports, cosignerVkey(ports, name, key.publicKey)));
const text = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
const TIME = 1_679_315_147;
const note = signNote(ports, text, [cosigner(ports, name, key, TIME)]);
const lineOf = (signed: string) => parseSignatureLine(signed.split('\n').at(-2) as string);

describe('cosignature/v1 (C2SP tlog-cosignature)', () => {
  it('signs exactly the message the specification shows', () => {
    const signature = lineOf(note)?.signature as Uint8Array;
    const message = asciiBytes(`cosignature/v1\ntime 1679315147\n${text}`);
    expect(encodeHex(signature.subarray(0, 8))).toBe('00000000641850cb');
    expect(nobleEd25519.verifierOf(key.publicKey)?.verify(message, signature.subarray(8))).toBe(true);
  });

  it('is opened like any note signature, and gives its time', () => {
    const { verified } = expectValid(openNote(ports, note, [verifier]));
    expect(verified.map(timeOfCosignature)).toEqual([TIME]);
  });

  it('refuses another time, another text and a cut signature', () => {
    const parts = lineOf(note) as NonNullable<ReturnType<typeof lineOf>>;
    const later = parts.signature.slice();
    later[7] = (later[7] as number) + 1;
    const forged = [later, parts.signature.slice(0, 71), parts.signature.slice(8)].map(
      (signature) => `${text}\n${signatureLine(name, parts.keyId, signature)}\n`,
    );
    expect(
      [...forged, note.replace('20852163', '20852164')].map((bad) => findingOf(openNote(ports, bad, [verifier])).kind),
    ).toEqual(Array.from({ length: 4 }, () => 'signature-invalid'));
  });

  it('never passes for a plain note signature of the same key, nor the other way round', () => {
    const plainKey = expectValid(parseVkey(ports, ed25519Vkey(ports, name, key.publicKey)));
    const plain = signNote(ports, text, [noteSigner(ports, name, key)]);
    expect(plainKey.keyId).not.toBe(verifier.keyId);
    expect(findingOf(openNote(ports, plain, [verifier])).kind).toBe('signature-unknown');
    expect(findingOf(openNote(ports, note, [plainKey])).kind).toBe('signature-unknown');
  });

  it('takes a time in whole seconds only', () => {
    expect(() => cosigner(ports, name, key, 0)).toThrow('invariant');
    expect(() => cosigner(ports, name, key, 1.5)).toThrow('invariant');
    expect(cosignatureTime(new Uint8Array(72).fill(255))).toBeUndefined();
  });
});

describe.skipIf(!hasShared)('published vectors', () => {
  const vector = hasShared
    ? (JSON.parse(readFileSync(sharedPath('vectors/tlog/cosignature.json'), 'utf8')) as {
        timestamp: { sigBase64: string; unix: number | null }[];
        vkeys: { vkey: string; ok: boolean }[];
      })
    : { timestamp: [], vkeys: [] };

  it('give the published times, and none for a plain signature', () => {
    const times = vector.timestamp.map(({ sigBase64 }) =>
      // Four bytes of key id stand before the stored cosignature.
      cosignatureTime((decodeBase64(sigBase64) as Uint8Array).subarray(4)),
    );
    expect(times).toEqual(vector.timestamp.map(({ unix }) => unix ?? undefined));
    expect(times.length).toBe(2);
  });

  it('take and refuse the published vkeys', () => {
    expect(vector.vkeys.map(({ vkey }) => parseVkey(ports, vkey).kind === 'valid')).toEqual(
      vector.vkeys.map(({ ok }) => ok),
    );
    expect(vector.vkeys.length).toBe(5);
  });
});
