/** `bundle create`: write an evidence bundle that others can check. */
import type { RawInputOf, ResultOf } from '../shared/contract/index.ts';
import { BUNDLE_DOCUMENTS, OLD_HASHES } from '../shared/bundle-words.ts';
import { AppError } from '../shared/errors.ts';
import { countOf, formatBytes, formatCount } from '../shared/format-values.ts';
import { type Command, type CommandArgs, EXIT_FINE } from './command.ts';
import { SECOND_OPTIONS, secondSigners } from './second-person.ts';
import { renderFacts } from './table.ts';
import { given, runJob, withCase, WRITTEN_CASE_OPTIONS } from './use-host.ts';

type Request = Omit<RawInputOf<'bundle.create'>, 'handle' | 'path' | 'form' | 'signers'>;

export const bundleCreate: Command = {
  name: 'bundle create',
  summary: 'Write an evidence bundle: a part or the whole of a case, signed, for others to check.',
  positionals: [],
  options: {
    ...WRITTEN_CASE_OPTIONS,
    out: { type: 'string', value: 'PATH', required: true, doc: 'The folder to make, or with --zip the file.' },
    query: {
      type: 'string',
      value: 'Q',
      doc: 'Only events that match; the rest is one hash for many. Default: the whole case.',
    },
    from: { type: 'string', value: 'TIME', doc: 'With --query: events at or after this time (RFC 3339).' },
    to: { type: 'string', value: 'TIME', doc: 'With --query: events before this time (RFC 3339).' },
    zip: { type: 'boolean', doc: 'One zip file, not compressed.' },
    originals: { type: 'boolean', doc: 'Also the original files that the case keeps.' },
    proofs: { type: 'boolean', doc: 'Also a proof for each event that stands alone.' },
    'no-marks': { type: 'boolean', doc: 'Without the outside marks that came back; they go along otherwise.' },
    form: { type: 'boolean', doc: 'Also the form of custody, as PDF.' },
    certificate: { type: 'boolean', doc: 'Also the draft of a certification for a person to complete and sign.' },
    'case-uco': { type: 'boolean', doc: 'Also the custody as CASE/UCO JSON-LD.' },
    policy: { type: 'boolean', doc: 'Also which witnesses this workstation trusts, for information.' },
    report: { type: 'string', value: 'FILE', multiple: true, doc: 'Also this file, as a report; may be given again.' },
    md5: { type: 'boolean', doc: 'Also a list of MD5 hashes, to match old paperwork; it proves nothing.' },
    sha1: { type: 'boolean', doc: 'The same with SHA-1.' },
    withhold: { type: 'string', value: 'Q', multiple: true, doc: 'Give matching events by their digest alone.' },
    redact: {
      type: 'string',
      value: 'POINTER',
      multiple: true,
      doc: 'Take this out of every event, like /body/metadata/message (RFC 6901).',
    },
    basis: { type: 'string', value: 'TEXT', multiple: true, doc: 'Why: needed for --withhold and --redact.' },
    description: {
      type: 'string',
      value: 'TEXT',
      doc: 'What it is that may not be seen, in words that give nothing away.',
    },
    previous: {
      type: 'string',
      value: 'ID:SHA256',
      doc: 'The bundle this one follows: its id and manifest, as it was printed.',
    },
    ...SECOND_OPTIONS,
  },
  details: [
    'One --basis is the reason for all; else there is one for each --redact and then one for each --withhold, in their order.',
    'The bundle is recorded in the case log before it is written. Check it with audittrail verify --bundle PATH, or with the',
    'stand-alone verifier, which needs neither this program nor the case.',
  ].join('\n'),
  query: (args) => args.text('query') ?? '',
  async run(args, context) {
    const request = requestIn(args);
    return withCase(args, context, async ({ handle, info }) => {
      const result = await runJob(context, 'bundle.create', {
        handle,
        path: args.requiredText('out'),
        form: args.flag('zip') ? 'zip' : 'folder',
        ...request,
        signers: await secondSigners(args, context),
      });
      return { exitCode: EXIT_FINE, json: result, lines: () => bundleLines(result, info.fingerprint) };
    });
  },
};

function requestIn(args: CommandArgs): Request {
  const [pointers, queries, reasons] = [args.texts('redact'), args.texts('withhold'), args.texts('basis')];
  const wanted = pointers.length + queries.length;
  if (wanted === 0 && reasons.length > 0) throw new AppError('CLI_USAGE', '--basis goes with --withhold or --redact');
  if (wanted > 0 && reasons.length !== 1 && reasons.length !== wanted) {
    throw new AppError('CLI_USAGE', `Say why with --basis: once for all, or once for each of the ${wanted}`);
  }
  const reasonOf = (index: number) => ({
    basis: (reasons.length === 1 ? reasons[0] : reasons[index]) ?? '',
    ...given({ description: args.text('description') }),
  });
  return {
    ...given({
      query: args.text('query'),
      from: args.text('from'),
      to: args.text('to'),
      previousBundle: previousIn(args.text('previous')),
    }),
    originals: args.flag('originals'),
    proofs: args.flag('proofs'),
    marks: !args.flag('no-marks'),
    documents: BUNDLE_DOCUMENTS.filter((name) => args.flag(name === 'custody-form' ? 'form' : name)),
    reports: [...args.texts('report')],
    hashes: OLD_HASHES.filter((name) => args.flag(name)),
    redact: pointers.map((pointer, index) => ({ pointer, ...reasonOf(index) })),
    withhold: queries.map((query, index) => ({ query, ...reasonOf(pointers.length + index) })),
  };
}

function previousIn(typed: string | undefined): Request['previousBundle'] {
  if (typed === undefined) return undefined;
  const [, bundleId, manifest] = /^([0-9a-f-]{36}):([0-9a-f]{64})$/u.exec(typed) ?? [];
  if (bundleId === undefined || manifest === undefined) {
    throw new AppError('CLI_USAGE', '--previous is the id of a bundle, a colon and the hash of its manifest');
  }
  return { bundleId, manifest };
}

function bundleLines(result: ResultOf<'bundle.create'>, fingerprint: string): string[] {
  const { records, head, rows, originals, marks, files, sizeBytes, signedBy, notices } = result;
  const { disclosed, redacted, withheld } = records;
  const shown = [
    `${formatCount(disclosed)} shown`,
    `${formatCount(redacted)} redacted`,
    `${formatCount(withheld)} as hashes`,
  ];
  return [
    ...renderFacts([
      ['Bundle', result.path],
      ['Id', result.bundleId],
      ['Files', `${countOf(files, 'file')}, ${formatBytes(sizeBytes)}`],
      ['Events', countOf(rows, 'event')],
      ['Log', `${countOf(head.size, 'record')}: ${shown.join(', ')}`],
      ...(originals > 0 ? [['Originals', formatCount(originals)] as const] : []),
      ...(marks > 0 ? [['Outside marks', countOf(marks, 'file')] as const] : []),
      ['Signed by', signedBy.join(', ')],
      ['Row digest', result.rowDigest],
      ['Manifest', result.manifest],
      ['Case log', `record ${result.recordSeq}`],
      ...notices.map((notice) => ['Note', notice] as const),
    ]),
    '',
    `Whoever gets it needs the fingerprint ${fingerprint} by another way, and the stand-alone verifier.`,
  ];
}
