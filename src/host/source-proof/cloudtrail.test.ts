import { createHash, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkCloudTrail } from '../../engines/source-proof/cloudtrail-chain.ts';
import { parseDigest, parseHeadObject } from '../../engines/source-proof/cloudtrail-digest.ts';
import { FileLookup, type KnownFile } from '../../engines/source-proof/file-lookup.ts';
import type { SourceProof } from '../../engines/source-proof/proof.ts';
import { readKeys } from './given-keys.ts';
import {
  digestPem,
  headObject,
  type MadeFile,
  makeTrail,
  type MadeTrail,
  publicKeyList,
} from '../../test/helpers/cloudtrail-digests.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const keysOf = (text: string) => readKeys([{ path: 'keys', bytes: utf8(text) }]).digestKeys;
const GOOD_KEYS = keysOf(publicKeyList());

const known = ({ path, text }: MadeFile, sourceSeq: number): KnownFile => ({
  sourceSeq,
  path: `/evidence/bucket/${path}`,
  sizeBytes: text.length,
  sha256: createHash('sha256').update(text).digest('hex'),
  isContainer: false,
});

/** Proofs of the digests in order, then of the log files. */
function check(
  trail: MadeTrail,
  { keys = GOOD_KEYS, signatures = [] as string[] } = {},
): { digests: SourceProof[]; logs: SourceProof[] } {
  const files = [...trail.digests, ...trail.logs].map(known);
  const digests = trail.digests.map(({ text }, i) => ({ file: files[i] as KnownFile, digest: parseDigest(text) }));
  const proofs = checkCloudTrail({ digests, keys, signatures }, new FileLookup(files));
  const of = (seq: number): SourceProof[] => proofs.get(seq) ?? [];
  return {
    digests: trail.digests.flatMap((_, i) => of(i)),
    logs: trail.logs.flatMap((_, i) => of(trail.digests.length + i)),
  };
}

const verdicts = (proofs: readonly SourceProof[]): string[] => proofs.map(({ verdict }) => verdict);
const words = (proof: SourceProof | undefined): string[] =>
  (proof?.details ?? []).map(({ what, level }) => `${level} ${what}`).toSorted();

describe('a trail of digests', () => {
  it('holds up to the newest digest, whose own signature no later one names', () => {
    const { digests, logs } = check(makeTrail([2, 0, 1]));
    expect(verdicts(digests)).toEqual(['holds', 'holds', 'could-not-check']);
    expect(verdicts(logs)).toEqual(['holds', 'holds', 'could-not-check']);
    expect(words(digests[1])).toEqual(['info empty-hours', 'info signature-good']);
    expect(words(digests[2])).toEqual(['doubt signature-bad', 'info newest-unpinned']);
  });

  it('holds to its end with the metadata of the newest object, and still says that nothing pins it', () => {
    const trail = makeTrail([1, 1]);
    const signature = parseHeadObject(headObject(trail.signatures[1] as string));
    const { digests } = check(trail, { signatures: [signature as string] });
    expect(verdicts(digests)).toEqual(['holds', 'holds']);
    expect(words(digests[1])).toContain('info newest-unpinned');
  });

  it('takes the key as PEM as well, without its fingerprint', () => {
    expect(verdicts(check(makeTrail([1, 1]), { keys: keysOf(digestPem()) }).digests)).toEqual([
      'holds',
      'could-not-check',
    ]);
  });

  it('could not be checked without a key, or with another one than it names', () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
    expect(verdicts(check(makeTrail([1, 1]), { keys: [] }).digests)).toEqual(['could-not-check', 'could-not-check']);
    const { digests, logs } = check(makeTrail([1, 1]), { keys: keysOf(publicKeyList(other, 'cd'.repeat(16))) });
    expect(words(digests[0])).toContain('doubt key-unknown');
    expect(verdicts(logs)).toEqual(['could-not-check', 'could-not-check']);
  });

  it('fails where the key it names did not sign it, or was out of force', () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
    expect(words(check(makeTrail([1, 1]), { keys: keysOf(publicKeyList(other)) }).digests[0])).toContain(
      'bad signature-bad',
    );
    const expired = keysOf(publicKeyList(undefined, undefined, '2021-01-01T00:00:00Z'));
    expect(words(check(makeTrail([1, 1]), { keys: expired }).digests[0])).toContain('bad key-unknown');
  });
});

