/**
 * RFC 3161 time stamps: that somebody else saw these bytes at this time.
 *
 * Source: RFC 3161, RFC 5816 (ESSCertIDv2), RFC 5652 (CMS), RFC 5035. Every check of the list in `verifyTimeStamp`, in order.
 * Differences: exactly one signer; hashes of 256 bits and more, but for ESSCertID (v1), which is SHA-1 by its definition and
 * only names the certificate.
 * Trust: the token is a file from anywhere. The signer is the certificate its SignerInfo names, never the first in the bag:
 * two real programs took that one.
 */
import { equal, hexOf } from '../base/bytes.ts';
import { demand, Refused } from '../base/refused.ts';
import { isWebSignature } from '../sign/web-signature.ts';
import { digestOf, hashOf, schemeOf } from './algorithms.ts';
import { type Certificate, parseCertificate, serialOf } from './certificate.ts';
import { findPath, isForTimeStamps, type PathResult } from './certificate-path.ts';
import { contextOf, type Der, integerBytes, readDer, smallInteger, TAG, timeOf } from './der.ts';
import { startHash } from '../base/hash.ts';

const SIGNED_DATA = '1.2.840.113549.1.7.2';
const TST_INFO = '1.2.840.113549.1.9.16.1.4';
const CONTENT_TYPE = '1.2.840.113549.1.9.3';
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
const SIGNING_CERTIFICATE = '1.2.840.113549.1.9.16.2.12';
const SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47';

export interface TimeStamp {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** How far off the time may be, where the authority says so. */
  readonly accuracyMs: number | undefined;
  readonly signer: Certificate;
  readonly path: PathResult;
  /** Whether the authority granted it with modifications (status 1). */
  readonly isModified: boolean;
}

export interface TimeStampQuestion {
  /** The bytes that were stamped, or, where only their hash is at hand, that. */
  readonly message: Uint8Array | { readonly digest: Uint8Array };
  readonly roots: readonly Certificate[];
  /** Certificates from elsewhere, for tokens that carry none. */
  readonly others?: readonly Certificate[];
  /** What the request asked for, if it did. */
  readonly nonce?: Uint8Array;
  readonly policy?: string;
}

/** @throws Refused where the token does not prove anything about the message, whoever made it */
export async function verifyTimeStamp(token: Uint8Array, question: TimeStampQuestion): Promise<TimeStamp> {
  demand(token.length <= 1_048_576, 'a time stamp too long');
  const { signedData, isModified } = unwrap(readDer(token));
  const { info, infoBytes, signerInfo, embedded } = parseSignedData(signedData);
  const candidates = [...embedded, ...(question.others ?? []), ...question.roots];
  const signer = signerOf(signerInfo, candidates);
  await verifySignature(signerInfo, signer, infoBytes);
  await verifyImprint(info, question.message);
  demand(isForTimeStamps(signer), 'a certificate that is not for time stamps');
  const { time, accuracyMs } = checkInfo(info, question);
  const path = await findPath(signer, candidates, question.roots, time);
  return { time, accuracyMs, signer, path, isModified };
}

/** A whole response, or the token alone. */
function unwrap(value: Der): { signedData: Der; isModified: boolean } {
  demand(value.tag === TAG.sequence, 'not a time stamp');
  const [first, second] = value.children;
  if (first?.oid === SIGNED_DATA) return { signedData: contentOf(value), isModified: false };
  const status = smallInteger(first?.children[0]);
  demand(status === 0 || status === 1, 'the authority refused to give a time stamp');
  demand(second?.tag === TAG.sequence && second.children[0]?.oid === SIGNED_DATA, 'not a time stamp');
  return { signedData: contentOf(second), isModified: status === 1 };
}

function contentOf(info: Der): Der {
  const content = contextOf(info, 0)?.children[0];
  demand(content !== undefined, 'not a time stamp');
  return content;
}

function parseSignedData(data: Der): { info: Der; infoBytes: Uint8Array; signerInfo: Der; embedded: Certificate[] } {
  const [, , encapsulated, ...rest] = data.children;
  demand(encapsulated?.children[0]?.oid === TST_INFO, 'a signed message that is no time stamp');
  const octets = contentOf(encapsulated);
  demand(octets.tag === TAG.octetString, 'not a time stamp');
  const signers = rest.at(-1);
  demand(signers?.tag === TAG.set && signers.children.length === 1, 'a time stamp without exactly one signer');
  const bag = rest.find(({ tag }) => tag === 0xa0)?.children ?? [];
  demand(bag.length <= 30, 'too many certificates');
  return {
    info: readDer(octets.content),
    infoBytes: octets.content,
    signerInfo: signers.children[0] as Der,
    embedded: bag.filter(({ tag }) => tag === TAG.sequence).flatMap(({ whole }) => readable(whole)),
  };
}

/** A certificate of no use, such as one of an old version, must not spoil a stamp that another one signed. */
function readable(der: Uint8Array): Certificate[] {
  try {
    return [parseCertificate(der)];
  } catch {
    return [];
  }
}

