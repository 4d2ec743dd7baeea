/**
 * For tests: bundles as bundle-format.md describes them, made from a log of log-maker.ts.
 *
 * Pure and the same each time. A second writer of the format beside the program's: where they differ, the text decides.
 */
import { base64Of, concat, hexOf, utf8 } from '../base/bytes.ts';
import { sha256, sha256Hex, startHash } from '../base/hash.ts';
import { canonicalJson, type Json, type JsonObject } from '../base/strict-json.ts';
import { encodePath } from '../bag/bag-path.ts';
import { leafHash, nodeHash } from '../tlog/merkle.ts';
import {
  ANALYST,
  CASE_ID,
  cosign,
  envelope,
  LEAD,
  LogMaker,
  ORIGIN,
  type TestKey,
  type TestOperator,
  testKey,
} from './log-maker.ts';
import type { Files } from './memory-folder.ts';

export const BUNDLE_ID = '11111111-2222-4333-8444-555555555555';
export const WITNESS = testKey('witness.example', 50, 4);
export const POLICY = `witness w ${WITNESS.vkey}\nquorum w\n`;
export const RAW = utf8(Array.from({ length: 400 }, (_, i) => `{"user":"u${i}","ok":true}\n`).join(''));
const RAW_HASH = sha256Hex(RAW);

export interface BundlePlan {
  readonly events: number;
  readonly twoPersonActs?: readonly string[];
  readonly signers?: readonly TestOperator[];
  /** Places of events that a query found; all, where there is no query. */
  readonly query?: { readonly text: string; readonly isMatch: (event: number) => boolean };
  readonly privileged?: (event: number) => boolean;
  readonly redacted?: (event: number) => boolean;
  readonly hasRestart?: boolean;
  /** Default: operators sign for the keys of their unlocks, as programs of today write it. */
  readonly hasSignedEpochs?: boolean;
  readonly hasMarks?: boolean;
  readonly hasProofs?: boolean;
  readonly isCustodyKept?: boolean;
  /** Changes the log before the export is recorded. */
  readonly more?: (log: LogMaker) => void;
  /** What an attacker changes in one event, before everything is computed again. */
  readonly message?: (event: number) => string;
  readonly forger?: TestKey;
  /** More files of the payload. */
  readonly extra?: Readonly<Record<string, Uint8Array>>;
}

export function makeLog(plan: BundlePlan): { log: LogMaker; eventSeqs: number[] } {
  const log = new LogMaker();
  log.forger = plan.forger;
  log.found(plan.twoPersonActs);
  const vouching = plan.hasSignedEpochs === false ? null : LEAD;
  log.unlock(vouching);
  const { isCustodyKept = true } = plan;
  const items = [{ name: 'audit.log', sha256: RAW_HASH }];
  if (isCustodyKept)
    log.custody('acquire', { items, place: 'Court', purpose: 'case', tool: { name: 't', version: '1' } });
  log.add('source', {
    operatorId: 'lead',
    path: 'audit.log',
    sizeBytes: RAW.length,
    mtime: null,
    sha256: RAW_HASH,
    format: 'jsonl',
    parserVersion: '1',
    options: {},
    original: 'kept',
  });
  const eventSeqs: number[] = [];
  const lines = new TextDecoder().decode(RAW).split('\n').slice(0, -1);
  let offset = 0;
  const places = lines.map((line) => ({ offset: (offset += line.length + 1) - line.length - 1, line }));
  for (let i = 0; i < plan.events; i++) {
    const place = places[i % places.length] as { offset: number; line: string };
    const rawHash = sha256Hex(utf8(place.line));
    eventSeqs.push(
      log.add('event', {
        action: { success: true },
        eventId: `${rawHash.slice(0, 16)}:${i}`,
        eventType: 'event',
        metadata: { message: plan.message?.(i) ?? `naïve € ${i}`, fields: { user: `u${i}`, n: i, ok: true } },
        origin: { length: place.line.length, offset: place.offset, rawHash, source: RAW_HASH },
        severity: 'low',
        source: { userId: `u${i}` },
        timestamp: null,
      }),
    );
    if (i % 100 === 99) log.seal('ingest');
  }
  log.add('source-report', {
    operatorId: 'lead',
    sourceSeq: 5,
    path: 'audit.log',
    sha256: RAW_HASH,
    eventCount: plan.events,
  });
  log.seal('ingest');
  if (isCustodyKept)
    log.custody('transfer', { items, from: { operatorId: 'lead' }, to: { operatorId: 'analyst' } }, [LEAD, ANALYST]);
  log.seal('lock');
  if (plan.hasRestart === true) log.restart();
  log.unlock(vouching);
  plan.more?.(log);
  return { log, eventSeqs };
}

