/**
 * A sigstore bundle: which file it is about, and what a transparency log is said to hold of it.
 *
 * Pure; nothing is verified here.
 * Source: sigstore protobuf-specs v0.5 (bundle v0.1 to v0.3, JSON form), Rekor hashedrekord 0.0.1 and 0.0.2, dsse 0.0.1, intoto 0.0.2;
 * DSSE v1 (PAE).
 * Differences: of an entry only what ties it to the file is read. Sizes and roots beside the checkpoint are hints and not used.
 * Trust: hostile until a checkpoint is verified.
 */
import { concatBytes, decodeBase64, encodeHex } from '../kernel/bytes.ts';

export interface LogEntry {
  /** Leaf data, verbatim. */
  readonly body: Uint8Array;
  /** Place in the tree of the checkpoint. */
  readonly index: number;
  readonly hashes: readonly Uint8Array[];
  /** The signed note; empty where there is none. */
  readonly checkpoint: string;
  /** Hex: SHA-256 that the entry names, of the file, of the payload, or of the PAE. */
  readonly bodyDigest: string | undefined;
  /** Signatures that the entry names, base64. */
  readonly bodySignatures: readonly string[];
  readonly kind: string;
}

export interface SigstoreBundle {
  /** Hex SHA-256 of the files it is about: one for a message, one or more for a statement. */
  readonly subjects: readonly string[];
  /** What is signed: the digest of a message, or the PAE of an envelope. */
  readonly signed:
    | { readonly kind: 'digest'; readonly sha256: string }
    | { readonly kind: 'envelope'; readonly pae: Uint8Array; readonly payload: Uint8Array };
  readonly signatures: readonly Uint8Array[];
  /** Certificate of the signer, DER; undefined where a key is only hinted at. */
  readonly certificate: Uint8Array | undefined;
  readonly entries: readonly LogEntry[];
}

type Json = Record<string, unknown>;
const objectOf = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const bytesIn = (value: unknown): Uint8Array | undefined =>
  typeof value === 'string' ? decodeBase64(value) : undefined;
const HEX_SHA256 = /^[0-9a-f]{64}$/u;

export const looksLikeBundle = (head: string): boolean =>
  head.includes('"verificationMaterial"') && head.includes('application/vnd.dev.sigstore.bundle');

/** @param utf8 decodes text that is JSON inside the bundle @returns the bundle, or why it can not be used */
export function parseSigstoreBundle(
  text: string,
  utf8: (bytes: Uint8Array) => string,
  encode: (text: string) => Uint8Array,
): SigstoreBundle | { readonly problem: string } {
  let json: Json;
  try {
    json = objectOf(JSON.parse(text));
  } catch {
    return { problem: 'it is not JSON' };
  }
  const material = objectOf(json['verificationMaterial']);
  const chain = listOf(objectOf(material['x509CertificateChain'])['certificates']);
  const certificate = bytesIn(objectOf(material['certificate'])['rawBytes']) ?? bytesIn(objectOf(chain[0])['rawBytes']);
  const content = contentOf(json, utf8, encode);
  if ('problem' in content) return content;
  const entries: LogEntry[] = [];
  for (const each of listOf(material['tlogEntries'])) {
    const entry = entryOf(objectOf(each), utf8);
    if (entry === undefined) return { problem: 'an entry of a log in it can not be read' };
    entries.push(entry);
  }
  return { ...content, certificate, entries };
}

function contentOf(
  json: Json,
  utf8: (bytes: Uint8Array) => string,
  encode: (text: string) => Uint8Array,
): Pick<SigstoreBundle, 'subjects' | 'signed' | 'signatures'> | { readonly problem: string } {
  const message = objectOf(json['messageSignature']);
  const digest = objectOf(message['messageDigest']);
  const bytes = bytesIn(digest['digest']);
  const signature = bytesIn(message['signature']);
  if (bytes !== undefined && signature !== undefined) {
    if (digest['algorithm'] !== 'SHA2_256' || bytes.length !== 32) return { problem: 'its digest is not SHA-256' };
    const sha256 = encodeHex(bytes);
    return { subjects: [sha256], signed: { kind: 'digest', sha256 }, signatures: [signature] };
  }
  const envelope = objectOf(json['dsseEnvelope']);
  const payload = bytesIn(envelope['payload']);
  const type = envelope['payloadType'];
  if (payload === undefined || typeof type !== 'string')
    return { problem: 'it holds neither a signature nor an envelope' };
  const signatures = listOf(envelope['signatures']).flatMap((each) => bytesIn(objectOf(each)['sig']) ?? []);
  const head = encode(`DSSEv1 ${encode(type).length} ${type} ${payload.length} `);
  return {
    subjects: subjectsOf(utf8(payload)),
    signed: { kind: 'envelope', pae: concatBytes(head, payload), payload },
    signatures,
  };
}