describe('gap, missing, moved and invalid', () => {
  it('are named apart: a digest that is not there', () => {
    const trail = makeTrail([1, 1, 1, 1]);
    trail.digests.splice(1, 1);
    const { digests } = check(trail);
    expect(verdicts(digests)).toEqual(['could-not-check', 'fails', 'could-not-check']);
    expect(words(digests[1])).toContain('bad digest-missing');
  });

  it('are named apart: hours that no digest covers', () => {
    const trail = makeTrail([1, 1, 1], (digest, hour) => {
      if (hour === 2) digest['digestStartTime'] = '2024-05-06T02:30:00Z';
    });
    expect(words(check(trail).digests[2])).toContain('bad chain-gap');
  });

  it('are named apart: a trail that began anew', () => {
    const trail = makeTrail([1, 1, 1], (digest, hour) => {
      if (hour !== 2) return;
      for (const name of ['S3Bucket', 'S3Object', 'HashValue', 'Signature']) digest[`previousDigest${name}`] = null;
    });
    expect(words(check(trail).digests[2])).toContain('bad chain-gap');
  });

  it('are named apart: a digest or log file with another content', () => {
    const trail = makeTrail([1, 1]);
    (trail.digests[0] as MadeFile).text = (trail.digests[0] as MadeFile).text.replace(
      '"123456789012"',
      '"123456789013"',
    );
    (trail.logs[1] as MadeFile).text += ' ';
    const { digests, logs } = check(trail);
    expect(words(digests[0])).toEqual(expect.arrayContaining(['info start-missing']));
    expect(digests[0]?.verdict).not.toBe('holds');
    expect(verdicts(logs)).toContain('fails');
    expect(words(digests[1])).toContain('bad hash-differs');
  });

  it('are named apart: a digest under the name of another object', () => {
    const trail = makeTrail([1, 1]);
    (trail.digests[0] as MadeFile).path = 'elsewhere/other.json';
    expect(words(check(trail).digests[0])).toContain('bad digest-moved');
    (trail.digests[0] as MadeFile).path = (makeTrail([1]).digests[0] as MadeFile).path.split('/').at(-1) as string;
    expect(words(check(trail).digests[0])).toContain('info digest-moved');
  });

  it('are named apart: a log file that is not given', () => {
    const trail = makeTrail([2, 1]);
    trail.logs.shift();
    const { digests } = check(trail);
    expect(words(digests[0])).toContain('doubt log-missing');
    expect(digests[0]?.verdict).toBe('could-not-check');
  });
});

describe('what is no digest', () => {
  it.each([
    ['not JSON', '{'],
    ['without its fields', '{"digestS3Object":"a","digestEndTime":"2024-05-06T01:00:00Z"}'],
    [
      'with half a link',
      makeTrail([0], (digest) => void (digest['previousDigestS3Object'] = 'x')).digests[0]?.text ?? '',
    ],
    [
      'with a log file of another hash',
      makeTrail([1], (digest) => void (digest['logFiles'] = [{ hashAlgorithm: 'MD5' }])).digests[0]?.text ?? '',
    ],
    [
      'with another algorithm',
      makeTrail([0], (digest) => void (digest['digestSignatureAlgorithm'] = 'none')).digests[0]?.text ?? '',
    ],
  ])('is told: %s', (_, text) => {
    expect(parseDigest(text)).toHaveProperty('problem');
  });

  it('is no key either: a private key, a short one, any other text', () => {
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 });
    for (const text of [
      'hello',
      weak.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      weak.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      '{"PublicKeyList":[]}',
    ]) {
      expect(() => readKeys([{ path: 'k', bytes: utf8(text) }])).toThrow(
        expect.objectContaining({ code: 'PROOF_KEY_UNREADABLE' }),
      );
    }
  });
});
