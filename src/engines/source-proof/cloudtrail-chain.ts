/**
 * The digests of CloudTrail trails as a chain, walked from the newest back: signatures, links, log files, gaps.
 *
 * Pure. O(digests + log files) and one signature each.
 * Source: as cloudtrail-digest.ts; aws-cli names gap, missing and invalid apart, and so does this.
 * Differences: the folder is local, so a digest has not `been moved` where its path ends with the key it names; with another
 * folder around the same file name that can not be told.
 * Trust: hostile. The chain holds what it links; nothing in it pins its newest digest.
 */
import { type CloudTrailDigest, signedText } from './cloudtrail-digest.ts';
import type { FileLookup, KnownFile } from './file-lookup.ts';
import { baseOf } from './listed-path.ts';
import { counted, proofOf, verdictOf, type ProofDetail, type SourceProof } from './proof.ts';

export interface DigestFile {
  readonly file: KnownFile;
  readonly digest: CloudTrailDigest | { readonly problem: string };
}

export interface DigestKey {
  /** As `digestPublicKeyFingerprint` names it; undefined where the key came without one. */
  readonly fingerprint: string | undefined;
  readonly isGood: (message: string, signatureHex: string) => boolean;
  readonly validFrom?: string;
  readonly validTo?: string;
}

export interface ChainInput {
  readonly digests: readonly DigestFile[];
  readonly keys: readonly DigestKey[];
  /** Signatures from metadata of objects, for digests that no later one names. */
  readonly signatures: readonly string[];
}

type Whole = DigestFile & { readonly digest: CloudTrailDigest };

export function checkCloudTrail(
  { digests, keys, signatures }: ChainInput,
  files: FileLookup,
): Map<number, SourceProof[]> {
  const proofs = new Map<number, SourceProof[]>();
  const put = (seq: number, proof: SourceProof): void => void proofs.set(seq, [...(proofs.get(seq) ?? []), proof]);
  const whole: Whole[] = [];
  for (const each of digests) {
    if (!('problem' in each.digest)) whole.push(each as Whole);
    else {
      const text = `The digest can not be used: ${each.digest.problem}`;
      const details: ProofDetail[] = [{ what: 'malformed', level: 'bad', text }];
      put(
        each.file.sourceSeq,
        proofOf({ kind: 'cloudtrail-digest', verdict: 'fails', summary: text, covers: {}, details }),
      );
    }
  }
  for (const trail of Map.groupBy(whole, trailOf).values()) {
    const sorted = trail.toSorted((a, b) => Date.parse(a.digest.endTime) - Date.parse(b.digest.endTime));
    sorted.forEach((each, index) => {
      const checked = checkDigest(each, sorted, index, keys, signatures);
      const isSigned = checked.verdict === 'holds';
      const logs = logProofs(each, files, isSigned);
      for (const [seq, proof] of logs.proofs) put(seq, proof);
      const details = [...checked.details, ...logs.details];
      const verdict = verdictOf(details, checked.verdict);
      put(each.file.sourceSeq, digestProof(each, verdict, details, logs.same));
    });
  }
  return proofs;
}

/**
 * A trail delivers one digest an hour and region to one prefix: chains of two must not be mixed. Told from the object's own name, which is
 * part of what is signed and, unlike other fields, is compared with the path.
 */
function trailOf({ digest: { bucket, key } }: Whole): string {
  const name = /_CloudTrail-Digest_([^/]*)_\d{8}T\d{6}Z\.json(?:\.gz)?$/u.exec(key)?.[1] ?? '';
  const account = /^(?:.*\/)?AWSLogs\/(?:o-[a-z0-9]+\/)?(\d+)\//u.exec(key)?.[1] ?? '';
  return `${bucket}\n${account}\n${name}`;
}

