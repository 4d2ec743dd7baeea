/** How the time of an event was read, in words. Pure. Trust: `metadata.time` is part of the record, but its texts are of the log. */
import { z } from 'zod';
import { text } from '../../../i18n/text.ts';
import type { AuditLog } from '../grid/event-row.ts';

const words = text.detail.time;

const basis = z.object({
  original: z.string(),
  field: z.string(),
  zone: z.enum(['in-text', 'format', 'option', 'assumed-utc']),
  year: z.enum(['file-time', 'option', 'message']).optional(),
  doubt: z.string().optional(),
});

export interface TimeReading {
  /** As it stands in the source; evidence. */
  original: string;
  /** Evidence in part: the name of the field. */
  how: string;
  /** Nobody said the zone or the year, or the time is in doubt. */
  isUncertain: boolean;
  /** The text itself names its zone. */
  isZoneInText: boolean;
}

/** Undefined where the record does not say. */
export function timeReading({ metadata }: AuditLog): TimeReading | undefined {
  const read = basis.safeParse(metadata['time']);
  if (!read.success) return undefined;
  const { original, field, zone, year, doubt } = read.data;
  return {
    original,
    how: [
      words.field(field),
      words.zone[zone],
      ...(year === undefined ? [] : [words.year[year]]),
      ...(doubt === undefined ? [] : [words.doubt(doubt)]),
    ].join(', '),
    isZoneInText: zone === 'in-text',
    isUncertain: zone === 'assumed-utc' || year !== undefined || doubt !== undefined,
  };
}
