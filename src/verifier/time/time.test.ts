import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasShared, sharedPath } from '../../test/helpers/shared-data.ts';
import { bytesOfHex, hexOf, utf8 } from '../base/bytes.ts';
import { sha256Hex } from '../base/hash.ts';
import { printTotal, readBytes, readJson, refusalOf } from '../testing/vectors.ts';
import { certificatesOf } from './certificate.ts';
import { readDer } from './der.ts';
import { parseOpenTimestamp } from './open-timestamps.ts';
import { parseTimeStampRequest, verifyTimeStamp, type TimeStamp } from './time-stamp.ts';

describe('DER', () => {
  it.each([
    ['a length that is not the shortest', '048101aa'],
    ['a long length with a leading zero', '04820081' + '00'.repeat(129)],
    ['an indefinite length', '30800000'],
    ['bytes after the end', '040100ff'],
    ['an end too early', '0405aa'],
    ['a tag of several bytes', '1f8101'],
    ['no bytes', ''],
    ['an identifier that is not the shortest', '06038001aa'],
    ['an identifier without an end', '060180'],
    ['33 levels', '30'.repeat(0) + nested(33)],
  ])('with %s is refused', (_, hex) => {
    expect(refusalOf(() => readDer(bytesOfHex(hex)))).toMatch(/^Refused/u);
  });

  it('gives identifiers in dotted form', () => {
    expect(
      ['06092a864886f70d010702', '0603883703', '0601ff7f'.replace('01ff', '02ff')].map(
        (hex) => readDer(bytesOfHex(hex)).oid,
      ),
    ).toEqual(['1.2.840.113549.1.7.2', '2.999.3', '2.16303']);
  });
});

function nested(levels: number): string {
  let hex = '';
  for (let i = 0; i < levels; i++) hex = `30${(hex.length / 2).toString(16).padStart(2, '0')}${hex}`;
  return hex;
}

describe.skipIf(!hasShared)('RFC 3161: published responses', () => {
  const folder = sharedPath('vectors/rfc3161');
  interface Case {
    file: string;
    message?: string;
    messageFile?: string;
    roots?: string;
    signerCert?: string;
    genTime?: string;
    query?: string;
    digestHexFile?: string;
    ok: boolean | null;
    signerMustBe?: string;
    why?: string;
  }
  const { cases } = hasShared ? readJson<{ cases: Case[] }>(`${folder}/expected.json`) : { cases: [] };
  const rootsOf = ({ roots, signerCert }: Case) => {
    const file = roots ?? signerCert;
    return file === undefined ? [] : certificatesOf(readBytes(`${folder}/${file}`));
  };
  const messageOf = ({ message = 'hello', messageFile, digestHexFile }: Case): Uint8Array | { digest: Uint8Array } => {
    if (digestHexFile !== undefined)
      return { digest: bytesOfHex(readFileSync(`${folder}/${digestHexFile}`, 'utf8').trim()) };
    return messageFile === undefined ? utf8(message) : readBytes(`${folder}/${messageFile}`);
  };
  const outcome = async (
    one: Case,
    change: Partial<Parameters<typeof verifyTimeStamp>[1]> = {},
  ): Promise<TimeStamp | string> => {
    try {
      return await verifyTimeStamp(readBytes(`${folder}/${one.file}`), {
        message: messageOf(one),
        roots: rootsOf(one),
        ...change,
      });
    } catch (error) {
      return (error as Error).message;
    }
  };

  it('are judged as published, each with its words', async () => {
    const said: Record<string, string> = {};
    for (const one of cases) {
      const result = await outcome(one);
      said[one.file] =
        typeof result === 'string'
          ? result
          : `${result.path.kind} ${new Date(result.time).toISOString()} ${result.signer.name}`;
    }
    expect(said).toEqual({
      'rfc3161-client/sigstage/response-sha256.tsr': expect.stringMatching(/^trusted 2025-05-09T11:58:55/u),
      'rfc3161-client/sigstage/response-sha512.tsr': expect.stringMatching(/^trusted 2025-05-09T11:58:56/u),
      'rfc3161-client/sigstage/response-invalid-signature.tsr': 'the signature of the time stamp is wrong',
      'rfc3161-client/test_tsa/response.tsr': expect.stringMatching(/^trusted 2024-10-08T15:40:32.000Z/u),
      'rfc3161-client/test_tsa/response-injected-certs.tsr': expect.stringMatching(/CN=Test TSA Timestamping$/u),
      'rfc3161-client/sigstore.mock/response-expired.tsr': expect.stringMatching(/^trusted 2023-02-01T00:00:00/u),
      'digitorus/respNonce.tsr': expect.stringMatching(
        /^untrusted 2017-04-19T06:29:53.*CN=GlobalSign TSA for Adobe CDS - G2$/u,
      ),
      'digitorus/respNoCert.tsr': 'the certificate of its signer is missing',
      'digitorus/respRejection.tsr': 'the authority refused to give a time stamp',
    });
    printTotal({ standard: 'RFC 3161', cases: cases.length, differ: [] });
  });

  it('prove nothing about another message, without an imported root, or under another nonce', async () => {
    const [first] = cases as [Case];
    const nonce = parseTimeStampRequest(readBytes(`${folder}/digitorus/reqNonce.tsq`)).nonce as Uint8Array;
    const noRoot = await outcome(first, { roots: [] });
    expect([
      await outcome(first, { message: utf8('hallo') }),
      typeof noRoot === 'string' ? noRoot : noRoot.path,
      await outcome(first, { nonce }),
      await outcome(first, { policy: '1.2.3' }),
    ]).toEqual([
      'this time stamp belongs to something else',
      { kind: 'untrusted', why: expect.stringMatching(/issuer/u) },
      'a time stamp for another request',
      'a time stamp under another policy than was asked for',
    ]);
  });

  it('are refused after any change of one byte that is signed', async () => {
    const one = cases.find(({ file }) => file.includes('test_tsa/response.tsr')) as Case;
    const bytes = readBytes(`${folder}/${one.file}`);
    const roots = rootsOf(one);
    const passed: number[] = [];
    for (let at = 0; at < bytes.length; at += 3) {
      const changed = new Uint8Array(bytes);
      changed[at] = (changed[at] as number) ^ 1;
      try {
        const { path } = await verifyTimeStamp(changed, { message: utf8('hello'), roots });
        if (path.kind === 'trusted') passed.push(at);
      } catch {
        // Refused, as it must be.
      }
    }
    // What CMS does not sign: status, versions, its list of digests, and here the certificate, which is also imported.
    expect(passed.filter((at) => !isUnsigned(at))).toEqual([]);
  });
  const isUnsigned = (at: number): boolean => (at > 2 && at < 53) || (at >= 284 && at < 747) || (at >= 755 && at < 758);

  it('carry the hash of their request', () => {
    const { imprint } = parseTimeStampRequest(readBytes(`${folder}/digitorus/reqNonce.tsq`));
    expect(imprint).toBe(readFileSync(`${folder}/digitorus/hashedMessage.hex`, 'utf8').trim());
  });
});

