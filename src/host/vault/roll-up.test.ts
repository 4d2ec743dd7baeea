import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  makeCase,
  fillCase,
  PASSPHRASE,
  temporaryFolder,
  verify,
  writeAuditLines,
} from '../../test/helpers/temporary-case.ts';
import { eventCount, hotBlockPlaces, segments } from './case-store.ts';
import { CaseWriter } from './case-writer.ts';
import { CaseReader } from './case-reader.ts';
import { rollUpWhenLarge } from './roll-up.ts';

describe('rolling the hot part up', () => {
  const folder = temporaryFolder();
  const dir = join(folder.path, 'case');

  beforeAll(async () => {
    await makeCase(dir);
    for (const [name, first] of [
      ['a', 0],
      ['b', 500],
    ] as const) {
      writeAuditLines(join(folder.path, name), 500, first);
      await fillCase(dir, { paths: [join(folder.path, name)] });
    }
  });
  afterAll(() => folder.remove());

  it('leaves a small hot part alone', async () => {
    const writer = await CaseWriter.open({ dir, passphrase: PASSPHRASE });
    rollUpWhenLarge(writer);
    expect(segments(writer.db)).toEqual([]);
    writer.close();
  });

  it('moves the events into one segment, changes no record, and finds the same', async () => {
    const writer = await CaseWriter.open({ dir, passphrase: PASSPHRASE });
    const parts = { dir, origin: writer.origin, headVkeys: writer.headVkeys };
    const search = (dataKey: Uint8Array) => {
      const reader = new CaseReader({ ...parts, dataKey });
      const page = reader.search({ query: 'user:user3 clerk', limit: 1000 });
      reader.close();
      return page;
    };
    const before = search(writer.dataKey.slice());
    expect(before.total).toBeGreaterThan(50);
    rollUpWhenLarge(writer, 100);
    expect(segments(writer.db)).toMatchObject([{ rowCount: 1000, eventCount: 1000 }]);
    expect(eventCount(writer.db)).toBe(1000);
    expect(hotBlockPlaces(writer.db).reduce((sum, { count }) => sum + count, 0)).toBeLessThan(50);
    expect(search(writer.dataKey.slice())).toEqual(before);
    const opened = { dir, origin: writer.origin, dataKey: writer.dataKey.slice() };
    writer.close();
    expect(await verify(opened, 'strict')).toMatchObject({ verdict: 'intact', findings: [] });
  });
});