function checkDigest(
  { file, digest }: Whole,
  trail: readonly Whole[],
  index: number,
  keys: readonly DigestKey[],
  signatures: readonly string[],
): { verdict: 'holds' | 'could-not-check'; details: ProofDetail[] } {
  const details: ProofDetail[] = [];
  const next = trail.slice(index + 1).find((each) => each.digest.previous?.key === digest.key);
  const isNewest = index === trail.length - 1;
  if (next !== undefined && next.digest.previous?.sha256 !== file.sha256) {
    const text = 'Invalid: the next digest names another hash for this one';
    details.push({ what: 'hash-differs', level: 'bad', text, path: next.file.path });
  }
  const offered =
    next?.digest.previous === undefined || next.digest.previous === null
      ? signatures
      : [next.digest.previous.signature];
  const signature = checkSignature(digest, file, offered, keys, next !== undefined);
  details.push(...signature);
  details.push(...placeOf(digest, file), ...linkOf(digest, trail, index));
  if (isNewest) {
    const text = 'Nothing pins the newest digest: where later ones were removed, only silence shows it';
    details.push({ what: 'newest-unpinned', level: 'info', text });
  }
  if (digest.logFiles.length === 0) {
    details.push({
      what: 'empty-hours',
      level: 'info',
      text: 'In this hour no log file was delivered, and the digest says so',
    });
  }
  return { verdict: signature.some(({ what }) => what === 'signature-good') ? 'holds' : 'could-not-check', details };
}

function checkSignature(
  digest: CloudTrailDigest,
  file: KnownFile,
  offered: readonly string[],
  keys: readonly DigestKey[],
  isNamed: boolean,
): ProofDetail[] {
  const message = signedText(digest, file.sha256);
  const fitting = keys.filter(({ fingerprint }) => fingerprint === undefined || fingerprint === digest.fingerprint);
  for (const key of fitting) {
    if (!offered.some((signature) => key.isGood(message, signature))) continue;
    if (!isInForce(key, digest)) {
      const text = `The key ${digest.fingerprint} was not in force at the time of the digest`;
      return [{ what: 'key-unknown', level: 'bad', text }];
    }
    return [{ what: 'signature-good', level: 'info', text: `Signed with the key ${digest.fingerprint}` }];
  }
  if (offered.length === 0) {
    const text = 'No digest after it is here and no metadata of the object was given: its own signature is not known';
    return [{ what: 'signature-bad', level: 'doubt', text }];
  }
  if (fitting.length === 0) {
    return [{ what: 'key-unknown', level: 'doubt', text: `The key ${digest.fingerprint} was not given` }];
  }
  // Signatures from metadata may belong to other digests; the one that the next digest names can only be for this.
  const isWrong = isNamed && fitting.some(({ fingerprint }) => fingerprint !== undefined);
  const text = isWrong
    ? 'Invalid: the signature is not that of this digest'
    : 'No signature that was given is that of this digest under the keys given';
  return [{ what: 'signature-bad', level: isWrong ? 'bad' : 'doubt', text }];
}

function isInForce({ validFrom, validTo }: DigestKey, { endTime }: CloudTrailDigest): boolean {
  const at = Date.parse(endTime);
  return !(at < Date.parse(validFrom ?? '')) && !(at > Date.parse(validTo ?? ''));
}

/** The path of a digest taken in unpacked repeats its name after `!/`; only the part before counts. */
function placeOf({ key }: CloudTrailDigest, { path }: KnownFile): ProofDetail[] {
  const plain = path.replaceAll('\\', '/');
  const packed = plain.replace(/!\/[^/]*$/u, '');
  const bare = (name: string): string => name.replace(/\.gz$/u, '');
  if ([plain, packed].some((each) => bare(`/${each}`).endsWith(`/${bare(key)}`))) return [];
  if ([plain, packed].some((each) => bare(baseOf(each)) === bare(baseOf(key)))) {
    const text = 'The folders around it are not those of its key: whether it was moved can not be told';
    return [{ what: 'digest-moved', level: 'info', text, path: key }];
  }
  return [{ what: 'digest-moved', level: 'bad', text: 'Moved: the digest says that it is another object', path: key }];
}