describe.skipIf(!hasShared)('OpenTimestamps: published proofs', () => {
  const folder = sharedPath('vectors/opentimestamps');
  interface Case {
    file: string;
    parses: boolean;
    fileHash?: string;
    digest?: string;
    documentHere?: string | null;
    digestMatchesDocument?: boolean | null;
    attestations?: string[];
  }

  it('are read as published', () => {
    const { cases } = readJson<{ cases: Case[] }>(`${folder}/expected.json`);
    const read = cases.map(({ file, documentHere }) => {
      try {
        const { fileHash, digest, attestations } = parseOpenTimestamp(readBytes(`${folder}/${file}`));
        const matches =
          documentHere === null || documentHere === undefined
            ? null
            : sha256Hex(readBytes(`${folder}/${documentHere}`)) === digest;
        const claims = attestations.map((one) =>
          one.kind === 'bitcoin'
            ? `bitcoin block ${one.height} merkleroot(LE) ${one.merkleRoot}`
            : one.kind === 'pending'
              ? `pending ${one.calendar}`
              : `unknown/other ${one.tag}`,
        );
        return {
          file,
          parses: true,
          fileHash,
          digest,
          digestMatchesDocument: matches,
          attestations: claims.toSorted(),
        };
      } catch {
        return { file, parses: false };
      }
    });
    const expected = cases.map(({ file, parses, fileHash, digest, digestMatchesDocument, attestations }) =>
      parses
        ? { file, parses, fileHash, digest, digestMatchesDocument, attestations: attestations?.toSorted() }
        : { file, parses },
    );
    expect(read).toEqual(expected);
    printTotal({ standard: 'OpenTimestamps', cases: cases.length });
  });

  it('are refused when cut anywhere, and after a byte too many', () => {
    const bytes = readBytes(`${folder}/hello-world.txt.ots`);
    const cut = Array.from({ length: bytes.length }, (_, length) =>
      refusalOf(() => parseOpenTimestamp(bytes.subarray(0, length))),
    );
    expect(cut.filter((words) => words === undefined)).toEqual([]);
    expect(refusalOf(() => parseOpenTimestamp(new Uint8Array([...bytes, 0])))).toMatch(/^Refused/u);
    expect(hexOf(bytes.subarray(0, 1))).toBe('00');
  });
});
