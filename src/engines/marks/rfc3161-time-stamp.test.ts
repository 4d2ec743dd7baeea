/** Time stamps: the published answers, and authorities of our own, honest and false. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { nodeSignatureCheck } from '../../host/adapters/node-signature.ts';
import { expectValid } from '../../test/helpers/expect-verdict.ts';
import { hasShared, sharedPath } from '../../test/helpers/shared-data.ts';
import { type Identity, makeIdentity, makeToken, type TokenPlan } from '../../verifier/testing/time-authority.ts';
import { asciiBytes, concatBytes, decodeHex, encodeHex } from '../kernel/bytes.ts';
import { digestBy } from './algorithms.ts';
import { type Certificate, certificateOf, certificatesIn } from './certificate.ts';
import { derOf, element, elements, oidOf, TAG } from './der.ts';
import {
  checkTimeStamp,
  MAX_STAMP_BYTES,
  nonceText,
  readStampClaim,
  type StampQuestion,
  timeStampRequest,
} from './time-stamp.ts';

/** One word for what came out: the time and the way up, why nobody is trusted, or the kind of finding. */
function outcome(file: Uint8Array, question: StampQuestion): string {
  const verdict = checkTimeStamp(nodeSignatureCheck, file, question);
  if (verdict.kind === 'indeterminate') return verdict.reason;
  if (verdict.kind === 'invalid') return `${verdict.findings[0].kind}: ${verdict.findings[0].message}`;
  const { timeMs, path } = verdict.value;
  if (path.kind === 'untrusted') return `untrusted: ${path.why}`;
  return `${new Date(timeMs).toISOString()} ${path.path.map(({ name }) => name).join(' < ')}`;
}

const message = asciiBytes('a head');
let root: Identity;
let middle: Identity;
let signer: Identity;
let other: Identity;

beforeAll(async () => {
  root = await makeIdentity({ name: 'Root', isAuthority: true });
  middle = await makeIdentity({ name: 'Middle', isAuthority: true, issuer: root });
  signer = await makeIdentity({ name: 'Signer', issuer: middle });
  other = await makeIdentity({ name: 'Other', issuer: await makeIdentity({ name: 'Root', isAuthority: true }) });
});

async function judge(
  plan: Omit<TokenPlan, 'message'>,
  { roots = [root], nonces = [], about = message }: { roots?: Identity[]; nonces?: string[]; about?: Uint8Array } = {},
): Promise<string> {
  const trusted = roots.map(({ certificate }) => certificateOf(certificate));
  return outcome(await makeToken({ message, ...plan }), { message: about, roots: trusted, nonces });
}

