/** `verify`: re-derive a case from its stored lines, or have the stand-alone verifier check a bundle, and say what was found. */
import type { ResultOf } from '../shared/contract/index.ts';
import { AppError } from '../shared/errors.ts';
import {
  type Answer,
  type Command,
  type CommandArgs,
  EXIT_FAILED,
  EXIT_FINDINGS,
  EXIT_FINE,
  type OptionSpec,
} from './command.ts';
import { escapeText } from './escape-text.ts';
import { countOf, formatCount, formatDuration } from '../shared/format-values.ts';
import { CASE_OPTIONS, runJob, withCase } from './use-host.ts';

export type VerifyResult = ResultOf<'verify.start'>;

/** The verifier's own, by the same names; verifier.md. */
const BUNDLE_OPTIONS = {
  policy: {
    type: 'string',
    value: 'FILE',
    doc: 'With --bundle: logs and witnesses that you trust (C2SP tlog-policy).',
  },
  'tsa-root': {
    type: 'string',
    value: 'FILE',
    multiple: true,
    doc: 'With --bundle: certificate of a time stamp authority that you trust; may be given again.',
  },
  bitcoin: {
    type: 'string',
    value: 'H:ROOT',
    multiple: true,
    doc: 'With --bundle: Merkle root of Bitcoin block H; may be given again.',
  },
  earlier: {
    type: 'string',
    value: 'FILE',
    multiple: true,
    doc: 'With --bundle: an earlier head or bundle of the same case; may be given again.',
  },
  signers: { type: 'string', value: 'N', doc: 'With --bundle: how many people must have signed it, at least.' },
  threads: { type: 'string', value: 'N', doc: 'With --bundle: how many cores to use.' },
} as const satisfies Record<string, OptionSpec>;

export const verify: Command = {
  name: 'verify',
  summary: 'Check that every record of a case, or of an evidence bundle, is what was recorded.',
  positionals: [],
  options: {
    ...CASE_OPTIONS,
    case: { type: 'string', value: 'DIR', doc: 'The case folder.' },
    bundle: {
      type: 'string',
      value: 'PATH',
      doc: 'In place of a case: an evidence bundle, a folder or a zip file; needs no case and no passphrase.',
    },
    fingerprint: {
      type: 'string',
      value: 'TEXT',
      doc: 'What was written down when the case was made; another one is a finding.',
    },
    ...BUNDLE_OPTIONS,
    fast: { type: 'boolean', doc: 'Hashes, chain and signed heads only; the default also reads every line again.' },
  },
  details: [
    'Exit code 0 intact, 1 broken, 2 could not be checked in full. A bundle is checked by the stand-alone verifier, which shares',
    'no code with this program; who did not get this program has it as one file (npm run verifier).',
  ].join('\n'),
  run: async (args, context) => {
    const bundle = args.text('bundle');
    if (bundle !== undefined) return verifyBundle(bundle, args);
    refuseBundleOptions(args);
    if (args.text('case') === undefined)
      throw new AppError('CLI_USAGE', 'Say what to check: --case DIR or --bundle PATH');
    const fingerprint = fingerprintIn(args.text('fingerprint'));
    return withCase(args, context, async ({ handle, info }) => {
      const mode = args.flag('fast') ? 'fast' : 'strict';
      const input = { handle, mode, ...(fingerprint === undefined ? {} : { fingerprint }) } as const;
      return verifyAnswer(await runJob(context, 'verify.start', input), info.fingerprint);
    });
  },
};

