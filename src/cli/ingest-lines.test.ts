import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasFindings, ingestLines, type IngestResult, type SourceReport } from './ingest-lines.ts';

const source = (overrides: Partial<SourceReport>): SourceReport => ({
  path: '/logs/a.log',
  format: 'text',
  parserVersion: '1',
  sha256: 'a'.repeat(64),
  sizeBytes: 2048,
  mtime: null,
  recordCount: 3,
  eventCount: 3,
  ambiguousCount: 0,
  rejectedCount: 0,
  rejectedByReason: {},
  rejections: [],
  notes: [],
  noteCount: 0,
  firstTime: '2026-01-02T03:04:05.678Z',
  lastTime: '2026-01-03T03:04:05Z',
  withoutTimeCount: 0,
  gaps: [],
  findings: [],
  ...overrides,
});

const nothing = { format: null, recordCount: 0, eventCount: 0, firstTime: null, lastTime: null };
const refused = (kind: string, message: string): SourceReport =>
  source({
    ...nothing,
    path: '/logs/x.bin',
    sourceSeq: 9,
    recordCount: 1,
    rejectedCount: 1,
    rejectedByReason: { [kind]: 1 },
    rejections: [{ reason: kind, offset: 0, length: 9, message }],
    findings: [{ kind, message }],
  });

function result(...sources: SourceReport[]): IngestResult {
  const sum = (name: 'recordCount' | 'eventCount' | 'ambiguousCount' | 'rejectedCount') =>
    sources.reduce((total, each) => total + each[name], 0);
  return {
    sources,
    totals: {
      recordCount: sum('recordCount'),
      eventCount: sum('eventCount'),
      ambiguousCount: sum('ambiguousCount'),
      rejectedCount: sum('rejectedCount'),
    },
  };
}

const say = (...sources: SourceReport[]): string => ingestLines(result(...sources)).join('\n');

describe('the times that a source leaves open', () => {
  it('are told with what was assumed, each assumption once', () => {
    const utc = { zone: { name: 'UTC', from: 'default' as const } };
    const year = { from: 'file-time' as const, first: 2023, last: 2024 };
    const text = say(
      source({ path: resolve('a.log'), assumedTime: { ...utc, year } }),
      source({ path: resolve('b.log'), assumedTime: utc }),
      source({ path: resolve('c.log'), assumedTime: { ...utc, year } }),
      source({ path: resolve('d.log') }),
      source({
        path: resolve('e.log'),
        assumedTime: { zone: { name: '+02:00', from: 'option' }, year: { from: 'option', first: 2020, last: 2020 } },
      }),
    );
    expect(text).toContain(
      [
        'Assumed, where a time does not say it (--year and --timezone say otherwise):',
        '  years 2023 to 2024 by the time of the file, zone UTC by default: a.log, c.log',
        '  zone UTC by default: b.log',
        '  year 2020 by --year, zone +02:00 by --timezone: e.log',
        '',
      ].join('\n'),
    );
  });

  it('are not spoken of where there are none', () => {
    expect(say(source({}))).not.toContain('Assumed');
  });
});

