/**
 * Outside marks of an open case: the contract's `mark` domain over host/marks.
 *
 * Loaded at the first call: signatures, certificates and pages are not needed to start.
 */
import type { InputOf } from '../../shared/contract/index.ts';
import { AppError } from '../../shared/errors.ts';
import type { TrustStore } from '../marks/trust-store.ts';
import type { Handlers } from '../router.ts';
import { type OpenCase, withoutHandle } from './open-cases.ts';

type MarkHandlers = Handlers<
  'mark.status' | 'mark.request' | 'mark.import' | 'mark.compare' | 'mark.trusted' | 'mark.trust' | 'mark.distrust'
>;

/** Lists of block headers: 160 hex digits each. */
const MAX_TRUST_BYTES = 1_048_576;

/** @param witnessDir where this workstation keeps whom it trusts; undefined: nowhere, and it trusts nobody */
export function markHandlers(witnessDir: string | undefined): MarkHandlers {
  const trustStore = async (): Promise<TrustStore> => (await import('../marks/trust-store.ts')).openTrust(witnessDir);
  return {
    async 'mark.status'(_, { openCase }) {
      const { markStatus } = await import('../marks/mark-status.ts');
      return markStatus(openCase, (await trustStore()).load().trust);
    },
    async 'mark.request'(input, { openCase }) {
      return (await import('../marks/request-mark.ts')).requestMark(openCase, withoutHandle(input));
    },
    async 'mark.import'({ path, content, name = '' }, { openCase }) {
      const { importMark } = await import('../marks/import-mark.ts');
      const { MAX_MARK_BYTES } = await import('../marks/mark-file.ts');
      const bytes = await bytesOf({ path, content }, MAX_MARK_BYTES);
      const isDropped = path === undefined;
      return importMark(openCase, { bytes, name: path ?? name, isDropped }, (await trustStore()).load().trust);
    },
    async 'mark.compare'(input, { openCase }) {
      return (await import('../marks/compare-head.ts')).compareHead(openCase, withoutHandle(input));
    },
    'mark.trusted': async () => (await trustStore()).list(),
    async 'mark.trust'({ kind, value, path, content }, { openCase }) {
      mustRecord(openCase);
      const entry = await given(value, { path, content });
      const added = (await trustStore()).add(kind, entry).map(({ id, name }) => ({ id, name }));
      const recordSeq = await openCase.record('setting', { act: 'mark-trust-added', kind, added });
      return { added, recordSeq };
    },
    async 'mark.distrust'({ kind, id }, { openCase }) {
      mustRecord(openCase);
      const { name } = (await trustStore()).remove(kind, id);
      return {
        recordSeq: await openCase.record('setting', { act: 'mark-trust-removed', kind, removed: { id, name } }),
      };
    },
  };
}

/** It decides what counts as confirmed from then on: that nobody can see later who did it is no choice. CASE_READ_ONLY. */
function mustRecord({ readOnlyReason }: OpenCase): void {
  if (readOnlyReason === undefined) return;
  throw new AppError(
    'CASE_READ_ONLY',
    `Whom this workstation trusts is a record, and nothing can be: ${readOnlyReason}`,
  );
}

async function given(value: InputOf<'mark.trust'>['value'], file: GivenFile): Promise<string | Uint8Array> {
  if (value === undefined) return bytesOf(file, MAX_TRUST_BYTES);
  if (file.path === undefined && file.content === undefined) return value;
  throw new AppError('CONTRACT_BAD_INPUT', 'Give either the text of what is trusted or a file, not both');
}

interface GivenFile {
  path: string | undefined;
  content: string | undefined;
}

/** From a path, or as they are: one of the two. CONTRACT_BAD_INPUT, REQUEST_TOO_LARGE, FILE_NOT_FOUND, FILE_UNREADABLE. */
async function bytesOf({ path, content }: GivenFile, maxBytes: number): Promise<Uint8Array> {
  if ((path === undefined) === (content === undefined)) {
    throw new AppError('CONTRACT_BAD_INPUT', 'Give the path of a file or its content, one of the two');
  }
  if (path !== undefined) return (await import('../marks/mark-file.ts')).readSmallFile(path, maxBytes);
  const bytes = new Uint8Array(Buffer.from(content ?? '', 'base64'));
  if (bytes.length > maxBytes) throw new AppError('REQUEST_TOO_LARGE', `The file is larger than ${maxBytes} bytes`);
  return bytes;
}
