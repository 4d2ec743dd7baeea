import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileTimeText, systemTimeText } from './filetime.ts';

const text = (ticks: bigint): string => fileTimeText(Number(ticks & 0xffff_ffffn), Number(ticks >> 32n));

describe('FILETIME', () => {
  it('begins with the year 1601 and keeps all seven digits', () => {
    expect(text(0n)).toBe('1601-01-01T00:00:00.0000000Z');
    expect(text(1n)).toBe('1601-01-01T00:00:00.0000001Z');
    expect(text(133_594_528_891_234_567n)).toBe('2024-05-06T07:08:09.1234567Z');
  });

  it('is a number where four digits do not hold the year', () => {
    expect(text(2_650_467_743_999_999_999n)).toBe('9999-12-31T23:59:59.9999999Z');
    expect(text(2_650_467_744_000_000_000n)).toBe('2650467744000000000');
    expect(text(0xffff_ffff_ffff_ffffn)).toBe('18446744073709551615');
    expect(text(0x7fff_ffff_ffff_ffffn)).toBe('9223372036854775807');
  });

  it('agrees with Date and with the ticks for any time up to 9999', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2_650_467_743_999_999_999n }), (ticks) => {
        const ms = ticks / 10_000n - 11_644_473_600_000n;
        const iso = new Date(Number(ms)).toISOString();
        const rest = String(ticks % 10_000_000n).padStart(7, '0');
        expect(text(ticks)).toBe(`${iso.slice(0, 20)}${rest}Z`);
      }),
    );
  });
});

describe('SYSTEMTIME', () => {
  const view = (...parts: number[]): DataView => {
    const out = new DataView(new ArrayBuffer(16));
    parts.forEach((part, index) => out.setUint16(index * 2, part, true));
    return out;
  };

  it('is read without the day of the week', () => {
    expect(systemTimeText(view(2024, 5, 1, 6, 7, 8, 9, 45), 0)).toBe('2024-05-06T07:08:09.045Z');
  });

  it('shows numbers out of range as they are', () => {
    expect(systemTimeText(view(0, 0, 0, 0, 0, 0, 0, 0), 0)).toBe('0000-00-00T00:00:00.000Z');
    expect(systemTimeText(view(65_535, 300, 0, 1, 2, 3, 4, 1_000), 0)).toBe('65535-300-01T02:03:04.1000Z');
  });
});
