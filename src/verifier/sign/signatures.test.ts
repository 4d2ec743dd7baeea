import { p256 } from '@noble/curves/nist.js';
import { afterEach, describe, expect, it } from 'vitest';
import { hasShared, sharedPath } from '../../test/helpers/shared-data.ts';
import { bytesOfHex, concat, textOf, utf8 } from '../base/bytes.ts';
import { printTotal, readJson, refusalOf } from '../testing/vectors.ts';
import { parseEnvelope, pae, type Signer, signersOf } from './dsse.ts';
import { nodeEd25519 } from '../node/fast-crypto.ts';
import { isEd25519Signature, isSoundPoint, useEd25519Engine } from './ed25519.ts';
import { parseStatement } from './statement.ts';
import { isWebSignature, type SignatureScheme } from './web-signature.ts';

interface Wycheproof {
  numberOfTests: number;
  testGroups: {
    publicKey: { pk: string };
    publicKeyDer: string;
    tests: { tcId: number; msg: string; sig: string; result: 'valid' | 'invalid' | 'acceptable' }[];
  }[];
}
const wycheproof = (name: string): Wycheproof =>
  readJson<Wycheproof>(sharedPath(`vectors/wycheproof/${name}_test.json`));

describe('an envelope', () => {
  const key = p256.utils.randomSecretKey();
  const signer: Signer = {
    id: 'a',
    isSignature: (message, signature) => p256.verify(signature, message, p256.getPublicKey(key), { lowS: false }),
  };
  const envelope = (type: string, ...signatures: Uint8Array[]): string =>
    JSON.stringify({
      payloadType: type,
      payload: btoa('x'),
      signatures: signatures.map((sig) => ({ sig: Buffer.from(sig).toString('base64') })),
    });
  const good = p256.sign(pae('t', utf8('x')), key);

  it('counts a signer once, however often he signed', async () => {
    expect((await signersOf(parseEnvelope(envelope('t', good, good)), 't', [signer])).length).toBe(1);
  });

  it('is no statement of another kind, though its signature is good', async () => {
    await expect(signersOf(parseEnvelope(envelope('t', good)), 'u', [signer])).rejects.toThrow('another kind');
    expect(await signersOf(parseEnvelope(envelope('u', good)), 'u', [signer])).toEqual([]);
  });

  it.each([
    ['no payload', '{"payloadType":"t","signatures":[]}'],
    ['a payload that is not base64', '{"payload":"x","payloadType":"t","signatures":[]}'],
    ['a name twice', '{"payload":"","payload":"eA==","payloadType":"t","signatures":[]}'],
    ['something unknown', '{"payload":"","payloadType":"t","signatures":[],"more":1}'],
    ['signatures that are none', '{"payload":"","payloadType":"t","signatures":[1]}'],
  ])('with %s is refused', (_, text) => {
    expect(refusalOf(() => parseEnvelope(text))).toMatch(/^Refused/u);
  });
});

afterEach(() => useEd25519Engine(undefined));

