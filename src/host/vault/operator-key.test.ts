/** Statements of operators: bound to the key, the purpose and every field. */
import { describe, expect, it } from 'vitest';
import { operatorVkey, signStatement, verifyStatement } from './operator-key.ts';

const ORIGIN = 'audittrailpro/case/x';
const seed = new Uint8Array(32).fill(3);
const vkey = operatorVkey(ORIGIN, 'lead', seed);
const body = { log: ORIGIN, n: 4, operatorId: 'lead', size: 120, vkey: 'k' };
const signature = signStatement(seed, 'epoch-restart', body);

describe('a statement', () => {
  it('is that of its operator, whatever the order of its fields', () => {
    const { size, ...rest } = body;
    expect(verifyStatement(vkey, 'epoch-restart', { size, ...rest }, signature)).toBe(true);
    expect(signature).toMatch(/^ed25519:[A-Za-z0-9+/]{86}==$/);
    expect(vkey.startsWith('audittrailpro/case/x/operator/lead+')).toBe(true);
  });

  it.each([
    ['another purpose', vkey, 'export', body, signature],
    ['a changed field', vkey, 'epoch-restart', { ...body, size: 121 }, signature],
    ['a field more', vkey, 'epoch-restart', { ...body, note: '' }, signature],
    ['another key', operatorVkey(ORIGIN, 'lead', new Uint8Array(32).fill(4)), 'epoch-restart', body, signature],
    ['a key that is none', 'lead', 'epoch-restart', body, signature],
    ['no signature', vkey, 'epoch-restart', body, 'undefined'],
    ['a signature that is not base64', vkey, 'epoch-restart', body, 'ed25519:!'],
    ['a signature cut short', vkey, 'epoch-restart', body, signature.slice(0, 40)],
    ['the signature without its type', vkey, 'epoch-restart', body, signature.slice('ed25519:'.length)],
  ])('is nobody’s with %s', (_, key, purpose, said, given) => {
    expect(verifyStatement(key, purpose, said, given)).toBe(false);
  });
});