async function verifyBundle(path: string, args: CommandArgs): Promise<Answer> {
  for (const option of ['case', 'operator', 'passphrase-file']) {
    if (args.text(option) !== undefined) throw new AppError('CLI_USAGE', `--${option} does not go with --bundle`);
  }
  if (args.flag('fast')) throw new AppError('CLI_USAGE', '--fast does not go with --bundle: all of it is checked');
  const words = [
    ...['fingerprint', ...Object.keys(BUNDLE_OPTIONS)].flatMap((option) =>
      [args.text(option) ?? args.texts(option)].flat().flatMap((value) => [`--${option}`, value]),
    ),
    '--bundle',
    path,
  ];
  const wantsJson = args.flag('json');
  // Loaded where it is wanted: no other command pays for it.
  const { checkBundle } = await import('../host/bundle-session/check-bundle.ts');
  const { exitCode, out } = await checkBundle(wantsJson ? [...words, '--json'] : words);
  return { exitCode, json: wantsJson ? JSON.parse(out) : undefined, lines: () => out.trimEnd().split('\n') };
}

function refuseBundleOptions(args: CommandArgs): void {
  for (const option of Object.keys(BUNDLE_OPTIONS)) {
    if (args.text(option) === undefined && args.texts(option).length === 0) continue;
    throw new AppError('CLI_USAGE', `--${option} goes with --bundle`);
  }
}

/** Checked before the passphrase's work is done for nothing. */
function fingerprintIn(text: string | undefined): string | undefined {
  if (text !== undefined && text.replaceAll(/[\s-]/g, '').match(/^[0-9a-f]{40}$/i) === null) {
    throw new AppError('CLI_USAGE', 'A fingerprint is 40 digits from 0 to 9 and a to f, in eight groups of five');
  }
  return text;
}

/** @param fingerprint of the case, for the person to compare: no check inside the case can do that */
export const verifyAnswer = (report: VerifyResult, fingerprint: string): Answer => ({
  exitCode: { intact: EXIT_FINE, broken: EXIT_FINDINGS, indeterminate: EXIT_FAILED }[
    report.verdict
  ] as Answer['exitCode'],
  json: report,
  lines: () => verifyLines(report, fingerprint),
});

const VERDICTS = {
  intact: 'INTACT',
  broken: 'BROKEN',
  indeterminate: 'NOT FULLY CHECKED',
} as const;

const TRUST: Readonly<Record<VerifyResult['rootOfTrust'], readonly string[]>> = {
  confirmed: ['The fingerprint is the one that was given: this is that case.'],
  different: ['This comes from another case than the one the fingerprint was written down for.'],
  'not-given': ['The root of trust was not given: no fingerprint was compared (--fingerprint).'],
};

/** Who vouches for how much, or why no mark that is there does. */
function marksLine({ checks }: VerifyResult): string[] {
  const line = checks.find(({ id }) => id === 'timestamps');
  return line === undefined || line.total === 0 ? [] : [`Marks: ${escapeText(line.detail)}.`];
}

const SHOWN_OF_KIND = 5;

export function verifyLines(report: VerifyResult, fingerprint: string): string[] {
  const { verdict, mode, recordCount, headSize, confirmedOutside, findings, findingCount, badRecordCount } = report;
  const outside =
    confirmedOutside > 0
      ? `Confirmed outside this workstation up to record ${formatCount(confirmedOutside - 1)}.`
      : 'Own signature only: nobody outside this workstation confirms it yet.';
  const lines = [
    `${VERDICTS[verdict]}: ${countOf(recordCount, 'record')}, signed head over ${formatCount(headSize)}, checked ${mode === 'strict' ? 'strictly' : 'fast'} in ${formatDuration(report.seconds)}`,
    outside,
    ...marksLine(report),
    ...TRUST[report.rootOfTrust],
  ];
  if (findingCount > 0) {
    lines.push('', `${countOf(findingCount, 'finding')}, ${countOf(badRecordCount, 'bad record')}:`);
    lines.push(...findingLines(findings));
    if (findingCount > findings.length)
      lines.push(`  and ${formatCount(findingCount - findings.length)} that are not listed`);
  }
  if (report.notChecked.length > 0) {
    lines.push('', 'Could not be checked:', ...report.notChecked.map((reason) => `  ${escapeText(reason)}`));
  }
  if (report.notices.length > 0) {
    lines.push('', 'Worth knowing:', ...report.notices.map((notice) => `  ${escapeText(notice)}`));
  }
  return [...lines, '', ...meaningOf(report, fingerprint)];
}

