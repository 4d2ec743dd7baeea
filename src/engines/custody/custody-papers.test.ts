import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nodeHasher, nodeTextCodec } from '../../host/adapters/node-ports.ts';
import { nodeEd25519 } from '../../host/adapters/node-signer.ts';
import { CUSTODY_TYPE } from '../../shared/custody-words.ts';
import { hasShared, sharedPath } from '../../test/helpers/shared-data.ts';
import type { JsonObject, JsonValue } from '../event/audit-event.ts';
import { canonicalize } from '../kernel/canonical-json.ts';
import { paperText } from '../paper/paper-text.ts';
import { caseUco } from './case-uco.ts';
import { certificate902 } from './certificate-902.ts';
import { caseFacts, factsOfItems, type LedgerRecord } from './custody-facts.ts';
import { custodyForm } from './custody-form.ts';
import { makeEnvelope } from './envelope.ts';

const LOG = 'audittrailpro/case/c1';
const DIGEST = 'cd'.repeat(32);
const ITEM = 'ab'.repeat(32);
const OTHER = 'ef'.repeat(32);
const keys = {
  lead: nodeEd25519.signerOf(new Uint8Array(32).fill(1)),
  olga: nodeEd25519.signerOf(new Uint8Array(32).fill(2)),
};
type Who = keyof typeof keys;

const record = (seq: number, kind: string, body: JsonObject): LedgerRecord => ({
  seq,
  kind,
  at: `2026-01-02T00:00:${String(seq).padStart(2, '0')}.000Z`,
  body,
  digest: nodeHasher.sha256TextHex(`${seq}`),
});
function act(seq: number, said: JsonObject, signers: readonly Who[] = ['lead']): LedgerRecord {
  const whole = { at: `2026-01-0${seq}T10:00:00Z`, log: LOG, operatorId: 'lead', items: [{ sha256: ITEM }], ...said };
  const envelope = makeEnvelope(
    nodeTextCodec,
    CUSTODY_TYPE,
    canonicalize(whole),
    signers.map((who) => keys[who].sign),
  );
  return record(seq, 'custody', { act: said['act'] as string, operatorId: String(whole.operatorId), envelope });
}
const operator = (id: string): JsonObject => ({ operatorId: id, name: id.toUpperCase(), role: 'lead', vkey: id });
const RECORDS: readonly LedgerRecord[] = [
  record(0, 'genesis', {
    caseId: 'c1',
    name: 'Miller \u202e case',
    createdAt: '2026-01-01T00:00:00.000Z',
    operators: [operator('lead')],
    policy: { twoPersonActs: [] },
  }),
  record(1, 'operator', { act: 'added', by: 'lead', operator: operator('olga') }),
  record(2, 'source', {
    operatorId: 'lead',
    path: 'logs/a.log',
    location: '/media/usb/logs/a.log',
    sha256: ITEM,
    md5: '12'.repeat(16),
    sha1: '34'.repeat(20),
    sizeBytes: 1234,
    mtime: '2025-12-31T00:00:00.000Z',
    original: 'kept',
  }),
  record(3, 'source', { operatorId: 'lead', path: 'b.log', sha256: OTHER, sizeBytes: 5, original: 'by-reference' }),
  act(4, { act: 'acquire', place: 'Court\nSigned by: nobody', purpose: 'case 7' }),
  act(5, { act: 'transfer', to: { operatorId: 'olga' } }, ['lead', 'olga']),
  act(6, { act: 'release', operatorId: 'olga', to: { outside: 'Lab <x>' }, tool: { name: 'dd', version: '9' } }, [
    'olga',
  ]),
  // Nobody gave it back, and only one signed.
  act(7, { act: 'transfer', to: { operatorId: 'olga' } }),
  record(8, 'verify', {
    operatorId: 'lead',
    verdict: 'intact',
    mode: 'strict',
    recordCount: 8,
    headSize: 8,
    findingCount: 0,
    notChecked: ['segment 3: no permission'],
  }),
  record(9, 'export', {
    operatorId: 'olga',
    format: 'csv',
    path: '/out/x.csv',
    rows: 3,
    sha256: '56'.repeat(32),
    rowDigest: '78'.repeat(32),
  }),
];
const facts = caseFacts(RECORDS, 12, {
  text: nodeTextCodec,
  signerOf: ({ operatorId }) => ({
    id: operatorId,
    verify: (message, signature) =>
      nodeEd25519.verifierOf(keys[operatorId as Who].publicKey)?.verify(message, signature) === true,
  }),
});

