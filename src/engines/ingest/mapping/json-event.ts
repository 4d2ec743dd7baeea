/**
 * From a record (an object out of JSON, or a CSV row by its header) to an event draft.
 *
 * Pure. The kind of a record is told by the names it has: a dozen property reads, the same for equal records on any cut
 * of the source, so nothing is remembered from one record to the next.
 * Source: resources/docs/field-mapping.md.
 * Trust: the record is hostile; it may claim to be any kind. Whatever it claims, it is kept whole under
 * `metadata.fields` (our own shape: what did not pass through).
 */
import type { EventDraft, JsonObject } from '../../event/audit-event.ts';
import type { FormatContext, RejectReason } from '../format.ts';
import { auditLogDraft, isAuditLog } from './audit-log.ts';
import { timeOptionsOf } from './event-time.ts';
import { genericDraft } from './generic.ts';
import { isObject } from './paths.ts';
import { applyProfile } from './profile.ts';
import type { DraftPlace, Profile } from './profile.ts';
import { CLOUD_PROFILES } from './profiles-cloud.ts';
import { HOST_PROFILES } from './profiles-hosts.ts';
import { SERVICE_PROFILES } from './profiles-services.ts';
import { isTimeline, timelineDraft } from './timeline.ts';
import { windowsJsonDraft, windowsKind } from './windows-json.ts';

export interface Mapped {
  draft: EventDraft;
  /** The reasons given, and those the mapping found. */
  ambiguous: readonly string[];
}

export interface Refused {
  reason: RejectReason;
  message: string;
}

/**
 * @param record becomes part of the draft: the caller must not change it later
 * @param offset of the record in the source, for the event id where the record has none
 * @param ambiguous why another reader could see another value
 */
export type EventMapper = (record: JsonObject, offset: number, ambiguous: readonly string[]) => Mapped | Refused;

/** All kinds told apart by names, in the order in which they are asked. */
export const PROFILES: readonly Profile[] = [...CLOUD_PROFILES, ...SERVICE_PROFILES, ...HOST_PROFILES];

/**
 * The mapper of one source.
 *
 * @param isDayFirst whether the source writes `9/6/2005` for 9 June; undefined where that is not known
 */
export function createEventMapper(context: FormatContext, isDayFirst?: boolean): EventMapper {
  const time = timeOptionsOf(context);
  if (isDayFirst !== undefined) time.isDayFirst = isDayFirst;
  const { sourceTag } = context;
  return (record, offset, ambiguous) => {
    const place: DraftPlace = { sourceTag, offset, time };
    let reasons = ambiguous;
    let draft: EventDraft;
    if (isAuditLog(record)) {
      draft = auditLogDraft(record, place);
    } else if (isTimeline(record)) {
      const timeline = timelineDraft(record, place);
      if (timeline === undefined) return { reason: 'bad-time', message: 'the `datetime` of the record is no time' };
      draft = timeline.draft;
      if (timeline.isContradiction) reasons = [...ambiguous, 'time-contradiction'];
    } else {
      draft = draftByNames(record, context.format, place);
    }
    return { draft, ambiguous: reasons };
  };
}

function draftByNames(record: JsonObject, dataset: string, place: DraftPlace): EventDraft {
  const view = innerRecord(record);
  const windows = windowsKind(view);
  if (windows !== undefined) return withWhole(windowsJsonDraft(view, windows, place), record);
  for (const profile of PROFILES) {
    if (profile.matches(view)) return withWhole(applyProfile(profile, view, place), record);
  }
  return genericDraft(record, view, dataset, place);
}

/** Exports of search engines put the event into an envelope. */
function innerRecord(record: JsonObject): JsonObject {
  if (isObject(record['_source']) && typeof record['_index'] === 'string') return record['_source'];
  if (isObject(record['result']) && (record['preview'] !== undefined || record['offset'] !== undefined))
    return record['result'];
  return record;
}

function withWhole(draft: EventDraft, record: JsonObject): EventDraft {
  draft.metadata['fields'] = record;
  return draft;
}
