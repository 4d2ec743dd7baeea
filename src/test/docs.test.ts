/** The documents say what the program does, and the program does what the documents say. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { allCommands } from '../cli/commands.ts';
import { parseCommandLine } from '../cli/parse-command-line.ts';
import { ENVIRONMENT_NAMES } from '../host/config.ts';
import { type Operation } from '../shared/contract/define.ts';
import { MAY_READ } from '../shared/roles.ts';
import { OPERATIONS } from '../shared/contract/index.ts';
import { ERROR_CODES } from '../shared/errors.ts';
import { LAYERS } from './helpers/house-rules.ts';
import { findKinds, findUnion } from './helpers/stable-words.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(root + path, 'utf8');
const list = (folder: string): string[] =>
  readdirSync(root + folder, { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path}`);

const documents = [
  'README.md',
  'CHANGELOG.md',
  'src/README.md',
  ...list('resources/docs').filter((path) => path.endsWith('.md')),
];
const sources = list('src').filter((path) => /\.[jt]sx?$/u.test(path) && !/\.d\.ts$|\.generated\./u.test(path));
const programSources = sources.filter((path) => !/\.test\.tsx?$|^src\/(?:test|bench)\//u.test(path));

/** Body rows of the tables under a heading, cells trimmed. */
function tableUnder(document: string, heading: string): string[][] {
  const [, after = ''] = read(document).split(`${heading}\n`);
  const [section = ''] = after.split(/^##? /mu);
  const rows = section.split('\n').filter((line) => line.startsWith('| '));
  return rows.slice(1).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
const bare = (cell = ''): string => cell.replaceAll('`', '');
const wordsUnder = (heading: string): string[] =>
  tableUnder('resources/docs/errors.md', heading).map(([word]) => bare(word));

describe('errors.md', () => {
  it('has every error code once, with its blame, and no other', () => {
    const documented = tableUnder('resources/docs/errors.md', '## Errors').map(([code, blame]) => [bare(code), blame]);
    expect(documented).toEqual(Object.entries(ERROR_CODES).map(([code, { blame }]) => [code, blame]));
  });

  it('has every reason of a rejection, and no other', () => {
    const reasons = findUnion(read('src/engines/ingest/format.ts'), 'RejectReason');
    expect(reasons.length).toBeGreaterThan(10);
    expect(wordsUnder('## Rejections')).toEqual(reasons);
  });

  it('has no word for an ambiguity that the program does not say', () => {
    const readers = programSources
      .filter((path) => path.startsWith('src/engines/ingest/'))
      .map(read)
      .join('\n');
    const words = wordsUnder('## Ambiguities');
    expect(words.length).toBeGreaterThan(10);
    expect(words).toEqual([...new Set(words)].toSorted());
    expect(words.filter((word) => !readers.includes(`'${word}'`))).toEqual([]);
  });

  it('has every kind of finding and note that the program can say, and no other', () => {
    const listed = [
      ...wordsUnder('## Findings of a verification'),
      ...wordsUnder('## Findings about heads, notes, keys and proofs'),
      ...wordsUnder('## Findings and notes about sources'),
    ];
    const known = new Set([...listed, ...wordsUnder('## Rejections')]);
    // The window has kinds of its own; it says none about evidence that the host did not say first. The verifier is a
    // program of its own: its words are in verifier.md, and a test beside it holds them there. The laboratory only repeats words.
    const said = findKinds(
      programSources.filter((path) => !/^src\/(?:renderer|verifier|tamper)\//u.test(path)).map(read),
    );
    const texts = programSources.map(read).join('\n');
    expect(said.size).toBeGreaterThan(40);
    expect([...said].filter((kind) => !known.has(kind)).toSorted()).toEqual([]);
    expect(listed.filter((kind) => !texts.includes(`'${kind}'`))).toEqual([]);
    expect(listed.filter((kind, index) => listed.indexOf(kind) !== index)).toEqual([]);
  });
});

describe('glossary.md', () => {
  it('has every term once, in order, with its meaning', () => {
    const rows = tableUnder('resources/docs/glossary.md', '# Glossary');
    const terms = rows.map(([term = '']) => term);
    expect(terms.length).toBeGreaterThan(30);
    expect(terms).toEqual([...new Set(terms)].toSorted((a, b) => a.localeCompare(b, 'en')));
    expect(rows.filter(([, meaning = '']) => meaning.length < 10)).toEqual([]);
  });
});

describe('architecture.md', () => {
  it('has every operation of the contract, as it is', () => {
    const who = (role: Operation['role']) =>
      role === 'no-case' ? 'anybody' : role.length === MAY_READ.length ? 'every operator' : role.join(', ');
    const expected = (OPERATIONS as readonly Operation[]).map(({ name, kind, role, recording, result }) => [
      name,
      result === undefined ? kind : `${kind}, job`,
      who(role),
      recording,
    ]);
    const rows = tableUnder('resources/docs/architecture.md', '## Operations');
    expect(rows.map(([name, ...rest]) => [bare(name), ...rest])).toEqual(expected);
  });
});

describe('src/README.md', () => {
  it('has a row for every layer', () => {
    const layers = tableUnder('src/README.md', '## Who may import whom').flatMap(([layer = '']) => layer.split(', '));
    expect(layers.toSorted()).toEqual(Object.keys(LAYERS).toSorted());
  });
});

describe('cli.md', () => {
  it('names every command, and every word of the environment', async () => {
    const text = read('resources/docs/cli.md');
    const commands = await allCommands();
    expect(commands.filter(({ name }) => !text.includes(`\naudittrail ${name}`)).map(({ name }) => name)).toEqual([]);
    const names = tableUnder('resources/docs/cli.md', '## Environment').map(([name]) => bare(name));
    expect(names).toEqual([...ENVIRONMENT_NAMES]);
  });
});

describe('every document', () => {
  it('shows only commands that the program understands', async () => {
    const commands = await allCommands();
    const shown = documents.flatMap((path) =>
      [...read(path).matchAll(/^(?:npm run -s audittrail -- |audittrail )(.+)$/gmu)].map(([, line = '']) => line),
    );
    const split = (line: string) =>
      [...line.matchAll(/"([^"]*)"|(\S+)/gu)].map(([, quoted, plain]) => quoted ?? plain ?? '');
    expect(shown.length).toBeGreaterThan(10);
    const refused = shown.filter((line) => {
      try {
        return parseCommandLine(split(line), commands).kind !== 'run';
      } catch {
        return true;
      }
    });
    expect(refused).toEqual([]);
  });

  it('shows only npm scripts that there are', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const shown = documents.flatMap((path) =>
      [...read(path).matchAll(/npm (?:run (?:-s )?([\w:-]+)|(start|test)\b)/gu)].map(
        ([, named, short]) => named ?? short ?? '',
      ),
    );
    expect([...new Set(shown)].filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });

  it('names only files and folders that there are', () => {
    const missing = documents.flatMap((path) =>
      [...read(path).matchAll(/(?:src|resources)\/[\w./-]*[\w/]/gu)]
        .map(([named]) => named)
        .filter((named) => !existsSync(root + named))
        .map((named) => `${path}: ${named}`),
    );
    expect(missing).toEqual([]);
  });

  it('that the source refers to is there', () => {
    const named = sources.flatMap((path) =>
      [...read(path).matchAll(/\b([a-z0-9-]+\.md)\b/gu)].map(([, name = '']) => name),
    );
    expect(named.length).toBeGreaterThan(10);
    const madeByTheProgram = ['story.md'];
    const known = new Set([...documents.map((path) => path.split('/').at(-1)), ...madeByTheProgram]);
    expect([...new Set(named)].filter((name) => !known.has(name))).toEqual([]);
  });

  it('says nothing about the machine it was written on', () => {
    const tell = /\/work\/|\/tmp\/|\/Users\//u;
    expect([...documents, ...programSources].filter((path) => tell.test(read(path)))).toEqual([]);
  });
});

describe('decisions', () => {
  it('have a number each, which their title says', () => {
    const paths = list('resources/docs/decisions');
    const numbers = paths.map((path) => Number(/\/(\d{4})-[a-z0-9-]+\.md$/u.exec(path)?.[1]));
    expect(new Set(numbers).size).toBe(paths.length);
    expect(paths.map((path) => Number(/^# (\d+)\. \S/u.exec(read(path))?.[1]))).toEqual(numbers);
  });
});

describe('every source file', () => {
  it('begins by saying what it is', () => {
    const silent = programSources.filter((path) => !/^(?:#![^\n]*\n)?\/\*\*\s+\S/u.test(read(path)));
    expect(silent).toEqual([]);
  });
});