describe.skipIf(!hasShared)('published vectors', () => {
  it.each([
    ['portable', undefined],
    ['of Node', nodeEd25519],
  ])('Wycheproof Ed25519, %s', (_, engine) => {
    useEd25519Engine(engine);
    const { numberOfTests, testGroups } = wycheproof('ed25519');
    const differ = testGroups.flatMap(({ publicKey, tests }) =>
      tests.filter(
        ({ msg, sig, result }) =>
          isEd25519Signature(bytesOfHex(publicKey.pk), bytesOfHex(msg), bytesOfHex(sig)) !== (result === 'valid'),
      ),
    );
    expect([differ.map(({ tcId }) => tcId), numberOfTests]).toEqual([[], 108]);
    printTotal({ standard: 'Wycheproof Ed25519', cases: numberOfTests });
  });

  it.each([
    ['portable', undefined],
    ['of Node', nodeEd25519],
  ])('CCTV Ed25519, %s: of the edge cases only the one with nothing crafted is accepted', (_, engine) => {
    useEd25519Engine(engine);
    interface Case {
      number: number;
      key: string;
      sig: string;
      msg: string;
      flags: string[] | null;
    }
    const cases = readJson<Case[]>(sharedPath('vectors/cctv-ed25519/ed25519vectors.json'));
    const accepted = cases.filter(({ key, sig, msg }) =>
      isEd25519Signature(bytesOfHex(key), utf8(msg), bytesOfHex(sig)),
    );
    const crafted = /^(?:low_order|non_canonical)/u;
    expect(accepted.filter(({ flags }) => flags?.some((flag) => crafted.test(flag)))).toEqual([]);
    expect([accepted.length, cases.length]).toEqual([1, 603]);
    expect(
      cases.filter(
        ({ key, flags }) =>
          flags?.some((flag) => /^low_order(?:_component)?_A$/u.test(flag)) === true && isSoundPoint(bytesOfHex(key)),
      ),
    ).toEqual([]);
    printTotal({ standard: 'CCTV Ed25519, pinned to our rule', cases: cases.length });
  });

  it.each<[file: string, cases: number, scheme: SignatureScheme]>([
    ['ecdsa_secp256r1_sha256', 306, { kind: 'ecdsa', hash: 'SHA-256' }],
    ['rsa_signature_2048_sha256', 180, { kind: 'rsa-pkcs1', hash: 'SHA-256' }],
    ['rsa_pss_2048_sha256_mgf1_32', 72, { kind: 'rsa-pss', hash: 'SHA-256', saltBytes: 32 }],
  ])('Wycheproof %s', async (file, count, scheme) => {
    const { numberOfTests, testGroups } = wycheproof(file);
    const differ: number[] = [];
    for (const { publicKeyDer, tests } of testGroups) {
      for (const { tcId, msg, sig, result } of tests) {
        const isGood = await isWebSignature(bytesOfHex(publicKeyDer), scheme, bytesOfHex(msg), bytesOfHex(sig));
        if (result === 'acceptable' ? isGood : isGood !== (result === 'valid')) differ.push(tcId);
      }
    }
    expect([differ, numberOfTests]).toEqual([[], count]);
    printTotal({ standard: `Wycheproof ${file}`, cases: numberOfTests });
  });

  it('the DSSE protocol vector', async () => {
    const vector = readJson<{
      payloadType: string;
      payload: string;
      pae: string;
      key: { x: string; y: string };
      envelope: object;
    }>(sharedPath('vectors/dsse/protocol-vector.json'));
    const hex = (number: string): Uint8Array => bytesOfHex(BigInt(number).toString(16).padStart(64, '0'));
    const point = concat(new Uint8Array([4]), hex(vector.key.x), hex(vector.key.y));
    const signer = (change: number): Signer => ({
      id: 'vector',
      isSignature: (message, signature) =>
        p256.verify(signature, concat(message.subarray(0, message.length - change)), point, { lowS: false }),
    });
    const envelope = parseEnvelope(JSON.stringify(vector.envelope));
    expect(textOf(pae(vector.payloadType, utf8(vector.payload)))).toBe(vector.pae);
    expect((await signersOf(envelope, vector.payloadType, [signer(0)])).length).toBe(1);
    expect((await signersOf(envelope, vector.payloadType, [signer(1)])).length).toBe(0);
    printTotal({ standard: 'DSSE', cases: 1 });
  });

  it('in-toto statements: version 1 only', () => {
    const older = utf8(
      JSON.stringify(readJson<object>(sharedPath('vectors/dsse/sigstore-go/statement-provenance.json'))),
    );
    const bundle = readJson<{ dsseEnvelope: { payload: string } }>(
      sharedPath('vectors/dsse/sigstore-go/dsse.sigstore.json'),
    );
    const payload = new Uint8Array(Buffer.from(bundle.dsseEnvelope.payload, 'base64'));
    const takes = (bytes: Uint8Array): boolean => refusalOf(() => parseStatement(bytes)) === undefined;
    const statements = [older, payload];
    expect(statements.map(takes)).toEqual(
      statements.map((bytes) => textOf(bytes).includes('"https://in-toto.io/Statement/v1"')),
    );
    const differ = statements.flatMap((bytes, i) =>
      takes(bytes) ? [] : [['statement-provenance.json', 'dsse.sigstore.json'][i] as string],
    );
    printTotal({ standard: 'in-toto statement', cases: 2, differ });
  });
});
