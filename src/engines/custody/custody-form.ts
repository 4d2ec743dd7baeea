/**
 * The form of custody, to print and sign: for each item who had it from when to when, and every act, as the case log says.
 *
 * Pure. What no record says is a blank line or "not on record", never a guess; a gap is said where it lies.
 * Source: NIST SP 800-86 §3.1.2 and ISO/IEC 27037 §6.1 (what a record of custody holds); bundle-format.md §8.
 * Trust: names, places and reasons are people's and evidence's words; whoever writes the paper makes hidden signs visible.
 */
import { countOf, formatCount } from '../../shared/format-values.ts';
import type { Paper, PaperBlock, PaperFact } from '../../shared/paper.ts';
import type { Party } from './custody-act.ts';
import {
  type ActFacts,
  type CaseFacts,
  type Holding,
  type ItemFacts,
  type Person,
  type SourceFacts,
  visibleFacts,
} from './custody-facts.ts';

const NOT_ON_RECORD = 'not on record';

/** @param facts of the case, or of some of its items (`factsOfItems`) */
export function custodyForm(hostile: CaseFacts, digest: string): Paper {
  const facts = visibleFacts(hostile);
  const { name } = facts;
  return {
    title: 'Chain of custody',
    subject: `Case "${name}", ${countOf(facts.items.length, 'item')}`,
    asOf: facts.asOf,
    footer: `Case ${fingerprintText(facts)} · ${formatCount(facts.size)} records · SHA-256 of the records used ${digest.slice(0, 16)}…`,
    isWide: true,
    blocks: [
      { kind: 'heading', level: 1, text: 'Chain of custody' },
      {
        kind: 'paragraph',
        text: 'This form says what the case log holds, and nothing else. Times of acts are those that people gave; "recorded" is the clock of the workstation. A signature on it is made by hand, by the person named; the program signs nothing here.',
      },
      { kind: 'facts', rows: caseRows(facts, digest) },
      ...problemBlocks(facts),
      ...(facts.items.length === 0
        ? [{ kind: 'paragraph', tone: 'warning', text: 'No item of evidence is on record.' } as const]
        : []),
      ...facts.items.flatMap((item) => itemBlocks(item, facts)),
      ...peopleBlocks(facts.people),
      ...signatureBlocks(),
    ],
  };
}

export const fingerprintText = ({ genesisDigest }: CaseFacts): string =>
  (genesisDigest.slice(0, 40).match(/.{5}/gu) ?? []).join('-');

const caseRows = (facts: CaseFacts, digest: string): PaperFact[] => [
  { name: 'Case', value: facts.name },
  { name: 'Case id', value: facts.caseId, isCode: true },
  { name: 'Fingerprint', value: fingerprintText(facts), isCode: true },
  { name: 'Opened', value: facts.createdAt },
  { name: 'As of', value: `${facts.asOf}, ${formatCount(facts.size)} records in the log` },
  { name: 'Records used', value: `SHA-256 over their digests, in log order: ${digest}`, isCode: true },
];

function problemBlocks({ acts }: CaseFacts): PaperBlock[] {
  const problems = acts.flatMap(({ problems: some }) => some);
  if (problems.length === 0) return [];
  return [
    { kind: 'heading', level: 2, text: 'What does not hold' },
    {
      kind: 'paragraph',
      tone: 'warning',
      text: `${countOf(problems.length, 'gap or fault', 'gaps and faults')} in the record of custody. They stand again at the act they are about.`,
    },
    { kind: 'list', items: problems },
  ];
}

function itemBlocks(item: ItemFacts, { people }: CaseFacts): PaperBlock[] {
  const [first] = item.names;
  return [
    { kind: 'heading', level: 2, text: `Item ${item.number}: ${first ?? NOT_ON_RECORD}` },
    { kind: 'facts', rows: itemRows(item) },
    ...holdingBlocks(item.holdings, people),
    {
      kind: 'table',
      caption: `Acts on item ${item.number}`,
      columns: [
        { title: 'No.', width: 4 },
        { title: 'Act', width: 8 },
        { title: 'When, as given', width: 19 },
        { title: 'From', width: 12 },
        { title: 'To', width: 12 },
        { title: 'Place, purpose, reason', width: 22 },
        { title: 'Signed by', width: 12 },
        { title: 'Record', width: 16, isCode: true },
        { title: 'Signature by hand', width: 12 },
      ],
      rows: [
        ...item.sources.map((source, index) => sourceRow(source, index + 1)),
        ...item.acts.map((act, index) => actRow(act, item.sources.length + index + 1, people)),
      ],
    },
  ];
}

const itemRows = (item: ItemFacts): PaperFact[] => {
  const [source] = item.sources;
  const once = (values: readonly string[]): string =>
    [...new Set(values.filter((value) => value !== ''))].join('\n') || NOT_ON_RECORD;
  return [
    { name: 'Names', value: item.names.length === 0 ? NOT_ON_RECORD : item.names.join('\n') },
    { name: 'Where it lay', value: once(item.sources.map(({ location }) => location)) },
    { name: 'Size', value: source?.sizeBytes === undefined ? NOT_ON_RECORD : `${formatCount(source.sizeBytes)} bytes` },
    { name: 'SHA-256', value: item.sha256, isCode: true },
    { name: 'SHA-1', value: once(item.sources.map(({ sha1 }) => sha1)), isCode: true },
    { name: 'MD5', value: once(item.sources.map(({ md5 }) => md5)), isCode: true },
    { name: 'File time', value: once(item.sources.map(({ mtime }) => mtime)) },
    {
      name: 'Copy in the case',
      value:
        source === undefined
          ? 'none: it was never taken in here'
          : item.sources.some(({ isKept }) => isKept)
            ? 'kept, encrypted'
            : 'none: taken in by reference',
    },
  ];
};

