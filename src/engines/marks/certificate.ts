/**
 * An X.509 certificate, as much of it as decides about a time stamp.
 *
 * Pure. Source: RFC 5280 §4.1, §4.2. Differences: version 3 only; one with a critical extension that is not read here is of no
 * use (§4.2); a name, key usage or constraint is read as far as it matters for time stamps.
 * Trust: a certificate proves nothing until a path leads from it to one that a person imported.
 */
import { decodeBase64, encodeHex, equalBytes } from '../kernel/bytes.ts';
import { type Scheme, schemeNamed, type SignatureCheck } from './algorithms.ts';
import {
  context,
  element,
  type Element,
  elements,
  expectTag,
  flagOf,
  Malformed,
  oidOf,
  partsOf,
  smallOf,
  TAG,
  timeOf,
  unsignedOf,
} from './der.ts';

export interface Certificate {
  readonly der: Uint8Array;
  /** Without leading zeros, hex. */
  readonly serial: string;
  /** Names as DER, compared byte by byte. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  /** `CN=…, O=…`, text of whoever made it. */
  readonly name: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly key: Uint8Array;
  readonly isAuthority: boolean;
  /** How many authorities may follow below it; undefined: any number. */
  readonly maxBelow: number | undefined;
  readonly maySignCertificates: boolean;
  readonly maySignData: boolean;
  /** What it may be used for; undefined: anything. */
  readonly purposes: { readonly oids: readonly string[]; readonly isCritical: boolean } | undefined;
  readonly keyId: Uint8Array | undefined;
  readonly signed: { readonly scheme: Scheme; readonly message: Uint8Array; readonly signature: Uint8Array };
}

const EXTENSION = {
  keyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectNames: '2.5.29.17',
  constraints: '2.5.29.19',
  policies: '2.5.29.32',
  purposes: '2.5.29.37',
} as const;
const READ: ReadonlySet<string> = new Set(Object.values(EXTENSION));
const LABELS: Readonly<Record<string, string>> = { '2.5.4.3': 'CN', '2.5.4.10': 'O', '2.5.4.11': 'OU', '2.5.4.6': 'C' };

/** @throws Malformed */
export function certificateOf(der: Uint8Array): Certificate {
  const [body, algorithm, bits] = partsOf(element(der), TAG.sequence, 'a certificate');
  const fields = partsOf(body, TAG.sequence, 'a certificate');
  const [version, serial, innerAlgorithm, issuer, validity, subject, key] = fields;
  if (body === undefined || version?.tag !== context(0) || smallOf(elements(version.value)[0], 'a version') !== 2) {
    throw new Malformed('a certificate of an old version');
  }
  // RFC 5280 §4.1.1.2: named twice, once under the signature; another one outside could make it read another way.
  if (innerAlgorithm === undefined || algorithm === undefined || !equalBytes(innerAlgorithm.raw, algorithm.raw)) {
    throw new Malformed('a certificate that names two ways of signing');
  }
  const [notBefore, notAfter] = partsOf(validity, TAG.sequence, 'the time of a certificate');
  const extensions = extensionsIn(fields.find(({ tag }) => tag === context(3)));
  const usage = extensions.get(EXTENSION.keyUsage)?.value;
  const constraints = extensions.get(EXTENSION.constraints)?.value;
  const limits = constraints === undefined ? [] : partsOf(constraints, TAG.sequence, 'the limits of a certificate');
  const pathLimit = limits.find(({ tag }) => tag === TAG.integer);
  const purposes = extensions.get(EXTENSION.purposes);
  const keyId = extensions.get(EXTENSION.keyId)?.value;
  return {
    der,
    serial: encodeHex(unsignedOf(serial, 'a serial number')),
    issuer: expectTag(issuer, TAG.sequence, 'an issuer').raw,
    subject: expectTag(subject, TAG.sequence, 'a subject').raw,
    name: nameIn(subject as Element),
    notBeforeMs: timeOf(notBefore),
    notAfterMs: timeOf(notAfter),
    key: expectTag(key, TAG.sequence, 'a key').raw,
    isAuthority: limits[0]?.tag === TAG.boolean && flagOf(limits[0]),
    maxBelow: pathLimit === undefined ? undefined : smallOf(pathLimit, 'the length of a path'),
    maySignCertificates: hasUsage(usage, 5),
    maySignData: hasUsage(usage, 0) || hasUsage(usage, 1),
    purposes:
      purposes === undefined
        ? undefined
        : {
            oids: partsOf(purposes.value, TAG.sequence, 'the purposes of a certificate').map(oidOf),
            isCritical: purposes.isCritical,
          },
    keyId: keyId === undefined ? undefined : expectTag(keyId, TAG.octets, 'the number of a key').value,
    signed: { scheme: schemeNamed(algorithm), message: body.raw, signature: wholeBits(bits) },
  };
}