export function makeBundle(plan: BundlePlan): Files {
  const { log, eventSeqs } = makeLog(plan);
  const { signers = [LEAD], query } = plan;
  const privileged = new Set(eventSeqs.filter((_seq, i) => plan.privileged?.(i) === true));
  const redacted = new Set(eventSeqs.filter((_seq, i) => plan.redacted?.(i) === true));
  const matched = eventSeqs.filter((seq, i) => privileged.has(seq) || redacted.has(seq) || (query?.isMatch(i) ?? true));
  const rows = startHash('sha256');
  for (const seq of matched) rows.update(log.digests[seq] as Uint8Array);
  const selection: JsonObject = query === undefined ? { kind: 'whole' } : { kind: 'query', query: query.text };
  const rowDigest = rows.hex();
  const exportSeq = log.add('export', {
    bundleId: BUNDLE_ID,
    format: 'bundle/1',
    operatorId: signers[0]?.operatorId ?? '',
    path: 'bundle.zip',
    rowDigest,
    rows: matched.length,
    selection: selection['kind'] as string,
    ...(query === undefined ? {} : { query: query.text }),
  });
  log.seal('act');

  const shown = new Set(matched.filter((seq) => !privileged.has(seq) && !redacted.has(seq)));
  const events = new Set(eventSeqs);
  const records = coverOf(log, (seq) => {
    if (!events.has(seq) || shown.has(seq)) return 'shown';
    return redacted.has(seq) ? 'redacted' : privileged.has(seq) ? 'named' : 'folded';
  });
  const head = log.heads.at(-1) as { size: number; note: string };
  const files: Record<string, Uint8Array> = {};
  const put = (path: string, content: string | Uint8Array): void =>
    void (files[path] = typeof content === 'string' ? utf8(content) : content);
  put('data/case/records.ndjson', records);
  put('data/case/heads.ndjson', log.heads.map(({ note, size }) => `${canonicalJson({ note, size })}\n`).join(''));
  put('data/case/head.note', head.note);
  put(`data/files/${RAW_HASH}`, RAW);
  put('data/software.json', '{"name":"test"}');
  put('data/reports/report.html', '<p>Report</p>');
  for (const [path, bytes] of Object.entries(plan.extra ?? {})) put(path, bytes);
  const named = [...privileged, ...redacted].toSorted((a, b) => a - b);
  if (named.length > 0) {
    put(
      'data/case/privilege-log.ndjson',
      named
        .map(
          (seq) =>
            `${canonicalJson({ basis: 'attorney-client', by: 'lead', description: 'letter', from: seq, to: seq })}\n`,
        )
        .join(''),
    );
  }
  const root = base64ToHex(head.note.split('\n')[2] as string);
  if (query !== undefined) {
    const withheldRows = privileged.size;
    const statement = {
      bundleId: BUNDLE_ID,
      disclosed: shown.size,
      headRoot: root,
      headSize: log.size,
      log: ORIGIN,
      matched: matched.length,
      query: query.text,
      redacted: redacted.size,
      rowDigest,
      withheld: withheldRows,
    };
    put(
      'data/case/completeness.dsse.json',
      canonicalJson(
        envelope(
          'application/vnd.audittrailpro.completeness+json',
          canonicalJson(statement),
          signers.map(({ key }) => key),
        ),
      ),
    );
  }
  if (plan.hasMarks === true) {
    const marked = log.heads.at(-2) as { size: number; note: string };
    put(
      `data/anchors/${marked.size}.cosig`,
      cosign(`${marked.note.split('\n').slice(0, 3).join('\n')}\n`, WITNESS, 1_767_300_000),
    );
    put(`data/anchors/${marked.size}.ots`, openTimestamp(marked.note));
  }
  if (plan.hasProofs === true) {
    for (const seq of [...shown].slice(0, 3)) put(`data/proofs/${seq}.tlog-proof`, proofText(log, seq, head.note));
  }
  const counts = records.split('\n').slice(0, -1);
  const withheld = counts.reduce((sum, line) => sum + withheldIn(line), 0);
  return finishBundle(
    files,
    {
      bundleId: BUNDLE_ID,
      caseId: CASE_ID,
      exportSeq,
      head: { root, size: log.size },
      origin: ORIGIN,
      previousBundle: null,
      records: {
        disclosed: log.size - withheld - redacted.size,
        privileged: named.length,
        redacted: redacted.size,
        withheld,
      },
      selection,
    },
    signers,
  );
}

function withheldIn(line: string): number {
  const value = JSON.parse(line) as { count?: number; digest?: string; redacted?: object };
  return value.count ?? (value.digest !== undefined && value.redacted === undefined ? 1 : 0);
}

/** How a bundle calls itself. */
export interface BagName {
  readonly bundleId: string;
  readonly date: string;
}

