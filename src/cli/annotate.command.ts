/** `annotate`: star, tag, colour or comment on events, or take that back. */
import { ANNOTATION_COLOURS } from '../shared/annotation-words.ts';
import type { RawInputOf } from '../shared/contract/index.ts';
import { AppError } from '../shared/errors.ts';
import { type Answer, type Command, type CommandArgs, type CommandContext, EXIT_FINE } from './command.ts';
import { countOf } from '../shared/format-values.ts';
import { callHost, CASE_OPTIONS, given, withCase } from './use-host.ts';

type Add = Omit<RawInputOf<'annotation.add'>, 'handle'>;
type Said = Pick<Add, 'act' | 'tag' | 'text' | 'colour'>;

const MAX_COUNT = 1_000_000;

export const annotate: Command = {
  name: 'annotate',
  summary: 'Star, tag, colour or comment on events, or undo that; every act is a record in the case log.',
  positionals: [],
  options: {
    ...CASE_OPTIONS,
    seq: { type: 'string', value: 'N', multiple: true, doc: 'An event, as search shows it; may be given again.' },
    query: { type: 'string', value: 'Q', doc: 'In place of --seq: every event that matches.' },
    from: { type: 'string', value: 'TIME', doc: 'With --query: events at or after this time (RFC 3339).' },
    to: { type: 'string', value: 'TIME', doc: 'With --query: events before this time (RFC 3339).' },
    expect: { type: 'string', value: 'N', doc: 'With --query: record nothing where it matches another number.' },
    star: { type: 'boolean', doc: 'Put a star on them.' },
    unstar: { type: 'boolean', doc: 'Take the star off.' },
    tag: { type: 'string', value: 'TAG', doc: 'Put a tag on them.' },
    untag: { type: 'string', value: 'TAG', doc: 'Take a tag off.' },
    colour: { type: 'string', value: 'C', doc: `One of ${ANNOTATION_COLOURS.join(', ')}.` },
    comment: { type: 'string', value: 'TEXT', doc: 'Write beside them.' },
    undo: { type: 'string', value: 'RECORD', doc: 'Take this annotation back, or this undo: the record it printed.' },
  },
  details: [
    'One act at a time. Nothing is changed or erased: an undo is a record that can be undone. Find what was annotated with',
    "search 'note.tag:TAG', note.starred:true, note.colour:C, note.comment:WORD.",
  ].join('\n'),
  query: (args) => args.text('query') ?? '',
  async run(args, context) {
    const undone = args.integer('undo', { min: 0, max: Number.MAX_SAFE_INTEGER });
    const acts = actsIn(args);
    const [said] = acts;
    if (acts.length + (undone === undefined ? 0 : 1) !== 1) {
      throw new AppError(
        'CLI_USAGE',
        'Say one thing to do: --star, --unstar, --tag, --untag, --colour, --comment or --undo',
      );
    }
    const events = eventsIn(args);
    if (undone !== undefined && Object.keys(events).length > 0) {
      throw new AppError('CLI_USAGE', '--undo names a record, so it goes without --seq and --query');
    }
    return withCase(args, context, async ({ handle }) =>
      said === undefined ? undo(context, handle, undone ?? 0) : add(context, handle, { ...said, ...events }),
    );
  },
};

async function add(context: CommandContext, handle: string, request: Add): Promise<Answer> {
  const added = await callHost(context, 'annotation.add', { handle, ...request });
  const { recordSeq, targetCount } = added;
  const lines = [`${countOf(targetCount, 'event')}, record ${recordSeq} (--undo ${recordSeq} takes it back)`];
  return { exitCode: EXIT_FINE, json: added, lines: () => lines };
}

async function undo(context: CommandContext, handle: string, recordSeq: number): Promise<Answer> {
  const undone = await callHost(context, 'annotation.undo', { handle, recordSeq });
  const lines = [
    `Undid ${undone.undone.act} ${recordSeq}, record ${undone.recordSeq} (--undo ${undone.recordSeq} brings it back)`,
  ];
  return { exitCode: EXIT_FINE, json: undone, lines: () => lines };
}

function actsIn(args: CommandArgs): Said[] {
  const { tag, untag, comment, colour } = {
    tag: args.text('tag'),
    untag: args.text('untag'),
    comment: args.text('comment'),
    colour: args.text('colour'),
  };
  return [
    ...(args.flag('star') ? [{ act: 'star' as const }] : []),
    ...(args.flag('unstar') ? [{ act: 'unstar' as const }] : []),
    ...(tag === undefined ? [] : [{ act: 'tag' as const, tag }]),
    ...(untag === undefined ? [] : [{ act: 'untag' as const, tag: untag }]),
    ...(comment === undefined ? [] : [{ act: 'comment' as const, text: comment }]),
    ...(colour === undefined ? [] : [{ act: 'colour' as const, colour: readColour(colour) }]),
  ];
}

function readColour(typed: string): (typeof ANNOTATION_COLOURS)[number] {
  const colour = ANNOTATION_COLOURS.find((each) => each === typed);
  if (colour === undefined) throw new AppError('CLI_USAGE', `--colour must be one of ${ANNOTATION_COLOURS.join(', ')}`);
  return colour;
}

function eventsIn(args: CommandArgs): Partial<Add> {
  const seqs = args.texts('seq').map((typed) => {
    if (/^\d{1,15}$/u.test(typed)) return Number(typed);
    throw new AppError('CLI_USAGE', '--seq must be a whole number, as search shows it');
  });
  return {
    ...(seqs.length === 0 ? {} : { seqs }),
    ...given({
      query: args.text('query'),
      from: args.text('from'),
      to: args.text('to'),
      expectedCount: args.integer('expect', { min: 0, max: MAX_COUNT }),
    }),
  };
}
