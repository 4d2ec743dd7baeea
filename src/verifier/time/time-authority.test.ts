/** Authorities of our own, honest and false: what published responses do not show. */
import { beforeAll, describe, expect, it } from 'vitest';
import { utf8 } from '../base/bytes.ts';
import { type Identity, makeIdentity, makeToken, type TokenPlan } from '../testing/time-authority.ts';
import { certificatesOf, pemOf } from './certificate.ts';
import { verifyTimeStamp } from './time-stamp.ts';

const message = utf8('a head');
let root: Identity;
let middle: Identity;
let signer: Identity;
let other: Identity;

beforeAll(async () => {
  root = await makeIdentity({ name: 'Root', isAuthority: true });
  middle = await makeIdentity({ name: 'Middle', isAuthority: true, issuer: root });
  signer = await makeIdentity({ name: 'Signer', issuer: middle });
  other = await makeIdentity({ name: 'Other', issuer: await makeIdentity({ name: 'Root', isAuthority: true }) });
});

async function judge(plan: Omit<TokenPlan, 'message'>, roots: readonly Identity[] = [root]): Promise<string> {
  const token = await makeToken({ message, ...plan });
  try {
    const trusted = roots.flatMap(({ certificate }) => certificatesOf(certificate));
    const { path, time } = await verifyTimeStamp(token, { message, roots: trusted });
    return path.kind === 'trusted'
      ? `${new Date(time).toISOString()} ${path.path.map(({ name }) => name).join(' < ')}`
      : path.why;
  } catch (error) {
    return (error as Error).message;
  }
}

describe('a time stamp', () => {
  it('is trusted through certificates between, to an imported root, with every kind of key', async () => {
    const certificates = [signer.certificate, middle.certificate];
    expect(await judge({ signer, certificates })).toBe('2026-01-05T12:00:00.000Z CN=Signer < CN=Middle < CN=Root');
    for (const kind of ['rsa', 'pss'] as const) {
      const one = await makeIdentity({ name: kind, kind, issuer: root });
      expect(await judge({ signer: one })).toBe(`2026-01-05T12:00:00.000Z CN=${kind} < CN=Root`);
    }
  });

  it('takes the signer that it names, wherever it stands in the bag', async () => {
    expect(
      await judge({ signer, certificates: [other.certificate, middle.certificate, signer.certificate] }),
    ).toContain('CN=Signer');
  });

  it('is not trusted from a stranger with the name of a known issuer, nor without what stands between', async () => {
    expect(await judge({ signer: other })).toBe('its issuer is not among those that are trusted');
    expect(await judge({ signer, certificates: [signer.certificate] })).toBe(
      'its issuer is not among those that are trusted',
    );
    expect(await judge({ signer, certificates: [signer.certificate, middle.certificate] }, [])).toBe(
      'no trusted issuer was given',
    );
  });

  it('is refused when another key signed it, or it names another certificate', async () => {
    expect(await judge({ signer, forger: other })).toBe('the signature of the time stamp is wrong');
    expect(await judge({ signer, named: other })).toBe('a time stamp of another certificate');
    expect(await judge({ signer, status: 2 })).toBe('the authority refused to give a time stamp');
  });

  it('counts at its own time: certificates may be expired today, not then', async () => {
    const old = await makeIdentity({ name: 'Old', issuer: root, to: '2025-06-01T00:00:00' });
    expect(await judge({ signer: old, time: '2025-05-31T00:00:00' })).toContain('CN=Old');
    expect(await judge({ signer: old, time: '2025-06-02T00:00:00' })).toBe(
      'a certificate of its issuer was not valid at that time',
    );
  });

  it('must be from a certificate for time stamps alone, and critically so', async () => {
    const plans = [
      { isCritical: false },
      { purposes: ['1.3.6.1.5.5.7.3.8', '1.3.6.1.5.5.7.3.1'] },
      { purposes: ['1.3.6.1.5.5.7.3.1'] },
    ];
    for (const plan of plans) {
      const one = await makeIdentity({ name: 'X', issuer: root, ...plan });
      expect(await judge({ signer: one })).toBe('a certificate that is not for time stamps');
    }
  });

  it('is not trusted through somebody who may not issue certificates', async () => {
    const leaf = await makeIdentity({ name: 'Leaf', issuer: signer });
    expect(
      await judge({ signer: leaf, certificates: [leaf.certificate, signer.certificate, middle.certificate] }),
    ).toBe('its issuer is not among those that are trusted');
  });

  it('takes its roots as PEM, several in a file', () => {
    const both = [root, middle].flatMap(({ certificate }) => certificatesOf(certificate));
    expect(certificatesOf(utf8(both.map(pemOf).join('\n'))).map(({ name }) => name)).toEqual(['CN=Root', 'CN=Middle']);
  });
});
