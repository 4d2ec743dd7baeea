/**
 * The custody of a case as CASE/UCO JSON-LD: actions, who performed them, on what, with which tool, and the records of provenance.
 *
 * Pure. The same facts give the same bytes: ids are hashes of the case and the place, never chance.
 * Source: CASE 1.4 (case-investigation), UCO 1.4 (uco-action, -core, -identity, -location, -observable, -tool, -types); W3C JSON-LD 1.1.
 * Differences: an export for other tools, derived from the ledger; it proves nothing by itself. A holder outside the case is a
 * uco-identity:Identity, since nobody wrote down whether it is a person; a gap of custody is a uco-core:Annotation.
 * Trust: names and paths are text of people and evidence; they stand in JSON strings alone.
 */
import type { JsonObject, JsonValue } from '../event/audit-event.ts';
import type { Hasher } from '../kernel/ports.ts';
import type { Party } from './custody-act.ts';
import type { ActFacts, CaseFacts, ItemFacts, LedgerRecord, SourceFacts } from './custody-facts.ts';

const CONTEXT = {
  'case-investigation': 'https://ontology.caseontology.org/case/investigation/',
  kb: '',
  'uco-action': 'https://ontology.unifiedcyberontology.org/uco/action/',
  'uco-core': 'https://ontology.unifiedcyberontology.org/uco/core/',
  'uco-identity': 'https://ontology.unifiedcyberontology.org/uco/identity/',
  'uco-location': 'https://ontology.unifiedcyberontology.org/uco/location/',
  'uco-observable': 'https://ontology.unifiedcyberontology.org/uco/observable/',
  'uco-tool': 'https://ontology.unifiedcyberontology.org/uco/tool/',
  'uco-types': 'https://ontology.unifiedcyberontology.org/uco/types/',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
};

export interface UcoTool {
  readonly name: string;
  readonly version: string;
}

/** @returns a JSON-LD document, indented, ending in a newline */
export function caseUco(facts: CaseFacts, tool: UcoTool, hasher: Hasher): string {
  const graph = new UcoGraph(facts, tool, hasher).nodes();
  const context = { ...CONTEXT, kb: `urn:audittrailpro:case:${facts.caseId}#` };
  return `${JSON.stringify({ '@context': context, '@graph': graph }, null, 2)}\n`;
}

type Node = Record<string, JsonValue>;
const typed = (type: string, value: string): JsonObject => ({ '@type': type, '@value': value });
const dateTime = (at: string): JsonObject => typed('xsd:dateTime', at);
const ref = (id: string): JsonObject => ({ '@id': id });
const has = (name: string, value: JsonValue | undefined): Node =>
  value === undefined || value === '' || (Array.isArray(value) && value.length === 0) ? {} : { [name]: value };

class UcoGraph {
  readonly #facts: CaseFacts;
  readonly #ownTool: UcoTool;
  readonly #hasher: Hasher;
  readonly #nodes = new Map<string, Node>();

  constructor(facts: CaseFacts, ownTool: UcoTool, hasher: Hasher) {
    this.#facts = facts;
    this.#ownTool = ownTool;
    this.#hasher = hasher;
  }

  nodes(): JsonObject[] {
    const { name, createdAt, items, acts, exports, checks, caseId, genesisDigest } = this.#facts;
    for (const item of items) {
      this.#item(item);
      for (const source of item.sources) this.#takenIn(item, source);
    }
    for (const act of acts) this.#act(act);
    for (const record of exports) this.#export(record);
    for (const record of checks) this.#check(record);
    const objects = [...this.#nodes.keys()].map(ref);
    const investigation = this.#id('investigation', caseId);
    const about: Node = {
      '@id': investigation,
      '@type': 'case-investigation:Investigation',
      'uco-core:name': name,
      'uco-core:description': `Case log audittrailpro/case/${caseId}; SHA-256 of its first line ${genesisDigest}`,
      'uco-action:startTime': dateTime(createdAt),
      ...has('uco-core:object', objects),
    };
    return [about, ...this.#nodes.values()];
  }

  /** CASE asks for ids that end in a UUID; here it is one of version 8 (RFC 9562), made of a hash. */
  #id(sort: string, key: string): string {
    const hex = this.#hasher.sha256TextHex(`${this.#facts.origin}\n${sort}\n${key}`);
    const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16);
    const parts = [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `8${hex.slice(13, 16)}`,
      variant + hex.slice(17, 20),
      hex.slice(20, 32),
    ];
    return `kb:${sort}-${parts.join('-')}`;
  }

