/**
 * What people put on events: finds the events that are meant, then records the act with exactly those.
 *
 * An act on all matches of a query records the query, the events it matched at that moment and their number. The ranges of
 * very scattered events go on in further records of the same batch.
 */
import { countSeqs, pairsOf, type SeqRanges } from '../../engines/kernel/seq-ranges.ts';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import type { InputOf } from '../../shared/contract/index.ts';
import { AppError } from '../../shared/errors.ts';
import type { Handlers } from '../router.ts';
import { type OpenCase, withoutHandle } from './open-cases.ts';

type Names = 'annotation.add' | 'annotation.undo' | 'annotation.list' | 'annotation.tags' | 'annotation.history';
type AddRequest = Omit<InputOf<'annotation.add'>, 'handle'>;

/** With the longest text and query beside it a record stays below its limit of 1 MiB. */
const RANGES_PER_RECORD = 20_000;
/** More are a mistake or a source to be described in words; the book keeps them in memory. */
const MAX_TARGETS = 1_000_000;

export function annotationHandlers(): Handlers<Names> {
  return {
    'annotation.add': async (input, { openCase }) => add(openCase, withoutHandle(input)),
    'annotation.undo': async ({ recordSeq }, { openCase }) => {
      const { annotations } = openCase.session;
      const undone = await annotations.undoable(recordSeq);
      return { recordSeq: await annotations.record([{ act: 'undo', of: recordSeq }]), undone };
    },
    'annotation.list': async (input, { openCase }) => openCase.session.annotations.list(withoutHandle(input)),
    'annotation.tags': async (_, { openCase }) => openCase.session.annotations.totals(),
    'annotation.history': async ({ seq }, { openCase }) => openCase.session.annotations.history(seq),
  };
}

async function add({ session }: OpenCase, request: AddRequest): Promise<{ recordSeq: number; targetCount: number }> {
  const { seqs, query, expectedCount, ...said } = request;
  const { from, to } = said;
  const bounds = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  const targets = await session.annotations.targets(query === undefined ? { seqs: seqs ?? [] } : { query, ...bounds });
  const targetCount = countSeqs(targets);
  checkCount(targetCount, expectedCount);
  const body = { ...said, ...(query === undefined ? {} : { query }), count: targetCount };
  const recordSeq = await session.annotations.record(inRecords(body, targets));
  return { recordSeq, targetCount };
}

function checkCount(found: number, expected: number | undefined): void {
  if (expected !== undefined && found !== expected) {
    throw new AppError(
      'ANNOTATION_COUNT_CHANGED',
      `The query matches ${found} events now, not ${expected}; nothing was recorded`,
      { details: { found, expected } },
    );
  }
  if (found === 0) throw new AppError('RECORD_NOT_FOUND', 'No event matches the query; nothing was recorded');
  if (found > MAX_TARGETS) {
    throw new AppError(
      'RECORD_REFUSED',
      `One annotation may stand on ${MAX_TARGETS} events, the query matches ${found}`,
    );
  }
}

function inRecords(body: JsonObject, targets: SeqRanges): JsonObject[] {
  const pairs = pairsOf(targets);
  const records: JsonObject[] = [];
  for (let from = 0; from < pairs.length; from += RANGES_PER_RECORD) {
    const ranges = pairs.slice(from, from + RANGES_PER_RECORD);
    records.push(from === 0 ? { ...body, ranges } : { act: 'more', ranges });
  }
  return records;
}
