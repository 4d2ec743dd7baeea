import { BlockList, isIP } from 'node:net';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressBits, compareIp, isInNetwork, parseIp } from './ip-address.ts';

const ip = (text: string): NonNullable<ReturnType<typeof parseIp>> => {
  const address = parseIp(text);
  if (address === undefined) throw new Error(`not an address: ${text}`);
  return address;
};

describe('IP addresses', () => {
  it('reads every spelling of one IPv6 address as the same', () => {
    const spellings = [
      'fe80::1',
      'FE80:0:0:0:0:0:0:1',
      'fe80:0000::0001',
      '[fe80::1]',
      'fe80::1%eth0',
      'fe80::0.0.0.1',
    ];
    for (const text of spellings) expect(compareIp(ip(text), ip('fe80::1'))).toBe(0);
  });

  it('takes IPv4 written inside IPv6 for the IPv4 address', () => {
    expect(ip('::ffff:10.1.2.3')).toEqual(ip('10.1.2.3'));
    expect(ip('::ffff:0a01:0203')).toEqual(ip('10.1.2.3'));
  });

  it.each([
    '',
    ':',
    '::1::',
    '1.2.3',
    '1.2.3.256',
    '010.0.0.1',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '12345::',
    '::1.2.3',
    'g::',
  ])('refuses %j', (text) => {
    expect(parseIp(text)).toBeUndefined();
  });

  it('agrees with the runtime on what an address is', () => {
    const part = fc.constantFrom('0', '1', 'ff', 'abcd', '255', '256', '01', '', '12345');
    const text = fc
      .tuple(fc.constantFrom('.', ':', '::'), fc.array(part, { maxLength: 9 }))
      .map(([by, parts]) => parts.join(by));
    fc.assert(
      fc.property(fc.oneof(text, fc.ipV4(), fc.ipV6()), (sample) => {
        expect(parseIp(sample) !== undefined).toBe(isIP(sample) !== 0);
      }),
    );
  });

  it('agrees with the runtime on which network holds which address', () => {
    const hex = fc.integer({ min: 0, max: 3 }).map((n) => n.toString(16));
    const v6 = fc.array(hex, { minLength: 8, maxLength: 8 }).map((groups) => `2001:${groups.slice(1).join(':')}`);
    const v4 = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(255)).map(([a, b, c]) => `10.${a}.${b}.${c}`);
    const address = fc.oneof(v4, v6);
    fc.assert(
      fc.property(address, address, fc.nat(128), (network, candidate, wish) => {
        const base = ip(network);
        const bits = wish % (addressBits(base) + 1);
        const list = new BlockList();
        list.addSubnet(network, bits, base.isV4 ? 'ipv4' : 'ipv6');
        const sample = ip(candidate);
        const expected = sample.isV4 === base.isV4 && list.check(candidate, sample.isV4 ? 'ipv4' : 'ipv6');
        expect(isInNetwork(sample, base, bits)).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('orders addresses by value, IPv4 first', () => {
    const sorted = ['10.0.0.9', '10.0.0.10', '192.168.0.1', '::1', 'fe80::1', 'fe80::2'];
    const shuffled = sorted.toReversed().map(ip);
    expect(shuffled.toSorted(compareIp)).toEqual(sorted.map(ip));
  });
});