function subjectsOf(statement: string): string[] {
  try {
    const { subject } = objectOf(JSON.parse(statement)) as { subject?: unknown };
    return listOf(subject).flatMap((each) => {
      const sha256 = objectOf(objectOf(each)['digest'])['sha256'];
      return typeof sha256 === 'string' && HEX_SHA256.test(sha256.toLowerCase()) ? [sha256.toLowerCase()] : [];
    });
  } catch {
    return [];
  }
}

function entryOf(entry: Json, utf8: (bytes: Uint8Array) => string): LogEntry | undefined {
  const proof = objectOf(entry['inclusionProof']);
  const body = bytesIn(entry['canonicalizedBody']);
  if (body === undefined) return undefined;
  const envelope = objectOf(proof['checkpoint'])['envelope'];
  const index = Number(proof['logIndex'] ?? Number.NaN);
  const hashes = listOf(proof['hashes']).flatMap((each) => bytesIn(each) ?? []);
  if (hashes.length !== listOf(proof['hashes']).length) return undefined;
  return {
    body,
    index: typeof proof['logIndex'] === 'string' || typeof proof['logIndex'] === 'number' ? index : 0,
    hashes,
    checkpoint: typeof envelope === 'string' ? envelope : '',
    ...readBody(body, utf8),
  };
}

function readBody(
  body: Uint8Array,
  utf8: (bytes: Uint8Array) => string,
): Pick<LogEntry, 'kind' | 'bodyDigest' | 'bodySignatures'> {
  let json: Json;
  try {
    json = objectOf(JSON.parse(utf8(body)));
  } catch {
    return { kind: 'unknown', bodyDigest: undefined, bodySignatures: [] };
  }
  const kind = typeof json['kind'] === 'string' ? `${json['kind']} ${String(json['apiVersion'])}` : 'unknown';
  const spec = objectOf(json['spec']);
  const v2 = objectOf(spec['hashedRekordV002']);
  if (v2['data'] !== undefined) {
    const bytes = bytesIn(objectOf(v2['data'])['digest']);
    const content = objectOf(v2['signature'])['content'];
    return { kind, bodyDigest: bytes === undefined ? undefined : encodeHex(bytes), bodySignatures: texts([content]) };
  }
  const hash = objectOf(objectOf(spec['data'])['hash']);
  if (typeof hash['value'] === 'string') {
    return {
      kind,
      bodyDigest: hash['value'].toLowerCase(),
      bodySignatures: texts([objectOf(spec['signature'])['content']]),
    };
  }
  const payload = objectOf(spec['payloadHash']);
  if (typeof payload['value'] === 'string') {
    const signatures = listOf(spec['signatures']).map((each) => objectOf(each)['signature']);
    return { kind, bodyDigest: payload['value'].toLowerCase(), bodySignatures: texts(signatures) };
  }
  const content = objectOf(spec['content']);
  const inner = objectOf(content['payloadHash'])['value'];
  const signatures = listOf(objectOf(content['envelope'])['signatures']).map((each) => objectOf(each)['sig']);
  return {
    kind,
    bodyDigest: typeof inner === 'string' ? inner.toLowerCase() : undefined,
    // intoto 0.0.2 has its signatures in base64 twice.
    bodySignatures: texts(signatures).map((text) => {
      const once = decodeBase64(text);
      return once === undefined ? text : utf8(once);
    }),
  };
}

const texts = (values: readonly unknown[]): string[] => values.filter((value) => typeof value === 'string');
