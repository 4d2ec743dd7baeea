/**
 * IP addresses as numbers: parsing, order, membership in a network.
 *
 * Pure. O(1): longer texts than an address can be are refused at once.
 * Source: RFC 4291 §2.2 (IPv6 text), RFC 6943 §3.1.1 (why `010.0.0.1` is refused: readers disagree on it).
 * Differences: IPv4 mapped into IPv6 (`::ffff:10.0.0.1`, as Windows logs it) is the IPv4 address; a zone (`%eth0`) and
 * square brackets around IPv6 are dropped.
 * Trust: text from a hostile log.
 */

export interface IpAddress {
  readonly isV4: boolean;
  /** The address as four 32-bit numbers, most significant first; IPv4 sits in the last, the others are 0. */
  readonly words: readonly [number, number, number, number];
}

const MAX_LENGTH = 80;
const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const v4Shape = new RegExp(`^${octet}\\.${octet}\\.${octet}\\.${octet}$`);

/** The address a text stands for, or undefined. */
export function parseIp(text: string): IpAddress | undefined {
  if (text.length < 2 || text.length > MAX_LENGTH) return undefined;
  if (v4Shape.test(text)) return { isV4: true, words: [0, 0, 0, v4Number(text)] };
  return text.includes(':') ? parseV6(text) : undefined;
}

function v4Number(text: string): number {
  let value = 0;
  for (const part of text.split('.')) value = value * 256 + Number(part);
  return value;
}

function parseV6(text: string): IpAddress | undefined {
  let rest = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  const zone = rest.indexOf('%');
  if (zone >= 0) rest = rest.slice(0, zone);
  const tail = rest.slice(rest.lastIndexOf(':') + 1);
  if (tail.includes('.')) {
    if (!v4Shape.test(tail)) return undefined;
    const value = v4Number(tail);
    rest = `${rest.slice(0, -tail.length)}${(value >>> 16).toString(16)}:${(value & 0xffff).toString(16)}`;
  }
  const halves = rest.split('::');
  if (halves.length > 2) return undefined;
  const groups = (half: string): string[] => (half === '' ? [] : half.split(':'));
  const head = groups(halves[0] ?? '');
  const foot = halves.length === 2 ? groups(halves[1] ?? '') : [];
  const missing = 8 - head.length - foot.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const all = [...head, ...Array.from({ length: missing }, () => '0'), ...foot];
  if (!all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  const word = (i: number): number =>
    Number.parseInt(all[i] ?? '0', 16) * 0x1_0000 + Number.parseInt(all[i + 1] ?? '0', 16);
  const words = [word(0), word(2), word(4), word(6)] as const;
  if (words[0] === 0 && words[1] === 0 && words[2] === 0xffff) return { isV4: true, words: [0, 0, 0, words[3]] };
  return { isV4: false, words };
}

/** Negative, zero or positive; every IPv4 address comes before every IPv6 address. */
export function compareIp(a: IpAddress, b: IpAddress): number {
  if (a.isV4 !== b.isV4) return a.isV4 ? -1 : 1;
  for (let i = 0; i < 4; i++) {
    const difference = (a.words[i] ?? 0) - (b.words[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Most bits a prefix of this address may have: 32 or 128. */
export const addressBits = (address: IpAddress): number => (address.isV4 ? 32 : 128);

/** Whether the address lies in the network; `bits` from 0 to addressBits(network). IPv4 never lies in an IPv6 network. */
export function isInNetwork(address: IpAddress, network: IpAddress, bits: number): boolean {
  if (address.isV4 !== network.isV4) return false;
  let left = network.isV4 ? bits + 96 : bits;
  for (let i = 0; i < 4 && left > 0; i++) {
    const size = Math.min(left, 32);
    const shift = 32 - size;
    if ((address.words[i] ?? 0) >>> shift !== (network.words[i] ?? 0) >>> shift) return false;
    left -= 32;
  }
  return true;
}
