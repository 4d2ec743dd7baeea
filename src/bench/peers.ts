/**
 * Other programs on the same events in the same run: sqlite3, sha256sum, lnav, libevtx. Absent ones are said, not guessed.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export interface PeerRun {
  /** By the clock, but for libevtx: processor time. */
  seconds: number | undefined;
  note: string;
}

const isInstalled = (command: string): boolean => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;

function timeOf(command: string, args: string[], input?: string): number | undefined {
  const started = performance.now();
  const { status } = spawnSync(command, args, {
    input,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'ignore', 'ignore'],
  });
  return status === 0 ? (performance.now() - started) / 1000 : undefined;
}

export function sha256sum(file: string): PeerRun {
  if (!isInstalled('sha256sum')) return { seconds: undefined, note: 'sha256sum is not installed' };
  return { seconds: timeOf('sha256sum', [file]), note: 'sha256sum' };
}

/** The events as CSV, made beforehand and not timed, then imported, indexed by four columns and FTS5 over the message. */
export function sqliteImport(csv: string, folder: string): PeerRun {
  if (!isInstalled('sqlite3'))
    return { seconds: undefined, note: 'sqlite3 is not installed (apt-get install sqlite3)' };
  const database = join(folder, 'peer.db');
  rmSync(database, { force: true });
  const script = `
.mode csv
CREATE TABLE event (timestamp TEXT, type TEXT, severity TEXT, ip TEXT, user TEXT, action TEXT, resource TEXT, message TEXT, line TEXT);
.import '${csv}' event
CREATE INDEX a ON event (timestamp);
CREATE INDEX b ON event (user);
CREATE INDEX c ON event (ip);
CREATE INDEX d ON event (type);
CREATE VIRTUAL TABLE text USING fts5 (message, content='event');
INSERT INTO text (text) VALUES ('rebuild');
`;
  const seconds = timeOf('sqlite3', [database], script);
  rmSync(database, { force: true });
  return { seconds, note: 'sqlite3 .import, four indexes, FTS5' };
}

interface CsvEvent {
  timestamp: string;
  eventType: string;
  severity: string;
  source: { ip?: string; userId?: string };
  action: { type?: string; resource?: string };
  metadata: { message?: string };
}

const quoted = (value: unknown): string => `"${String(value ?? '').replaceAll('"', '""')}"`;

export const csvRow = (line: string): string => {
  const { timestamp, eventType, severity, source, action, metadata } = JSON.parse(line) as CsvEvent;
  const cells = [
    timestamp,
    eventType,
    severity,
    source.ip,
    source.userId,
    action.type,
    action.resource,
    metadata.message,
    line,
  ];
  return `${cells.map(quoted).join(',')}\n`;
};

export function lnavLoad(file: string): PeerRun {
  if (!isInstalled('lnav')) return { seconds: undefined, note: 'lnav is not installed (apt-get install lnav)' };
  return {
    seconds: timeOf('lnav', ['-n', '-q', '-c', ';SELECT count(*) FROM all_logs', file]),
    note: 'lnav load and count',
  };
}

/** Prints its processor time, as ours is counted. */
const LIBEVTX = `
import pyevtx, sys, time
for path in sys.argv[1:]:
    f = pyevtx.file(); f.open(path)
    for i in range(f.number_of_records):
        f.get_record(i).get_xml_string()
print(time.process_time())
`;

export function libevtx(files: readonly string[], folder: string): PeerRun {
  const python = ['/usr/bin/python3', 'python3'].find((path) => spawnSync(path, ['-c', 'import pyevtx']).status === 0);
  if (python === undefined)
    return { seconds: undefined, note: 'libevtx is not installed (apt-get install python3-libevtx)' };
  const script = join(folder, 'libevtx.py');
  writeFileSync(script, LIBEVTX);
  const { status, stdout } = spawnSync(python, [script, ...files], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return { seconds: status === 0 ? Number(stdout) : undefined, note: 'libevtx, XML of each record' };
}

const EVTX_HEADER_BYTES = 4096;
const EVTX_CHUNK_BYTES = 65_536;

/** One EVTX file from another's chunks, over and over: chunks stand alone, so every record is read again. */
export function repeatEvtx(from: string, to: string, times: number): boolean {
  if (!existsSync(from)) return false;
  const source = openSync(from, 'r');
  const target = openSync(to, 'w');
  try {
    const header = Buffer.alloc(EVTX_HEADER_BYTES);
    readSync(source, header, 0, header.length, 0);
    writeSync(target, header);
    const chunk = Buffer.alloc(EVTX_CHUNK_BYTES);
    for (let round = 0; round < times; round++) {
      for (
        let at = EVTX_HEADER_BYTES;
        readSync(source, chunk, 0, chunk.length, at) === chunk.length;
        at += chunk.length
      ) {
        if (chunk.toString('latin1', 0, 7) === 'ElfChnk') writeSync(target, chunk);
      }
    }
  } finally {
    closeSync(source);
    closeSync(target);
  }
  return true;
}
