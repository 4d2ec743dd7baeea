/**
 * For tests: time stamp authorities, honest and false, that make their own certificates and tokens.
 *
 * Web Cryptography; keys by chance. Source: RFC 5280 §4.1, RFC 5652 §5.3, RFC 3161 §2.4.2, RFC 5035 §4.
 */
import { concat, utf8 } from '../base/bytes.ts';

type Kind = 'ecdsa' | 'rsa' | 'pss';
export interface Identity {
  readonly name: string;
  readonly kind: Kind;
  readonly keys: CryptoKeyPair;
  readonly certificate: Uint8Array;
}
export interface CertificatePlan {
  /** Bytes of its number, the first below 0x80; random by default. */
  readonly serial?: readonly number[];
  readonly name: string;
  readonly kind?: Kind;
  readonly issuer?: Identity;
  readonly isAuthority?: boolean;
  readonly isCritical?: boolean;
  readonly purposes?: readonly string[];
  readonly from?: string;
  readonly to?: string;
}

export function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = concat(...parts);
  const { length } = content;
  const bytes = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return concat(Uint8Array.of(tag, ...bytes), content);
}
const seq = (...parts: readonly Uint8Array[]): Uint8Array => der(0x30, ...parts);
const int = (...bytes: readonly number[]): Uint8Array => der(2, Uint8Array.from(bytes));
const octets = (bytes: Uint8Array): Uint8Array => der(4, bytes);
const TRUE = Uint8Array.of(1, 1, 0xff);

function oid(text: string): Uint8Array {
  const [a = 0, b = 0, ...rest] = text.split('.').map(Number);
  const bytes = [a * 40 + b, ...rest].flatMap((arc) => {
    const groups = [arc & 0x7f];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128))
      groups.unshift((left & 0x7f) | 0x80);
    return groups;
  });
  return der(6, Uint8Array.from(bytes));
}
const SHA256 = seq(oid('2.16.840.1.101.3.4.2.1'));
const SCHEMES: Readonly<Record<Kind, Uint8Array>> = {
  ecdsa: seq(oid('1.2.840.10045.4.3.2')),
  rsa: seq(oid('1.2.840.113549.1.1.11'), Uint8Array.of(5, 0)),
  pss: seq(
    oid('1.2.840.113549.1.1.10'),
    seq(der(0xa0, SHA256), der(0xa1, seq(oid('1.2.840.113549.1.1.8'), SHA256)), der(0xa2, int(32))),
  ),
};
const ALGORITHMS = {
  ecdsa: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  rsa: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) },
  pss: {
    name: 'RSA-PSS',
    hash: 'SHA-256',
    saltLength: 32,
    modulusLength: 2048,
    publicExponent: Uint8Array.of(1, 0, 1),
  },
} as const;

async function sign({ kind, keys }: Pick<Identity, 'kind' | 'keys'>, message: Uint8Array): Promise<Uint8Array> {
  const raw = new Uint8Array(await crypto.subtle.sign(ALGORITHMS[kind], keys.privateKey, new Uint8Array(message)));
  if (kind !== 'ecdsa') return raw;
  const number = (bytes: Uint8Array): Uint8Array => {
    const start = bytes.findIndex((byte) => byte !== 0);
    const short = bytes.subarray(start);
    return der(2, (short[0] as number) >= 0x80 ? concat(Uint8Array.of(0), short) : short);
  };
  return seq(number(raw.subarray(0, 32)), number(raw.subarray(32)));
}

const nameOf = (name: string): Uint8Array => seq(der(0x31, seq(oid('2.5.4.3'), der(0x0c, utf8(name)))));
const timeOf = (text: string): Uint8Array => der(0x18, utf8(`${text.replaceAll(/[-:T]/gu, '').slice(0, 14)}Z`));

