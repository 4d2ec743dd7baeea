/** Heads: who signed them, over what, and that nothing else passes. */
import { describe, expect, it } from 'vitest';
import { expectValid, findingOf } from '../../test/helpers/expect-verdict.ts';
import { headSigner, verifyHead } from './head-signer.ts';

const ORIGIN = 'audittrailpro/case/00000000-0000-4000-8000-000000000000';
const seed = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
const root = new Uint8Array(32).fill(5);
const first = headSigner(ORIGIN, seed(1));
const second = headSigner(ORIGIN, seed(2));

describe('a head', () => {
  it('says its size and root to whoever knows the key', () => {
    const note = first.sign(17, root);
    expect(expectValid(verifyHead(ORIGIN, note, [second.vkey, first.vkey]))).toEqual({ size: 17, root });
  });

  it('is the same note each time, named for the log', () => {
    expect(first.sign(17, root)).toBe(first.sign(17, root));
    expect(first.vkey.startsWith(`${ORIGIN}+`)).toBe(true);
    expect(first.vkey).not.toBe(second.vkey);
  });

  it.each([
    ['another key', first.sign(17, root), [second.vkey], 'signature-unknown'],
    ['no key at all', first.sign(17, root), [], 'signature-unknown'],
    ['a changed size', first.sign(17, root).replace('\n17\n', '\n18\n'), [first.vkey], 'signature-invalid'],
    ['another log', headSigner('audittrailpro/case/other', seed(1)).sign(17, root), [first.vkey], 'signature-unknown'],
    ['what is no note', 'nothing', [first.vkey], 'note-malformed'],
    ['what is no key', first.sign(17, root), ['nobody'], 'vkey-malformed'],
  ])('is not believed with %s', (_, note, vkeys, kind) => {
    expect(findingOf(verifyHead(ORIGIN, note, vkeys)).kind).toBe(kind);
  });

  it('of another log is not believed although the key is known by that name', () => {
    const other = headSigner('audittrailpro/case/other', seed(1));
    expect(findingOf(verifyHead(ORIGIN, other.sign(17, root), [other.vkey])).kind).toBe('origin-mismatch');
  });
});
