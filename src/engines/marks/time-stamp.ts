/**
 * RFC 3161 time stamps: the request that is carried to an authority, and the check of what comes back.
 *
 * Pure but for the signature port; a few signature checks. `checkTimeStamp` goes through its checks in their order.
 * Source: RFC 3161 §2.4, RFC 5816 (ESSCertIDv2), RFC 5652 §5 (CMS), RFC 5035 §3-4. Differences: exactly one signer; no hash
 * below 256 bits, but for ESSCertID, which is SHA-1 by definition and only tells which certificate is meant.
 * Trust: the answer is a file from anybody. Its signer is the certificate that its SignerInfo names, wherever it stands.
 */
import { sha1 } from '@noble/hashes/legacy.js';
import { encodeHex, equalBytes } from '../kernel/bytes.ts';
import { indeterminate, invalid, type Verdict, valid } from '../../shared/verdict.ts';
import { digestBy, type HashName, hashNamed, schemeNamed, type SignatureCheck } from './algorithms.ts';
import { type Certificate, certificateOf } from './certificate.ts';
import { isForTimeStamps, type PathResult, pathToRoot } from './certificate-path.ts';
import {
  context,
  contextPrimitive,
  derOf,
  type Element,
  element,
  elements,
  expectTag,
  Malformed,
  oidOf,
  partsOf,
  smallNumber,
  smallOf,
  TAG,
  timeOf,
  unsignedBytes,
  unsignedOf,
} from './der.ts';

export const MAX_STAMP_BYTES = 262_144;
const MAX_CERTIFICATES = 30;
const NO_BYTES = new Uint8Array(0);

const OID = {
  signedData: '1.2.840.113549.1.7.2',
  tstInfo: '1.2.840.113549.1.9.16.1.4',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  certificateV1: '1.2.840.113549.1.9.16.2.12',
  certificateV2: '1.2.840.113549.1.9.16.2.47',
} as const;

/** AlgorithmIdentifier of SHA-256 with NULL, as every authority reads it. */
const SHA256 = derOf(
  TAG.sequence,
  Uint8Array.of(TAG.oid, 9, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01),
  Uint8Array.of(TAG.nothing, 0),
);

/**
 * A TimeStampReq: please stamp this digest, with this nonce, and put your certificate in.
 *
 * @param digest 32 bytes, SHA-256
 * @param nonce 8 fresh bytes
 */
export function timeStampRequest(digest: Uint8Array, nonce: Uint8Array): Uint8Array {
  const imprint = derOf(TAG.sequence, SHA256, derOf(TAG.octets, digest));
  // A leading zero keeps the number above zero whatever the first bit is.
  const number = derOf(TAG.integer, Uint8Array.of(0, ...withoutZeros(nonce)).subarray(hasHighBit(nonce) ? 0 : 1));
  return derOf(TAG.sequence, Uint8Array.of(TAG.integer, 1, 1), imprint, number, Uint8Array.of(TAG.boolean, 1, 0xff));
}

const withoutZeros = (bytes: Uint8Array): Uint8Array => {
  const first = bytes.findIndex((byte) => byte !== 0);
  return first < 0 ? Uint8Array.of(0) : bytes.subarray(first);
};
const hasHighBit = (bytes: Uint8Array): boolean => (withoutZeros(bytes)[0] as number) >= 0x80;

/** The number that stands for a nonce in a token: its bytes without leading zeros, hex. */
export const nonceText = (nonce: Uint8Array): string => encodeHex(withoutZeros(nonce));

/** What an answer says it is about, before anything of it is checked: to find the head that it is for. */
export interface StampClaim {
  readonly hash: HashName;
  readonly digest: Uint8Array;
  /** Hex without leading zeros; undefined where it has none. */
  readonly nonce: string | undefined;
}

export interface TimeStamp {
  readonly timeMs: number;
  /** How far off it may be, where the authority says so. */
  readonly accuracyMs: number | undefined;
  readonly signer: Certificate;
  readonly path: PathResult;
  /** Granted with modifications (PKIStatus 1). */
  readonly isModified: boolean;
  readonly policy: string;
}

export interface StampQuestion {
  /** What was stamped. */
  readonly message: Uint8Array;
  /** Certificates that a person imported. */
  readonly roots: readonly Certificate[];
  /** Nonces that were asked for with this message; empty where nobody knows what was asked. */
  readonly nonces: readonly string[];
}

/** Finding: `mark-malformed`. */
export const readStampClaim = (file: Uint8Array): Verdict<StampClaim> =>
  reading(() => {
    const { info } = openStamp(file);
    const { hash, digest, nonce } = infoOf(info);
    return valid({ hash, digest, nonce });
  });

/**
 * Whether this is a time stamp over the message, and by whom.
 *
 * Findings: `mark-malformed`, `mark-refused` (the authority gave none), `mark-signature-invalid`, `mark-signer-wrong` (another
 * certificate than the one it was made under, or one not for time stamps), `mark-other-head` (over something else),
 * `mark-nonce-mismatch`. That nobody trusts its issuer is no finding: see `path`. Where the certificate of its signer is missing,
 * its signature can't be checked: indeterminate.
 */