  #node(sort: string, key: string, node: Node): JsonObject {
    const id = this.#id(sort, key);
    if (!this.#nodes.has(id)) this.#nodes.set(id, { '@id': id, ...node });
    return ref(id);
  }

  #item({ sha256, names, sources, number }: ItemFacts): JsonObject {
    const [source] = sources;
    const size = source?.sizeBytes === undefined ? undefined : typed('xsd:integer', String(source.sizeBytes));
    const path = source?.location || source?.path || names[0];
    return this.#node('file', sha256, {
      '@type': 'uco-observable:File',
      'uco-core:name': `Item ${number}`,
      'uco-core:hasFacet': [
        {
          '@id': this.#id('file_facet', sha256),
          '@type': 'uco-observable:FileFacet',
          ...has('uco-observable:fileName', path?.split(/[\\/]/u).at(-1)),
          ...has('uco-observable:filePath', path),
          ...has('uco-observable:sizeInBytes', size),
        },
        {
          '@id': this.#id('content_data_facet', sha256),
          '@type': 'uco-observable:ContentDataFacet',
          ...has('uco-observable:sizeInBytes', size),
          'uco-observable:hash': [
            this.#hash('SHA256', sha256, sha256),
            ...(source?.sha1 ? [this.#hash('SHA1', source.sha1, sha256)] : []),
            ...(source?.md5 ? [this.#hash('MD5', source.md5, sha256)] : []),
          ],
        },
      ],
    });
  }

  #hash(method: string, value: string, item: string): JsonObject {
    return {
      '@id': this.#id('hash', `${method} ${item}`),
      '@type': 'uco-types:Hash',
      // Plain text since UCO 1.4; the canonical form of xsd:hexBinary is in capitals.
      'uco-types:hashMethod': method,
      'uco-types:hashValue': typed('xsd:hexBinary', value.toUpperCase()),
    };
  }

