/** `custody items`: who holds each item of evidence now; with an item, what was done with it, act by act. */
import type { OutputOf } from '../shared/contract/index.ts';
import { AppError } from '../shared/errors.ts';
import { countOf, formatSecond } from '../shared/format-values.ts';
import { type Command, type CommandContext, EXIT_FINE } from './command.ts';
import { renderTable } from './table.ts';
import { callHost, CASE_OPTIONS, withCase } from './use-host.ts';

type Item = OutputOf<'custody.items'>['items'][number];
type Chain = OutputOf<'custody.chain'>;

const PAGE = 1000;
const SHA256 = /^[0-9a-f]{64}$/iu;
const SHOWN_DIGITS = 12;

export const custodyItems: Command = {
  name: 'custody items',
  summary: 'List who holds each item of evidence; of one item, every signed act.',
  positionals: [],
  options: {
    ...CASE_OPTIONS,
    item: { type: 'string', value: 'SHA256', doc: 'Only this item, act by act.' },
  },
  async run(args, context) {
    const sha256 = args.text('item')?.toLowerCase();
    if (sha256 !== undefined && !SHA256.test(sha256)) {
      throw new AppError('CLI_USAGE', '--item is the SHA-256 of an item, 64 digits from 0 to 9 and a to f');
    }
    const { widthColumns } = context.terminal;
    return withCase(args, context, async ({ handle }) => {
      if (sha256 === undefined) {
        const items = await allItems(context, handle);
        return { exitCode: EXIT_FINE, json: { items }, lines: () => itemLines(items, widthColumns) };
      }
      const chain = await callHost(context, 'custody.chain', { handle, sha256 });
      return { exitCode: EXIT_FINE, json: chain, lines: () => chainLines(chain, widthColumns) };
    });
  },
};

async function allItems(context: CommandContext, handle: string): Promise<Item[]> {
  const items: Item[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const input = { handle, limit: PAGE, ...(after === undefined ? {} : { after }) };
    const page: OutputOf<'custody.items'> = await callHost(context, 'custody.items', input);
    items.push(...page.items);
    after = page.next;
  }
  return items;
}

function itemLines(items: readonly Item[], widthColumns: number | undefined): string[] {
  if (items.length === 0) return ['No signed act names an item yet.'];
  const columns = [
    { title: 'Item' },
    { title: 'Held by' },
    { title: 'Since' },
    { title: 'Acts', align: 'right' },
    { title: 'Note' },
    { title: 'Name', shrinks: 'wrap' },
  ] as const;
  const rows = items.map((item) => [
    `${item.sha256.slice(0, SHOWN_DIGITS)}…`,
    item.isDisposed ? 'disposed of' : partyText(item.holder),
    item.since === null ? '' : formatSecond(item.since),
    String(item.actCount),
    [...(item.isOnHold ? ['on hold'] : []), ...(item.gapCount > 0 ? [countOf(item.gapCount, 'gap')] : [])].join(', '),
    item.name ?? '',
  ]);
  return renderTable(columns, rows, widthColumns);
}

function chainLines({ acts }: Chain, widthColumns: number | undefined): string[] {
  if (acts.length === 0) return ['No signed act names this item.'];
  const columns = [
    { title: 'Record', align: 'right' },
    { title: 'At' },
    { title: 'Act' },
    { title: 'Signed by' },
    { title: 'Held by after it' },
    { title: 'Note', shrinks: 'wrap' },
  ] as const;
  const rows = acts.map((act) => [
    String(act.recordSeq),
    formatSecond(act.at),
    act.act,
    act.signedBy.join(', '),
    act.act === 'dispose' ? 'disposed of' : partyText(act.holder),
    [...(act.isOnHold ? ['on hold'] : []), ...act.gaps, ...act.problems].join('; '),
  ]);
  return renderTable(columns, rows, widthColumns);
}

function partyText(party: Item['holder']): string {
  if (party === null) return 'nobody';
  return 'operatorId' in party ? party.operatorId : `${party.outside} (outside)`;
}
