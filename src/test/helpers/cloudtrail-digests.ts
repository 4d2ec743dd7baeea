/**
 * Digest files of CloudTrail for tests, signed with a key of their own: no signed sample of the real service is public.
 *
 * Source: AWS CloudTrail User Guide, "CloudTrail digest file structure". Trust: none; only tests make these.
 */
import { createHash, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const FINGERPRINT = 'ab'.repeat(16);

/** As `aws cloudtrail list-public-keys` prints it. */
export const publicKeyList = (
  key: KeyObject = publicKey,
  fingerprint = FINGERPRINT,
  validTo = '2030-01-01T00:00:00Z',
): string =>
  JSON.stringify({
    PublicKeyList: [
      {
        Fingerprint: fingerprint,
        ValidityStartTime: '2020-01-01T00:00:00Z',
        ValidityEndTime: validTo,
        Value: key.export({ type: 'pkcs1', format: 'der' }).toString('base64'),
      },
    ],
  });

export const digestPem = (): string => publicKey.export({ type: 'pkcs1', format: 'pem' }).toString();

export interface MadeFile {
  path: string;
  text: string;
}

export interface MadeTrail {
  digests: MadeFile[];
  logs: MadeFile[];
  /** Of each digest, hex. */
  signatures: string[];
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const BUCKET = 'audit-bucket';

/** One digest an hour from 2024-05-06T00:00Z. @param logCounts log files of each hour */
export function makeTrail(
  logCounts: readonly number[],
  edit: (digest: Record<string, unknown>, hour: number) => void = () => undefined,
): MadeTrail {
  const trail: MadeTrail = { digests: [], logs: [], signatures: [] };
  let previous: { key: string; text: string; signature: string } | undefined;
  logCounts.forEach((count, hour) => {
    const time = (h: number): string => new Date(Date.UTC(2024, 4, 6, h)).toISOString().replace('.000Z', 'Z');
    const stamp = time(hour + 1).replaceAll(/[-:]/gu, '');
    const key = `AWSLogs/123456789012/CloudTrail-Digest/eu-west-1/2024/05/06/123456789012_CloudTrail-Digest_eu-west-1_main_eu-west-1_${stamp}.json.gz`;
    const logFiles = Array.from({ length: count }, (_, n) => {
      const path = `AWSLogs/123456789012/CloudTrail/eu-west-1/2024/05/06/log-${hour}-${n}.json.gz`;
      const text = JSON.stringify({
        Records: [{ eventID: `${hour}-${n}`, eventTime: time(hour), eventName: 'ListUsers' }],
      });
      trail.logs.push({ path: path.replace(/\.gz$/u, ''), text });
      return { s3Bucket: BUCKET, s3Object: path, hashValue: sha256(text), hashAlgorithm: 'SHA-256' };
    });
    const digest: Record<string, unknown> = {
      awsAccountId: '123456789012',
      digestStartTime: time(hour),
      digestEndTime: time(hour + 1),
      digestS3Bucket: BUCKET,
      digestS3Object: key,
      digestPublicKeyFingerprint: FINGERPRINT,
      digestSignatureAlgorithm: 'SHA256withRSA',
      previousDigestS3Bucket: previous === undefined ? null : BUCKET,
      previousDigestS3Object: previous?.key ?? null,
      previousDigestHashValue: previous === undefined ? null : sha256(previous.text),
      previousDigestHashAlgorithm: previous === undefined ? null : 'SHA-256',
      previousDigestSignature: previous?.signature ?? null,
      logFiles,
    };
    edit(digest, hour);
    const text = JSON.stringify(digest);
    const signed = `${String(digest['digestEndTime'])}\n${BUCKET}/${key}\n${sha256(text)}\n${previous?.signature ?? 'null'}`;
    const signature = createSign('sha256').update(signed).sign(privateKey, 'hex');
    trail.digests.push({ path: key.replace(/\.gz$/u, ''), text });
    trail.signatures.push(signature);
    previous = { key, text, signature };
  });
  return trail;
}

export const headObject = (signature: string): string =>
  JSON.stringify({ ContentType: 'application/json', Metadata: { signature, 'signature-algorithm': 'SHA256withRSA' } });