describe('a time stamp', () => {
  it('is trusted up to an imported root, with every kind of key', async () => {
    const certificates = [signer.certificate, middle.certificate];
    expect(await judge({ signer, certificates })).toBe('2026-01-05T12:00:00.000Z CN=Signer < CN=Middle < CN=Root');
    for (const kind of ['rsa', 'pss'] as const) {
      const one = await makeIdentity({ name: kind, kind, issuer: root });
      expect(await judge({ signer: one })).toBe(`2026-01-05T12:00:00.000Z CN=${kind} < CN=Root`);
    }
  });

  it('is not false where its signer’s certificate is missing: nobody can say, and it counts once that is trusted', async () => {
    const without = { signer, certificates: [middle.certificate] };
    expect(await judge(without)).toMatch(/^The certificate of its signer is neither in it/u);
    expect(await judge(without, { about: asciiBytes('another head') })).toMatch(/^mark-other-head/u);
    expect(await judge(without, { roots: [root, signer] })).toContain('CN=Signer');
  });

  it('is that of the certificate that it hashes, where two have the same name and number', async () => {
    const [first, second] = [
      await makeIdentity({ name: 'Old', issuer: middle, serial: [7] }),
      await makeIdentity({ name: 'New', issuer: middle, serial: [7] }),
    ];
    const certificates = [first.certificate, second.certificate, middle.certificate];
    expect(await judge({ signer: first, certificates })).toContain('CN=Old < CN=Middle');
    expect(await judge({ signer: second, certificates })).toContain('CN=New < CN=Middle');
  });

  it('is that of the certificate it names, wherever that stands', async () => {
    const certificates = [other.certificate, middle.certificate, signer.certificate];
    expect(await judge({ signer, certificates })).toContain('CN=Signer < CN=Middle');
  });

  it('is from nobody trusted: a stranger with a known name, a missing link, no roots at all', async () => {
    const nobody = 'untrusted: nobody who is trusted here issued it';
    expect(await judge({ signer: other })).toBe(nobody);
    expect(await judge({ signer })).toBe(nobody);
    expect(await judge({ signer, certificates: [signer.certificate, middle.certificate] }, { roots: [] })).toBe(
      'untrusted: no issuer of time stamps is trusted here',
    );
    const leaf = await makeIdentity({ name: 'Leaf', issuer: signer });
    const certificates = [leaf.certificate, signer.certificate, middle.certificate];
    expect(await judge({ signer: leaf, certificates })).toBe(nobody);
  });

  it('is refused where another key signed, another certificate is named, or the authority refused', async () => {
    const kinds = [await judge({ signer, forger: other }), await judge({ signer, named: other })];
    kinds.push(await judge({ signer, status: 2 }), await judge({ signer, certificates: [] }));
    expect(kinds.map((text) => text.split(':')[0])).toEqual([
      'mark-signature-invalid',
      'mark-signer-wrong',
      'mark-refused',
      'The certificate of its signer is neither in it nor among those that are trusted here',
    ]);
  });

  it('counts at its own time, not today', async () => {
    const old = await makeIdentity({ name: 'Old', issuer: root, to: '2025-06-01T00:00:00' });
    expect(await judge({ signer: old, time: '2025-05-31T00:00:00' })).toContain('CN=Old');
    expect(await judge({ signer: old, time: '2025-06-02T00:00:00' })).toBe(
      'untrusted: a certificate on its way was not valid at that time',
    );
  });

  it('must be from a certificate for time stamps alone, and critically so', async () => {
    const plans = [
      { isCritical: false },
      { purposes: ['1.3.6.1.5.5.7.3.8', '1.3.6.1.5.5.7.3.1'] },
      { purposes: ['1.3.6.1.5.5.7.3.1'] },
    ];
    for (const plan of plans) {
      const one = await makeIdentity({ name: 'X', issuer: root, ...plan });
      expect(await judge({ signer: one })).toMatch(/^mark-signer-wrong/u);
    }
  });

  it('is over these bytes and answers this request, or is refused', async () => {
    const one = await makeIdentity({ name: 'One', issuer: root });
    expect(await judge({ signer: one }, { about: asciiBytes('another head') })).toMatch(/^mark-other-head/u);
    // Whoever made no request knows no nonce; whoever did wants it back.
    expect(await judge({ signer: one }, { nonces: ['0102030405060708'] })).toMatch(/^mark-nonce-mismatch/u);
  });

  it('that was cut anywhere, goes on after its end, nests a thousand times or claims huge lengths is malformed', async () => {
    const token = await makeToken({ message, signer: await makeIdentity({ name: 'One', issuer: root }) });
    const question = { message, roots: [certificateOf(root.certificate)], nonces: [] };
    for (let length = 0; length < token.length; length += 7) {
      expect(outcome(token.subarray(0, length), question)).toMatch(/^mark-malformed/u);
    }
    let nested: Uint8Array = Uint8Array.of(5, 0);
    for (let i = 0; i < 1000; i++) nested = derOf(TAG.sequence, nested);
    const hostile = [
      concatBytes(token, Uint8Array.of(0)),
      nested,
      Uint8Array.of(0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0x30),
      Uint8Array.of(0x30, 0x88, 0, 0, 0, 0, 0, 0, 0, 1, 0),
      Uint8Array.of(0x30, 0x80, 0, 0),
      new Uint8Array(MAX_STAMP_BYTES + 1),
      new Uint8Array(0),
    ];
    for (const bytes of hostile) expect(outcome(bytes, question)).toMatch(/^mark-malformed/u);
  });
});

describe('a request for a time stamp', () => {
  it.each([
    ['0102030405060708', '0102030405060708'],
    ['ff02030405060708', 'ff02030405060708'],
    ['0000030405060708', '030405060708'],
    ['0000000000000000', '00'],
  ])('with nonce %s is what an authority reads', (hex, number) => {
    const digest = digestBy('sha256', message);
    const nonce = decodeHex(hex) as Uint8Array;
    const [version, imprint, asked, wantsCertificate, ...rest] = elements(
      element(timeStampRequest(digest, nonce)).value,
    );
    const [algorithm, hashed] = elements(imprint?.value ?? new Uint8Array());
    expect({
      version: encodeHex(version?.value ?? new Uint8Array()),
      algorithm: oidOf(elements(algorithm?.value ?? new Uint8Array())[0]),
      hashed: hashed?.value,
      asked: BigInt(`0x${encodeHex(asked?.value ?? new Uint8Array())}`),
      wantsCertificate: wantsCertificate?.raw,
      rest,
    }).toEqual({
      version: '01',
      algorithm: '2.16.840.1.101.3.4.2.1',
      hashed: digest,
      asked: BigInt(`0x${hex}`),
      wantsCertificate: Uint8Array.of(1, 1, 0xff),
      rest: [],
    });
    expect(nonceText(nonce)).toBe(number);
  });
});

