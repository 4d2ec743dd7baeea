/**
 * A redacted record as the index of an opened bundle stores it: the parts of the bundle's line, body first.
 *
 * Pure. Readers of segments take `body` and `kind` from a line, whatever else stands in it; a record of a case begins with
 * `{"at":`, so the two are never mixed up.
 * Source: bundle-format.md §3 (redacted).
 */
import type { CaseRecord } from '../../engines/chain/record.ts';
import type { AuditEvent, JsonObject } from '../../engines/event/audit-event.ts';
import { canonicalize } from '../../engines/kernel/canonical-json.ts';

export interface ShownPart {
  body: JsonObject;
  /** Of the whole record, 64 hex digits. */
  digest: string;
  kind: CaseRecord['kind'];
  /** RFC 6901 pointers to what was taken out. */
  removed: string[];
  seq: number;
}

const MARK = '{"body":';

export const isShownPart = (line: string): boolean => line.startsWith(MARK);

/** Members in the order of their names, as every canonical line. */
export const lineOfPart = (part: ShownPart): string => canonicalize({ ...part });

/** @param line for which `isShownPart` holds */
export const partOfLine = (line: string): ShownPart => JSON.parse(line) as ShownPart;

/** The line as it stands in the bundle. */
export const bundleLineOf = ({ body, digest, kind, removed, seq }: ShownPart): string =>
  canonicalize({ digest, redacted: { body, kind, removed }, seq });

/** Stands where a text that every event has was taken out. */
export const TAKEN_OUT = '[redacted]';

/** What is left of an event, in the shape of one; `redacted` beside it says which of its values are none. */
export function eventOfPart({ body }: Pick<ShownPart, 'body'>): AuditEvent {
  const left = body as Partial<AuditEvent>;
  return {
    eventId: TAKEN_OUT,
    timestamp: null,
    eventType: TAKEN_OUT,
    severity: 'low',
    source: {},
    action: {},
    metadata: {},
    ...left,
    origin: { source: '', offset: 0, length: 0, rawHash: '', ...left.origin },
  };
}