  #person(operatorId: string): JsonObject {
    const person = this.#facts.people.find((one) => one.operatorId === operatorId);
    const about = person === undefined ? '' : `, ${person.role}, key ${person.vkey}`;
    return this.#node('person', operatorId, {
      '@type': 'uco-identity:Person',
      'uco-core:name': person?.name || operatorId,
      'uco-core:description': `Operator ${operatorId} of the case${about}`,
    });
  }

  #party(party: Party): JsonObject {
    if ('operatorId' in party) return this.#person(party.operatorId);
    return this.#node('identity', party.outside, { '@type': 'uco-identity:Identity', 'uco-core:name': party.outside });
  }

  #tool({ name, version, sha256 }: UcoTool & { sha256?: string }): JsonObject {
    return this.#node('tool', `${name}\n${version}\n${sha256 ?? ''}`, {
      '@type': 'uco-tool:AnalyticTool',
      'uco-core:name': name,
      'uco-tool:version': version,
      ...has('uco-core:description', sha256 === undefined ? undefined : `SHA-256 ${sha256}`),
    });
  }

  #provenance(record: LedgerRecord, item: ItemFacts, description: string): JsonObject {
    return this.#node('provenance_record', `${record.seq} ${item.sha256}`, {
      '@type': 'case-investigation:ProvenanceRecord',
      'uco-core:description': description,
      'case-investigation:exhibitNumber': `Item ${item.number}`,
      'uco-core:object': [this.#item(item)],
    });
  }

  #action(record: LedgerRecord, name: string, at: string, facts: Node): JsonObject {
    return this.#node('investigative_action', String(record.seq), {
      '@type': 'case-investigation:InvestigativeAction',
      'uco-core:name': name,
      'uco-core:description': `Record ${record.seq} of the case log, written ${record.at}, SHA-256 ${record.digest}`,
      'uco-action:startTime': dateTime(at),
      'uco-action:endTime': dateTime(at),
      ...facts,
    });
  }

  #takenIn(item: ItemFacts, { record, path, isKept }: SourceFacts): void {
    const how = isKept ? 'copied into the case' : 'read by reference';
    this.#action(record, 'acquired', record.at, {
      ...this.#performer(record),
      'uco-action:instrument': [this.#tool(this.#ownTool)],
      'uco-action:object': [this.#item(item)],
      'uco-action:result': [this.#provenance(record, item, `${path}, ${how}`)],
    });
  }

  #act({ record, act, signedBy, problems }: ActFacts): void {
    const items = (act?.items ?? []).flatMap(({ sha256 }) => this.#facts.items.filter((one) => one.sha256 === sha256));
    const parties = [act?.from, act?.to].flatMap((party) => (party === undefined ? [] : [this.#party(party)]));
    const location =
      act?.place === undefined
        ? undefined
        : this.#node('location', act.place, { '@type': 'uco-location:Location', 'uco-core:name': act.place });
    const action = this.#action(record, `custody-${act?.act ?? 'unreadable'}`, act?.at ?? record.at, {
      ...this.#performer(record),
      ...has('uco-action:participant', [...parties, ...signedBy.map((id) => this.#person(id))].filter(isFirst)),
      ...has('uco-action:instrument', act?.tool === undefined ? undefined : [this.#tool(act.tool)]),
      ...has('uco-action:location', location),
      ...has(
        'uco-action:object',
        items.map((item) => this.#item(item)),
      ),
      ...has(
        'uco-action:result',
        items.map((item) => this.#provenance(record, item, saidOf(act))),
      ),
    });
    for (const [index, problem] of problems.entries()) {
      this.#node('annotation', `${record.seq} ${index}`, {
        '@type': 'uco-core:Annotation',
        'uco-core:description': problem,
        'uco-core:tag': ['custody-gap'],
        'uco-core:object': [action],
      });
    }
  }

  #export(record: LedgerRecord): void {
    const isAbandoned = record.body['act'] === 'abandoned';
    this.#action(record, isAbandoned ? 'export-abandoned' : 'exported', record.at, {
      ...this.#performer(record),
      'uco-action:instrument': [this.#tool(this.#ownTool)],
      ...has('uco-action:result', isAbandoned ? undefined : [this.#exported(record)]),
    });
  }

  #exported(record: LedgerRecord): JsonObject {
    const { path, format, sha256, bundleId, rowDigest } = record.body;
    const key = `export ${record.seq}`;
    const told = [format, bundleId, rowDigest].filter((one) => typeof one === 'string').join(', ');
    const file = this.#node('file', key, {
      '@type': 'uco-observable:File',
      'uco-core:name': `Export of record ${record.seq}`,
      'uco-core:hasFacet': [
        {
          '@id': this.#id('file_facet', key),
          '@type': 'uco-observable:FileFacet',
          ...has('uco-observable:filePath', typeof path === 'string' ? path : undefined),
        },
        ...(typeof sha256 === 'string'
          ? [
              {
                '@id': this.#id('content_data_facet', key),
                '@type': 'uco-observable:ContentDataFacet',
                'uco-observable:hash': [this.#hash('SHA256', sha256, key)],
              },
            ]
          : []),
      ],
    });
    return this.#node('provenance_record', String(record.seq), {
      '@type': 'case-investigation:ProvenanceRecord',
      'uco-core:description': told,
      'case-investigation:exhibitNumber': `Export of record ${record.seq}`,
      'uco-core:object': [file],
    });
  }

  #check(record: LedgerRecord): void {
    const { verdict, mode } = record.body;
    this.#action(record, `verified: ${String(verdict ?? '?')} (${String(mode ?? '?')})`, record.at, {
      ...this.#performer(record),
      'uco-action:instrument': [this.#tool(this.#ownTool)],
    });
  }

  #performer({ body }: LedgerRecord): Node {
    const { operatorId } = body;
    return typeof operatorId === 'string' ? { 'uco-action:performer': this.#person(operatorId) } : {};
  }
}

const isFirst = (one: JsonObject, at: number, all: readonly JsonObject[]): boolean =>
  all.findIndex((other) => other['@id'] === one['@id']) === at;

function saidOf(act: ActFacts['act']): string {
  if (act === undefined) return 'an act that does not hold';
  const said = [act.act, act.purpose, act.reason].filter((text) => text !== undefined);
  return said.join(': ');
}
