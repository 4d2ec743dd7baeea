import { describe, expect, it } from 'vitest';
import { zoneInText } from './source-zone.ts';

describe('the zone in a time text', () => {
  it.each([
    ['2024-03-01T13:33:08+01:00', '+01:00'],
    ['2024-03-01T13:33:08.123-0530', '-05:30'],
    ['10/Oct/2000:13:55:36 -0700', '-07:00'],
    ['[10/Oct/2000:13:55:36 +0200]', '+02:00'],
    ['Thu Mar 14 09:26:53 +0100 2024', '+01:00'],
    ['2024-03-01 13:33:08 +01', '+01:00'],
    ['2024-03-01T13:33:08Z', 'UTC'],
    ['2024-03-01 13:33:08 UTC', 'UTC'],
    ['Fri, 01 Mar 2024 13:33:08 GMT', 'UTC'],
  ])('is read from %s', (original, zone) => expect(zoneInText(original)).toBe(zone));

  it.each([
    '2024-03-01',
    '2024-03-01T13:33:08',
    'Mar  1 13:33:08',
    '1709296388',
    '13:33:08+99:00',
    '2024-03-01 13:33:08 CET',
    '',
  ])('is none in %s', (original) => expect(zoneInText(original)).toBeUndefined());
});
