/**
 * An earlier head of a case, from paper or a file, put to the case at hand: its beginning, or another history.
 *
 * One root over the tree at hand. Two heads that contradict each other are written to one file: where the log's own keys signed
 * both, the file alone proves it to anybody.
 * Source: C2SP tlog-checkpoint; INTEGRITY mark 2. Trust: what is compared comes from anybody, and is typed by a person.
 */
import { type NoteVerifier, openNote, parseNote, parseVkey } from '../../engines/chain/note.ts';
import { checkpointText, parseCheckpointText } from '../../engines/chain/checkpoint.ts';
import { decodeHex, encodeBase64, encodeHex, equalBytes } from '../../engines/kernel/bytes.ts';
import { checkWords, readCheckWords } from '../../engines/marks/check-words.ts';
import type { InputOf, OutputOf } from '../../shared/contract/index.ts';
import { AppError } from '../../shared/errors.ts';
import { nodeHasher, nodeTextCodec } from '../adapters/node-ports.ts';
import { resolveOutside } from '../services/export.service.ts';
import type { OpenCase } from '../services/open-cases.ts';
import { notePorts } from '../vault/head-signer.ts';
import { headFileIn, readSmallFile, writeWhole } from './mark-file.ts';

type Request = Omit<InputOf<'mark.compare'>, 'handle'>;
type Answer = OutputOf<'mark.compare'>;

/** What was given: a whole head, or what a person can type of one. */
export type GivenHead =
  | { kind: 'head'; origin: string; size: number; root: Uint8Array; note: string | undefined }
  | { kind: 'words'; origin: string | undefined; size: number; words: string }
  | { kind: 'root'; origin: string | undefined; size: number; root: Uint8Array };

/** MARK_UNREADABLE where there is nothing in it to compare. */
export function parseGivenHead(text: string): GivenHead {
  const typed = text.replaceAll('\r\n', '\n').trim();
  const request = /^old \d+\n/u.exec(`${typed}\n`) === null ? typed : typed.slice(typed.indexOf('\n\n') + 2);
  const note = parseNote(`${request}\n`);
  const checkpoint = parseCheckpointText(note.kind === 'valid' ? note.value.text : `${request}\n`);
  if (checkpoint.kind === 'valid') {
    const { origin, size, root } = checkpoint.value;
    return { kind: 'head', origin, size, root, note: note.kind === 'valid' ? `${request}\n` : undefined };
  }
  return parseTyped(request);
}

const MAX_TYPED_CHARS = 20_000;

