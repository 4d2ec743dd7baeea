/** `proofs`: check what sources carry to prove themselves, and what was given with them; offline. */
import type { OutputOf, ResultOf } from '../shared/contract/index.ts';
import { AppError } from '../shared/errors.ts';
import { countOf, formatCount } from '../shared/format-values.ts';
import { PROOF_WORTH, type ProofState } from '../shared/source-proof-words.ts';
import { type Answer, type Command, EXIT_FINDINGS, EXIT_FINE } from './command.ts';
import { escapeText } from './escape-text.ts';
import { callHost, CASE_OPTIONS, given, runJob, withCase } from './use-host.ts';

type Checked = OutputOf<'proof.list'>['sources'][number];
type Proof = Checked['proofs'][number];
type OutsideList = ResultOf<'proof.check'>['lists'][number];

const SHOWN_DETAILS = 10;
const VERDICT_WORDS: Readonly<Record<ProofState, string>> = {
  holds: 'HOLDS',
  fails: 'FAILS',
  'could-not-check': 'COULD NOT BE CHECKED',
  absent: 'NO PROOF OF ITS OWN',
  'not-checked': 'NOT LOOKED AT YET',
};

export const proofs: Command = {
  name: 'proofs',
  summary: "Check the sources' own proofs: checksums, record numbers, digest chains, lists, signatures.",
  positionals: [],
  options: {
    ...CASE_OPTIONS,
    source: {
      type: 'string',
      value: 'SOURCE',
      multiple: true,
      doc: 'Only this source: its record number, the end of its path, or the beginning of its SHA-256; may be given again.',
    },
    keys: {
      type: 'string',
      value: 'FILE',
      multiple: true,
      doc: 'Public keys that you vouch for: PEM, DER, `aws cloudtrail list-public-keys`, minisign, vkey, trusted root.',
    },
    list: {
      type: 'string',
      value: 'FILE',
      multiple: true,
      doc: 'A list of hashes, log of acquisition, signature or log proof that is not in the case; may be given again.',
    },
    recorded: { type: 'boolean', doc: 'Check nothing: show what is on record.' },
    all: { type: 'boolean', doc: 'Show every source, also those without a proof.' },
  },
  details: 'Exit code 1 where a proof fails. A source without a proof is told, and never counted as one that holds.',
  run: async (args, context) =>
    withCase(args, context, async ({ handle }): Promise<Answer> => {
      const names = args.texts('source');
      const known = await callHost(context, 'proof.list', { handle });
      const wanted = names.length === 0 ? undefined : names.flatMap((name) => findSources(known.sources, name));
      const showsAll = args.flag('all') || wanted !== undefined;
      if (args.flag('recorded')) {
        const sources = known.sources.filter(({ sourceSeq }) => wanted === undefined || wanted.includes(sourceSeq));
        return answerOf({ sources, lists: [] }, { sources }, showsAll);
      }
      const [keyPaths, listPaths] = [[...args.texts('keys')], [...args.texts('list')]];
      const result = await runJob(context, 'proof.check', {
        handle,
        ...given({ sourceSeqs: wanted }),
        ...(keyPaths.length === 0 ? {} : { keyPaths }),
        ...(listPaths.length === 0 ? {} : { listPaths }),
      });
      return answerOf(result, result, showsAll);
    }),
};

function findSources(sources: readonly Checked[], name: string): number[] {
  const found = sources.filter(
    ({ sourceSeq, path, sha256 }) =>
      String(sourceSeq) === name || path.endsWith(name) || (name.length >= 8 && sha256.startsWith(name.toLowerCase())),
  );
  if (found.length === 0) throw new AppError('CLI_USAGE', `No source of the case is called ${name}`);
  return found.map(({ sourceSeq }) => sourceSeq);
}

function answerOf(
  { sources, lists }: { sources: readonly Checked[]; lists: readonly OutsideList[] },
  json: unknown,
  showsAll: boolean,
): Answer {
  const verdicts = [...sources, ...lists].flatMap(({ proofs: all }) => all.map(({ verdict }) => verdict));
  return {
    exitCode: verdicts.includes('fails') ? EXIT_FINDINGS : EXIT_FINE,
    json,
    lines: () => [
      ...sources.filter(({ state }) => showsAll || state !== 'absent').flatMap(sourceLines),
      ...lists.flatMap(({ path, proofs: all }) => [
        `${escapeText(path)} (not in the case)`,
        ...all.flatMap(proofLines),
        '',
      ]),
      ...worthLines([...sources, ...lists].flatMap(({ proofs: all }) => all)),
      ...totalLines(sources),
    ],
  };
}

const sourceLines = ({ sourceSeq, path, state, proofs: all }: Checked): string[] => [
  `#${sourceSeq} ${escapeText(path)}: ${VERDICT_WORDS[state]}`,
  ...all.flatMap(proofLines),
  '',
];

function proofLines(proof: Omit<Proof, 'recordSeq' | 'at' | 'earlier'> & Pick<Partial<Proof>, 'earlier'>): string[] {
  const { kind, verdict, summary, by, details, detailCount, earlier } = proof;
  const shown = details.slice(0, SHOWN_DETAILS);
  return [
    `  ${VERDICT_WORDS[verdict]}  ${kind}: ${escapeText(summary)}`,
    ...(by === undefined ? [] : [`    by: ${escapeText(by)}`]),
    ...shown.map(
      ({ level, text, path, offset }) =>
        `    ${level === 'info' ? '-' : '!'} ${escapeText(text)}${path === undefined ? '' : `: ${escapeText(path)}`}${offset === undefined ? '' : ` (at byte ${offset})`}`,
    ),
    ...(detailCount > shown.length ? [`    and ${formatCount(detailCount - shown.length)} more; --json has them`] : []),
    ...(earlier === undefined ? [] : [`    before: ${VERDICT_WORDS[earlier.verdict]} (record #${earlier.recordSeq})`]),
  ];
}

/** What each kind that was found is worth, once. */
function worthLines(found: readonly Pick<Proof, 'kind' | 'verdict'>[]): string[] {
  const kinds = [...new Set(found.filter(({ verdict }) => verdict !== 'absent').map(({ kind }) => kind))];
  if (kinds.length === 0) return [];
  return [
    'What they are worth, where they hold:',
    ...kinds.map((kind) => `  ${kind}: ${PROOF_WORTH[kind].proves} But: ${PROOF_WORTH[kind].notProves}`),
    '',
  ];
}

function totalLines(sources: readonly Checked[]): string[] {
  const count = (wanted: ProofState): number => sources.filter(({ state }) => state === wanted).length;
  const parts = [
    `${count('holds')} hold`,
    `${count('fails')} fail`,
    `${count('could-not-check')} could not be checked in full`,
    `${count('absent')} without a proof of their own`,
    ...(count('not-checked') > 0 ? [`${count('not-checked')} not looked at yet`] : []),
  ];
  return [`${countOf(sources.length, 'source')}: ${parts.join(', ')}.`];
}
