/**
 * The proofs a Windows event log file carries: checksums, record numbers, times.
 *
 * Pure. O(records); memory is one run a chunk and the longest silences. Two steps: after all chunks were added, `edges` says which
 * records must be read to explain what was found, `finish` judges with them.
 * Source: libevtx "Windows XML Event Log (EVTX)" §2-3; the hidden records are those of the published editors that enlarge the
 * record before (Fox-IT, "danderspritz-evtx", 2017).
 * Trust: hostile. Whoever made the file chose every number; a clean result is worth what PROOF_WORTH says.
 */
import type { EvtxChunkFacts, EvtxEdge, EvtxHeaderFacts, EvtxRecordFacts } from './evtx-facts.ts';
import { counted, proofOf, spanText, timeOfUs, verdictOf, type ProofDetail, type SourceProof } from './proof.ts';
import { QuietWindows, type QuietWindow, type Silence } from './quiet-windows.ts';
import { gapsBetween, RecordRuns, type IdGap, type RecordPlace, type RecordRun } from './record-runs.ts';

/** What a file says of itself for the comparison with other files of the same log. */
export interface EvtxSummary {
  readonly channel: string;
  readonly computer: string;
  /** Whether the record numbers are the file's own count and not the log's. */
  readonly isExport: boolean;
  /** Numbers as the log gave them, ascending. */
  readonly runs: readonly RecordRun[];
}

const MAX_ID = Number.MAX_SAFE_INTEGER;
/** Records are numbered as they are written; threads that write at the same time may swap by less. */
const BACK_US = 60 * 1e6;
const MAX_KEPT = 1000;
/** Channel and provider say less than the number: both logs of Windows that can be cleared say it with one of these. */
const CLEAR_CODES = new Set(['1102', '104']);
const RESTART_CODES = new Set([
  '12',
  '13',
  '109',
  '1074',
  '1076',
  '6005',
  '6006',
  '6008',
  '6009',
  '41',
  '4608',
  '4609',
  '1100',
  '42',
  '107',
  '1',
]);
const RESTART_PROVIDERS =
  /^(?:EventLog|USER32|Microsoft-Windows-(?:Kernel-(?:General|Power|Boot)|Security-Auditing|Eventlog|Power-Troubleshooter))$/iu;

export class EvtxAnalysis {
  readonly #header: EvtxHeaderFacts | undefined;
  readonly #frames = new RecordRuns();
  readonly #own = new RecordRuns();
  readonly #quiet = new QuietWindows();
  #exportedCount = 0;
  #chunkCount = 0;
  #bytes = 0;
  #bad: { chunk: EvtxChunkFacts; newestId: number }[] = [];
  #absentChunks = 0;
  #slack: { offset: number; ids: readonly number[] }[] = [];
  #hidden: ProofDetail[] = [];
  /** The first record whose two numbers are the same and above 1: an export begins again at 1, so this file is none. */
  #agreesAt: number | undefined;
  #renumbered: ProofDetail | undefined;
  #damagedBytes = 0;
  #oddIds = 0;
  #backs: { before: EvtxRecordFacts; after: EvtxRecordFacts; us: number }[] = [];
  #backCount = 0;
  #firstUs = Number.POSITIVE_INFINITY;
  #lastUs = Number.NEGATIVE_INFINITY;
  /** First and last record of each chunk, to compare the times of neighbours. */
  readonly #seams: { first: EvtxRecordFacts; last: EvtxRecordFacts }[] = [];
  #timed = 0;
  #findings: { runs: RecordRun[]; gaps: IdGap[]; doubled: RecordPlace[]; quiet: QuietWindow[] } | undefined;

  constructor(header: EvtxHeaderFacts | undefined) {
    this.#header = header;
  }

  add(chunk: EvtxChunkFacts, sizeBytes: number): void {
    this.#chunkCount++;
    this.#bytes += sizeBytes;
    this.#damagedBytes += chunk.damagedBytes;
    const newestId = chunk.records.reduce((max, { id }) => Math.max(max, id), -1);
    if (chunk.checksum === 'absent') this.#absentChunks++;
    else if (chunk.checksum !== 'good') this.#bad.push({ chunk, newestId });
    if (chunk.slackIds.length > 0 && this.#slack.length < MAX_KEPT) {
      this.#slack.push({ offset: chunk.offset, ids: chunk.slackIds });
    }
    let before: EvtxRecordFacts | undefined;
    for (const record of chunk.records) {
      this.#addRecord(record, before);
      before = record;
    }
    const [first] = chunk.records;
    if (first !== undefined && before !== undefined) this.#seams.push({ first, last: before });
  }

