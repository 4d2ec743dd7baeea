/** Somebody who writes what is read: log lines that two readers take in two ways, and text that attacks whoever reads it. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import process from 'node:process';
import type { AuditLog } from '../../engines/event/audit-event.ts';
import { makeCase, PASSPHRASE } from '../../test/helpers/temporary-case.ts';
import { makeBundle } from '../../verifier/testing/bundle-maker.ts';
import type { Attack, Chance, Trial } from '../attack.ts';
import { utf8 } from '../bundle-change.ts';
import type { Laboratory } from '../laboratory.ts';
import { standAlone, zipped } from '../stand-alone.ts';

const READ_TWICE = 'craft input read two ways';

/** Takes the lines in as a source. @returns the event of the first */
async function takenIn(lab: Laboratory, lines: readonly string[]): Promise<AuditLog | undefined> {
  const made = await lab.opened();
  const path = lab.place('hostile.jsonl');
  writeFileSync(path, `${lines.join('\n')}\n`);
  const { jobId } = await made.call<{ jobId: string }>('ingest.start', { paths: [path] });
  const job = await made.call<{ result?: { sources: { sourceSeq?: number }[] }; error?: object }>('job.get', {
    jobId,
    wait: true,
  });
  const sourceSeq = job.result?.sources[0]?.sourceSeq ?? 0;
  const { events } = await made.call<{ events: AuditLog[] }>('search.run', { query: 'tamperlab', limit: 1000 });
  return events.toSorted((a, b) => b.seq - a.seq).find(({ seq }) => seq > sourceSeq);
}

/** A line that must be flagged: kept as it is, and called ambiguous. */
const flagged = (name: string, line: (n: number) => string): Attack => ({
  name,
  power: 'hostile content',
  threat: READ_TWICE,
  attempt: async (lab, chance) => {
    const event = await takenIn(lab, [line(chance(1e9))]);
    const parse = event?.metadata['parse'];
    const words = `kept, and flagged parse: ${String(parse)}`;
    return {
      change: '',
      seen: parse === 'ambiguous' ? [{ check: 'ingest', words }] : [],
      missed: parse === 'ambiguous' ? [] : [{ check: 'ingest', words: JSON.stringify(event ?? 'no event') }],
    };
  },
});

/** What a terminal would obey or hide, beyond the end of a line. */
// oxlint-disable-next-line no-control-regex
const OBEYED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;

const HOSTILE: readonly string[] = [
  '\u001b[2J\u001b[H',
  '\u001b]0;title\u0007',
  '\u009b31m',
  '\u202egnp.exe',
  'pay\u200bpal',
  '\u2066admin\u2069',
  '\rOK: verified',
];

const program = fileURLToPath(new URL('../../cli/audittrail.js', import.meta.url));

const run = (args: readonly string[]): Promise<string> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      [program, ...args],
      {
        env: { PATH: process.env['PATH'], AUDITTRAIL_PASSPHRASE: PASSPHRASE, XDG_DATA_HOME: `${args.at(-1)}-data` },
        maxBuffer: 1e8,
      },
      (_error, out, err) => resolve(out + err),
    );
  });

const shown = (check: 'terminal' | 'stand-alone verifier', text: string, where: string): Trial => {
  const isEscaped = !OBEYED.test(text);
  const words = isEscaped ? 'shown as codes, not obeyed' : `obeyed: ${JSON.stringify(OBEYED.exec(text)?.[0])}`;
  return { change: where, seen: isEscaped ? [{ check, words }] : [], missed: isEscaped ? [] : [{ check, words }] };
};

/** Takes hostile text in by the command line, and looks at what it prints of it. */
async function onTerminal(lab: Laboratory, chance: Chance): Promise<Trial> {
  const dir = lab.place('terminal-case');
  await makeCase(dir);
  const text = HOSTILE[chance(HOSTILE.length)] as string;
  const path = lab.place('hostile.jsonl');
  const line = { eventType: `x${text}`, source: { userId: `u${text}` }, metadata: { message: `tamperlab ${text}` } };
  // The third is no JSON: its bytes come back as the reason of a rejection.
  writeFileSync(path, `${JSON.stringify(line)}\n${JSON.stringify(line)}\n{"a": ${text}\n`);
  const said: string[] = [];
  for (const words of [['ingest', path], ['search', 'tamperlab'], ['custody'], ['verify']]) {
    said.push(await run([...words, '--case', dir]));
  }
  if (!said[1]?.includes('tamperlab')) throw new Error(`the event was not shown: ${said.join('\n')}`);
  return shown('terminal', said.join('\n'), JSON.stringify(text));
}

/** A bundle whose names and texts are hostile, checked as text. */
async function onVerifier(lab: Laboratory, chance: Chance): Promise<Trial> {
  const text = HOSTILE[chance(HOSTILE.length)] as string;
  const files = makeBundle({
    events: 5,
    extra: { [`data/reports/${text}.txt`]: utf8('x') },
    more: (log) => log.add('operator', { act: 'added', by: text, operator: { operatorId: text, name: text } }),
  });
  const { out, err } = await standAlone(lab, [zipped(lab, files)], false);
  return shown('stand-alone verifier', out + err, JSON.stringify(text));
}

export const CONTENT: readonly Attack[] = [
  flagged('writes a key twice into a line', (n) => `{"user":"ada","user":"bob","message":"tamperlab ${n}"}`),
  flagged(
    'writes a key twice, once with an escape',
    (n) => `{"user":"ada","us\\u0065r":"bob","message":"tamperlab ${n}"}`,
  ),
  flagged('writes a number that readers round', (n) => `{"amount":9007199254740993,"message":"tamperlab ${n}"}`),
  flagged('writes a number beyond all numbers', (n) => `{"amount":1e999,"message":"tamperlab ${n}"}`),
  {
    name: 'writes what a terminal obeys, or turns the order of letters, into a log',
    power: 'hostile content',
    threat: READ_TWICE,
    attempt: onTerminal,
  },
  {
    name: 'writes what a terminal obeys into names of a bundle',
    power: 'hostile content',
    threat: READ_TWICE,
    attempt: onVerifier,
  },
  {
    name: 'writes letters that look like others',
    power: 'hostile content',
    threat: READ_TWICE,
    byDesign:
      'Text is kept letter for letter, never made equal to another: the digest shows the difference, and the window marks mixed alphabets',
  },
];
