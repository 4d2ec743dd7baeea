/**
 * What a case says of how it is looked at, the same for all its operators: its own time zone, the tags under the keys 1 to 9.
 *
 * Pure. Each change is a record of the case log; the newest on a setting holds.
 */
import { z } from 'zod';
import { DEFAULT_QUICK_TAGS } from '../quick-tags.ts';
import { caseHandle, operation } from './define.ts';
import { MAY_ADD, MAY_READ } from '../roles.ts';
import { tagName } from './note-words.ts';

export const QUICK_TAG_COUNT = DEFAULT_QUICK_TAGS.length;

const quickTags = z
  .array(tagName)
  .length(QUICK_TAG_COUNT, `give ${QUICK_TAG_COUNT} tags, one for each key`)
  .refine((tags) => new Set(tags).size === tags.length, 'give each key another tag');
const timeZone = z.string().min(1).max(64);

const caseSettings = z.object({
  timeZone: z.string().nullable().describe('zone of the place that the case is about; null: none was set'),
  quickTags: z.array(z.string()).describe('for the keys 1 to 9'),
});

export const caseSettingsOperations = [
  operation({
    name: 'case.settings',
    kind: 'query',
    role: MAY_READ,
    recording: 'nothing',
    input: z.strictObject({ handle: caseHandle }),
    output: caseSettings,
    doc: 'The settings of the case: its own time zone and its quick tags.',
  }),
  operation({
    name: 'case.changeSettings',
    kind: 'command',
    role: MAY_ADD,
    recording: 'setting',
    input: z
      .strictObject({
        handle: caseHandle,
        timeZone: timeZone.nullable().exactOptional().describe('UTC, Europe/Berlin, +02:00; null: none'),
        quickTags: quickTags.exactOptional(),
      })
      .refine(({ timeZone: zone, quickTags: tags }) => zone !== undefined || tags !== undefined, 'change something'),
    output: caseSettings.extend({ recordSeq: z.int().min(0) }),
    doc: 'Changes settings of the case for everybody in it. Only how it is looked at: evidence and times stay as they are.',
  }),
];