interface Case {
  file: string;
  message?: string;
  messageFile?: string;
  roots?: string;
  signerCert?: string;
  query?: string;
  digestHexFile?: string;
}

describe.skipIf(!hasShared)('published answers', () => {
  const folder = sharedPath('vectors/rfc3161');
  const bytesOf = (file: string): Uint8Array => new Uint8Array(readFileSync(`${folder}/${file}`));
  const rootsOf = ({ roots, signerCert }: Case): Certificate[] => {
    const file = roots ?? signerCert;
    return file === undefined ? [] : certificatesIn(bytesOf(file));
  };
  const cases = hasShared
    ? (JSON.parse(readFileSync(`${folder}/expected.json`, 'utf8')) as { cases: Case[] }).cases
    : [];
  const messageOf = ({ message: text = 'hello', messageFile }: Case): Uint8Array =>
    messageFile === undefined ? asciiBytes(text) : bytesOf(messageFile);

  it('are judged as published', () => {
    const said = cases.map((one) => [
      one.file,
      outcome(bytesOf(one.file), { message: messageOf(one), roots: rootsOf(one), nonces: [] }),
    ]);
    expect(Object.fromEntries(said)).toEqual({
      'rfc3161-client/sigstage/response-sha256.tsr': expect.stringMatching(/^2025-05-09T11:58:55/u),
      'rfc3161-client/sigstage/response-sha512.tsr': expect.stringMatching(/^2025-05-09T11:58:56/u),
      'rfc3161-client/sigstage/response-invalid-signature.tsr': expect.stringMatching(/^mark-signature-invalid/u),
      'rfc3161-client/test_tsa/response.tsr': expect.stringMatching(/^2024-10-08T15:40:32.000Z/u),
      'rfc3161-client/test_tsa/response-injected-certs.tsr': expect.stringMatching(
        /^2024-10-08T15:40:32.000Z O=local, CN=Test TSA Timestamping|^2024.* CN=Test TSA Timestamping/u,
      ),
      'rfc3161-client/sigstore.mock/response-expired.tsr': expect.stringMatching(/^2023-02-01T00:00:00/u),
      // Their message is not published, only its hash: everything before the imprint holds.
      'digitorus/respNonce.tsr': expect.stringMatching(/^mark-other-head/u),
      'digitorus/respNoCert.tsr': expect.stringMatching(/^mark-other-head/u),
      'digitorus/respRejection.tsr': expect.stringMatching(/^mark-refused/u),
    });
  });

  it('say what they are over, and carry the nonce of their request', () => {
    const { digest, nonce } = expectValid(readStampClaim(bytesOf('digitorus/respNonce.tsr')));
    expect(encodeHex(digest)).toBe(readFileSync(`${folder}/digitorus/hashedMessage.hex`, 'utf8').trim());
    const asked = elements(element(bytesOf('digitorus/reqNonce.tsq')).value).filter(
      ({ tag }) => tag === TAG.integer,
    )[1];
    expect(nonce).toBe(nonceText(asked?.value ?? new Uint8Array()));
  });

  it('prove nothing after any change of a byte that is signed', () => {
    const one = cases.find(({ file }) => file.endsWith('test_tsa/response.tsr')) as Case;
    const original = bytesOf(one.file);
    const question = { message: asciiBytes('hello'), roots: rootsOf(one), nonces: [] };
    const trusted: number[] = [];
    for (let at = 0; at < original.length; at += 3) {
      const changed = new Uint8Array(original);
      changed[at] = (changed[at] as number) ^ 1;
      if (/^\d{4}-/u.test(outcome(changed, question))) trusted.push(at);
    }
    // CMS signs neither status, versions and its list of hashes, nor certificates: the one here is also imported.
    const isUnsigned = (at: number): boolean =>
      (at > 2 && at < 53) || (at >= 284 && at < 747) || (at >= 755 && at < 758);
    expect(trusted.filter((at) => !isUnsigned(at))).toEqual([]);
  });

  it('are from nobody trusted without the root that issued them', () => {
    const [first] = cases as [Case];
    expect(outcome(bytesOf(first.file), { message: messageOf(first), roots: [], nonces: [] })).toMatch(
      /^(?:untrusted|The certificate of its signer is neither)/u,
    );
  });
});
