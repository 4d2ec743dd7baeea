/**
 * Checks that what the tables of `case.db` say beside the log is what the log's records say.
 *
 * Projections answer queries; a changed one would hide or invent without touching a record.
 */
import type { JsonObject } from '../../engines/event/audit-event.ts';
import { canonicalize } from '../../engines/kernel/canonical-json.ts';
import type { Finding } from '../../shared/verdict.ts';
import { eventCount, findMeta, operators, segmentRuns, segments, sources } from '../vault/case-store.ts';
import type { ReadDb } from '../vault/sqlite.ts';
import type { ControlRecord } from './line-checks.ts';

/** As in `case.keys`. */
interface SlotHeader {
  readonly operatorId: string;
  readonly name: string;
  readonly role: string;
  readonly vkey: string;
}

export class ProjectionChecks {
  readonly #operators: { id: string; facts: string; until: number | undefined }[] = [];
  readonly #slots = new Map<string, string>();
  readonly #sources = new Map<number, { sha256: string; path: string; reportSeq: number | null }>();
  readonly #segments = new Map<number, string>();
  readonly #runs: string[] = [];
  #meta: Record<string, string> = {};
  /** Sources whose originals the case says it keeps: SHA-256 -> seq of the source record. */
  readonly kept = new Map<string, number>();
  byReferenceCount = 0;
  /** Records that are neither events nor rejections, and exports among them. */
  controlCount = 0;
  exportCount = 0;

  add(controls: readonly ControlRecord[]): void {
    this.controlCount += controls.length;
    for (const { seq, kind, body } of controls) {
      if (kind === 'genesis') this.#addGenesis(seq, body);
      else if (kind === 'operator') this.#readOperator(seq, body);
      else if (kind === 'rekey') this.#addRekey(seq, body);
      else if (kind === 'source') this.#addSource(seq, body);
      else if (kind === 'source-report') this.#addReport(seq, body);
      else if (kind === 'export') this.exportCount++;
      else if (kind === 'segment') this.#addSegment(seq, body);
      else if (kind === 'epoch' || kind === 'epoch-restart') this.#addEpoch(body['n'], body['vkey']);
    }
  }

  /** SHA-256 of the segment's file as its record names it. */
  segmentHash(id: number): string | undefined {
    return this.#segments.get(id)?.split(' ')[0];
  }

  /** Key slots beside the log: those that say another thing than the records, and those that no record names. */
  compareSlots(slots: readonly SlotHeader[]): { wrong: Finding[]; unknown: string[] } {
    const wrong: Finding[] = [];
    const unknown: string[] = [];
    for (const { operatorId, name, role, vkey } of slots) {
      const facts = this.#slots.get(operatorId);
      if (facts === undefined) unknown.push(operatorId);
      else if (facts !== slotFacts(name, role, vkey)) {
        wrong.push({
          kind: 'projection-mismatch',
          expected: `case.keys: ${operatorId} ${facts}`,
          actual: `case.keys: ${operatorId} ${slotFacts(name, role, vkey)}`,
          message: `The key slot of ${operatorId} in case.keys says something else than the log`,
        });
      }
    }
    return { wrong, unknown };
  }