  #addRecord(record: EvtxRecordFacts, before: EvtxRecordFacts | undefined): void {
    const { id, ownId, offset, timeUs, hiddenIds } = record;
    if (!Number.isSafeInteger(id) || id > MAX_ID - 1) this.#oddIds++;
    else this.#frames.add({ id, offset, timeUs });
    if (ownId !== undefined) {
      if (ownId !== id) this.#renumber(record, ownId);
      else if (id > 1) this.#agreesAt ??= id;
      if (Number.isSafeInteger(ownId)) this.#own.add({ id: ownId, offset, timeUs });
    }
    if (hiddenIds.length > 0) {
      this.#hidden.push({
        what: 'hidden-record',
        level: 'bad',
        text: `Record ${id} holds ${counted(hiddenIds.length, 'whole record')} inside itself (${listed(hiddenIds)}), which no reader shows: an editor hides records so`,
        firstRecordId: String(id),
        offset,
      });
    }
    if (!Number.isNaN(timeUs)) {
      this.#timed++;
      this.#firstUs = Math.min(this.#firstUs, timeUs);
      this.#lastUs = Math.max(this.#lastUs, timeUs);
    }
    if (before !== undefined) this.#follow(before, record);
  }

  #renumber({ id, offset }: EvtxRecordFacts, ownId: number): void {
    this.#exportedCount++;
    if (this.#agreesAt === undefined || this.#agreesAt > id) return;
    this.#renumbered ??= {
      what: 'renumbered',
      level: 'bad',
      text: `Up to here the record numbers are those of the log; this record calls itself ${ownId} and is numbered ${id}: records before it were removed and the rest numbered anew`,
      firstRecordId: String(id),
      lastRecordId: String(ownId),
      offset,
    };
  }

  /** Two records that the service wrote one after the other. */
  #follow(before: EvtxRecordFacts, after: EvtxRecordFacts): void {
    if (after.id <= before.id) return;
    const us = after.timeUs - before.timeUs;
    if (Number.isNaN(us)) return;
    if (us >= 0) {
      const silence: Silence = {
        fromUs: before.timeUs,
        toUs: after.timeUs,
        beforeOffset: before.offset,
        afterOffset: after.offset,
        beforeId: before.id,
        afterId: after.id,
      };
      this.#quiet.add(silence);
    } else if (-us > BACK_US) {
      this.#backCount++;
      if (this.#backs.length < MAX_KEPT) this.#backs.push({ before, after, us: -us });
    }
  }

  /** Whether the frames are numbered by the file and not by the log. */
  get isExport(): boolean {
    return this.#exportedCount > 0;
  }

  #found(): { runs: RecordRun[]; gaps: IdGap[]; doubled: RecordPlace[]; quiet: QuietWindow[] } {
    if (this.#findings === undefined) {
      const seams = this.#seams.toSorted((a, b) => a.first.id - b.first.id);
      seams.forEach(({ first }, index) => {
        const before = seams[index - 1]?.last;
        if (before !== undefined) this.#follow(before, first);
      });
      const runs = (this.isExport ? this.#own : this.#frames).sorted();
      this.#findings = { runs, ...gapsBetween(runs), quiet: this.#quiet.find() };
    }
    return this.#findings;
  }

  /** Offsets of records whose content can explain a gap, a silence, a step back, or how the file begins. */
  edges(): number[] {
    const { gaps, quiet, runs } = this.#found();
    const [run] = runs;
    const offsets = [
      ...(run === undefined ? [] : [run.first.offset]),
      ...gaps.slice(0, 64).flatMap(({ before, after }) => [before.offset, after.offset]),
      ...quiet.flatMap(({ beforeOffset, afterOffset }) => [beforeOffset, afterOffset]),
      ...this.#backs.slice(0, 64).flatMap(({ before, after }) => [before.offset, after.offset]),
    ];
    return [...new Set(offsets)];
  }

  summary(edges: ReadonlyMap<number, EvtxEdge>): EvtxSummary | undefined {
    const { runs } = this.#found();
    const [run] = runs;
    const edge = run === undefined ? undefined : edges.get(run.first.offset);
    if (edge === undefined || edge.channel === '') return undefined;
    return { channel: edge.channel, computer: edge.computer, isExport: this.isExport, runs };
  }

  /** @param edges content of the records that `edges` named, as far as it could be read */
  finish(edges: ReadonlyMap<number, EvtxEdge>): SourceProof[] {
    return [this.#checksums(), this.#recordIds(edges), this.#times(edges)];
  }

  #checksums(): SourceProof {
    const header = this.#header;
    const details: ProofDetail[] = [];
    const newest = Math.max(...this.#bad.map(({ newestId }) => newestId), -1);
    const isNewest = (id: number): boolean => id === newest && !this.#seams.some(({ last }) => last.id > id);
    for (const { chunk, newestId } of this.#bad) {
      const at = { offset: chunk.offset };
      if (chunk.checksum === 'no-header') {
        details.push({
          what: 'damaged-chunk',
          level: 'bad',
          text: `Chunk ${chunk.index} has no header any more`,
          ...at,
        });
      } else if (header?.isDirty === true && isNewest(newestId)) {
        const text = `Chunk ${chunk.index} is the newest one of a file that was not closed: its checksums may not have been written yet`;
        details.push({ what: 'bad-checksum', level: 'doubt', text, ...at });
      } else {
        details.push({
          what: 'bad-checksum',
          level: 'bad',
          text: `A checksum of chunk ${chunk.index} is wrong`,
          ...at,
        });
      }
    }
    if (header === undefined) {
      details.push({ what: 'damaged-chunk', level: 'bad', text: 'The file header is missing or damaged', offset: 0 });
    } else if (header.checksum === 'bad') {
      details.push({ what: 'bad-checksum', level: 'bad', text: 'The checksum of the file header is wrong', offset: 0 });
    }
    if (header?.isDirty === true) {
      const text = 'The file was not closed: it was copied from a running system, or the system went down';
      details.push({ what: 'state-flags', level: 'info', text, offset: 120 });
    }
    if (header?.isFull === true) {
      details.push({ what: 'state-flags', level: 'info', text: 'The log had reached its maximal size', offset: 120 });
    }
    const isAbsent =
      header?.checksum === 'absent' || (this.#absentChunks > 0 && this.#absentChunks === this.#chunkCount);
    const verdict = verdictOf(details, isAbsent ? 'absent' : this.#chunkCount === 0 ? 'absent' : 'holds');
    const chunks = counted(this.#chunkCount, 'chunk');
    const summary =
      verdict === 'absent'
        ? this.#chunkCount === 0
          ? 'The file holds no chunk, and so nothing that a checksum could cover'
          : 'The file says that it was written without checksums'
        : verdict === 'holds'
          ? `Checksums of the file header and of all ${chunks} are right`
          : `${counted(this.#bad.length, 'chunk')} of ${chunks} can not vouch for their records`;
    return proofOf({ kind: 'evtx-checksums', verdict, summary, covers: this.#covers(), details });
  }

  #covers(): {
    records: number;
    bytes: number;
    firstRecordId?: string;
    lastRecordId?: string;
    firstTime?: string;
    lastTime?: string;
  } {
    const { runs } = this.#found();
    const [run] = runs;
    const last = runs.at(-1);
    const firstTime = timeOfUs(this.#firstUs);
    const lastTime = timeOfUs(this.#lastUs);
    return {
      records: this.#frames.count,
      bytes: this.#bytes,
      ...(run === undefined ? {} : { firstRecordId: String(run.first.id) }),
      ...(last === undefined ? {} : { lastRecordId: String(last.last.id) }),
      ...(firstTime === undefined ? {} : { firstTime }),
      ...(lastTime === undefined ? {} : { lastTime }),
    };
  }

  #recordIds(edges: ReadonlyMap<number, EvtxEdge>): SourceProof {
    const { runs, gaps, doubled } = this.#found();
    const details: ProofDetail[] = [...this.#hidden, ...(this.#renumbered === undefined ? [] : [this.#renumbered])];
    for (const gap of gaps.slice(0, MAX_KEPT)) details.push(this.#gapDetail(gap, edges));
    for (const place of doubled.slice(0, MAX_KEPT)) {
      details.push({
        what: 'duplicate-ids',
        level: this.isExport ? 'info' : 'bad',
        text: this.isExport
          ? `Record number ${place.id} and later ones stand twice: the export was made of several logs, or of one that was started anew`
          : `Record number ${place.id} stands twice: records were put in or numbered anew`,
        firstRecordId: String(place.id),
        offset: place.offset,
      });
    }
    if (this.#oddIds > 0) {
      const text = `${counted(this.#oddIds, 'record')} with a number that no log ever reached`;
      details.push({ what: 'duplicate-ids', level: 'bad', text });
    }
    this.#tail(runs, details);
    this.#start(runs, edges, details);
    for (const { offset, ids } of this.#slack) {
      const text = `${counted(ids.length, 'older record')} lie behind the records of a chunk: ${listed(ids)}`;
      details.push({ what: 'slack-records', level: 'info', text, offset });
    }
    if (this.#damagedBytes > 0) {
      const text = `${counted(this.#damagedBytes, 'byte')} where records should be hold none that can be read`;
      details.push({ what: 'damaged-chunk', level: 'doubt', text });
    }
    const isEmpty = this.#frames.count === 0;
    const missing = gaps.reduce((sum, gap) => sum + gap.missing, 0);
    const verdict = isEmpty
      ? verdictOf(details, 'absent')
      : verdictOf(details, this.isExport ? 'could-not-check' : 'holds');
    return proofOf(
      {
        kind: 'evtx-record-ids',
        verdict,
        summary: this.#idSummary(missing, gaps.length, isEmpty),
        covers: this.#covers(),
        details,
      },
      details.length + Math.max(0, gaps.length - MAX_KEPT) + Math.max(0, doubled.length - MAX_KEPT),
    );
  }

  #idSummary(missing: number, gapCount: number, isEmpty: boolean): string {
    if (isEmpty) return 'The file holds no records';
    if (this.#hidden.length > 0) {
      return `Records are hidden inside other records: ${counted(this.#hidden.length, 'place')}`;
    }
    if (this.#renumbered !== undefined) {
      return `Records were numbered anew in the middle of the file: ${counted(missing, 'record')} of the log are not in it`;
    }
    if (this.isExport) {
      return gapCount === 0
        ? 'An export of part of a log, numbered anew: no number of the log is missing in it, but what came before and after can not be told'
        : `An export of part of a log, numbered anew: ${counted(missing, 'record')} of the log are not in it. Left out by the export or removed before, nobody can tell from the file`;
    }
    if (gapCount === 0)
      return `Record numbers follow each other without a gap: ${counted(this.#frames.count, 'record')}`;
    return `${counted(missing, 'record number')} missing in ${counted(gapCount, 'place')}: selective deletion is possible here`;
  }

  #gapDetail({ before, after, missing }: IdGap, edges: ReadonlyMap<number, EvtxEdge>): ProofDetail {
    const cleared = [before, after].find(({ offset }) => CLEAR_CODES.has(edges.get(offset)?.code ?? ''));
    const first = before.id + 1;
    const last = after.id - 1;
    const numbers = missing === 1 ? `Record ${first} is missing` : `Records ${first} to ${last} are missing`;
    const from = timeOfUs(before.timeUs);
    const to = timeOfUs(after.timeUs);
    const reason = this.isExport
      ? 'the export left them out, or they were gone before'
      : cleared === undefined
        ? 'selective deletion is possible here'
        : `the log says that it was cleared (record ${cleared.id})`;
    return {
      what: cleared === undefined || this.isExport ? 'id-gap' : 'clear-event',
      level: this.isExport ? 'doubt' : cleared === undefined ? 'bad' : 'doubt',
      text: `${numbers}, ${counted(missing, 'number')}: ${reason}`,
      firstRecordId: String(first),
      lastRecordId: String(last),
      offset: before.offset,
      nextOffset: after.offset,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    };
  }

  /** The file header knows which number comes next: where the last record is older, newer ones are gone. */
  #tail(runs: readonly RecordRun[], details: ProofDetail[]): void {
    const header = this.#header;
    const last = runs.at(-1)?.last;
    // Zero is no number of a record: such a header never knew one.
    if (header === undefined || this.isExport || header.nextRecordId === 0) return;
    if (last === undefined) {
      if (header.nextRecordId <= 1) return;
      const text = `The file holds no record, and its header says that record ${header.nextRecordId} comes next: older ones were cleared away or removed`;
      details.push({ what: 'tail-missing', level: 'doubt', text, offset: 24 });
      return;
    }
    const missing = header.nextRecordId - last.id - 1;
    if (missing === 0 || !Number.isSafeInteger(header.nextRecordId)) return;
    if (missing < 0) {
      // The header of a file that was not closed is older than its newest records.
      if (header.isDirty) return;
      const text = `The file header says that record ${header.nextRecordId} comes next, but there are records up to ${last.id}: they were written behind its back`;
      details.push({ what: 'tail-missing', level: 'bad', text, offset: 24 });
      return;
    }
    details.push({
      what: 'tail-missing',
      level: 'bad',
      text: `The file header says that record ${header.nextRecordId} comes next; the last one is ${last.id}: ${counted(missing, 'record')} at the end are missing, selective deletion is possible here`,
      firstRecordId: String(last.id + 1),
      lastRecordId: String(header.nextRecordId - 1),
      offset: last.offset,
    });
  }

  #start(runs: readonly RecordRun[], edges: ReadonlyMap<number, EvtxEdge>, details: ProofDetail[]): void {
    const [run] = runs;
    if (run === undefined) return;
    const { id, offset, timeUs } = run.first;
    const edge = edges.get(offset);
    const to = timeOfUs(timeUs);
    const at = { offset, lastRecordId: String(id - 1), ...(to === undefined ? {} : { to }) };
    if (edge !== undefined && CLEAR_CODES.has(edge.code)) {
      const text = `The file begins with the record that the log was cleared (event ${edge.code}, record ${id})`;
      details.push({ what: 'clear-event', level: 'info', text, ...at });
    } else if (id > 1) {
      const text = `The file begins with record ${id}: older ones were overwritten, cleared away, or lie in other files`;
      details.push({ what: 'start-missing', level: 'info', text, ...at });
    }
  }

  #times(edges: ReadonlyMap<number, EvtxEdge>): SourceProof {
    const { quiet } = this.#found();
    const details: ProofDetail[] = [];
    for (const window of quiet) details.push(quietDetail(window, edges));
    for (const { before, after, us } of this.#backs) {
      details.push({
        what: 'clock-back',
        level: 'doubt',
        text: `The time goes back by ${spanText(us)} from record ${before.id} to record ${after.id}: the clock was set, or records are not in the order they were written in`,
        firstRecordId: String(before.id),
        lastRecordId: String(after.id),
        offset: before.offset,
        nextOffset: after.offset,
        ...timesOf(after.timeUs, before.timeUs),
      });
    }
    const covers = this.#covers();
    if (this.#timed === 0) {
      const summary = 'No record has a time';
      return proofOf({ kind: 'evtx-times', verdict: 'absent', summary, covers });
    }
    const verdict = verdictOf(details, this.#quiet.isKnown ? 'holds' : 'absent');
    const steps =
      this.#backCount === 0 ? 'Times never go back' : `Times go back in ${counted(this.#backCount, 'place')}`;
    const silences = !this.#quiet.isKnown
      ? 'too few records to know the rhythm of this source'
      : quiet.length === 0
        ? 'no silence is unlike the others'
        : `${counted(quiet.length, 'silence')} unlike the others of this source`;
    const count = details.length + Math.max(0, this.#backCount - this.#backs.length);
    return proofOf({ kind: 'evtx-times', verdict, summary: `${steps}; ${silences}`, covers, details }, count);
  }
}

function timesOf(fromUs: number, toUs: number): { from?: string; to?: string } {
  const from = timeOfUs(fromUs);
  const to = timeOfUs(toUs);
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

function quietDetail(window: QuietWindow, edges: ReadonlyMap<number, EvtxEdge>): ProofDetail {
  const restart = [window.afterOffset, window.beforeOffset]
    .map((offset) => edges.get(offset))
    .find((edge) => edge !== undefined && RESTART_CODES.has(edge.code) && RESTART_PROVIDERS.test(edge.provider));
  const length = spanText(window.toUs - window.fromUs);
  const why = `${length} without a record, where the longest usual silence of this source is ${spanText(window.usualUs)} (by its own pattern ${window.expectedCount < 1e-6 ? 'less than 0.000001' : window.expectedCount.toPrecision(1)} of this length were to be expected)`;
  return {
    what: 'quiet',
    level: restart === undefined ? 'doubt' : 'info',
    text:
      restart === undefined
        ? why
        : `${why}; the records beside it speak of a restart or of sleep (event ${restart.code})`,
    firstRecordId: String(window.beforeId),
    lastRecordId: String(window.afterId),
    offset: window.beforeOffset,
    nextOffset: window.afterOffset,
    ...timesOf(window.fromUs, window.toUs),
  };
}

const SHOWN_IDS = 12;
const listed = (ids: readonly number[]): string =>
  `${ids.slice(0, SHOWN_IDS).join(', ')}${ids.length > SHOWN_IDS ? ' and others' : ''}`;
