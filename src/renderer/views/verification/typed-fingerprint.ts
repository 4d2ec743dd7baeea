/** A fingerprint as somebody typed it from paper: groups, dashes and spaces do not matter. Pure. */
export type TypedFingerprint = { state: 'empty' | 'good' | 'not-hex' } | { state: 'short'; digits: number };

const DIGITS = 40;

export function readFingerprint(typed: string): TypedFingerprint {
  const bare = typed.replaceAll(/[\s-]/gu, '');
  if (bare === '') return { state: 'empty' };
  if (!/^[0-9a-f]*$/iu.test(bare)) return { state: 'not-hex' };
  return bare.length === DIGITS ? { state: 'good' } : { state: 'short', digits: bare.length };
}
