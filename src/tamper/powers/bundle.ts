/** Somebody who has a bundle: without a key, with every list written again, or an operator who signs what is not so. */
import { createHash } from 'node:crypto';
import { canonicalJson, type JsonObject } from '../../verifier/base/strict-json.ts';
import { envelope, type TestKey, testKey } from '../../verifier/testing/log-maker.ts';
import type { Files } from '../../verifier/testing/memory-folder.ts';
import {
  CHANGES as RANDOM,
  isHarmless,
  mutate,
  type Power,
  relisted,
  resigned,
} from '../../verifier/testing/mutations.ts';
import type { Attack, Chance } from '../attack.ts';
import { bundleAttack, type BundleChange, RECORDS, textAt, utf8, withLines } from '../bundle-change.ts';
import { BAG_CHANGES } from './bundle-bag.ts';

const STRANGER = { key: testKey('stranger', 9) };
const HIDES = 'with the case open: edit, delete, insert, reorder sealed records';
const ROGUE = 'one rogue operator releases or destroys';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const pathsOf = (files: Files, form: RegExp): string[] =>
  Object.keys(files)
    .filter((path) => form.test(path))
    .toSorted();
const any = <T>(list: readonly T[], chance: Chance): T => list[chance(list.length)] as T;
const isShown = (line: string): boolean => line.includes('"kind":"event"') && !line.includes('"redacted"');

/** Places of lines that `is` picks. */
const placesOf = (files: Files, is: (line: string) => boolean): number[] =>
  textAt(files, RECORDS)
    .split('\n')
    .flatMap((line, i) => (is(line) ? [i] : []));

/** One line of the log, picked by chance, says or is something else; the operator signs it. */
const signedEdit =
  (is: (line: string) => boolean, edit: (line: string) => string | undefined): BundleChange['apply'] =>
  (files, { key, chance }) => {
    const at = any(placesOf(files, is), chance);
    return resigned(
      withLines(files, RECORDS, (line, i) => (i === at ? edit(line) : line)),
      files,
      { key },
    );
  };

const hidden = (line: string): string =>
  canonicalJson({ digest: sha256(line), seq: (JSON.parse(line) as { seq: number }).seq });

function changedStatement(files: Files, key: TestKey, edit: (statement: JsonObject) => JsonObject): Files {
  const path = 'data/case/completeness.dsse.json';
  const { payload, payloadType } = JSON.parse(textAt(files, path)) as { payload: string; payloadType: string };
  const statement = edit(JSON.parse(Buffer.from(payload, 'base64').toString('utf8')) as JsonObject);
  const again = envelope(payloadType, canonicalJson(statement), [key]);
  return { ...files, [path]: utf8(canonicalJson(again)) };
}

/** Until the dice change something. */
function random(files: Files, chance: Chance, operator: { key: TestKey }, power: Power): Files {
  for (;;) {
    const mutation = mutate(files, chance(2 ** 31), operator);
    if (mutation?.power === power && !isHarmless(mutation.files, files)) return mutation.files;
  }
}

