/** JSON and XML laid out for the eye. */
import { expect, it } from 'vitest';
import { layOutJson, layOutXml } from './laid-out.ts';

it('breaks JSON into lines and keeps every digit, double keys and empty values', () => {
  expect(layOutJson('{"id":12345678901234567890.10, "a":[], "a":{"b":[1,2]},"s":"x,{:\\"}"}')).toBe(
    [
      '{',
      '  "id": 12345678901234567890.10,',
      '  "a": [],',
      '  "a": {',
      '    "b": [',
      '      1,',
      '      2',
      '    ]',
      '  },',
      '  "s": "x,{:\\"}"',
      '}',
    ].join('\n'),
  );
});

it('leaves alone what is no JSON object or array', () => {
  expect(layOutJson('{"a":1} trailing')).toBeUndefined();
  expect(layOutJson('plain text')).toBeUndefined();
  expect(layOutJson('"text"')).toBeUndefined();
});

it('breaks XML between tags and leaves the text in an element as it is', () => {
  expect(layOutXml('<E a="x>y"><B/><D N="1"> two  spaces </D><C></C></E>')).toBe(
    ['<E a="x>y">', '  <B/>', '  <D N="1"> two  spaces </D>', '  <C></C>', '</E>'].join('\n'),
  );
});

it('leaves alone XML whose tags do not close, and gives up at once on hostile text', () => {
  expect(layOutXml('<a><b></a>')).toBeUndefined();
  // A pass over the rest for each of these would not end before the test is stopped.
  expect(layOutXml(`${'<!--'.repeat(50_000)} >`)).toBeUndefined();
  expect(layOutXml(`<a${'<'.repeat(200_000)}>`)).toBeUndefined();
});