describe('the facts of a case', () => {
  it('say who had an item from when to when, and what does not hold', () => {
    const [item, other] = facts.items;
    expect(item?.holdings.map(({ holder, since, until }) => [holder, since.record.seq, until?.record.seq])).toEqual([
      ['operator lead', 4, 5],
      ['operator olga', 5, 6],
      ['outside Lab <x>', 6, 7],
      ['operator olga', 7, undefined],
    ]);
    expect([item?.acts.length, other?.acts.length, other?.holdings]).toEqual([4, 0, []]);
    expect(facts.acts.map(({ signedBy, problems }) => [signedBy, problems.length])).toEqual([
      [['lead'], 0],
      [['lead', 'olga'], 0],
      [['olga'], 0],
      [['lead'], 2],
    ]);
  });

  it('keep a record that does not hold, with the reason', () => {
    const [, , , , acquired] = RECORDS;
    const forged = { ...(acquired as LedgerRecord), body: { ...acquired?.body, act: 'release' } };
    const [kept] = caseFacts([...RECORDS.slice(0, 2), forged], 3, {
      text: nodeTextCodec,
      signerOf: ({ operatorId }) => ({ id: operatorId, verify: () => true }),
    }).acts;
    expect(kept).toMatchObject({ signedBy: [], problems: [expect.stringMatching(/does not hold/u)] });
    expect(kept).not.toHaveProperty('act');
  });
});

describe('the form of custody', () => {
  const text = paperText(custodyForm(facts, DIGEST));

  it('names holders, acts, places, signers, records and every hash, and blank lines for hands', () => {
    for (const said of [
      ITEM,
      '12'.repeat(16),
      '34'.repeat(20),
      '/media/usb/logs/a.log',
      '1,234 bytes',
      'LEAD (lead)',
      'Lab <x> (outside)',
      'Purpose: case 7',
      'Tool: dd 9',
      nodeHasher.sha256TextHex('5'),
      'Form checked by (name):',
    ]) {
      expect(text).toContain(said);
    }
  });

  it('says gaps and missing signatures plainly, at their place and in front', () => {
    expect(text).toMatch(/! 2 gaps and faults in the record of custody/u);
    expect(text.match(/the transfer needs the signature of olga/gu)).toHaveLength(2);
    expect(text).toContain('No signed act says who holds this item');
  });

  it('lets no word of a person make a line of its own, and shows what is hidden', () => {
    expect(text).toContain('Place: Court\\u{000a}Signed by: nobody');
    expect(text).toContain('Miller \\u{202e} case');
  });

  it('is about one item where that is asked for, and says of an empty case that nothing is on record', () => {
    const one = paperText(custodyForm(factsOfItems(facts, [OTHER]), DIGEST));
    expect([one.includes(OTHER), one.includes(ITEM)]).toEqual([true, false]);
    expect(one).toContain('Item 2: b.log');
    const none = { ...facts, items: [], acts: [] };
    expect(paperText(custodyForm(none, DIGEST))).toContain('No item of evidence is on record.');
  });
});

describe('the draft certificate', () => {
  const tool = { name: 'AuditTrailPro', version: '1', runtime: 'Node 24', sha256: '99'.repeat(32) };
  const paper = certificate902(facts, tool, DIGEST);
  const text = paperText(paper);

  it('says DRAFT on every page, is signed by nobody, and leaves open what only a person can say', () => {
    expect(paper.watermark).toBe('DRAFT - NOT SIGNED');
    expect(paper.footer).toContain('DRAFT - NOT SIGNED');
    expect(text).toMatch(/Signature, by hand:\n\n_{60}/u);
    expect(text).toMatch(/Computer, place, custodian\s+_{30}/u);
    const blanks = paper.blocks.flatMap((block) => (block.kind === 'blanks' ? block.labels : []));
    expect(blanks).toEqual(expect.arrayContaining(['Name', 'Executed on (date)', 'Signature, by hand']));
  });

  it('has tool, hash values, result of the check, and what could not be checked', () => {
    for (const said of [
      tool.sha256,
      `SHA-256: ${ITEM}`,
      `MD5: ${'12'.repeat(16)}`,
      'INTACT; 0 findings',
      'segment 3: no permission',
      'under penalty of perjury',
      '28 U.S.C.',
    ]) {
      expect(text).toContain(said);
    }
    expect(text).toMatch(/2 gaps and faults, which must be explained or disclosed/u);
  });

  it('has the caveats, and says where there was no check and no hash of the program', () => {
    for (const said of [
      'no legal advice',
      'written notice to the adverse party',
      'case log alone',
      'none is on record',
    ]) {
      expect(text.replaceAll(/\s+/gu, ' ')).toContain(said);
    }
    const bare = paperText(certificate902({ ...facts, checks: [] }, { ...tool, sha256: undefined }, DIGEST));
    expect(bare).toContain('No check of this case is on record.');
    expect(bare).toContain('could not be taken here');
  });
});