export const checkTimeStamp = (check: SignatureCheck, file: Uint8Array, question: StampQuestion): Verdict<TimeStamp> =>
  reading(() => {
    const { info, infoBytes, signerInfo, bag, isModified } = openStamp(file);
    const candidates = [...bag, ...question.roots];
    const signer = signerOf(signerInfo, candidates);
    if (signer !== undefined) checkSignature(check, signerInfo, signer, infoBytes);
    const { hash, digest, nonce, timeMs, accuracyMs, policy } = infoOf(info);
    if (!equalBytes(digest, digestBy(hash, question.message))) {
      throw new Refused('mark-other-head', 'This time stamp is over something else');
    }
    if (signer !== undefined && !isForTimeStamps(signer)) {
      throw new Refused('mark-signer-wrong', 'The certificate of its signer is not for time stamps alone');
    }
    if (question.nonces.length > 0 && (nonce === undefined || !question.nonces.includes(nonce))) {
      throw new Refused(
        'mark-nonce-mismatch',
        'This time stamp answers another request than the one that was made here',
      );
    }
    if (signer === undefined) {
      return indeterminate('The certificate of its signer is neither in it nor among those that are trusted here');
    }
    const path = pathToRoot(check, signer, { roots: question.roots, between: bag }, timeMs);
    return valid({ timeMs, accuracyMs, signer, path, isModified, policy });
  });

/** A stamp that does not prove what it should; turned into a finding at once. */
class Refused extends Error {
  readonly kind: string;

  constructor(kind: string, message: string) {
    super(message);
    this.kind = kind;
  }
}

function reading<T>(work: () => Verdict<T>): Verdict<T> {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refused) return invalid({ kind: error.kind, message: error.message });
    if (!(error instanceof Malformed)) throw error;
    return invalid({ kind: 'mark-malformed', actual: error.message, message: 'This can not be read as a time stamp' });
  }
}

interface Opened {
  info: Element;
  infoBytes: Uint8Array;
  signerInfo: readonly Element[];
  bag: Certificate[];
  isModified: boolean;
}

/** A TimeStampResp, or the token in it alone. */
function openStamp(file: Uint8Array): Opened {
  if (file.length > MAX_STAMP_BYTES) throw new Malformed('it is too long');
  const outer = element(file);
  const [first, second] = partsOf(outer, TAG.sequence, 'a time stamp');
  if (first?.tag === TAG.oid) return { ...signedDataIn(outer), isModified: false };
  const status = smallOf(partsOf(first, TAG.sequence, 'the answer of the authority')[0], 'the answer of the authority');
  if (status > 1) throw new Refused('mark-refused', `The authority gave no time stamp (status ${status})`);
  return { ...signedDataIn(second), isModified: status === 1 };
}

function signedDataIn(token: Element | undefined): Omit<Opened, 'isModified'> {
  const [type, content] = partsOf(token, TAG.sequence, 'a token');
  if (oidOf(type) !== OID.signedData) throw new Malformed('it is no signed message');
  const [, , encapsulated, ...rest] = partsOf(inside(content), TAG.sequence, 'a signed message');
  const [innerType, octets] = partsOf(encapsulated, TAG.sequence, 'what is signed');
  if (oidOf(innerType) !== OID.tstInfo) throw new Malformed('what is signed is no time stamp');
  const infoBytes = expectTag(inside(octets), TAG.octets, 'a time stamp').value;
  const signers = partsOf(rest.at(-1), TAG.set, 'the signer');
  if (signers.length !== 1) throw new Malformed('it does not have exactly one signer');
  const bag = rest.find(({ tag }) => tag === context(0));
  const certificates = bag === undefined ? [] : elements(bag.value, MAX_CERTIFICATES + 1);
  if (certificates.length > MAX_CERTIFICATES) throw new Malformed('too many certificates');
  return {
    info: element(infoBytes),
    infoBytes,
    signerInfo: partsOf(signers[0], TAG.sequence, 'the signer'),
    bag: certificates.flatMap(({ tag, raw }) => (tag === TAG.sequence ? readable(raw) : [])),
  };
}

/** The one element inside of an explicit [0]. */
function inside(of: Element | undefined): Element {
  return element(expectTag(of, context(0), 'a part').value);
}

/** A certificate of no use, such as one of an old version, does not spoil a stamp that another one signed. */
function readable(der: Uint8Array): Certificate[] {
  try {
    return [certificateOf(der)];
  } catch (error) {
    if (error instanceof Malformed) return [];
    throw error;
  }
}

/**
 * The certificate named by issuer and serial number, or by the number of its key (RFC 5652 §5.3). Where several are, the one that
 * ESSCertID hashes: an authority renews certificates for one key.
 */
