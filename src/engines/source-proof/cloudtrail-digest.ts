/**
 * One digest file of AWS CloudTrail's log file validation, and the text that its signature is over.
 *
 * Pure. O(file).
 * Source: AWS CloudTrail User Guide, "CloudTrail digest file structure" and "Custom implementations of CloudTrail log file integrity
 * validation"; aws-cli `cloudtrail/validation.py`.
 * Trust: the file is anybody's until its signature holds. The signature of a digest is not in it: the next digest names it, and the
 * object's metadata in S3 does.
 */

export interface DigestLogFile {
  readonly bucket: string;
  readonly key: string;
  /** 64 hex digits, of the unpacked file. */
  readonly sha256: string;
}

export interface CloudTrailDigest {
  readonly account: string;
  /** As written: they are part of what is signed. */
  readonly startTime: string;
  readonly endTime: string;
  readonly bucket: string;
  readonly key: string;
  readonly fingerprint: string;
  /** null in the first digest of a trail. */
  readonly previous: {
    readonly bucket: string;
    readonly key: string;
    readonly sha256: string;
    readonly signature: string;
  } | null;
  readonly logFiles: readonly DigestLogFile[];
}

const HEX_SHA256 = /^[0-9a-f]{64}$/u;
const HEX = /^(?:[0-9a-f]{2})+$/u;

type Json = Record<string, unknown>;

/** Whether a text may be a digest file, told from its beginning. */
export const looksLikeDigest = (head: string): boolean =>
  /^\s*\{/u.test(head) && head.includes('"digestS3Object"') && head.includes('"digestEndTime"');

/** @returns the digest, or why the text is none */
export function parseDigest(text: string): CloudTrailDigest | { readonly problem: string } {
  let json: Json;
  try {
    json = JSON.parse(text) as Json;
  } catch {
    return { problem: 'it is not JSON' };
  }
  if (typeof json !== 'object' || json === null) return { problem: 'it is not an object' };
  const missing = [
    'digestStartTime',
    'digestEndTime',
    'digestS3Bucket',
    'digestS3Object',
    'digestPublicKeyFingerprint',
  ].find((name) => typeof json[name] !== 'string' || json[name] === '');
  if (missing !== undefined) return { problem: `${missing} is missing` };
  if (json['digestSignatureAlgorithm'] !== 'SHA256withRSA')
    return { problem: 'its signature algorithm is not SHA256withRSA' };
  for (const name of ['digestStartTime', 'digestEndTime']) {
    if (Number.isNaN(Date.parse(json[name] as string))) return { problem: `${name} is no time` };
  }
  const previous = previousOf(json);
  if (previous === undefined) return { problem: 'it names the digest before it only in part' };
  const logFiles = logFilesOf(json['logFiles']);
  if (logFiles === undefined) return { problem: 'its list of log files can not be read' };
  return {
    account: typeof json['awsAccountId'] === 'string' ? json['awsAccountId'] : '',
    startTime: json['digestStartTime'] as string,
    endTime: json['digestEndTime'] as string,
    bucket: json['digestS3Bucket'] as string,
    key: json['digestS3Object'] as string,
    fingerprint: (json['digestPublicKeyFingerprint'] as string).toLowerCase(),
    previous,
    logFiles,
  };
}

function previousOf(json: Json): CloudTrailDigest['previous'] | undefined {
  const [bucket, key, sha256, signature] = [
    'previousDigestS3Bucket',
    'previousDigestS3Object',
    'previousDigestHashValue',
    'previousDigestSignature',
  ].map((name) => json[name] ?? null);
  if ([bucket, key, sha256, signature].every((value) => value === null)) return null;
  if (typeof bucket !== 'string' || typeof key !== 'string') return undefined;
  if (typeof sha256 !== 'string' || !HEX_SHA256.test(sha256.toLowerCase())) return undefined;
  if (typeof signature !== 'string' || !HEX.test(signature.toLowerCase())) return undefined;
  return { bucket, key, sha256: sha256.toLowerCase(), signature };
}

function logFilesOf(value: unknown): DigestLogFile[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const files: DigestLogFile[] = [];
  for (const each of value as unknown[]) {
    if (typeof each !== 'object' || each === null) return undefined;
    const { s3Bucket, s3Object, hashValue, hashAlgorithm } = each as Json;
    const isHash = typeof hashValue === 'string' && HEX_SHA256.test(hashValue.toLowerCase());
    if (typeof s3Bucket !== 'string' || typeof s3Object !== 'string' || !isHash || hashAlgorithm !== 'SHA-256')
      return undefined;
    files.push({ bucket: s3Bucket, key: s3Object, sha256: (hashValue as string).toLowerCase() });
  }
  return files;
}

/** What the signature of a digest is over. @param sha256 of the unpacked digest file, hex */
export const signedText = ({ endTime, bucket, key, previous }: CloudTrailDigest, sha256: string): string =>
  `${endTime}\n${bucket}/${key}\n${sha256}\n${previous?.signature ?? 'null'}`;

/** A signature that came with the object's metadata: the output of `aws s3api head-object`, saved beside the digest. */
export function parseHeadObject(text: string): string | undefined {
  try {
    const { Metadata } = JSON.parse(text) as { Metadata?: Record<string, unknown> };
    const signature = Metadata?.['signature'];
    return typeof signature === 'string' && HEX.test(signature.toLowerCase()) ? signature : undefined;
  } catch {
    return undefined;
  }
}