describe('CASE/UCO', () => {
  const json = caseUco(facts, { name: 'AuditTrailPro', version: '1' }, nodeHasher);
  const graph = JSON.parse(json) as { '@context': Record<string, string>; '@graph': JsonObject[] };
  /** Beyond the samples: CASE 1.4 and UCO 1.4 by their ontologies. */
  const ALSO = [
    'uco-action:participant',
    'uco-identity:Identity',
    'uco-observable:ContentDataFacet',
    'uco-observable:FileFacet',
    'uco-observable:fileName',
    'uco-observable:filePath',
    'uco-observable:hash',
    'uco-observable:sizeInBytes',
    'uco-types:Hash',
    'uco-types:hashMethod',
    'uco-types:hashValue',
    'xsd:hexBinary',
    'xsd:integer',
  ];

  function* wordsOf(value: JsonValue): Generator<string> {
    if (Array.isArray(value)) for (const item of value) yield* wordsOf(item);
    else if (typeof value === 'object' && value !== null) {
      for (const [name, item] of Object.entries(value)) {
        if (!name.startsWith('@')) yield name;
        if (name === '@type') yield* [item].flat() as string[];
        yield* wordsOf(item);
      }
    }
  }

  it('is the same for the same facts, and every id is defined once and ends in a UUID', () => {
    expect(caseUco(facts, { name: 'AuditTrailPro', version: '1' }, nodeHasher)).toBe(json);
    const defined: string[] = [];
    const named: string[] = [];
    const walk = (value: JsonValue): void => {
      if (Array.isArray(value)) return value.forEach(walk);
      if (typeof value !== 'object' || value === null) return;
      const { '@id': id } = value;
      if (typeof id === 'string') (Object.keys(value).length === 1 ? named : defined).push(id);
      Object.values(value).forEach(walk);
    };
    walk(graph['@graph']);
    expect(defined.length).toBe(new Set(defined).size);
    expect(named.filter((id) => !defined.includes(id))).toEqual([]);
    const uuid = /^kb:[a-z_]+-[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u;
    expect(defined.filter((id) => !uuid.test(id))).toEqual([]);
  });

  it('has an action for each act with who, when, where, with what, and its provenance', () => {
    const actions = graph['@graph'].filter((node) => node['@type'] === 'case-investigation:InvestigativeAction');
    expect(actions.map((node) => node['uco-core:name'])).toEqual([
      'acquired',
      'acquired',
      'custody-acquire',
      'custody-transfer',
      'custody-release',
      'custody-transfer',
      'exported',
      'verified: intact (strict)',
    ]);
    const [, , acquire] = actions;
    expect(Object.keys(acquire ?? {}).toSorted()).toEqual(
      [
        '@id',
        '@type',
        'uco-action:endTime',
        'uco-action:location',
        'uco-action:object',
        'uco-action:participant',
        'uco-action:performer',
        'uco-action:result',
        'uco-action:startTime',
        'uco-core:description',
        'uco-core:name',
      ].toSorted(),
    );
    expect(json).toContain(ITEM.toUpperCase());
    expect(json).toContain('custody-gap');
  });

  it.skipIf(!hasShared)('uses the context, types and names of the samples, and no unknown one', () => {
    const files = ['analysis.json', 'event.json', 'forensic_lifecycle.json'];
    const samples = files.map(
      (name) => JSON.parse(readFileSync(sharedPath(`vectors/case-uco/${name}`), 'utf8')) as typeof graph,
    );
    const known = new Set([...samples.flatMap((sample) => [...wordsOf(sample['@graph'])]), ...ALSO]);
    expect([...new Set(wordsOf(graph['@graph']))].filter((word) => !known.has(word))).toEqual([]);
    for (const [prefix, iri] of Object.entries(graph['@context'])) {
      if (prefix === 'kb') continue;
      expect([prefix, samples.map((sample) => sample['@context'][prefix])]).toEqual([
        prefix,
        expect.arrayContaining([iri]),
      ]);
    }
    const used = new Set([...wordsOf(graph['@graph'])].map((word) => word.split(':')[0]));
    expect([...used].filter((prefix) => graph['@context'][prefix ?? ''] === undefined)).toEqual([]);
  });
});
