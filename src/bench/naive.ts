/**
 * The naive baseline: what a first version of such a tool does. One thread, one encrypted database, a wide row an event, four
 * indexes, FTS5 kept by triggers, every event canonicalised by a simple sorted writer, hashed and chained.
 *
 * Usage: node naive.ts FILE DATABASE. Prints one JSON line.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { openNaiveDatabase } from './naive-database.ts';

const [file, database] = process.argv.slice(2) as [string, string];
const db = openNaiveDatabase(database);

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`;
}

interface Event {
  timestamp: string;
  eventType: string;
  severity: string;
  source: Record<string, unknown>;
  action: Record<string, unknown>;
  metadata: Record<string, unknown>;
}

const started = performance.now();
let chain = Buffer.alloc(32);
let count = 0;
db.begin();
for await (const line of createInterface({ input: createReadStream(file) })) {
  const event = JSON.parse(line) as Event;
  const text = canonical(event);
  const digest = createHash('sha256').update(text).digest();
  chain = createHash('sha256').update(chain).update(digest).digest();
  const { timestamp, eventType, severity, source, action, metadata } = event;
  db.insert([
    timestamp,
    eventType,
    severity,
    String(source['ip']),
    String(source['userId']),
    String(source['sessionId']),
    String(action['type']),
    String(action['resource']),
    String(metadata['message']),
    text,
    digest.toString('hex'),
    chain.toString('hex'),
  ]);
  if (++count % 1000 === 0) {
    db.commit();
    db.begin();
  }
}
db.commit();
const seconds = (performance.now() - started) / 1000;
db.close();
process.stdout.write(`${JSON.stringify({ eventCount: count, seconds })}\n`);