type Finding = VerifyResult['findings'][number];

/** What a changed record drags behind it: hashes over many records, and what was made from them. */
const CONSEQUENCES: ReadonlySet<string> = new Set([
  'tile-mismatch',
  'chain-mismatch',
  'seal-mismatch',
  'root-mismatch',
  'projection-mismatch',
]);

/** The first bad record first; then what is about no single one; then the consequences. A few of each kind. */
function findingLines(findings: readonly Finding[]): string[] {
  const rank = ({ kind, seq }: Finding): number => (CONSEQUENCES.has(kind) ? 2 : seq === undefined ? 1 : 0);
  const place = ({ seq }: Finding): number => seq ?? Number.MAX_SAFE_INTEGER;
  const sorted = findings.toSorted((a, b) => rank(a) - rank(b) || place(a) - place(b));
  return [...Map.groupBy(sorted, ({ kind }) => kind)].flatMap(([kind, all]) => {
    const hidden = all.length - SHOWN_OF_KIND;
    const more = hidden > 0 ? [`  and ${formatCount(hidden)} more [${escapeText(kind)}] (--json)`] : [];
    return [...all.slice(0, SHOWN_OF_KIND).map(findingLine), ...more];
  });
}

function findingLine({ kind, seq, expected, actual, message }: Finding): string {
  const isPlaced = seq === undefined || new RegExp(`\\b${seq}\\b`, 'u').test(message);
  const values = shownValues(expected, actual).map(([name, value]) => `, ${name} ${value}`);
  return `  ${escapeText(`${isPlaced ? '' : `record ${seq}: `}${message} [${kind}]${values.join('')}`)}`;
}

const LONG_VALUE = 32;
const SHORT_VALUE = 16;

/** Both values, digests cut short unless they then look the same; `--json` has them whole. */
function shownValues(expected: string | undefined, actual: string | undefined): [name: string, value: string][] {
  const cut = (value: string): string => (value.length > LONG_VALUE ? `${value.slice(0, SHORT_VALUE)}…` : value);
  const isClear = expected === undefined || actual === undefined || cut(expected) !== cut(actual);
  const values: [string, string | undefined][] = [
    ['expected', expected],
    ['found', actual],
  ];
  return values.flatMap(([name, value]) => (value === undefined ? [] : [[name, isClear ? cut(value) : value]]));
}

/** What the verdict proves, and what it does not: the long form is in evidence-format.md, section 9. */
function meaningOf({ verdict, mode, rootOfTrust, findingCount }: VerifyResult, fingerprint: string): string[] {
  if (rootOfTrust === 'different' && findingCount === 1) {
    return [
      'It proves that this is not the case the fingerprint was written down for, or that its first record is another.',
      'In itself the case is whole: nothing else was found.',
    ];
  }
  if (verdict === 'broken') {
    return [
      'It proves that what is stored at these places is not what was recorded.',
      'It does not prove who or what changed it, or when: a failing disk can look the same.',
    ];
  }
  if (verdict === 'indeterminate') {
    return [
      'It proves that what could be checked is what was recorded.',
      'It does not prove anything about the rest: mend what is in the way, and verify again.',
    ];
  }
  const originals =
    mode === 'strict'
      ? 'the originals it keeps are those the events were read from'
      : 'nothing about the originals, which only a check without --fast reads';
  const known =
    rootOfTrust === 'confirmed'
      ? ''
      : `that this is the case you know (compare the fingerprint ${fingerprint} with the one written down), `;
  return [
    `It proves that the records are those that were sealed, in that order, none changed, added or removed since; and ${originals}.`,
    `It does not prove ${known}that nobody with a passphrase put back an older copy or rewrote what came after the last unlock, or that the logs were true before they came in.`,
  ];
}
