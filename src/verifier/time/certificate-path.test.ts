/** A path to an imported root: which certificates may stand in it, and that a search for one always ends. */
import { describe, expect, it } from 'vitest';
import { utf8 } from '../base/bytes.ts';
import type { Certificate } from './certificate.ts';
import { findPath } from './certificate-path.ts';

const AT = Date.UTC(2026, 0, 1);

const certificate = (subject: string, issuer: string, more: Partial<Certificate> = {}): Certificate => ({
  der: utf8(`${subject}<${issuer}`),
  serial: '01',
  issuer: utf8(issuer),
  subject: utf8(subject),
  name: `CN=${subject}`,
  notBefore: AT - 1000,
  notAfter: AT + 1000,
  spki: new Uint8Array(),
  isAuthority: true,
  pathLength: Number.POSITIVE_INFINITY,
  maySignCertificates: true,
  maySignData: true,
  purposes: undefined,
  keyIdentifier: undefined,
  isSignedBy: async () => true,
  ...more,
});

const signer = certificate('signer', 'middle');
const middle = certificate('middle', 'root');
const root = certificate('root', 'root');

describe('findPath', () => {
  it('goes over what came with the token to a root that was imported', async () => {
    expect(await findPath(signer, [middle], [root], AT)).toEqual({ kind: 'trusted', path: [signer, middle, root] });
    expect(await findPath(signer, [middle, root], [], AT)).toMatchObject({ kind: 'untrusted' });
  });

  it('stops at an authority that may have none below it, is none, or was not valid at the time', async () => {
    const deep = certificate('signer', 'lower');
    const lower = certificate('lower', 'middle');
    const short = certificate('middle', 'root', { pathLength: 0 });
    expect(await findPath(deep, [lower, short], [root], AT)).toMatchObject({ kind: 'untrusted' });
    const none = certificate('middle', 'root', { isAuthority: false });
    expect(await findPath(signer, [none], [root], AT)).toMatchObject({ kind: 'untrusted' });
    const old = certificate('middle', 'root', { notAfter: AT - 1 });
    expect(await findPath(signer, [old], [root], AT)).toMatchObject({ kind: 'untrusted' });
  });

  it('ends where thirty certificates all sign each other', async () => {
    let checks = 0;
    const isSignedBy = async (): Promise<boolean> => {
      checks += 1;
      return true;
    };
    const others = Array.from({ length: 30 }, (_, i) =>
      certificate('ring', 'ring', { der: utf8(`ring ${i}`), isSignedBy }),
    );
    const found = await findPath(certificate('signer', 'ring', { isSignedBy }), others, [root], AT);
    expect(found).toEqual({ kind: 'untrusted', why: 'its certificates can be put together in too many ways' });
    expect(checks).toBeLessThan(300);
  });
});
