/**
 * The command line of the verifier, read strictly: what is not understood is refused, never passed over.
 *
 * Pure. Source: verifier.md.
 */
export interface Arguments {
  readonly command: 'verify' | 'compare' | 'help' | 'version';
  readonly bundles: readonly string[];
  readonly fingerprint: string | undefined;
  readonly policy: string | undefined;
  readonly tsaRoots: readonly string[];
  /** height:merkle root in the order of the block. */
  readonly blocks: readonly string[];
  readonly earlier: readonly string[];
  readonly signers: number;
  readonly threads: number | undefined;
  readonly isJson: boolean;
}

export class UsageError extends Error {}

const VALUED = [
  '--fingerprint',
  '--policy',
  '--tsa-root',
  '--bitcoin',
  '--earlier',
  '--signers',
  '--threads',
  '--bundle',
];

export function parseArguments(words: readonly string[]): Arguments {
  const bundles: string[] = [];
  const values = new Map<string, string[]>();
  let isJson = false;
  let command: Arguments['command'] = 'verify';
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    if (word === '--json') isJson = true;
    else if (word === '--help' || word === '-h') command = 'help';
    else if (word === '--version') command = 'version';
    else if (VALUED.includes(word)) {
      const value = words[++at];
      if (value === undefined) throw new UsageError(`${word} needs a value`);
      values.set(word, [...(values.get(word) ?? []), value]);
    } else if (word.startsWith('-')) throw new UsageError(`${word} is not known`);
    else if (at === 0 && (word === 'verify' || word === 'compare')) command = word;
    else bundles.push(word);
  }
  const single = (name: string): string | undefined => {
    const [value, second] = values.get(name) ?? [];
    if (second !== undefined) throw new UsageError(`${name} stands twice`);
    return value;
  };
  const number = (name: string): number | undefined => {
    const value = single(name);
    if (value !== undefined && !/^[1-9]\d?$/u.test(value)) throw new UsageError(`${name} needs a number from 1 to 99`);
    return value === undefined ? undefined : Number(value);
  };
  bundles.push(...(values.get('--bundle') ?? []));
  const wanted = command === 'compare' ? 2 : 1;
  const isRun = command === 'verify' || command === 'compare';
  if (isRun && bundles.length !== wanted) throw new UsageError(wanted === 1 ? 'name one bundle' : 'name two bundles');
  return {
    command,
    bundles,
    fingerprint: fingerprintOf(single('--fingerprint')),
    policy: single('--policy'),
    tsaRoots: values.get('--tsa-root') ?? [],
    blocks: values.get('--bitcoin') ?? [],
    earlier: values.get('--earlier') ?? [],
    signers: number('--signers') ?? 1,
    threads: number('--threads'),
    isJson,
  };
}

/** As it stands on paper: eight groups of five, in either case, with or without what stands between. */
export function fingerprintOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const hex = text.replaceAll(/[\s-]/gu, '').toLowerCase();
  if (!/^[0-9a-f]{40}$/u.test(hex)) throw new UsageError('a fingerprint has 40 hexadecimal digits');
  return hex;
}

export const HELP = `Checks an evidence bundle, offline, and says what holds.

  node audittrail-verifier.mjs BUNDLE            a folder or a .zip file
  node audittrail-verifier.mjs compare A B       two bundles of one case

  --fingerprint HEX    the case's fingerprint, from paper: without it the signer is unknown
  --policy FILE        logs and witnesses that you trust (C2SP tlog-policy)
  --tsa-root FILE      certificate of a time stamp authority that you trust (PEM or DER); again for more
  --bitcoin H:ROOT     Merkle root of Bitcoin block H, hex in the order of the block; again for more
  --earlier FILE       an earlier head: head.note, another bundle, or the three lines from paper; again for more
  --signers N          how many people must have signed the list of files, at least
  --threads N          how many cores to use
  --json               the report as JSON

Ends with 0 where the bundle is intact, 1 where it is broken, 2 where something could not be checked.
`;
