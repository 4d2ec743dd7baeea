import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { renderStory } from './answer-key.ts';
import { END_MS, START_MS } from './company.ts';
import { generateScenario } from './scenario.ts';
import type { AnswerKey, Scenario } from './scenario.ts';

const textsOf = (scenario: Scenario): Map<string, string> =>
  new Map(scenario.files.map(({ path, chunks }) => [path, [...chunks].join('')]));

const scenario = generateScenario(1);
const texts = textsOf(scenario);
const { key } = scenario;
const text = (path: string): string => texts.get(path) ?? '';
const splitTexts = new Map([...texts].map(([path, content]) => [path, content.split(/\r?\n/).slice(0, -1)]));
const linesOf = (path: string): string[] => splitTexts.get(path) ?? [];
const cloudPaths = [...texts.keys()].filter((path) => path.startsWith('cloudtrail/'));

interface CloudRecord {
  eventID: string;
  eventTime: string;
  eventName: string;
  sourceIPAddress: string;
}
const records = new Map(
  cloudPaths.map((path) => [path, (JSON.parse(text(path)) as { Records: CloudRecord[] }).Records]),
);
const recordsOf = (path: string): CloudRecord[] => records.get(path) ?? [];

const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex');
const step = (id: string): AnswerKey['steps'][number] => {
  const found = [...key.steps, ...key.decoys].find((one) => one.id === id);
  if (found === undefined) throw new Error(`no step ${id}`);
  return found;
};

