/**
 * `anchor` records of a case: what was asked for, what came back, what was compared.
 *
 * Source: evidence-format.md §6. Trust: a body is what whoever holds the key wrote; one of another form is passed over, and
 * what it holds is checked again each time.
 */
import { z } from 'zod';
import { MARK_FORMS, MARK_REQUESTS } from '../../shared/mark-words.ts';
import type { OpenCase } from '../services/open-cases.ts';
import type { LogRecord } from '../vault/session.ts';

const count = z.int().min(0);
const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);

const receivedBody = z.object({
  act: z.literal('received'),
  form: z.enum(MARK_FORMS),
  size: count,
  head: digest,
  /** The file as it came, base64. */
  content: z.base64(),
  sha256: z.string(),
});
const requestedBody = z.object({
  act: z.literal('requested'),
  form: z.enum(MARK_REQUESTS),
  size: count,
  head: digest,
  path: z.string(),
  nonce: z.string().optional(),
  oldSize: count.optional(),
  witness: z.string().optional(),
});

interface Recorded {
  recordSeq: number;
  at: string;
  operatorId: string;
}
export type ReceivedBody = z.output<typeof receivedBody>;
export type Received = ReceivedBody & Recorded;
export type Requested = z.output<typeof requestedBody> & Recorded;

export interface MarkRecords {
  received: Received[];
  requested: Requested[];
}

const PAGE = 1000;

/** Undefined where the record is about something else than a mark that came back. */
export const receivedIn = (body: unknown): ReceivedBody | undefined => receivedBody.safeParse(body).data;

/** In log order. */
export async function readMarkRecords({ session }: OpenCase): Promise<MarkRecords> {
  const found: MarkRecords = { received: [], requested: [] };
  for (let afterSeq = -1; ; ) {
    const page = await session.log({ afterSeq, kinds: ['anchor'], limit: PAGE });
    for (const record of page) {
      const received = receivedBody.safeParse(record.body);
      if (received.success) found.received.push({ ...received.data, ...whoAndWhen(record) });
      const requested = requestedBody.safeParse(record.body);
      if (requested.success) found.requested.push({ ...requested.data, ...whoAndWhen(record) });
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return found;
    afterSeq = last.seq;
  }
}

const whoAndWhen = ({ seq, at, body }: LogRecord): Recorded => ({
  recordSeq: seq,
  at,
  operatorId: typeof body['operatorId'] === 'string' ? body['operatorId'] : '?',
});
