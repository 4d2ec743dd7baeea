import { expect, it } from 'vitest';
import { parseGivenHead } from './compare-head.ts';

const ROOT = 'ab'.repeat(32);

it('refuses hostile text in no time, however long', () => {
  const began = performance.now();
  for (const gap of [' ', '\n', '\t', ' \n', ', ', '. ']) {
    expect(() => parseGivenHead(`1${gap.repeat(200_000)}!`)).toThrow(
      expect.objectContaining({ code: 'MARK_UNREADABLE' }),
    );
  }
  expect(performance.now() - began).toBeLessThan(5000);
});

it('reads what is typed from a page, and keeps the name of the log that stands on it', () => {
  expect(parseGivenHead(`1,234   ${ROOT}`)).toMatchObject({ kind: 'root', size: 1234, origin: undefined });
  expect(
    parseGivenHead(`audittrailpro/case/9f0c\r\n1,234\r\n\r\n${ROOT.slice(0, 32)}\r\n${ROOT.slice(32)}`),
  ).toMatchObject({
    kind: 'root',
    size: 1234,
    origin: 'audittrailpro/case/9f0c',
  });
});