function holdingBlocks(holdings: readonly Holding[], people: readonly Person[]): PaperBlock[] {
  if (holdings.length === 0) {
    return [
      {
        kind: 'paragraph',
        tone: 'warning',
        text: 'No signed act says who holds this item. That it was taken in (below) does not say who had it.',
      },
    ];
  }
  return [
    {
      kind: 'table',
      caption: 'Who had it',
      columns: [
        { title: 'Holder', width: 40 },
        { title: 'From', width: 25 },
        { title: 'To', width: 25 },
        { title: 'Records', width: 10 },
      ],
      rows: holdings.map(({ holder, since, until }) => [
        holder === undefined ? 'NOBODY ON RECORD' : holderText(holder, people),
        since.act?.at ?? since.record.at,
        until === undefined ? 'as of this form' : (until.act?.at ?? until.record.at),
        `${since.record.seq}${until === undefined ? '' : ` to ${until.record.seq}`}`,
      ]),
    },
  ];
}

const sourceRow = ({ record, path, isKept }: SourceFacts, number: number): string[] => [
  String(number),
  'taken in',
  `${record.at}\n(recorded)`,
  '',
  '',
  `${isKept ? 'Copied into the case' : 'Read by reference'} from ${path || NOT_ON_RECORD}`,
  `${String(record.body['operatorId'] ?? '?')}\n(acting; not signed)`,
  `${record.seq}\n${record.digest}`,
  '',
];

function actRow({ record, act, signedBy, problems }: ActFacts, number: number, people: readonly Person[]): string[] {
  const said = [
    ...(act?.place === undefined ? [] : [`Place: ${act.place}`]),
    ...(act?.purpose === undefined ? [] : [`Purpose: ${act.purpose}`]),
    ...(act?.reason === undefined ? [] : [`Reason: ${act.reason}`]),
    ...(act?.tool === undefined ? [] : [`Tool: ${act.tool.name} ${act.tool.version}`]),
    ...problems.map((problem) => `GAP OR FAULT: ${problem}`),
  ];
  return [
    String(number),
    act?.act ?? String(record.body['act'] ?? '?'),
    `${act?.at ?? NOT_ON_RECORD}\nrecorded ${record.at}`,
    partyText(act?.from, people),
    partyText(act?.to, people),
    said.join('\n') || NOT_ON_RECORD,
    signedBy.length === 0 ? 'NO GOOD SIGNATURE' : signedBy.map((id) => personText(id, people)).join('\n'),
    `${record.seq}\n${record.digest}`,
    '',
  ];
}

const peopleBlocks = (people: readonly Person[]): PaperBlock[] => [
  { kind: 'heading', level: 2, text: 'People of the case' },
  {
    kind: 'table',
    caption: 'Who has, or had, a key',
    columns: [
      { title: 'Id', width: 12 },
      { title: 'Name', width: 20 },
      { title: 'Role', width: 10 },
      { title: 'Since', width: 18 },
      { title: 'Public key', width: 40, isCode: true },
    ],
    rows: people.map(({ operatorId, name, role, since, sinceAt, vkey }) => [
      operatorId,
      name,
      role,
      `${sinceAt}\nrecord ${since}`,
      vkey,
    ]),
  },
];

const signatureBlocks = (): PaperBlock[] => [
  { kind: 'heading', level: 2, text: 'Changes of hands after this form' },
  {
    kind: 'paragraph',
    text: 'To be filled in by hand. What stands here is in no record of the case log until it is recorded.',
  },
  {
    kind: 'table',
    caption: 'By hand',
    columns: [
      { title: 'Item', width: 8 },
      { title: 'Date and time', width: 18 },
      { title: 'Released by: name, signature', width: 27 },
      { title: 'Received by: name, signature', width: 27 },
      { title: 'Purpose, place', width: 20 },
    ],
    rows: Array.from({ length: 4 }, () => ['', '\n\n', '', '', '']),
  },
  { kind: 'blanks', labels: ['Form checked by (name)', 'Function', 'Date and place', 'Signature'] },
];

export const partyText = (party: Party | undefined, people: readonly Person[]): string => {
  if (party === undefined) return '';
  return 'operatorId' in party ? personText(party.operatorId, people) : `${party.outside} (outside)`;
};

const HOLDER = /^(operator|outside) (.*)$/su;

/** As `nameOf` writes it. */
function holderText(holder: string, people: readonly Person[]): string {
  const [, kind, name = holder] = HOLDER.exec(holder) ?? [];
  return kind === 'operator' ? personText(name, people) : `${name} (outside)`;
}

export function personText(operatorId: string, people: readonly Person[]): string {
  const name = people.find((person) => person.operatorId === operatorId)?.name;
  return name === undefined || name === '' ? operatorId : `${name} (${operatorId})`;
}
