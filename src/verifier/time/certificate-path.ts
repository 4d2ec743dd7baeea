/**
 * A path from a time stamp's signer to a root that the person who checks has imported, as it was at the stamp's own time.
 *
 * Source: RFC 5280 §6, reduced: no policies, no name constraints (a certificate with critical ones is refused), no
 * revocation (the report says so). Validity is judged at the time of the stamp, not today: a stamp outlives its certificate.
 * Trust: only `roots` are trusted. Certificates that came with the token may stand between, never at the end.
 */
import { equal } from '../base/bytes.ts';
import type { Certificate } from './certificate.ts';

const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
const ANY_PURPOSE = '2.5.29.37.0';
const MAX_LENGTH = 8;
/** Signatures that are checked in one search: certificates that all sign each other have more paths than anybody can try. */
const MAX_CHECKS = 256;

export type PathResult =
  | { readonly kind: 'trusted'; readonly path: readonly Certificate[] }
  | { readonly kind: 'untrusted'; readonly why: string };

export async function findPath(
  signer: Certificate,
  others: readonly Certificate[],
  roots: readonly Certificate[],
  atMs: number,
): Promise<PathResult> {
  const isRoot = (one: Certificate): boolean => roots.some(({ der }) => equal(der, one.der));
  let checks = 0;
  let why = roots.length === 0 ? 'no trusted issuer was given' : 'its issuer is not among those that are trusted';

  async function extend(path: readonly Certificate[]): Promise<readonly Certificate[] | undefined> {
    const last = path.at(-1) as Certificate;
    if (atMs < last.notBefore || atMs > last.notAfter) {
      why = 'a certificate of its issuer was not valid at that time';
      return undefined;
    }
    if (isRoot(last)) return path;
    if (path.length >= MAX_LENGTH) return undefined;
    for (const issuer of [...roots, ...others]) {
      if (!equal(issuer.subject, last.issuer) || path.includes(issuer) || !mayIssue(issuer, path.length - 1)) continue;
      checks += 1;
      if (checks > MAX_CHECKS) {
        why = 'its certificates can be put together in too many ways';
        return undefined;
      }
      if (!(await last.isSignedBy(issuer))) continue;
      const found = await extend([...path, issuer]);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  const path = await extend([signer]);
  return path === undefined ? { kind: 'untrusted', why } : { kind: 'trusted', path };
}

/** @param below authorities between this one and the signer */
function mayIssue({ isAuthority, maySignCertificates, pathLength, purposes }: Certificate, below: number): boolean {
  const oids = purposes?.oids;
  return (
    isAuthority &&
    maySignCertificates &&
    below <= pathLength &&
    (oids === undefined || oids.includes(TIME_STAMPING) || oids.includes(ANY_PURPOSE))
  );
}

/** RFC 3161 §2.3: for time stamps alone, and critical. */
export const isForTimeStamps = ({ purposes, maySignData }: Certificate): boolean =>
  maySignData && purposes?.isCritical === true && purposes.oids.length === 1 && purposes.oids[0] === TIME_STAMPING;