/** Lists, tag lists and signature around a payload. */
export function finishBundle(
  payload: Readonly<Record<string, Uint8Array>>,
  predicate: JsonObject,
  signers: readonly Pick<TestOperator, 'key'>[],
  { bundleId, date }: BagName = { bundleId: BUNDLE_ID, date: '2026-01-01' },
): Files {
  const paths = Object.keys(payload).toSorted();
  const bytes = paths.reduce((sum, path) => sum + (payload[path] as Uint8Array).length, 0);
  const listOf = (names: readonly string[], of: Readonly<Record<string, Uint8Array>>): Uint8Array =>
    utf8(names.map((path) => `${sha256Hex(of[path] as Uint8Array)}  ${encodePath(path)}\n`).join(''));
  const tags: Record<string, Uint8Array> = {
    'bag-info.txt': utf8(
      `Bundle-Format: audittrailpro/bundle/1\nBundle-Id: ${bundleId}\nBagging-Date: ${date}\nPayload-Oxum: ${bytes}.${paths.length}\n`,
    ),
    'bagit.txt': utf8('BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n'),
    'manifest-sha256.txt': listOf(paths, payload),
  };
  const tagManifest = listOf(Object.keys(tags).toSorted(), tags);
  const subject: Json = [
    ...paths.map((name) => ({ digest: { sha256: sha256Hex(payload[name] as Uint8Array) }, name })),
    { digest: { sha256: sha256Hex(tagManifest) }, name: 'tagmanifest-sha256.txt' },
  ];
  const statement = canonicalJson({
    _type: 'https://in-toto.io/Statement/v1',
    predicate,
    predicateType: 'urn:audittrailpro:bundle:v1',
    subject,
  });
  const signed = canonicalJson(
    envelope(
      'application/vnd.in-toto+json',
      statement,
      signers.map(({ key }) => key),
    ),
  );
  return { ...payload, ...tags, 'tagmanifest-sha256.txt': tagManifest, 'manifest.dsse.json': utf8(signed) };
}

type Show = 'shown' | 'redacted' | 'named' | 'folded';

/** Every place once: lines, digests, and the largest subtrees of what is folded. */
function coverOf(log: LogMaker, show: (seq: number) => Show): string {
  let text = '';
  for (let seq = 0; seq < log.size; ) {
    const how = show(seq);
    const digest = hexOf(log.digests[seq] as Uint8Array);
    if (how === 'folded') {
      let size = 1;
      const isFree = (to: number): boolean =>
        to <= log.size && Array.from({ length: to - seq }, (_, i) => seq + i).every((at) => show(at) === 'folded');
      while (seq % (size * 2) === 0 && isFree(seq + size * 2)) size *= 2;
      text +=
        size === 1
          ? `${canonicalJson({ digest, seq })}\n`
          : `${canonicalJson({ count: size, hash: hexOf(subtree(log, seq, size)), seq })}\n`;
      seq += size;
      continue;
    }
    if (how === 'shown') text += `${log.lines[seq]}\n`;
    else if (how === 'named') text += `${canonicalJson({ digest, seq })}\n`;
    else
      text += `${canonicalJson({ digest, redacted: { body: { severity: 'low' }, kind: 'event', removed: ['/body/metadata/message'] }, seq })}\n`;
    seq += 1;
  }
  return text;
}

function subtree(log: LogMaker, from: number, size: number): Uint8Array {
  if (size === 1) return leafHash(log.digests[from] as Uint8Array);
  return nodeHash(subtree(log, from, size / 2), subtree(log, from + size / 2, size / 2));
}

/** RFC 9162 §2.1.1 and §2.1.3.1, by recursion. */
function rootOf(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 1) return leaves[0] as Uint8Array;
  const split = 2 ** Math.floor(Math.log2(leaves.length - 1));
  return nodeHash(rootOf(leaves.slice(0, split)), rootOf(leaves.slice(split)));
}
function pathOf(index: number, leaves: readonly Uint8Array[]): Uint8Array[] {
  if (leaves.length === 1) return [];
  const split = 2 ** Math.floor(Math.log2(leaves.length - 1));
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return index < split ? [...pathOf(index, left), rootOf(right)] : [...pathOf(index - split, right), rootOf(left)];
}
function proofText(log: LogMaker, seq: number, note: string): string {
  const path = pathOf(seq, log.digests.map(leafHash));
  return `c2sp.org/tlog-proof@v1\nindex ${seq}\n${path.map((hash) => `${base64Of(hash)}\n`).join('')}\n${note}`;
}

export const BLOCK_HEIGHT = 900_000;
/** Append, hash, then a claim about a block whose root is what comes out. */
function openTimestamp(note: string): Uint8Array {
  const magic = concat(
    new Uint8Array([0]),
    utf8('OpenTimestamps\0\0Proof\0'),
    Uint8Array.of(0xbf, 0x89, 0xe2, 0xe8, 0x84, 0xe8, 0x92, 0x94, 1, 8),
  );
  return concat(
    magic,
    sha256(utf8(note)),
    Uint8Array.of(0xf0, 3, 1, 2, 3, 8, 0, 5, 0x88, 0x96, 0x0d, 0x73, 0xd7, 0x19, 1, 3, 0xa0, 0xf7, 0x36),
  );
}
export const blockRootOf = (note: string): string => hexOf(sha256(concat(sha256(utf8(note)), Uint8Array.of(1, 2, 3))));

const base64ToHex = (text: string): string => hexOf(Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0)));