describe('what an ingest tells', () => {
  it('is a table and one sentence, where all is well', () => {
    expect(ingestLines(result(source({ path: resolve('logs/a.log') })))).toEqual([
      'Format  Events  Ambiguous  Rejected  From               To                 Source',
      'text         3          0         0  2026-01-02T03:04Z  2026-01-03T03:04Z  logs/a.log',
      '',
      '3 events from 1 source recorded and sealed, nothing rejected.',
    ]);
  });

  it('says what was refused, why, and what can be done, once', () => {
    const said = say(refused('format-unknown', 'No reader knows this format'));
    expect(said).toContain('Look at these:\n  /logs/x.bin\n    No reader knows this format [format-unknown]\n');
    expect(said).toMatch(
      /0 events from 0 sources .* 1 record rejected, 1 source refused\.\nWhere no reader takes a source, --format/,
    );
    expect(said.match(/No reader knows/g)).toHaveLength(1);
    expect(hasFindings(result(refused('format-unknown', 'x')))).toBe(true);
  });

  it('counts rejected records by reason, with the place of the first', () => {
    const rejections = [{ reason: 'bad-json', offset: 4608, length: 5, message: 'not JSON' }];
    const said = say(source({ rejectedCount: 2, rejectedByReason: { 'bad-json': 2 }, rejections }));
    expect(said).toContain('    2 records rejected [bad-json], the first at byte 4,608: not JSON\n');
  });

  it('shows each kind of warning once, and of what puts nothing in doubt only the count', () => {
    const warning = { kind: 'chunk-checksum-bad', level: 'warning', offset: 5, message: 'Wrong' } as const;
    const info = { kind: 'log-directive', level: 'info', offset: 0, message: 'A line' } as const;
    const said = say(source({ notes: [warning, info, warning, info, warning], noteCount: 5 }));
    expect(said).toContain('    Wrong [chunk-checksum-bad], at byte 5, and 2 more\n');
    expect(said).toContain('Also noted, putting nothing in doubt: 2 log-directive (--json)');
    expect(said).not.toContain('A line');
    expect(hasFindings(result(source({ notes: [info], findings: [info] })))).toBe(false);
    expect(hasFindings(result(source({ notes: [info, warning] })))).toBe(true);
  });

  it('names the source that a known one is the same as', () => {
    const known = source({ ...nothing, path: '/logs/copy.log', duplicateOf: 7 });
    const said = say(source({ sourceSeq: 7 }), known);
    expect(said).toContain('  /logs/copy.log: the same bytes as /logs/a.log, record 7\n');
    expect(said).not.toContain('refused');
    expect(say(known)).toMatch(/\nNothing new: no event was added\.$/);
    expect(hasFindings(result(known))).toBe(false);
  });

  it('does not call a link, or an archive beside its members, refused', () => {
    const link = source({ ...nothing, findings: [{ kind: 'symbolic-link', level: 'info', message: 'A link' }] });
    const archive = source({ ...nothing, findings: [{ kind: 'trailing-bytes', level: 'warning', message: 'More' }] });
    expect(say(link, archive)).not.toContain('refused');
    expect([hasFindings(result(link)), hasFindings(result(archive))]).toEqual([false, true]);
  });

  it('shows the longest gaps of all sources', () => {
    const gap = (seconds: number) => ({ from: '2026-01-02T03:04:05Z', to: '2026-01-03T03:04:05Z', seconds });
    const said = say(
      source({ gaps: [gap(7200)] }),
      source({ path: '/b', gaps: [1, 2, 3, 4, 5].map((n) => gap(n * 3600)) }),
    );
    expect(said.match(/\d h 00 min/g)).toEqual(['5 h 00 min', '4 h 00 min', '3 h 00 min', '2 h 00 min', '2 h 00 min']);
    expect(said).toContain('  and 1 more of an hour or longer (--json)');
  });

  it('sums up by format where there are too many sources to list', () => {
    const many = Array.from({ length: 60 }, (_, index) =>
      source({ format: index % 2 === 0 ? 'text' : 'csv', firstTime: index === 4 ? '2020-01-01T00:00:00Z' : null }),
    );
    expect(ingestLines(result(...many)).slice(1, 3)).toEqual([
      'text         30      90          0         0  2020-01-01T00:00Z  2026-01-03T03:04Z',
      'csv          30      90          0         0  -                  2026-01-03T03:04Z',
    ]);
  });

  it('shows nothing of a hostile name or message that a terminal would act on', () => {
    const hostile = 'a\u001b[2J\u202e\nb';
    const finding = { kind: hostile, level: 'warning', message: hostile } as const;
    const info = { kind: hostile, level: 'info', message: hostile } as const;
    const sources = [
      source({ path: hostile, sourceSeq: 1, findings: [finding, info], rejectedByReason: { [hostile]: 1 } }),
      source({ ...nothing, path: hostile, duplicateOf: 1 }),
      source({ path: hostile, gaps: [{ from: hostile, to: hostile, seconds: 9999 }] }),
    ];
    for (const line of ingestLines(result(...sources))) expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});
