/**
 * The way from a time stamp's signer up to a certificate that a person imported.
 *
 * Pure; at most 200 signature checks. Source: RFC 5280 §6.1, without policies, names and revocation (nothing here can ask anybody).
 * Differences: validity is judged at the time of the stamp, not now: a stamp outlives the certificates it was made with.
 * Trust: certificates that came along may stand between; only imported ones end a path.
 */
import { equalBytes } from '../kernel/bytes.ts';
import type { SignatureCheck } from './algorithms.ts';
import { type Certificate, isSignedBy } from './certificate.ts';

const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
const ANYTHING = '2.5.29.37.0';
const MAX_LENGTH = 8;
const MAX_CHECKS = 200;

export type PathResult =
  | { readonly kind: 'trusted'; readonly path: readonly Certificate[] }
  | { readonly kind: 'untrusted'; readonly why: string };

/** RFC 3161 §2.3: the signer's certificate is for time stamps and nothing else, and says so critically. */
export const isForTimeStamps = ({ purposes, maySignData }: Certificate): boolean =>
  maySignData && purposes?.isCritical === true && purposes.oids.length === 1 && purposes.oids[0] === TIME_STAMPING;

export function pathToRoot(
  check: SignatureCheck,
  signer: Certificate,
  { roots, between }: { roots: readonly Certificate[]; between: readonly Certificate[] },
  atMs: number,
): PathResult {
  let checks = 0;
  let why = roots.length === 0 ? 'no issuer of time stamps is trusted here' : 'nobody who is trusted here issued it';
  const isRoot = (one: Certificate): boolean => roots.some((root) => equalBytes(root.der, one.der));
  const climb = (path: readonly Certificate[]): readonly Certificate[] | undefined => {
    const top = path.at(-1) as Certificate;
    if (atMs < top.notBeforeMs || atMs > top.notAfterMs) {
      why = 'a certificate on its way was not valid at that time';
      return undefined;
    }
    if (isRoot(top)) return path;
    if (path.length === MAX_LENGTH) return undefined;
    for (const issuer of [...roots, ...between]) {
      const fits =
        equalBytes(issuer.subject, top.issuer) && !path.includes(issuer) && mayIssue(issuer, path.length - 1);
      if (!fits || checks >= MAX_CHECKS) continue;
      checks++;
      const found = isSignedBy(check, top, issuer) ? climb([...path, issuer]) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const path = climb([signer]);
  return path === undefined ? { kind: 'untrusted', why } : { kind: 'trusted', path };
}

/** @param below authorities between it and the signer */
function mayIssue({ isAuthority, maySignCertificates, maxBelow, purposes }: Certificate, below: number): boolean {
  const isForThis = purposes === undefined || purposes.oids.some((oid) => oid === TIME_STAMPING || oid === ANYTHING);
  return isAuthority && maySignCertificates && isForThis && (maxBelow === undefined || below <= maxBelow);
}
