import { describe, expect, it } from 'vitest';
import { concat, utf8 } from '../base/bytes.ts';
import { sha256Hex } from '../base/hash.ts';
import { LogMaker } from '../testing/log-maker.ts';
import { FORM, inspectLines } from './inspect-lines.ts';

const log = new LogMaker();
log.found();
log.add('event', { origin: { source: 'ab', offset: 0, length: 3, rawHash: 'cd' } });
const block = (lines: readonly (string | Uint8Array)[]): Uint8Array =>
  concat(...lines.flatMap((line) => [typeof line === 'string' ? utf8(line) : line, utf8('\n')]));
const problemsOf = (...lines: (string | Uint8Array)[]): string[] =>
  inspectLines(block(lines), false).problems.map(([, why]) => why);

describe('a block of lines', () => {
  it('gives digests as sha256sum does, records, and where events came from', () => {
    const inspected = inspectLines(block(log.lines), true);
    const hex = (index: number): string =>
      Buffer.from(inspected.digests.subarray(index * 32, index * 32 + 32)).toString('hex');
    expect(log.lines.map((_line, index) => hex(index))).toEqual(log.lines.map((line) => sha256Hex(utf8(line))));
    expect([[...inspected.seqs], [...inspected.forms], [...inspected.events]]).toEqual([
      [0, 1, 2],
      [FORM.record, FORM.record, FORM.event],
      [0, 0, 1],
    ]);
    expect(inspected.origins).toEqual([[2, { source: 'ab', offset: 0, length: 3, rawHash: 'cd' }]]);
  });

  it('of which one is not UTF-8 still reads the others', () => {
    const inspected = inspectLines(
      block([log.lines[0] as string, Uint8Array.of(0x22, 0xff, 0x22), log.lines[1] as string]),
      false,
    );
    expect([[...inspected.forms], inspected.problems]).toEqual([
      [FORM.record, FORM.bad, FORM.record],
      [[1, 'not UTF-8']],
    ]);
  });

  const hash = 'ab'.repeat(32);
  it.each<[string, string]>([
    ['a record with one member more', (log.lines[1] as string).replace('"v":1', '"v":1,"w":1')],
    ['a record of an unknown kind', (log.lines[1] as string).replace('"kind":"seal"', '"kind":"seals"')],
    ['a record without its salt', (log.lines[1] as string).replace(/"salt":"[^"]+"/u, '"salt":""')],
    ['a record on a day that is none', (log.lines[1] as string).replace(/"at":"\d{4}-\d\d/u, '"at":"2026-13')],
    ['a subtree that can not stand there', `{"count":4,"hash":"${hash}","seq":2}`],
    ['a subtree of three', `{"count":3,"hash":"${hash}","seq":3}`],
    ['a subtree of one', `{"count":1,"hash":"${hash}","seq":1}`],
    ['a digest that is too short', `{"digest":"abcd","seq":1}`],
    ['a place below zero', `{"digest":"${hash}","seq":-1}`],
    [
      'a redaction that still shows what it removed',
      `{"digest":"${hash}","redacted":{"body":{"a":1},"kind":"event","removed":["/body/a"]},"seq":1}`,
    ],
    [
      'a redaction that removed nothing',
      `{"digest":"${hash}","redacted":{"body":{},"kind":"event","removed":[]},"seq":1}`,
    ],
    ['a line longer than a record may be', `"${'x'.repeat(1_048_576)}"`],
    ['an empty line', ''],
  ])('with %s says so', (_, line) => {
    expect(problemsOf(line)).toHaveLength(1);
  });

  it('takes what stands for records that are withheld', () => {
    const lines = [
      `{"digest":"${hash}","seq":1}`,
      `{"count":4,"hash":"${hash}","seq":4}`,
      `{"digest":"${hash}","redacted":{"body":{},"kind":"event","removed":["/body/a~1b"]},"seq":1}`,
    ];
    expect(problemsOf(...lines)).toEqual([]);
  });
});