/** RFC 3339 time of one line, as its format writes it. */
function timeOf(path: string, line: string): string {
  if (path.endsWith('auth.log')) return new Date(`${line.slice(0, 15)} 2025 UTC`).toISOString();
  if (path.endsWith('access.log')) {
    const [, day = '', rest = ''] = /\[([^:]+):([^ ]+)/.exec(line) ?? [];
    return new Date(`${day.replaceAll('/', ' ')} ${rest} UTC`).toISOString();
  }
  return `${(/\d{4}-\d\d-\d\dT[\d:.]{12}/.exec(line) ?? [''])[0]}Z`;
}

describe('the sample case', () => {
  it('is the same bytes for the same seed, and others for another', () => {
    const again = textsOf(generateScenario(1));
    const other = textsOf(generateScenario(2));
    expect([...again].map(([path, content]) => [path, sha256(content)])).toEqual(
      [...texts].map(([path, content]) => [path, sha256(content)]),
    );
    for (const [path, content] of other) expect(content === texts.get(path)).toBe(false);
  });

  it('holds 30,000 to 60,000 events in eight files, as many as it says', () => {
    const counted = [...texts.keys()].map((path) => {
      if (path.endsWith('.json')) return recordsOf(path).length;
      return linesOf(path).length - (path.endsWith('.csv') ? 1 : 0);
    });
    expect(counted).toEqual(scenario.files.map(({ eventCount }) => eventCount));
    expect(texts.size).toBe(8);
    expect(key.eventCount).toBe(counted.reduce((sum, count) => sum + count, 0));
    expect(key.eventCount).toBeGreaterThan(30_000);
    expect(key.eventCount).toBeLessThan(60_000);
  });

  it('comes in pieces small enough to stream', () => {
    for (const { chunks } of scenario.files) for (const chunk of chunks) expect(chunk.length).toBeLessThan(70_000);
  });

  it('keeps every log in order of time, within the three days', () => {
    for (const path of texts.keys()) {
      const times = path.endsWith('.json')
        ? recordsOf(path).map(({ eventTime }) => Date.parse(eventTime))
        : linesOf(path)
            .slice(path.endsWith('.csv') ? 1 : 0)
            .map((line) => Date.parse(timeOf(path, line)));
      expect(times.every((time, at) => at === 0 || time >= (times[at - 1] ?? 0))).toBe(true);
      expect(times[0]).toBeGreaterThanOrEqual(START_MS);
      expect(times.at(-1)).toBeLessThan(END_MS + 3_600_000);
    }
  });

  it('writes every line as its format demands', () => {
    const shapes: [path: string, shape: RegExp][] = [
      ['vpn01/auth.log', /^[A-Z][a-z]{2} [ 1-3]\d \d\d:\d\d:\d\d vpn01 [\w/.-]+(\[\d+\])?: \S.*$/],
      [
        'fw01/traffic.log',
        /^<13[24]>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z fw01 filterd 1443 TRAFFIC \[flow@32473( \w+="[^"\]\\]*")+\] \S.*$/,
      ],
      [
        'portal/access.log',
        /^[\d.]+ - [\w.-]+ \[\d\d\/Mar\/2025:\d\d:\d\d:\d\d \+0000\] "(GET|POST) \/\S* HTTP\/1\.1" \d{3} \d+ "[^"]*" "[^"]+"$/,
      ],
    ];
    for (const [path, shape] of shapes) expect(linesOf(path).filter((line) => !shape.test(line))).toEqual([]);
    const [header = '', ...rows] = linesOf('windows/security.csv');
    const columns = (row: string): number => row.replaceAll(/"(?:[^"]|"")*"/g, 'x').split(',').length;
    expect(rows.filter((row) => columns(row) !== header.split(',').length)).toEqual([]);
    for (const line of linesOf('app01/audit.jsonl')) {
      expect(Object.keys(JSON.parse(line) as object)).toEqual([
        'eventId',
        'timestamp',
        'eventType',
        'severity',
        'source',
        'action',
        'metadata',
      ]);
    }
  });

  it('gives every event with an id an id of its own', () => {
    const ids = [
      ...cloudPaths.flatMap((path) => recordsOf(path).map(({ eventID }) => eventID)),
      ...linesOf('app01/audit.jsonl').map((line) => (JSON.parse(line) as { eventId: string }).eventId),
      ...linesOf('windows/security.csv')
        .slice(1)
        .map((line) => line.split(',')[1]),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('uses documentation and private addresses only', () => {
    const allowed = /^(10\.|127\.0\.0\.1$|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.)/;
    for (const [path, content] of texts) {
      // Version numbers of browsers look like addresses.
      const addresses = content
        .replaceAll(/(Chrome|Edg|Firefox|Safari|Version)\/[\d.]+/g, '')
        .match(/\b\d{1,3}(\.\d{1,3}){3}\b/g);
      expect([path, [...new Set(addresses)].filter((address) => !allowed.test(address))]).toEqual([path, []]);
    }
  });
});

describe('the answer key', () => {
  const events = [...key.steps, ...key.decoys].flatMap((one) => one.events);

  it('has events for every step and every decoy, for any seed', () => {
    for (const { steps, decoys } of [key, generateScenario(99).key]) {
      expect([...steps, ...decoys].filter((one) => one.events.length === 0).map(({ id }) => id)).toEqual([]);
      expect(steps.map(({ id }) => id)).toEqual([
        'phishing',
        'vpn-login',
        'password-spraying',
        'privilege-escalation',
        'lateral-movement',
        'cloud-key',
        'exfiltration',
        'log-clearing',
        'response',
      ]);
    }
  });

  it('tells the steps in the order in which they begin', () => {
    const starts = key.steps.map((one) => one.events[0]?.timestamp ?? '');
    expect(starts).toEqual(starts.toSorted());
  });

  it('points at the very line, record and time of each event', () => {
    const placed = events.map(({ path, line, eventId }) => {
      if (!path.endsWith('.json')) {
        const found = linesOf(path)[line - 1] ?? '';
        return { path, time: timeOf(path, found), hasId: found.includes(eventId ?? '') };
      }
      const record = recordsOf(path)[line - 1];
      return { path, time: record?.eventTime.replace('Z', '.000Z'), hasId: record?.eventID === eventId };
    });
    expect(placed).toEqual(events.map(({ path, timestamp }) => ({ path, time: timestamp, hasId: true })));
  });

  it('holds the whole intrusion: the intruder is nowhere else', () => {
    const marked = new Set(events.map(({ path, line }) => `${path}:${line}`));
    for (const path of ['app01/audit.jsonl', 'portal/access.log', 'fw01/traffic.log', 'windows/security.csv']) {
      const lines = linesOf(path).flatMap((line, at) =>
        /\b(10\.30\.0\.45|203\.0\.113\.(66|140))\b/.test(line) ? [`${path}:${at + 1}`] : [],
      );
      expect(lines.filter((place) => !marked.has(place))).toEqual([]);
    }
    const places = cloudPaths.flatMap((path) =>
      recordsOf(path).flatMap(({ sourceIPAddress }, at) =>
        sourceIPAddress.startsWith('203.0.113.') ? [`${path}:${at + 1}`] : [],
      ),
    );
    expect(places.filter((place) => !marked.has(place) && !place.startsWith('cloudtrail/2025-03-12'))).toEqual([]);
  });

  it('names a login from a country where no one else logs in from', () => {
    const countries = linesOf('vpn01/auth.log').flatMap(
      (line) => /user=(\S+) .*country=(\w\w).*result=success/.exec(line)?.slice(1, 3).join(' ') ?? [],
    );
    expect(countries.filter((entry) => !entry.endsWith('DE')).toSorted()).toEqual([
      'ines.maurer FR',
      'mara.hoffmann RO',
    ]);
  });

  it('names a gap in auth.log that nothing else explains', () => {
    const times = linesOf('vpn01/auth.log').map((line) => Date.parse(timeOf('vpn01/auth.log', line)));
    const gaps = times.flatMap((time, at) =>
      at > 0 && time - (times[at - 1] ?? 0) > 15 * 60_000 ? [[times[at - 1], time]] : [],
    );
    expect(gaps).toEqual([[Date.parse('2025-03-13T02:14:00Z'), Date.parse('2025-03-13T05:31:00Z')]]);
  });

  it('names missing record numbers in the security log and silence in CloudTrail', () => {
    const numbers = linesOf('windows/security.csv')
      .slice(1)
      .map((line) => Number(line.split(',')[1]));
    const jumps = numbers.filter((number, at) => at > 0 && number !== (numbers[at - 1] ?? 0) + 1);
    const cleared = step('log-clearing').events.find(({ path }) => path.endsWith('.csv'));
    expect(jumps.map(String)).toEqual([cleared?.eventId]);
    const lastDay = recordsOf('cloudtrail/2025-03-13.json');
    const stopped = lastDay.findIndex(({ eventName }) => eventName === 'StopLogging');
    expect(lastDay[stopped + 1]?.eventName).toBe('StartLogging');
  });

  it('can be read as a page', () => {
    const page = renderStory(key);
    expect(page.split('\n').filter((line) => line.startsWith('## '))).toHaveLength(13);
    expect(page).toContain('| ... | | | | 36 more |');
    expect(page).toContain('(ATT&CK T1110.003)');
    expect(page.split('\n').length).toBeLessThan(250);
  });
});
