/**
 * What is carried outside: written whole, recorded before it is in its place, named for the number of records it is over.
 *
 * Source: C2SP tlog-witness (add-checkpoint body), RFC 3161 §2.4.1. Errors: those of export-file.ts; CASE_LOG_BROKEN.
 */
import { join } from 'node:path';
import { parseCheckpointText } from '../../engines/chain/checkpoint.ts';
import { parseNote } from '../../engines/chain/note.ts';
import { formatAddCheckpoint } from '../../engines/chain/witness.ts';
import { encodeHex } from '../../engines/kernel/bytes.ts';
import { checkWords } from '../../engines/marks/check-words.ts';
import { paperPage } from '../../engines/marks/paper.ts';
import { nonceText, timeStampRequest } from '../../engines/marks/time-stamp.ts';
import type { InputOf, OutputOf } from '../../shared/contract/index.ts';
import { AppError } from '../../shared/errors.ts';
import { nodeHasher, nodeRng, nodeTextCodec } from '../adapters/node-ports.ts';
import { resolveOutside } from '../services/export.service.ts';
import type { OpenCase } from '../services/open-cases.ts';
import type { StoredHead } from '../vault/head-session.ts';
import { writeWhole } from './mark-file.ts';
import { readMarkRecords } from './mark-records.ts';

type Request = Omit<InputOf<'mark.request'>, 'handle'>;

const ENDINGS = { witness: 'add-checkpoint', 'time-stamp': 'tsq', head: 'note', paper: 'svg' } as const;
const NONCE_BYTES = 8;

interface Made {
  content: string | Uint8Array;
  /** What the record says beside. */
  more: Record<string, string | number>;
}

export async function requestMark(openCase: OpenCase, request: Request): Promise<OutputOf<'mark.request'>> {
  if (openCase.readOnlyReason !== undefined) {
    throw new AppError('CASE_READ_ONLY', `Nothing can be recorded in this case: ${openCase.readOnlyReason}`);
  }
  const head = await openCase.session.heads.find();
  if (head === null) throw new AppError('CASE_LOG_BROKEN', 'The log has no signed head');
  const { form, overwrite = false } = request;
  const path = await resolveOutside(join(request.dir, `${head.size}.${ENDINGS[form]}`), openCase.dir);
  const { content, more } = await MAKERS[form](openCase, head, request);
  const headSha256 = nodeHasher.sha256TextHex(head.note);
  let recordSeq = -1;
  const settleAfter = async (sha256: string): Promise<void> => {
    const body = { act: 'requested', form, size: head.size, head: `sha256:${headSha256}`, path, sha256, ...more };
    recordSeq = (await openCase.record('anchor', body)) ?? -1;
  };
  const sha256 = await writeWhole(path, content, { overwrite, settleAfter });
  const words = checkWords(nodeHasher.sha256(nodeTextCodec.encodeUtf8(textOf(head))));
  const page = form === 'paper' && typeof content === 'string' ? content : null;
  return { form, path, size: head.size, sha256, headSha256, words, key: openCase.operator.vkey, page, recordSeq };
}

const MAKERS: Readonly<
  Record<Request['form'], (openCase: OpenCase, head: StoredHead, request: Request) => Promise<Made>>
> = {
  head: async (_, { note }) => ({ content: note, more: {} }),
  'time-stamp': async (_, { note }) => {
    const nonce = nodeRng.bytes(NONCE_BYTES).slice();
    const digest = nodeHasher.sha256(nodeTextCodec.encodeUtf8(note));
    return { content: timeStampRequest(digest, nonce), more: { nonce: nonceText(nonce) } };
  },
  witness: async (openCase, { size }, { oldSize, witness }) => {
    const { heads } = openCase.session;
    const old = oldSize ?? (await cosignedSize(openCase, witness));
    if (old > size) {
      throw new AppError(
        'MARK_WITNESS_AHEAD',
        `The witness has cosigned ${old} records, and here are ${size}: this case is older`,
        {
          details: { oldSize: old, size },
        },
      );
    }
    const proof = await heads.consistency(old, size);
    const content = formatAddCheckpoint(old, proof, await heads.countersign(size));
    return { content, more: { oldSize: old, ...(witness === undefined ? {} : { witness }) } };
  },
  paper: async ({ session, operator }, head) => {
    const { name, fingerprint, origin } = await session.info();
    const text = nodeTextCodec.encodeUtf8(textOf(head));
    const content = paperPage({
      origin,
      size: head.size,
      rootHex: encodeHex(rootOf(head)),
      text,
      digest: nodeHasher.sha256(text),
      caseName: name,
      fingerprint,
      printedAt: new Date().toISOString(),
      operator: operator.name,
      noteSha256: nodeHasher.sha256TextHex(head.note),
    });
    return { content, more: {} };
  },
};

/** The largest head that this witness is on record to have cosigned; 0 where none is. */
async function cosignedSize(openCase: OpenCase, witness: string | undefined): Promise<number> {
  const { received } = await readMarkRecords(openCase);
  const isMeant = (content: string): boolean =>
    witness === undefined || Buffer.from(content, 'base64').toString('utf8').includes(` ${witness} `);
  const sizes = received.flatMap(({ form, size, content }) =>
    form === 'cosignature' && isMeant(content) ? [size] : [],
  );
  return Math.max(0, ...sizes);
}

/** The three lines of a head. */
export function textOf({ note }: StoredHead): string {
  const parsed = parseNote(note);
  if (parsed.kind !== 'valid') throw new AppError('CASE_LOG_BROKEN', 'A stored head can not be read');
  return parsed.value.text;
}

function rootOf(head: StoredHead): Uint8Array {
  const parsed = parseCheckpointText(textOf(head));
  if (parsed.kind !== 'valid') throw new AppError('CASE_LOG_BROKEN', 'A stored head can not be read');
  return parsed.value.root;
}
