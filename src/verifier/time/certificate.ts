/**
 * X.509 certificates, as far as a time stamp needs them.
 *
 * Pure. Source: RFC 5280 §4. Differences: version 3 only; a critical extension that is not read here makes the certificate
 * unusable, as §4.2 demands.
 * Trust: certificates in a token are an attacker's until a path leads to an imported root.
 */
import { base64Of, bytesOfBase64, equal, hexOf } from '../base/bytes.ts';
import { demand, Refused } from '../base/refused.ts';
import { isWebSignature } from '../sign/web-signature.ts';
import { schemeOf } from './algorithms.ts';
import { contextOf, type Der, integerBytes, readDer, smallInteger, TAG, timeOf } from './der.ts';

export interface Certificate {
  readonly der: Uint8Array;
  readonly serial: string;
  /** Names as DER: compared byte for byte. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  /** `CN=..., O=...`, for people. */
  readonly name: string;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly spki: Uint8Array;
  readonly isAuthority: boolean;
  /** How many authorities may stand between this one and the signer. */
  readonly pathLength: number;
  readonly maySignCertificates: boolean;
  readonly maySignData: boolean;
  /** Extended key usages; `undefined` where none are said. */
  readonly purposes: { readonly oids: readonly string[]; readonly isCritical: boolean } | undefined;
  readonly keyIdentifier: Uint8Array | undefined;
  isSignedBy(issuer: Certificate): Promise<boolean>;
}

const EXTENSION = {
  keyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  // Critical where the subject is empty (RFC 5280 §4.2.1.6). Read by nobody here: a time stamp's signer is known by key.
  otherNames: '2.5.29.17',
  constraints: '2.5.29.19',
  policies: '2.5.29.32',
  purposes: '2.5.29.37',
} as const;
const ATTRIBUTES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.6': 'C',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
};

export function parseCertificate(der: Uint8Array): Certificate {
  const whole = readDer(der);
  const [tbs, algorithm, bits] = whole.children;
  demand(tbs !== undefined && algorithm !== undefined && bits?.tag === TAG.bitString, 'not a certificate');
  const [version, serial, signature, issuer, validity, subject, spki] = tbs.children;
  demand(version?.tag === 0xa0 && smallInteger(version.children[0]) === 2, 'a certificate of an old version');
  demand(
    spki !== undefined && issuer !== undefined && subject !== undefined && serial !== undefined,
    'not a certificate',
  );
  // RFC 5280 §4.1.1.2: both must say the same, or one could be swapped.
  demand(signature !== undefined && equal(signature.whole, algorithm.whole), 'a certificate that names two algorithms');
  demand(bits.content[0] === 0, 'a signature with unused bits');
  const extensions = extensionsOf(contextOf(tbs, 3));
  const usage = extensions.get(EXTENSION.keyUsage);
  const constraints = extensions.get(EXTENSION.constraints)?.value.children ?? [];
  const purposes = extensions.get(EXTENSION.purposes);
  const hasUsage = (bit: number): boolean =>
    usage === undefined || ((usage.value.content[1] ?? 0) & (0x80 >> bit)) !== 0;
  const pathLength = constraints.find(({ tag }) => tag === TAG.integer);
  return {
    der,
    serial: hexOf(serial.content),
    issuer: issuer.whole,
    subject: subject.whole,
    name: nameOf(subject),
    notBefore: timeOf(validity?.children[0]),
    notAfter: timeOf(validity?.children[1]),
    spki: spki.whole,
    isAuthority: constraints[0]?.tag === TAG.boolean && constraints[0].content[0] === 0xff,
    pathLength: pathLength === undefined ? Number.POSITIVE_INFINITY : smallInteger(pathLength),
    maySignCertificates: hasUsage(5),
    maySignData: hasUsage(0) || hasUsage(1),
    purposes:
      purposes === undefined
        ? undefined
        : { oids: purposes.value.children.map(({ oid }) => oid), isCritical: purposes.isCritical },
    keyIdentifier: extensions.get(EXTENSION.keyIdentifier)?.value.content,
    isSignedBy: (by) => isWebSignature(by.spki, schemeOf(algorithm), tbs.whole, bits.content.subarray(1)),
  };
}

function extensionsOf(field: Der | undefined): Map<string, { isCritical: boolean; value: Der }> {
  const known = new Set<string>(Object.values(EXTENSION));
  const extensions = new Map<string, { isCritical: boolean; value: Der }>();
  for (const { children } of field?.children[0]?.children ?? []) {
    const oid = children[0]?.oid ?? '';
    const isCritical = children.length === 3 && children[1]?.content[0] === 0xff;
    demand(!extensions.has(oid), 'a certificate that says one thing twice');
    if (!known.has(oid)) {
      demand(!isCritical, 'a certificate with a critical condition that is not understood');
      continue;
    }
    const value = children.at(-1);
    demand(value?.tag === TAG.octetString, 'not a certificate');
    extensions.set(oid, { isCritical, value: readDer(value.content) });
  }
  return extensions;
}

/** A name for people; text of any kind, which the report escapes. */
export function nameOf(name: Der): string {
  const parts = name.children.flatMap(({ children }) => children);
  const texts = parts.flatMap(({ children: [type, value] }) => {
    const label = ATTRIBUTES[type?.oid ?? ''];
    return label === undefined || value === undefined ? [] : [`${label}=${new TextDecoder().decode(value.content)}`];
  });
  return texts.join(', ');
}

/** DER, or PEM with any number of certificates (RFC 7468). */
export function certificatesOf(bytes: Uint8Array): Certificate[] {
  if (bytes[0] === TAG.sequence) return [parseCertificate(bytes)];
  const text = new TextDecoder().decode(bytes);
  const blocks = [...text.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/gu)];
  if (blocks.length === 0) throw new Refused('no certificate');
  return blocks.map(([, base64 = '']) => parseCertificate(bytesOfBase64(base64.replaceAll(/\s/gu, ''))));
}

export const serialOf = (value: Der): string => (integerBytes(value), hexOf(value.content));
export const pemOf = ({ der }: Certificate): string =>
  `-----BEGIN CERTIFICATE-----\n${(base64Of(der).match(/.{1,64}/gu) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`;
