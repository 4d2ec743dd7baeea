/**
 * The cases that are open in this host, by handle, and the one way an act gets into a case's log.
 *
 * A handle is random: whoever holds it was given it by `case.open`.
 */
import type { RecordKind } from '../../engines/chain/record.ts';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import { AppError } from '../../shared/errors.ts';
import type { CaseInfo, CaseSession, OperatorInfo } from '../vault/session.ts';

export interface OpenCase {
  readonly handle: string;
  readonly session: CaseSession;
  readonly dir: string;
  readonly operator: OperatorInfo;
  /** Why nothing can be written, where that is so. */
  readonly readOnlyReason: string | undefined;
  /** An evidence bundle, opened to look at. */
  readonly isBundle: boolean;
  /**
   * Writes what the operator did into the case log.
   * @returns the record's seq once durable; null where the case is read-only and can't remember it
   */
  record(kind: RecordKind, body: JsonObject): Promise<number | null>;
}

export interface OpenCases {
  add(session: CaseSession): Promise<{ openCase: OpenCase; info: CaseInfo }>;
  /** CASE_NOT_OPEN where the handle was never given out, or the case was closed. */
  get(handle: string): OpenCase;
  /** Forgets the handle; the session is the caller's to close. */
  remove(handle: string): void;
  handles(): string[];
}

export function createOpenCases(newHandle: () => string): OpenCases {
  const byHandle = new Map<string, OpenCase>();
  return {
    async add(session) {
      const info = await session.info();
      const handle = newHandle();
      const { operator, readOnlyReason, bundle } = info;
      const record: OpenCase['record'] = async (kind, body) =>
        readOnlyReason === undefined ? session.record(kind, body) : null;
      const openCase = {
        handle,
        session,
        dir: info.dir,
        operator,
        readOnlyReason,
        isBundle: bundle !== undefined,
        record,
      };
      byHandle.set(handle, openCase);
      return { openCase, info };
    },
    get(handle) {
      const found = byHandle.get(handle);
      if (found === undefined) throw new AppError('CASE_NOT_OPEN', 'This case is not open');
      return found;
    },
    remove: (handle) => void byHandle.delete(handle),
    handles: () => [...byHandle.keys()],
  };
}

/** The request as the session understands it: the handle has done its work. */
export function withoutHandle<T extends { handle: string }>(input: T): Omit<T, 'handle'> {
  const { handle, ...request } = input;
  void handle;
  return request;
}