/** Towards the digest before: given, missing, or none because a trail begins; and whether the hours touch. */
function linkOf(digest: CloudTrailDigest, trail: readonly Whole[], index: number): ProofDetail[] {
  const before = trail[index - 1];
  const { previous } = digest;
  if (previous === null) {
    if (before === undefined)
      return [{ what: 'start-missing', level: 'info', text: 'The first digest of its trail: it names none before it' }];
    const text = 'Gap: the trail began anew here, so nothing links what came before';
    return [{ what: 'chain-gap', level: 'bad', text, ...hours(before.digest.endTime, digest.startTime) }];
  }
  const named = trail.slice(0, index).findLast((each) => each.digest.key === previous.key);
  if (named === undefined) {
    if (before === undefined) {
      const text = 'The digest before the first one given is not in the case';
      return [{ what: 'start-missing', level: 'info', text, path: previous.key }];
    }
    const text = 'Missing: the digest before this one is not in the case';
    return [
      {
        what: 'digest-missing',
        level: 'bad',
        text,
        path: previous.key,
        ...hours(before.digest.endTime, digest.startTime),
      },
    ];
  }
  if (named.digest.endTime === digest.startTime) return [];
  const text = 'Gap: this digest does not begin when the one before it ends';
  return [{ what: 'chain-gap', level: 'bad', text, ...hours(named.digest.endTime, digest.startTime) }];
}

function hours(from: string, to: string): { from?: string; to?: string } {
  const at = [from, to].map((time) => new Date(time).toISOString());
  return { from: at[0] as string, to: at[1] as string };
}

function logProofs(
  { file: digestFile, digest }: Whole,
  files: FileLookup,
  isSigned: boolean,
): { proofs: Map<number, SourceProof>; details: ProofDetail[]; same: number } {
  const proofs = new Map<number, SourceProof>();
  const details: ProofDetail[] = [];
  let same = 0;
  for (const { key, sha256 } of digest.logFiles) {
    const found = files.withHash('sha256', sha256) ?? unpackedAt(key, files);
    if (found === undefined) {
      details.push({
        what: 'log-missing',
        level: 'doubt',
        text: 'Missing: a log file of this hour is not in the case',
        path: key,
      });
      continue;
    }
    const isSame = found.sha256 === sha256;
    if (isSame) same++;
    else {
      const text = `Invalid: the digest names ${sha256}, the file has ${found.sha256}`;
      details.push({ what: 'hash-differs', level: 'bad', text, path: found.path });
    }
    proofs.set(found.sourceSeq, logProof(found, digestFile, isSame, isSigned));
  }
  return { proofs, details, same };
}

/** The file that lies where the key says, unpacked or not, whatever its bytes: `x.json.gz`, `x.json`, `x.json.gz!/x.json`. */
function unpackedAt(key: string, files: FileLookup): KnownFile | undefined {
  const bare = (name: string): string => name.replace(/!$/u, '').replace(/\.gz$/u, '');
  const name = bare(baseOf(key));
  return files.all.find(
    ({ path, isContainer }) => !isContainer && path.split(/[/\\]/u).some((part) => bare(part) === name),
  );
}

function logProof(file: KnownFile, digestFile: KnownFile, isSame: boolean, isSigned: boolean): SourceProof {
  const verdict = !isSame ? 'fails' : isSigned ? 'holds' : 'could-not-check';
  return proofOf({
    kind: 'cloudtrail-log',
    verdict,
    summary: !isSame
      ? 'The log file does not have the hash that its digest names'
      : isSigned
        ? 'The log file has the hash that its signed digest names'
        : 'The log file has the hash that its digest names, but the signature of the digest could not be checked',
    covers: { bytes: file.sizeBytes },
    by: digestFile.path,
  });
}

function digestProof(
  { file, digest }: Whole,
  verdict: SourceProof['verdict'],
  details: readonly ProofDetail[],
  same: number,
): SourceProof {
  const { startTime, endTime, logFiles } = digest;
  const logs =
    logFiles.length === 0 ? 'an hour without log files' : `${same} of ${counted(logFiles.length, 'log file')} as named`;
  const isSigned = details.some(({ what }) => what === 'signature-good');
  return proofOf({
    kind: 'cloudtrail-digest',
    verdict,
    summary: `${isSigned ? 'Signature good' : 'Signature not shown to be good'}; ${logs}`,
    covers: {
      files: logFiles.length,
      bytes: file.sizeBytes,
      firstTime: new Date(startTime).toISOString(),
      lastTime: new Date(endTime).toISOString(),
    },
    by: digest.fingerprint,
    details,
  });
}
