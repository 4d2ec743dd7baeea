/**
 * The formats this version reads, in the order in which they win a tie.
 *
 * Pure.
 */
import type { FormatReader } from './format.ts';
import { csvReader } from './parsers/csv/csv-reader.ts';
import { evtxReader } from './parsers/evtx/evtx-reader.ts';
import { jsonReader } from './parsers/json/json-reader.ts';
import { syslogReader } from './parsers/syslog/syslog-reader.ts';
import { textReader } from './parsers/text/text-reader.ts';

export const FORMAT_READERS: readonly FormatReader[] = [evtxReader, jsonReader, csvReader, syslogReader, textReader];
