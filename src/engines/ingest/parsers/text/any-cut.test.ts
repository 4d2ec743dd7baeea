import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runReader, sampleOf, testPorts } from '../../../../test/helpers/run-reader.ts';
import { hasShared, sharedPath } from '../../../../test/helpers/shared-data.ts';
import type { FormatReader } from '../../format.ts';
import { syslogReader } from '../syslog/syslog-reader.ts';
import { textReader } from './text-reader.ts';

const FOLDERS = ['plaso', 'plaso/syslog', 'plaso/iis', 'lnav', 'syslog_vendors', 'loghub/Linux', 'loghub/BGL'];

const logs = (): string[] =>
  FOLDERS.flatMap((folder) =>
    readdirSync(sharedPath(`data/${folder}`), { withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.(?:csv|jsonl?|Evt|zip|tgz|gz|bz2)$/.test(entry.name))
      .map((entry) => `${folder}/${entry.name}`),
  );

const readerOf = (bytes: Uint8Array): FormatReader => {
  const sample = sampleOf(bytes);
  return syslogReader.sniff(sample, testPorts) > textReader.sniff(sample, testPorts) ? syslogReader : textReader;
};

/** A small linear congruential generator: the same bytes on every run. */
const randomOf = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

describe.skipIf(!hasShared)('real logs', () => {
  it('give the same events and notes in windows of any size', () => {
    const differing: string[] = [];
    for (const path of logs()) {
      const bytes = new Uint8Array(readFileSync(sharedPath(`data/${path}`))).subarray(0, 200_000);
      const reader = readerOf(bytes);
      const whole = runReader(reader, bytes, { mtimeMs: Date.UTC(2020, 0, 1) });
      for (const windowBytes of [333, 4_096, 65_537]) {
        const cut = runReader(reader, bytes, { mtimeMs: Date.UTC(2020, 0, 1), windowBytes });
        if (JSON.stringify(cut) !== JSON.stringify(whole)) differing.push(`${path} at ${windowBytes}`);
      }
    }
    expect(differing).toEqual([]);
  });

  it('lose no byte but newlines, blanks and directives', () => {
    const lost: string[] = [];
    for (const path of logs()) {
      const bytes = new Uint8Array(readFileSync(sharedPath(`data/${path}`)));
      const { events, notes, rejected, context } = runReader(readerOf(bytes), bytes);
      if (context === undefined) continue;
      const spans = [...events, ...rejected, ...notes.filter((note) => note.length !== undefined)];
      const left = bytes.slice();
      left.fill(32, 0, context.dataOffset);
      for (const { offset, length = 0 } of spans) left.fill(32, offset, offset + length);
      if (left.some((byte) => ![0, 9, 10, 13, 32].includes(byte))) lost.push(path);
    }
    expect(lost).toEqual([]);
  });

  it('with bytes changed, dropped and doubled are read without a throw, in order and in bounds', () => {
    const random = randomOf(20_240_315);
    const below = (limit: number): number => Math.floor(random() * limit);
    const wrong: string[] = [];
    for (const path of logs()) {
      const source = new Uint8Array(readFileSync(sharedPath(`data/${path}`))).subarray(0, 20_000);
      for (let round = 0; round < 3; round += 1) {
        const damaged = [...source];
        for (let i = 0; i < 60; i += 1) {
          const at = below(damaged.length);
          const kind = below(4);
          if (kind === 0) damaged[at] = below(256);
          else if (kind === 1) damaged.splice(at, below(20));
          else if (kind === 2) damaged.splice(at, 0, ...damaged.slice(at, at + below(40)));
          else damaged.splice(at, 0, 10);
        }
        const bytes = Uint8Array.from(damaged);
        for (const reader of [syslogReader, textReader]) {
          let end = 0;
          for (const { offset, length, draft } of runReader(reader, bytes, { windowBytes: 4_096 }).events) {
            const isRight = offset >= end && length > 0 && offset + length <= bytes.length;
            if (!isRight || !JSON.stringify(draft).isWellFormed()) wrong.push(`${path} ${round} ${offset}`);
            end = offset + length;
          }
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});