const CHANGES: BundleChange[] = [
  {
    name: 'changes, removes or adds a file, any way the dice fall',
    apply: (files, { key, chance }) => random(files, chance, { key }, 'bytes'),
  },
  {
    name: 'the same, and writes every list of hashes again',
    apply: (files, { key, chance }) => random(files, chance, { key }, 'lists'),
  },
  {
    name: 'the same, and signs the list with the key of an operator',
    threat: HIDES,
    apply: (files, { key, chance }) => random(files, chance, { key }, 'signs'),
  },
  {
    name: 'changes a report',
    codes: ['file-changed'],
    apply: (files, { chance }) => {
      const path = any(pathsOf(files, /^data\/(?!case\/)/u), chance);
      return {
        ...files,
        [path]: (RANDOM['a bit turned'] as (typeof RANDOM)[string])(files[path] as Uint8Array, chance),
      };
    },
  },
  {
    name: 'lays a file into the bundle',
    codes: ['file-added'],
    apply: (files) => ({ ...files, 'data/reports/opinion.txt': utf8('He did it.') }),
  },
  {
    name: 'takes a file out of the bundle and of its lists',
    apply: (files, { chance }) => {
      const path = any(pathsOf(files, /^data\/(?:files|proofs)\//u), chance);
      const { [path]: _, ...rest } = files;
      return relisted(rest as Record<string, Uint8Array>, files);
    },
  },
  {
    name: 'signs the list with a key of their own',
    codes: ['list-unsigned'],
    threat: 'act as another operator',
    apply: (files) => resigned(files, files, STRANGER),
  },
  {
    name: 'adds a signature of their own to the list',
    threat: 'act as another operator',
    apply: (files) => {
      const path = 'manifest.dsse.json';
      const signed = JSON.parse(textAt(files, path)) as JsonObject;
      const own = JSON.parse(textAt(resigned(files, files, STRANGER), path)) as JsonObject;
      const signatures = [signed, own].flatMap((each) => each['signatures'] as JsonObject[]);
      return { ...files, [path]: utf8(canonicalJson({ ...signed, signatures })) };
    },
  },
  {
    name: 'shows an event that says something else, and signs',
    threat: HIDES,
    codes: ['head-root', 'line-chain'],
    apply: signedEdit(isShown, (line) => line.replace('by a clerk', 'by a judge')),
  },
  {
    name: 'leaves an event out without a trace, and signs',
    threat: HIDES,
    apply: signedEdit(isShown, () => undefined),
  },
  {
    name: 'withholds an event that was found, and signs',
    threat: HIDES,
    codes: ['completeness-wrong', 'export-unrecorded', 'list-mismatch'],
    apply: signedEdit(isShown, hidden),
  },
  {
    name: 'withholds a record of custody, and signs',
    threat: ROGUE,
    apply: signedEdit((line) => line.includes('"kind":"custody"'), hidden),
  },
  {
    name: 'exchanges the digest of a withheld record, and signs',
    of: 'privileged',
    threat: HIDES,
    apply: signedEdit(
      (line) => line.startsWith('{"digest"') && !line.includes('"redacted"'),
      (line) => line.replace(/"digest":"[0-9a-f]{64}"/u, `"digest":"${sha256('another')}"`),
    ),
  },
  {
    name: 'puts a text back where one was redacted, and signs',
    of: 'privileged',
    threat: HIDES,
    codes: ['line-malformed', 'withheld-wrong'],
    apply: signedEdit(
      (line) => line.includes('"redacted"'),
      (line) => line.replace('"metadata":{', '"metadata":{"message":"he confessed",'),
    ),
  },
  {
    name: 'changes what is left of a redacted event, and signs',
    of: 'privileged',
    threat: HIDES,
    byDesign:
      'The digest proves only the place of a redacted event: what is shown of it is the word of who signed, until the whole line is shown to somebody who may see it',
    apply: signedEdit(
      (line) => line.includes('"redacted"') && line.includes('"severity":"low"'),
      (line) => line.replace('"severity":"low"', '"severity":"high"'),
    ),
  },
  {
    name: 'takes the reason for a withheld event out, and signs',
    of: 'privileged',
    threat: HIDES,
    apply: (files, { key, chance }) => {
      const path = 'data/case/privilege-log.ndjson';
      const count = textAt(files, path).split('\n').length - 1;
      const at = chance(count);
      return resigned(
        withLines(files, path, (line, i) => (i === at ? undefined : line)),
        files,
        { key },
      );
    },
  },
  {
    name: 'gives a reason for an event that is shown, and signs',
    of: 'shown',
    threat: HIDES,
    codes: ['withheld-wrong'],
    apply: (files, { key, chance }) => {
      const at = any(placesOf(files, isShown), chance);
      const { seq } = JSON.parse(textAt(files, RECORDS).split('\n')[at] as string) as { seq: number };
      const line = canonicalJson({ basis: 'x', by: 'lead', description: '', from: seq, to: seq });
      return resigned({ ...files, 'data/case/privilege-log.ndjson': utf8(`${line}\n`) }, files, { key });
    },
  },
  {
    name: 'says that more was found, and signs',
    threat: HIDES,
    codes: ['completeness-wrong'],
    apply: (files, { key, chance }) =>
      resigned(
        changedStatement(files, key, (statement) => ({
          ...statement,
          matched: Number(statement['matched']) + 1 + chance(9),
        })),
        files,
        { key },
      ),
  },
  {
    name: 'says that something else was asked for, and signs',
    threat: HIDES,
    codes: ['completeness-wrong'],
    apply: (files, { key }) =>
      resigned(
        changedStatement(files, key, (statement) => ({ ...statement, query: 'user:user3 and severity:low' })),
        files,
        { key },
      ),
  },
  {
    name: 'lays the proof of one record under the name of another, and signs',
    codes: ['proof-wrong'],
    threat: HIDES,
    apply: (files, { key, chance }) => {
      const paths = pathsOf(files, /^data\/proofs\//u);
      const a = any(paths, chance);
      const b = any(
        paths.filter((path) => path !== a),
        chance,
      );
      return resigned({ ...files, [a]: files[b] as Uint8Array }, files, { key });
    },
  },
  {
    name: 'exchanges an original for another, and signs',
    codes: ['source-changed', 'slice-changed'],
    threat: HIDES,
    apply: (files, { key, chance }) => {
      const path = any(pathsOf(files, /^data\/files\//u), chance);
      const text = textAt(files, path).replace('user3', 'user4');
      return resigned({ ...files, [path]: utf8(text) }, files, { key });
    },
  },
  {
    name: 'lays an original in that no record names, and signs',
    codes: ['source-changed'],
    threat: HIDES,
    apply: (files, { key }) =>
      resigned({ ...files, [`data/files/${sha256('planted')}`]: utf8('planted') }, files, { key }),
  },
  {
    name: 'takes the newest head out, and signs',
    threat: 'cut the tail',
    apply: (files, { key }) => {
      const path = 'data/case/heads.ndjson';
      const lines = textAt(files, path).split('\n').slice(0, -1);
      const { note } = JSON.parse(lines.at(-2) as string) as { note: string };
      const cut = withLines({ ...files, 'data/case/head.note': utf8(note) }, path, (line, i) =>
        i === lines.length - 1 ? undefined : line,
      );
      return resigned(cut, files, { key });
    },
  },
  {
    name: 'exchanges who founded the case, and signs',
    threat: 'act as another operator',
    codes: ['other-case'],
    apply: (files, { key }) =>
      resigned(
        withLines(files, RECORDS, (line, i) => (i === 0 ? line.replace('"name":"Lead"', '"name":"Leod"') : line)),
        files,
        { key },
      ),
  },
];

export const BUNDLE: readonly Attack[] = [...CHANGES, ...BAG_CHANGES].map(bundleAttack);