/** The number of records, then the check words or the root in hex; in lines or not, after the log's name or without it. */
function parseTyped(text: string): GivenHead {
  // Runs of spaces would be tried in every way in which they can be split.
  const plain = text
    .slice(0, MAX_TYPED_CHARS)
    .replaceAll(/[^\S\n]+/gu, ' ')
    .replaceAll(/ ?\n[ \n]*/gu, '\n');
  const found = /^(?:(audittrailpro\/case\/\S+)\s)?(\d[\d,.' ]*?)\s(?=[a-z0-9])([\s\S]+)$/iu.exec(plain);
  const origin = found?.[1];
  const size = Number((found?.[2] ?? '').replaceAll(/[,.' ]/gu, ''));
  const rest = found?.[3] ?? '';
  if (found !== null && Number.isSafeInteger(size)) {
    const lines = rest.split('\n');
    const words = readCheckWords(rest) ?? readCheckWords(lines.slice(1).join('\n'));
    if (words !== undefined) return { kind: 'words', origin, size, words };
    const root = decodeHex(rest.replaceAll(/[\s-]/gu, '').toLowerCase());
    if (root?.length === 32) return { kind: 'root', origin, size, root };
  }
  throw new AppError(
    'MARK_UNREADABLE',
    'This is no head: give the number of records and the eight check words, or the root in hex, or a file with a head',
  );
}

export async function compareHead(openCase: OpenCase, request: Request): Promise<Answer> {
  const { text, path, proofPath } = request;
  if ((text === undefined) === (path === undefined)) {
    throw new AppError('CONTRACT_BAD_INPUT', 'Give either what was typed or a file, not both');
  }
  const content = path === undefined ? (text ?? '') : await readText(path);
  const given = parseGivenHead(content);
  const compared = await compareWith(openCase, given);
  const isProof = compared.outcome === 'two-histories' || compared.outcome === 'ahead';
  const written =
    isProof && proofPath !== undefined ? await writeProof(openCase, content, given.size, compared, proofPath) : null;
  const recordSeq = await openCase.record('anchor', {
    act: 'compared',
    from: path === undefined ? 'typed' : path,
    size: given.size,
    outcome: compared.outcome,
    isSigned: compared.isSigned,
    // Whoever finds two histories must not lose the other one.
    ...(isProof ? { given: content.slice(0, 20_000) } : {}),
    ...(written === null ? {} : { proofPath: written }),
  });
  const { outcome, isSigned, detail } = compared;
  return { outcome, size: given.size, isSigned, detail, proofPath: written, recordSeq };
}

const readText = async (path: string): Promise<string> => {
  const bytes = await readSmallFile(await headFileIn(path));
  return nodeTextCodec.utf8(bytes, 0, bytes.length);
};

type Compared = Pick<Answer, 'outcome' | 'isSigned' | 'detail'>;

async function compareWith(openCase: OpenCase, given: GivenHead): Promise<Compared> {
  const { session } = openCase;
  const { origin, headSize } = await session.info();
  if (given.origin !== undefined && given.origin !== origin) {
    return { outcome: 'other-case', isSigned: false, detail: 'It is the head of another log' };
  }
  const note = given.kind === 'head' ? given.note : undefined;
  const isSigned = note !== undefined && openNote(notePorts, note, await keysOf(openCase)).kind === 'valid';
  const n = given.size;
  const root = await session.heads.rootAt(n);
  if (root === null) {
    const detail = isSigned
      ? `A key of this case signed ${n} records, and here are ${headSize}: the case at hand is older, or was cut off`
      : `It counts ${n} records, and here are ${headSize}: the case at hand is older, or the number was written down wrongly`;
    return { outcome: 'ahead', isSigned, detail };
  }
  if (isSame(given, root, origin)) {
    return { outcome: 'same', isSigned, detail: `The first ${n} of ${headSize} records are the ones it is over` };
  }
  const detail = isSigned
    ? `Two different histories of ${n} records carry signatures of this case’s keys: it was rewritten, or a key is in other hands`
    : `The first ${n} records are not the ones it is over: the case was rewritten, or it was written down wrongly`;
  return { outcome: 'two-histories', isSigned, detail };
}

function isSame(given: GivenHead, root: Uint8Array, origin: string): boolean {
  if (given.kind !== 'words') return equalBytes(given.root, root);
  const text = checkpointText({ origin, size: given.size, root });
  return checkWords(nodeHasher.sha256(nodeTextCodec.encodeUtf8(text))) === given.words;
}

/** Every key that this case names for signing heads: of its epochs and its operators. */
async function keysOf({ session }: OpenCase): Promise<NoteVerifier[]> {
  const texts = new Set((await session.operators()).map(({ vkey }) => vkey));
  for (let afterSeq = -1; ; ) {
    const page = await session.log({ afterSeq, kinds: ['genesis', 'epoch', 'epoch-restart'], limit: 1000 });
    for (const { body } of page) {
      const { epoch } = body;
      const inner = typeof epoch === 'object' && epoch !== null && !Array.isArray(epoch) ? epoch['vkey'] : undefined;
      const vkey = body['vkey'] ?? inner;
      if (typeof vkey === 'string') texts.add(vkey);
    }
    const last = page.at(-1);
    if (last === undefined || page.length < 1000) break;
    afterSeq = last.seq;
  }
  return [...texts].flatMap((vkey) => {
    const parsed = parseVkey(notePorts, vkey);
    return parsed.kind === 'valid' ? [parsed.value] : [];
  });
}

/** Both heads, each as it is, and what links them: for whoever has nothing but this file. */
async function writeProof(
  openCase: OpenCase,
  given: string,
  size: number,
  { detail }: Compared,
  proofPath: string,
): Promise<string> {
  const path = await resolveOutside(proofPath, openCase.dir);
  const { heads } = openCase.session;
  const here = await heads.find();
  const root = await heads.rootAt(size);
  const proof = root === null || here === null ? [] : await heads.consistency(size, here.size);
  const keys = (await keysOf(openCase)).map(({ name, publicKey }) => `${name} ${encodeHex(publicKey)}`);
  const content = [
    `Two heads of one log. ${detail}.`,
    '',
    '===== given =====',
    given.trimEnd(),
    '===== at hand, the newest head =====',
    (here?.note ?? '').trimEnd(),
    ...(root === null
      ? []
      : [
          `===== root over the first ${size} records at hand, and its consistency proof to that head (RFC 9162), base64 =====`,
          encodeBase64(root),
          ...proof.map(encodeBase64),
        ]),
    '===== keys that the case at hand names, Ed25519, hex =====',
    ...keys,
    '',
  ].join('\n');
  await writeWhole(path, content, { overwrite: false });
  return path;
}
