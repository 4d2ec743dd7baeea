/** What a person trusts, as words on the verifier's own command line (verifier.md). Pure. */

export interface BundleTrust {
  path: string;
  fingerprint?: string;
  policy?: string;
  tsaRoots?: string[];
  bitcoin?: string[];
  earlier?: string[];
  signers?: number;
}

export function verifierWords({
  path,
  fingerprint,
  policy,
  tsaRoots,
  bitcoin,
  earlier,
  signers,
}: BundleTrust): string[] {
  const words = (option: string, values: readonly (string | number | undefined)[] = []): string[] =>
    values.flatMap((value) => (value === undefined ? [] : [`--${option}`, String(value)]));
  return [
    ...words('fingerprint', [fingerprint]),
    ...words('policy', [policy]),
    ...words('tsa-root', tsaRoots),
    ...words('bitcoin', bitcoin),
    ...words('earlier', earlier),
    ...words('signers', [signers]),
    '--bundle',
    path,
    '--json',
  ];
}
