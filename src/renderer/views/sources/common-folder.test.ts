import { describe, expect, it } from 'vitest';
import { commonFolder } from './common-folder.ts';

describe('the folder that sources share', () => {
  it.each([
    [['/a/b/c.log', '/a/b/d/e.log'], '/a/b/'],
    [['/a/bc/x', '/a/bd/x'], '/a/'],
    [['C:\\logs\\a.evtx', 'C:\\logs\\b.evtx'], 'C:\\logs\\'],
    [['/a/b.log'], '/a/'],
    [['a.log', 'b.log'], ''],
    [[], ''],
  ])('of %j is %j', (paths, folder) => expect(commonFolder(paths)).toBe(folder));
});