/** The certificate that issuer and serial number (or the key identifier) of the SignerInfo name. */
function signerOf(signerInfo: Der, candidates: readonly Certificate[]): Certificate {
  const sid = signerInfo.children[1];
  demand(sid !== undefined, 'a time stamp without a signer');
  const [issuer, serial] = sid.children;
  const isNamed = (one: Certificate): boolean =>
    sid.tag === TAG.sequence
      ? issuer !== undefined &&
        serial !== undefined &&
        equal(one.issuer, issuer.whole) &&
        one.serial === serialOf(serial)
      : sid.tag === 0x80 && one.keyIdentifier !== undefined && equal(one.keyIdentifier, sid.content);
  const signer = candidates.find(isNamed);
  if (signer === undefined) throw new Refused('the certificate of its signer is missing');
  return signer;
}

async function verifySignature(signerInfo: Der, signer: Certificate, infoBytes: Uint8Array): Promise<void> {
  const [, , digestAlgorithm, attributes, signatureAlgorithm, signature] = signerInfo.children;
  demand(attributes?.tag === 0xa0 && signature?.tag === TAG.octetString, 'a time stamp without signed attributes');
  const digest = hashOf(digestAlgorithm);
  const valueOf = (oid: string): Der | undefined => {
    const found = attributes.children.filter(({ children }) => children[0]?.oid === oid);
    demand(found.length <= 1, 'an attribute that stands twice');
    const values = found[0]?.children[1]?.children ?? [];
    demand(values.length <= 1, 'an attribute with two values');
    return values[0];
  };
  demand(valueOf(CONTENT_TYPE)?.oid === TST_INFO, 'signed attributes of something else');
  const stated = valueOf(MESSAGE_DIGEST);
  demand(
    stated !== undefined && equal(stated.content, await digestOf(digest, infoBytes)),
    'the time stamp was changed',
  );
  await verifyCertificateHash(valueOf(SIGNING_CERTIFICATE), valueOf(SIGNING_CERTIFICATE_V2), signer);
  // RFC 5652 §5.4: signed as a SET, though it stands there as [0].
  const message = new Uint8Array(attributes.whole);
  message[0] = TAG.set;
  const isGood = await isWebSignature(signer.spki, schemeOf(signatureAlgorithm, digest), message, signature.content);
  demand(isGood, 'the signature of the time stamp is wrong');
}

/** The first ESSCertID must be the signer's: else another certificate for the same key could stand in. */
async function verifyCertificateHash(v1: Der | undefined, v2: Der | undefined, signer: Certificate): Promise<void> {
  const id = (v2 ?? v1)?.children[0]?.children[0];
  demand(id !== undefined, 'a time stamp that does not name its certificate');
  if (v2 === undefined) {
    const sha1 = startHash('sha1');
    sha1.update(signer.der);
    demand(hexOf(id.children[0]?.content ?? new Uint8Array()) === sha1.hex(), 'a time stamp of another certificate');
    return;
  }
  // DEFAULT sha256: the algorithm may be left out.
  const [first, second] = id.children;
  const hasAlgorithm = first?.tag === TAG.sequence;
  const hash = hasAlgorithm ? hashOf(first) : 'SHA-256';
  const stated = (hasAlgorithm ? second : first)?.content;
  demand(
    stated !== undefined && equal(stated, await digestOf(hash, signer.der)),
    'a time stamp of another certificate',
  );
}

async function verifyImprint(info: Der, message: TimeStampQuestion['message']): Promise<void> {
  const imprint = info.children[2];
  const stated = imprint?.children[1]?.content;
  demand(stated !== undefined, 'not a time stamp');
  const hash = hashOf(imprint?.children[0]);
  const digest = message instanceof Uint8Array ? await digestOf(hash, message) : message.digest;
  demand(equal(stated, digest), 'this time stamp belongs to something else');
}

function checkInfo(info: Der, { nonce, policy }: TimeStampQuestion): { time: number; accuracyMs: number | undefined } {
  const [version, policyId, , , time, ...rest] = info.children;
  demand(smallInteger(version) === 1 && policyId?.tag === TAG.oid, 'a time stamp of an unknown version');
  demand(policy === undefined || policyId.oid === policy, 'a time stamp under another policy than was asked for');
  const given = rest.find(({ tag }) => tag === TAG.integer);
  if (nonce !== undefined) {
    demand(given !== undefined && equal(integerBytes(given), nonce), 'a time stamp for another request');
  }
  const accuracy = rest.find(({ tag }) => tag === TAG.sequence);
  return { time: timeOf(time), accuracyMs: accuracy === undefined ? undefined : accuracyOf(accuracy) };
}

function accuracyOf(accuracy: Der): number {
  const seconds = accuracy.children.find(({ tag }) => tag === TAG.integer);
  const number = (value: Der | undefined): number =>
    value === undefined ? 0 : smallInteger({ ...value, tag: TAG.integer });
  return number(seconds) * 1000 + number(contextOf(accuracy, 0)) + number(contextOf(accuracy, 1)) / 1000;
}

/** What a request asked for, to compare with the answer. */
export function parseTimeStampRequest(bytes: Uint8Array): { nonce: Uint8Array | undefined; imprint: string } {
  const [, imprint, ...rest] = readDer(bytes).children;
  const nonce = rest.find(({ tag }) => tag === TAG.integer);
  return {
    nonce: nonce === undefined ? undefined : integerBytes(nonce),
    imprint: hexOf(imprint?.children[1]?.content ?? new Uint8Array()),
  };
}