/** Bits of KeyUsage count from the left; where nothing is said, everything is allowed (RFC 5280 §4.2.1.3). */
function hasUsage(usage: Element | undefined, bit: number): boolean {
  if (usage === undefined) return true;
  const { value } = expectTag(usage, TAG.bitString, 'the usage of a key');
  return ((value[1] ?? 0) & (0x80 >> bit)) !== 0;
}

function wholeBits(of: Element | undefined): Uint8Array {
  const { value } = expectTag(of, TAG.bitString, 'a signature');
  if (value[0] !== 0) throw new Malformed('a signature that ends within a byte');
  return value.subarray(1);
}

function extensionsIn(field: Element | undefined): Map<string, { isCritical: boolean; value: Element }> {
  const found = new Map<string, { isCritical: boolean; value: Element }>();
  if (field === undefined) return found;
  for (const extension of partsOf(elements(field.value)[0], TAG.sequence, 'the conditions of a certificate')) {
    const parts = partsOf(extension, TAG.sequence, 'a condition of a certificate');
    const oid = oidOf(parts[0]);
    const isCritical = parts.length === 3 && flagOf(parts[1] as Element);
    if (found.has(oid)) throw new Malformed('a certificate with one condition twice');
    if (!READ.has(oid)) {
      if (isCritical) throw new Malformed('a certificate with a condition that is not understood and must be');
      continue;
    }
    found.set(oid, { isCritical, value: element(expectTag(parts.at(-1), TAG.octets, 'a condition').value) });
  }
  return found;
}

function nameIn(name: Element): string {
  return elements(name.value)
    .flatMap((set) => elements(set.value))
    .flatMap((pair) => {
      const [type, value] = elements(pair.value);
      const label = LABELS[oidOf(type)];
      return label === undefined || value === undefined ? [] : [`${label}=${textIn(value)}`];
    })
    .join(', ')
    .slice(0, 500);
}

/** UTF-8 and its ASCII subsets as text; anything else byte by byte. */
function textIn({ value }: Element): string {
  const plain = String.fromCharCode(...value.subarray(0, 200));
  try {
    return decodeURIComponent(
      [...value.subarray(0, 200)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
    );
  } catch {
    return plain;
  }
}

export const isSignedBy = (check: SignatureCheck, { signed }: Certificate, issuer: Certificate): boolean =>
  check.isGood(issuer.key, signed.scheme, signed.message, signed.signature);

const PEM = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]{1,20000})-----END CERTIFICATE-----/gu;

/** Certificates in a file: DER, or PEM with up to 50 of them (RFC 7468). @throws Malformed */
export function certificatesIn(bytes: Uint8Array): Certificate[] {
  if (bytes[0] === TAG.sequence) return [certificateOf(bytes)];
  let text = '';
  for (let at = 0; at < Math.min(bytes.length, 1_048_576); at += 8192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  const blocks = [...text.matchAll(PEM)].slice(0, 50);
  if (blocks.length === 0) throw new Malformed('there is no certificate in this file');
  return blocks.map(([, base64 = '']) => {
    const der = decodeBase64(base64.replaceAll(/\s/gu, ''));
    if (der === undefined) throw new Malformed('a certificate that can not be read');
    return certificateOf(der);
  });
}
