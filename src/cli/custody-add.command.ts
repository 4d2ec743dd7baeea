/** `custody add`: record what was done with items of evidence, signed by whoever did it. */
import { CUSTODY_ACTS, type CustodyActName } from '../shared/custody-words.ts';
import type { RawInputOf } from '../shared/contract/index.ts';
import { AppError } from '../shared/errors.ts';
import { countOf } from '../shared/format-values.ts';
import { type Command, type CommandArgs, type CommandContext, EXIT_FINE } from './command.ts';
import { SECOND_OPTIONS, secondSigners } from './second-person.ts';
import { renderFacts } from './table.ts';
import { callHost, given, withCase, WRITTEN_CASE_OPTIONS } from './use-host.ts';

type Request = RawInputOf<'custody.add'>;
type Item = Request['items'][number];

const SHA256 = /^[0-9a-f]{64}$/iu;

export const custodyAdd: Command = {
  name: 'custody add',
  summary: 'Record what was done with an item of evidence, signed by whoever did it.',
  positionals: [{ name: 'ACT', required: true, doc: `one of ${CUSTODY_ACTS.join(', ')}` }],
  options: {
    ...WRITTEN_CASE_OPTIONS,
    item: {
      type: 'string',
      value: 'ITEM',
      multiple: true,
      required: true,
      doc: 'A SHA-256, the path or file name of a source of the case, or all for every source; may be given again.',
    },
    from: { type: 'string', value: 'WHO', doc: 'An operator of the case, or outside:NAME for anybody else.' },
    to: { type: 'string', value: 'WHO', doc: 'The same, for who has it afterwards.' },
    at: { type: 'string', value: 'TIME', doc: 'When it happened (RFC 3339). Default: now.' },
    place: { type: 'string', value: 'TEXT', doc: 'Where.' },
    purpose: { type: 'string', value: 'TEXT', doc: 'What for.' },
    reason: { type: 'string', value: 'TEXT', doc: 'Why, or on whose order.' },
    tool: { type: 'string', value: 'NAME', doc: 'The tool that was used. Default: this program.' },
    'tool-version': { type: 'string', value: 'V', doc: 'Its version; goes with --tool.' },
    'tool-sha256': { type: 'string', value: 'HASH', doc: 'SHA-256 of the tool itself.' },
    ...SECOND_OPTIONS,
  },
  details: [
    'A transfer needs the signatures of giver and receiver, an act that the case reserves for two those of two people: the',
    'second gives a passphrase here, for this act alone. An act that does not fit what is on record is refused: records stay.',
  ].join('\n'),
  async run(args, context) {
    const act = actIn(args.first);
    const tool = toolIn(args);
    return withCase(args, context, async ({ handle }) => {
      const items = await itemsIn(args, context, handle);
      const added = await callHost(context, 'custody.add', {
        handle,
        act,
        items,
        ...given({
          at: args.text('at'),
          from: partyIn(args.text('from')),
          to: partyIn(args.text('to')),
          place: args.text('place'),
          purpose: args.text('purpose'),
          reason: args.text('reason'),
          tool,
        }),
        signers: await secondSigners(args, context),
      });
      return {
        exitCode: EXIT_FINE,
        json: added,
        lines: () =>
          renderFacts([
            ['Act', `${act} of ${countOf(items.length, 'item')}`],
            ['Signed by', added.signedBy.join(', ')],
            ['Held by', [...new Set(added.holders.map((holder) => holder ?? 'nobody'))].join(', ')],
            ['Case log', `record ${added.recordSeq}`],
            ...added.notices.map((notice) => ['Note', notice] as const),
          ]),
      };
    });
  },
};

function actIn(typed: string): CustodyActName {
  const act = CUSTODY_ACTS.find((each) => each === typed);
  if (act === undefined) throw new AppError('CLI_USAGE', `The act must be one of ${CUSTODY_ACTS.join(', ')}`);
  return act;
}

function toolIn(args: CommandArgs): Request['tool'] {
  const [name, version, sha256] = [args.text('tool'), args.text('tool-version'), args.text('tool-sha256')];
  if (name === undefined && version === undefined && sha256 === undefined) return undefined;
  if (name === undefined || version === undefined) {
    throw new AppError('CLI_USAGE', '--tool and --tool-version go together');
  }
  return { name, version, ...(sha256 === undefined ? {} : { sha256: sha256.toLowerCase() }) };
}

const OUTSIDE = 'outside:';

function partyIn(typed: string | undefined): Request['from'] {
  if (typed === undefined) return undefined;
  return typed.startsWith(OUTSIDE) ? { outside: typed.slice(OUTSIDE.length) } : { operatorId: typed };
}

/** As `--item` names them; CLI_USAGE. */
export async function itemsIn(args: CommandArgs, context: CommandContext, handle: string): Promise<Item[]> {
  const typed = args.texts('item');
  const needsSources = typed.some((item) => !SHA256.test(item));
  const sources = needsSources ? await callHost(context, 'ingest.sources', { handle }) : [];
  const known = new Map<string, string>();
  for (const { sha256, path } of sources) if (sha256 !== null && !known.has(sha256)) known.set(sha256, path);
  const all = [...known].map(([sha256, name]): Item => ({ sha256, name }));
  const items = typed.flatMap((item) => {
    if (SHA256.test(item)) return [{ sha256: item.toLowerCase() }];
    if (item === 'all') return all;
    const found = all.filter(({ name }) => name === item || name?.endsWith(`/${item}`) === true);
    if (found.length === 1) return found;
    const why =
      found.length === 0 ? 'is no source of this case' : `may be any of ${found.length} sources: give its SHA-256`;
    throw new AppError('CLI_USAGE', `${JSON.stringify(item)} ${why}`);
  });
  const distinct = [...new Map(items.map((item) => [item.sha256, item])).values()];
  if (distinct.length === 0) throw new AppError('CLI_USAGE', 'The case has no source yet: name an item by its SHA-256');
  return distinct;
}