function signerOf(signerInfo: readonly Element[], candidates: readonly Certificate[]): Certificate | undefined {
  const name = signerInfo[1];
  const isMeant = (one: Certificate): boolean => {
    if (name?.tag === contextPrimitive(0)) return one.keyId !== undefined && equalBytes(one.keyId, name.value);
    const [issuer, serial] = partsOf(name, TAG.sequence, 'the name of the signer');
    const isIssuer = issuer !== undefined && equalBytes(issuer.raw, one.issuer);
    return isIssuer && encodeHex(unsignedOf(serial, 'a serial number')) === one.serial;
  };
  const meant = candidates.filter(isMeant);
  if (meant.length < 2) return meant[0];
  const values = attributesIn(expectTag(signerInfo[3], context(0), 'what is signed beside the time'));
  const isHashed = ({ der }: Certificate): boolean =>
    namesCertificate(values.get(OID.certificateV1), values.get(OID.certificateV2), der);
  return meant.find(isHashed) ?? meant[0];
}

function checkSignature(
  check: SignatureCheck,
  [, , digestName, attributes, signatureName, signature]: readonly Element[],
  signer: Certificate,
  infoBytes: Uint8Array,
): void {
  const hash = hashNamed(digestName);
  const attributeSet = expectTag(attributes, context(0), 'what is signed beside the time');
  const values = attributesIn(attributeSet);
  if (oidOf(values.get(OID.contentType)) !== OID.tstInfo) throw new Malformed('what is signed is no time stamp');
  const stated = expectTag(values.get(OID.messageDigest), TAG.octets, 'the hash of what is signed').value;
  if (!equalBytes(stated, digestBy(hash, infoBytes))) {
    throw new Refused('mark-signature-invalid', 'The time stamp was changed after it was signed');
  }
  if (!namesCertificate(values.get(OID.certificateV1), values.get(OID.certificateV2), signer.der)) {
    throw new Refused('mark-signer-wrong', 'It was made under another certificate than the one that is here');
  }
  // RFC 5652 §5.4: signed as a SET, although it stands in the message as [0].
  const message = new Uint8Array(attributeSet.raw);
  message[0] = TAG.set;
  const bytes = expectTag(signature, TAG.octets, 'the signature').value;
  if (!check.isGood(signer.key, schemeNamed(signatureName, hash), message, bytes)) {
    throw new Refused('mark-signature-invalid', 'The signature of the time stamp is wrong');
  }
}

/** Each attribute once, with one value. */
function attributesIn(set: Element): Map<string, Element> {
  const found = new Map<string, Element>();
  for (const attribute of elements(set.value)) {
    const [type, values] = partsOf(attribute, TAG.sequence, 'what is signed');
    const [value, ...more] = partsOf(values, TAG.set, 'what is signed');
    const oid = oidOf(type);
    if (found.has(oid) || value === undefined || more.length > 0) throw new Malformed('one thing is signed twice');
    found.set(oid, value);
  }
  return found;
}

/** The first ESSCertID is the signer's: another certificate for the same key must not stand in for it. */
function namesCertificate(v1: Element | undefined, v2: Element | undefined, der: Uint8Array): boolean {
  const [ids] = partsOf(v2 ?? v1, TAG.sequence, 'which certificate is meant');
  const [id] = partsOf(ids, TAG.sequence, 'which certificate is meant');
  const parts = partsOf(id, TAG.sequence, 'which certificate is meant');
  // In version 2 the hash may be named, and is SHA-256 where it is not.
  const isNamed = v2 !== undefined && parts[0]?.tag === TAG.sequence;
  const digest = expectTag(parts[isNamed ? 1 : 0], TAG.octets, 'the hash of a certificate').value;
  if (v2 === undefined) return equalBytes(digest, sha1(der));
  return equalBytes(digest, digestBy(isNamed ? hashNamed(parts[0]) : 'sha256', der));
}

function infoOf(info: Element): {
  hash: HashName;
  digest: Uint8Array;
  nonce: string | undefined;
  timeMs: number;
  accuracyMs: number | undefined;
  policy: string;
} {
  const [version, policy, imprint, , time, ...rest] = partsOf(info, TAG.sequence, 'a time stamp');
  if (smallOf(version, 'the version') !== 1) throw new Malformed('a version that is not known');
  const [hashName, digest] = partsOf(imprint, TAG.sequence, 'what was stamped');
  const nonce = rest.find(({ tag }) => tag === TAG.integer);
  const accuracy = rest.find(({ tag }) => tag === TAG.sequence);
  return {
    hash: hashNamed(hashName),
    digest: expectTag(digest, TAG.octets, 'what was stamped').value,
    nonce: nonce === undefined ? undefined : encodeHex(unsignedBytes(nonce.value, 'a nonce')),
    timeMs: timeOf(time),
    accuracyMs: accuracy === undefined ? undefined : accuracyOf(elements(accuracy.value)),
    policy: oidOf(policy),
  };
}

function accuracyOf(parts: readonly Element[]): number {
  const numberAt = (tag: number): number => {
    const bytes = parts.find((part) => part.tag === tag)?.value ?? NO_BYTES;
    return bytes.length === 0 ? 0 : smallNumber(unsignedBytes(bytes, 'an accuracy'), 'an accuracy');
  };
  return numberAt(TAG.integer) * 1000 + numberAt(contextPrimitive(0)) + numberAt(contextPrimitive(1)) / 1000;
}
