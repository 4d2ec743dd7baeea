/**
 * A draft of the written certification under Federal Rules of Evidence 902(13) and 902(14), to be completed and signed by a person.
 *
 * Pure. It puts together what the case log says and leaves open what only a person can say; it is never signed by the program,
 * and says DRAFT on every page. No legal advice: the caveats at its end belong to it.
 * Source: Fed. R. Evid. 902(11), (13), (14) and the Committee's notes of 2017; 28 U.S.C. § 1746.
 * Trust: names and paths are people's and evidence's words.
 */
import { countOf, formatCount } from '../../shared/format-values.ts';
import type { Paper, PaperBlock, PaperFact } from '../../shared/paper.ts';
import { type CaseFacts, type ItemFacts, type LedgerRecord, visibleFacts } from './custody-facts.ts';
import { fingerprintText, personText } from './custody-form.ts';

export interface CertificateTool {
  readonly name: string;
  readonly version: string;
  readonly runtime: string;
  /** Of the program's own files; undefined where it could not be taken. */
  readonly sha256: string | undefined;
}

export const DRAFT = 'DRAFT - NOT SIGNED';
const BLANK = '______________________________';

export function certificate902(hostile: CaseFacts, tool: CertificateTool, digest: string): Paper {
  const facts = visibleFacts(hostile);
  return {
    title: 'Draft certification under FRE 902(13) and 902(14)',
    subject: `Case "${facts.name}"`,
    asOf: facts.asOf,
    watermark: DRAFT,
    footer: `${DRAFT} · case ${fingerprintText(facts)} · SHA-256 of the records used ${digest.slice(0, 16)}…`,
    blocks: [
      { kind: 'heading', level: 1, text: 'Certification of electronic records' },
      { kind: 'paragraph', text: 'Federal Rules of Evidence 902(13) and 902(14)' },
      {
        kind: 'paragraph',
        tone: 'warning',
        text: 'DRAFT. Put together by a program from its own log. It certifies nothing until a qualified person has checked every statement, filled in every blank, struck out what is not so, and signed it by hand.',
      },
      ...person(),
      ...process(facts, tool),
      ...copies(facts),
      ...checks(facts),
      ...statement(),
      ...caveats(facts),
      { kind: 'heading', level: 2, text: 'Where these facts are from' },
      {
        kind: 'facts',
        rows: [
          { name: 'Case', value: facts.name },
          { name: 'Fingerprint', value: fingerprintText(facts), isCode: true },
          { name: 'As of', value: `${facts.asOf}, ${formatCount(facts.size)} records in the log` },
          { name: 'Records used', value: digest, isCode: true },
        ],
      },
    ],
  };
}

const person = (): PaperBlock[] => [
  { kind: 'heading', level: 2, text: '1. The person who certifies' },
  {
    kind: 'blanks',
    labels: [
      'Name',
      'Employer, position',
      'Address',
      'Training and experience that qualify me (attach a resume if long)',
      'Court, parties, docket number',
    ],
  },
  {
    kind: 'paragraph',
    text: `I know the facts below [ ] from my own acts  [ ] from records of my organisation that I have reviewed: ${BLANK}`,
  },
];

const process = ({ createdAt }: CaseFacts, tool: CertificateTool): PaperBlock[] => [
  { kind: 'heading', level: 2, text: '2. The process and system (902(13))' },
  {
    kind: 'facts',
    rows: [
      { name: 'Program', value: `${tool.name} ${tool.version}, on ${tool.runtime}` },
      {
        name: 'Its SHA-256',
        value: tool.sha256 ?? `could not be taken here; fill in: ${BLANK}`,
        isCode: tool.sha256 !== undefined,
      },
      { name: 'In use for this case since', value: createdAt },
      { name: 'Computer, place, custodian', value: BLANK },
    ],
  },
  {
    kind: 'paragraph',
    text: 'The program reads log files without changing them, takes the SHA-256 value (FIPS 180-4) of each file as it is read, cuts it into records, and writes each record with the place and the SHA-256 value of the bytes it was read from into a log that only grows. Every line of that log is hashed into a Merkle tree (RFC 9162), whose root is signed (Ed25519, RFC 8032).',
  },
  {
    kind: 'paragraph',
    text: `How I know that this process gave an accurate result here (tests, validation, comparison with another tool): ${BLANK}`,
  },
];

const copies = ({ items, people }: CaseFacts): PaperBlock[] => [
  { kind: 'heading', level: 2, text: '3. What was copied, from where (902(14))' },
  {
    kind: 'paragraph',
    text:
      items.length === 0
        ? 'No file is on record.'
        : `${countOf(items.length, 'file')}, each identified by its hash value. That the value of the original and of the copy are equal is a statement of the person who certifies: compare them, and say with what.`,
  },
  ...(items.length === 0
    ? []
    : [
        {
          kind: 'table',
          caption: 'Files',
          columns: [
            { title: 'No.', width: 5 },
            { title: 'Copied from', width: 27 },
            { title: 'When, by whom', width: 27 },
            { title: 'Hash values (algorithm: value)', width: 34, isCode: true },
            { title: 'Value of the original, compared by', width: 16 },
          ],
          rows: items.map((item) => copyRow(item, (id) => personText(id, people))),
        } as const,
      ]),
];

