/**
 * What an operation of the contract is, and what a reply is.
 *
 * Pure. IPC, REST, WebSocket, CLI, MCP and the assistant's tools are bindings of the same table (index.ts).
 * Trust: every caller is untrusted; `input` is parsed by the router before a handler sees it.
 */
import { z } from 'zod';
import type { ErrorValue } from '../errors.ts';
import type { Role } from '../roles.ts';

/**
 * How an act reaches the case log.
 * `by-case`: the case engine writes its own record (genesis, operator, unlock, lock, source).
 * `nothing`: looks at something already recorded, or at no evidence at all.
 * Any other word: the service writes a record of that kind.
 */
export type Recording =
  | 'by-case'
  | 'nothing'
  | 'search'
  | 'export'
  | 'verify'
  | 'annotation'
  | 'setting'
  | 'custody'
  | 'anchor';

export interface Operation {
  /** `<domain>.<verb>`, the name in every binding. */
  readonly name: string;
  /** A command changes the case or the world outside it, and is never offered to the assistant unasked. */
  readonly kind: 'query' | 'command';
  /** Who may call it; `no-case` where no case is open yet, or none is needed. */
  readonly role: readonly Role[] | 'no-case';
  readonly recording: Recording;
  /** `local`: about the machine itself. Only the window and the command line on it may call, no binding for others. */
  readonly reach?: 'local';
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  /** Long work: `output` is `{jobId}` and this is the shape of the job's result. */
  readonly result?: z.ZodType;
  /** One or two sentences, shown in the OpenAPI description, the help and the tool table. */
  readonly doc: string;
}

/** Keeps the literal name and schemas of an operation for the types of handlers and callers. */
export const operation = <const O extends Operation>(definition: O): O => definition;

/** An open case, as `case.open` and `case.create` gave it out. */
export const caseHandle = z.string().min(1).max(64).describe('handle of an open case');

export const jobStarted = z.object({ jobId: z.string() });

/** RFC 3339 or any time text the search engine accepts; it is the judge, this only bounds the length. */
export const timeText = z.string().min(1).max(64);

export type Reply<T = unknown> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: ErrorValue };