  /** @param countedEvents undefined where not all could be read */
  finish(db: ReadDb, countedEvents: number | undefined, report: (finding: Finding) => void): void {
    const compare = (table: string, expected: readonly string[], actual: readonly string[]): void => {
      const known = new Set(expected);
      const present = new Set(actual);
      for (const row of expected) if (!present.has(row)) report(difference(table, row, undefined));
      for (const row of actual) if (!known.has(row)) report(difference(table, undefined, row));
    };
    compare(
      'operator',
      this.#operators.map(({ id, facts, until }) => `${id} ${until} ${facts}`),
      operators(db).map(
        (row) => `${row.operatorId} ${row.until} ${operatorFacts(row.name, row.role, row.vkey, row.since)}`,
      ),
    );
    compare(
      'source',
      [...this.#sources].map(([seq, row]) => `${seq} ${row.sha256} ${row.reportSeq} ${row.path}`),
      sources(db).map((row) => `${row.seq} ${row.sha256} ${row.reportSeq} ${row.path}`),
    );
    compare(
      'segment',
      [...this.#segments].map(([id, facts]) => `${id} ${facts}`),
      segments(db).map((row) => `${row.id} ${segmentFacts(row.sha256, row.rowCount, row.eventCount, row.recordSeq)}`),
    );
    compare(
      'segment_run',
      this.#runs,
      segmentRuns(db).map((row) => `${row.segmentId} ${row.firstSeq} ${row.rowStart} ${row.count}`),
    );
    compare(
      'meta',
      Object.entries(this.#meta).map(([key, value]) => `${key} ${value}`),
      Object.keys(this.#meta).map((key) => `${key} ${findMeta(db, key)}`),
    );
    if (countedEvents !== undefined && eventCount(db) !== countedEvents) {
      report(difference('meta', `eventCount ${countedEvents}`, `eventCount ${eventCount(db)}`));
    }
  }

  #addGenesis(seq: number, body: JsonObject): void {
    for (const operator of (body['operators'] as JsonObject[] | undefined) ?? []) this.#addOperator(seq, operator);
    this.#meta = {
      caseId: String(body['caseId']),
      name: String(body['name']),
      createdAt: String(body['createdAt']),
    };
    const epoch = body['epoch'] as JsonObject | undefined;
    this.#addEpoch(epoch?.['n'], epoch?.['vkey']);
  }

  /** The last three keys decide at open whether the newest head is believed (vault/case-writer.ts). */
  #addEpoch(n: unknown, vkey: unknown): void {
    const recent = (this.#meta['epochVkeys'] ?? '').split('\n').filter(Boolean);
    this.#meta['epoch'] = String(n);
    this.#meta['epochVkeys'] = [...recent, String(vkey)].slice(-3).join('\n');
  }

  #addOperator(seq: number, { operatorId, name, role, vkey }: JsonObject): void {
    const facts = operatorFacts(String(name), String(role), String(vkey), seq);
    this.#operators.push({ id: String(operatorId), facts, until: undefined });
    this.#slots.set(String(operatorId), slotFacts(String(name), String(role), String(vkey)));
  }

  #readOperator(seq: number, body: JsonObject): void {
    const { act, operator, operatorId, recovery } = body;
    if (act === 'removed' || act === 'recovered') {
      for (const one of this.#operators) if (one.id === operatorId) one.until ??= seq;
      this.#slots.delete(String(operatorId));
    }
    if (operator !== undefined) this.#addOperator(seq, operator as JsonObject);
    if (act === 'recovery-created') this.#meta['recovery'] = canonicalize(recovery as JsonObject);
  }

  /** The files of segments were encrypted anew: from here on these are their hashes. */
  #addRekey(seq: number, { act, generation, keyId, segments: listed }: JsonObject): void {
    for (const segment of (listed as JsonObject[] | undefined) ?? []) {
      const id = Number(segment['id']);
      const [, rowCount, eventCountOf] = this.#segments.get(id)?.split(' ') ?? [];
      this.#segments.set(id, segmentFacts(String(segment['sha256']), Number(rowCount), Number(eventCountOf), seq));
    }
    if (act === 'more') return;
    this.#meta['keyGeneration'] = String(generation);
    this.#meta['keyId'] = String(keyId);
  }

  #addSource(seq: number, body: JsonObject): void {
    const sha256 = String(body['sha256']);
    // An archive that was opened: its members are the sources, and where it is kept it is an original too.
    if (body['container'] !== undefined) {
      if (body['original'] === 'kept') this.kept.set(sha256, seq);
      return;
    }
    this.#sources.set(seq, { sha256, path: String(body['path']), reportSeq: null });
    if (body['original'] === 'kept') this.kept.set(sha256, seq);
    else this.byReferenceCount++;
  }

  #addReport(seq: number, body: JsonObject): void {
    const source = this.#sources.get(Number(body['sourceSeq']));
    if (source !== undefined) source.reportSeq = seq;
  }

  #addSegment(seq: number, body: JsonObject): void {
    const id = Number(body['id']);
    this.#segments.set(
      id,
      segmentFacts(String(body['sha256']), Number(body['rowCount']), Number(body['eventCount']), seq),
    );
    for (const run of (body['runs'] as JsonObject[] | undefined) ?? []) {
      this.#runs.push(`${id} ${String(run['firstSeq'])} ${String(run['rowStart'])} ${String(run['count'])}`);
    }
  }
}

const operatorFacts = (name: string, role: string, vkey: string, since: number): string =>
  `${role} ${since} ${vkey} ${name}`;

/** What a key slot says of its operator, too. */
const slotFacts = (name: string, role: string, vkey: string): string => `${role} ${vkey} ${name}`;

const segmentFacts = (sha256: string, rowCount: number, eventCountOf: number, recordSeq: number): string =>
  `${sha256} ${rowCount} ${eventCountOf} ${recordSeq}`;

function difference(table: string, expected: string | undefined, actual: string | undefined): Finding {
  const what =
    actual === undefined
      ? 'lacks an entry the log names'
      : expected === undefined
        ? 'holds an entry the log does not name'
        : 'differs from the log';
  return {
    kind: 'projection-mismatch',
    ...(expected === undefined ? {} : { expected: `${table}: ${expected}` }),
    ...(actual === undefined ? {} : { actual: `${table}: ${actual}` }),
    message: `The table ${table} ${what}`,
  };
}