function copyRow({ number, sha256, names, sources }: ItemFacts, nameOf: (id: string) => string): string[] {
  const [source] = sources;
  const sums = [
    `SHA-256: ${sha256}`,
    ...(source?.sha1 ? [`SHA-1: ${source.sha1}`] : []),
    ...(source?.md5 ? [`MD5: ${source.md5}`] : []),
  ];
  return [
    String(number),
    source === undefined
      ? `${names[0] ?? ''}\nnever taken into this case; fill in: ${BLANK}`
      : `${source.location || source.path}\n${source.sizeBytes === undefined ? '' : `${formatCount(source.sizeBytes)} bytes, `}${source.isKept ? 'a copy is kept' : 'by reference: no copy is kept'}`,
    source === undefined
      ? BLANK
      : `${source.record.at}\n${nameOf(String(source.record.body['operatorId'] ?? '?'))}\nrecord ${source.record.seq}`,
    sums.join('\n'),
    '\n[ ] equal\n[ ] not compared',
  ];
}

function checks({ checks: all, acts, restarts }: CaseFacts): PaperBlock[] {
  const last = all.at(-1);
  const problems = acts.flatMap((act) => act.problems);
  return [
    { kind: 'heading', level: 2, text: '4. Verification' },
    last === undefined
      ? {
          kind: 'paragraph',
          tone: 'warning',
          text: `No check of this case is on record. Check it, and fill in the result: ${BLANK}`,
        }
      : { kind: 'facts', rows: checkRows(last) },
    ...(problems.length === 0
      ? []
      : [
          {
            kind: 'paragraph',
            tone: 'warning',
            text: `The record of custody has ${countOf(problems.length, 'gap or fault', 'gaps and faults')}, which must be explained or disclosed:`,
          } as const,
          { kind: 'list', items: problems } as const,
        ]),
    ...restarts.map(
      ({ seq, at, body }): PaperBlock => ({
        kind: 'paragraph',
        tone: 'warning',
        text: `The signing chain was begun anew at record ${seq} (${at}) by ${String(body['operatorId'] ?? '?')}: ${String(body['reason'] ?? '')}`,
      }),
    ),
  ];
}

function checkRows({ seq, at, body }: LedgerRecord): PaperFact[] {
  const { verdict, mode, recordCount, headSize, confirmedOutside, findingCount, notChecked } = body;
  const open = Array.isArray(notChecked) ? notChecked.map(String) : [];
  const value = (one: unknown): string => (typeof one === 'number' ? formatCount(one) : String(one ?? '?'));
  return [
    {
      name: 'Last check',
      value: `${at}, record ${seq}, by ${String(body['operatorId'] ?? '?')}, ${value(mode)} check`,
    },
    { name: 'Result', value: `${value(verdict).toUpperCase()}; ${value(findingCount)} findings` },
    { name: 'Records, under a signed head', value: `${value(recordCount)}, ${value(headSize)}` },
    { name: 'Confirmed from outside', value: `${value(confirmedOutside)} records` },
    { name: 'Could not be checked', value: open.length === 0 ? 'nothing was listed' : open.join('\n') },
  ];
}

const statement = (): PaperBlock[] => [
  { kind: 'heading', level: 2, text: '5. Statement' },
  {
    kind: 'paragraph',
    text: 'I am a person qualified to make this certification. (902(13)) The records described above were generated by an electronic process or system that produces an accurate result. (902(14)) The copies described above are data copied from an electronic device, storage medium or file, authenticated by a process of digital identification as described. [Strike out what does not apply.]',
  },
  {
    kind: 'paragraph',
    text: 'Executed within the United States: I declare (or certify, verify, or state) under penalty of perjury that the foregoing is true and correct. (28 U.S.C. § 1746(2))',
  },
  {
    kind: 'paragraph',
    text: 'Executed outside the United States: I declare (or certify, verify, or state) under penalty of perjury under the laws of the United States of America that the foregoing is true and correct. (28 U.S.C. § 1746(1))',
  },
  { kind: 'blanks', labels: ['Executed on (date)', 'At (place)', 'Signature, by hand', 'Name in print'] },
];

const caveats = ({ marks }: CaseFacts): PaperBlock[] => [
  { kind: 'heading', level: 2, text: 'Caveats, part of this draft' },
  {
    kind: 'list',
    items: [
      'This is a draft and no legal advice. Whether it suffices is for counsel and the court.',
      'Its facts come from the case log alone. Whether the log was complete and true when it was written, it can not say; who acts under a name is who had that passphrase.',
      'Times of records are those of the workstation’s clock. Only a mark from outside bounds them: ' +
        (marks.length === 0
          ? 'none is on record.'
          : `${countOf(marks.length, 'mark')} came back, each to be checked with the verifier.`),
      'A hash value shows that a copy is the data that was read then. It says nothing about who made that data, or whether it is true; hearsay, relevance and the right of confrontation are other questions.',
      'MD5 and SHA-1 values stand here only to match older paperwork. They can be forged; SHA-256 is the value that counts.',
      'Rules 902(13) and (14) ask, as 902(11) does, for reasonable written notice to the adverse party before trial or hearing, and that record and certification are made available for inspection, so that there is a fair opportunity to challenge them.',
      'What was withheld or redacted from a bundle is not described here. What could not be checked is named in section 4; nothing that is missing there was checked.',
    ],
  },
];