export async function makeIdentity(plan: CertificatePlan): Promise<Identity> {
  const { name, kind = 'ecdsa', issuer, isAuthority = false, isCritical = true } = plan;
  const { purposes = ['1.3.6.1.5.5.7.3.8'], from = '2025-01-01T00:00:00', to = '2030-01-01T00:00:00' } = plan;
  const keys = (await crypto.subtle.generateKey(ALGORITHMS[kind], true, ['sign', 'verify'])) as CryptoKeyPair;
  const spki = new Uint8Array(await crypto.subtle.exportKey('spki', keys.publicKey));
  const extension = (id: string, value: Uint8Array, critical = true): Uint8Array =>
    seq(oid(id), ...(critical ? [TRUE] : []), octets(value));
  const extensions = isAuthority
    ? [extension('2.5.29.19', seq(TRUE)), extension('2.5.29.15', Uint8Array.of(3, 2, 1, 6))]
    : [
        extension('2.5.29.15', Uint8Array.of(3, 2, 7, 0x80)),
        extension('2.5.29.37', seq(...purposes.map(oid)), isCritical),
      ];
  const by = issuer ?? { name, kind, keys };
  const serial = int(...(plan.serial ?? [1, ...crypto.getRandomValues(new Uint8Array(8))]));
  const tbs = seq(
    der(0xa0, int(2)),
    serial,
    SCHEMES[by.kind],
    nameOf(by.name),
    seq(timeOf(from), timeOf(to)),
    nameOf(name),
    spki,
    der(0xa3, seq(...extensions)),
  );
  const certificate = seq(tbs, SCHEMES[by.kind], der(3, Uint8Array.of(0), await sign(by, tbs)));
  return { name, kind, keys, certificate };
}

export interface TokenPlan {
  readonly message: Uint8Array;
  readonly signer: Identity;
  /** In the bag of the token, in this order. */
  readonly certificates?: readonly Uint8Array[];
  readonly time?: string;
  readonly status?: number;
  /** Whose certificate the signed attributes name. */
  readonly named?: Identity;
  /** The number that the request asked for. */
  readonly nonce?: Uint8Array;
  /** Whose key really signs. */
  readonly forger?: Identity;
}

const sha256 = async (bytes: Uint8Array): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)));

/** A TimeStampResp. */
export async function makeToken(plan: TokenPlan): Promise<Uint8Array> {
  const {
    signer,
    certificates = [signer.certificate],
    time = '2026-01-05T12:00:00',
    named = signer,
    forger = signer,
  } = plan;
  const info = seq(
    int(1),
    oid('1.2.3'),
    seq(SHA256, octets(await sha256(plan.message))),
    int(7),
    timeOf(time),
    seq(int(1)),
    ...(plan.nonce === undefined ? [] : [der(2, plan.nonce)]),
  );
  const attribute = (id: string, value: Uint8Array): Uint8Array => seq(oid(id), der(0x31, value));
  const attributes = concat(
    attribute('1.2.840.113549.1.9.3', oid('1.2.840.113549.1.9.16.1.4')),
    attribute('1.2.840.113549.1.9.4', octets(await sha256(info))),
    attribute('1.2.840.113549.1.9.16.2.47', seq(seq(seq(octets(await sha256(named.certificate)))))),
  );
  const signature = await sign(forger, der(0x31, attributes));
  const signerInfo = seq(
    int(1),
    issuerAndSerial(signer.certificate),
    SHA256,
    der(0xa0, attributes),
    SCHEMES[signer.kind],
    octets(signature),
  );
  const content = seq(oid('1.2.840.113549.1.9.16.1.4'), der(0xa0, octets(info)));
  const signed = seq(int(3), der(0x31, SHA256), content, der(0xa0, ...certificates), der(0x31, signerInfo));
  return seq(seq(int(plan.status ?? 0)), seq(oid('1.2.840.113549.1.7.2'), der(0xa0, signed)));
}

/** Cut out of the certificate, where serial number and issuer stand second and fourth. */
function issuerAndSerial(certificate: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  const header = (bytes: Uint8Array): number => ((bytes[1] as number) < 0x80 ? 2 : 2 + ((bytes[1] as number) & 0x7f));
  const lengthOf = (bytes: Uint8Array): number => {
    const first = bytes[1] as number;
    const size = first < 0x80 ? first : bytes.subarray(2, header(bytes)).reduce((sum, byte) => sum * 256 + byte, 0);
    return header(bytes) + size;
  };
  let rest = certificate.subarray(header(certificate));
  rest = rest.subarray(header(rest));
  for (let i = 0; i < 4; i++) {
    const length = lengthOf(rest);
    parts.push(rest.subarray(0, length));
    rest = rest.subarray(length);
  }
  return seq(parts[3] as Uint8Array, parts[1] as Uint8Array);
}
