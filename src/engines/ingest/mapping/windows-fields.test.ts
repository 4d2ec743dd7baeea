import { describe, expect, it } from 'vitest';
import { addressText, attributeText, elementText, eventFields, listedText, numberOf } from './windows-fields.ts';

describe('an address', () => {
  it.each([
    ['10.0.0.7', '10.0.0.7'],
    ['::ffff:10.0.0.7', '10.0.0.7'],
    ['10.0.0.7:50123', '10.0.0.7'],
    ['[fe80::1%4]:3389', 'fe80::1%4'],
    ['fe80::1%eth0', 'fe80::1%eth0'],
    ['::1', '::1'],
    ['LOCAL', ''],
    ['WS1.corp.example', ''],
    ['dead.beef', ''],
    ['0.0.0.0', ''],
    ['::', ''],
    ['-', ''],
    ['', ''],
    ['1'.repeat(500), ''],
  ])('in %s is %s', (given, expected) => {
    expect(addressText(given)).toBe(expected);
  });
});

describe('a process id', () => {
  it.each([
    [516, 516],
    ['516', 516],
    ['0x204', 516],
    ['0X204', 516],
    [-1, undefined],
    [1.5, undefined],
    ['', undefined],
    ['0x', undefined],
    ['5 ', undefined],
    ['0xffffffffffffffff', undefined],
    [null, undefined],
    [{}, undefined],
  ])('in %s is %s', (given, expected) => {
    expect(numberOf(given)).toBe(expected);
  });
});

describe('the text of an element', () => {
  it('is its value, or the one beside its attributes', () => {
    expect(
      [7, 'x', true, null, undefined, { '#text': 7 }, { '#text': ['x'] }, { '#text': { '#text': 'x' } }, ['x']].map(
        elementText,
      ),
    ).toEqual(['7', 'x', 'true', '', '', '7', '', '', '']);
  });

  it('of an attribute is read from #attributes only', () => {
    expect(attributeText({ '#attributes': { Name: 'P' }, Name: 'Q' }, 'Name')).toBe('P');
    expect(attributeText({ Name: 'Q' }, 'Name')).toBe('');
    expect(attributeText('P', 'Name')).toBe('');
  });
});

describe('the fields of an event', () => {
  it('are those of EventData, or of the first element of UserData, or none', () => {
    expect(eventFields({ EventData: { a: 1 }, UserData: { X: { b: 2 } } })).toEqual({ a: 1 });
    expect(eventFields({ EventData: null, UserData: { '#attributes': { c: 3 }, X: { b: 2 } } })).toEqual({ b: 2 });
    expect(eventFields({ UserData: { b: 2 } })).toEqual({ b: 2 });
    expect(eventFields({ EventData: 'text' })).toEqual({});
  });

  it('without names are counted from one', () => {
    const list = { Data: { '#text': ['a', 5, null] } };
    expect([1, 2, 3, 4].map((n) => listedText(list, n))).toEqual(['a', '5', '', '']);
    expect([1, 2].map((n) => listedText({ Data: { '#text': 'only' } }, n))).toEqual(['only', '']);
  });
});
