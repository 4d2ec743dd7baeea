/**
 * One door for every caller: finds the operation, parses its input, checks the role, calls the handler, answers by value.
 *
 * `call` always resolves. Handlers throw; only here is an error turned into a reply, with a trace id.
 * Trust: name and input may come from anywhere.
 */
import { findOperation, type InputOf, type OperationName, type OutputOf } from '../shared/contract/index.ts';
import type { Operation, Reply } from '../shared/contract/define.ts';
import { AppError, errorToValue } from '../shared/errors.ts';
import { READ_ONLY_BUNDLE } from './bundle-session/bundle-session.ts';
import type { OpenCase, OpenCases } from './services/open-cases.ts';
import { asAppError } from './services/node-error.ts';

/** What a command may do with an opened bundle: close it, and take a copy of what it shows. */
const BUNDLE_COMMANDS: ReadonlySet<string> = new Set(['case.close', 'export.start'] satisfies OperationName[]);

export interface CallContext {
  /** Given up by the caller. Jobs outlive it: they are stopped by `job.cancel`. */
  signal?: AbortSignal;
}

/** What a handler may use: the case its input names, already checked for the operator's role. */
export interface HandlerContext extends CallContext {
  openCase: OpenCase;
}

type NeedsCase<N extends OperationName> = InputOf<N> extends { handle: string } ? true : false;

export type Handler<N extends OperationName> = (
  input: InputOf<N>,
  context: NeedsCase<N> extends true ? HandlerContext : CallContext,
) => Promise<OutputOf<N>>;

export type Handlers<N extends OperationName = OperationName> = { [K in N]: Handler<K> };

export interface RouterOptions {
  handlers: Handlers;
  openCases: OpenCases;
  /** Also check what handlers answer: on in tests and with AUDITTRAIL_DEBUG. */
  checkOutput: boolean;
  newTraceId: () => string;
  /** Told of every error whose blame is `bug`, with its stack. */
  onBug?: (traceId: string, error: unknown) => void;
}

export type Call = (name: string, rawInput: unknown, context?: CallContext) => Promise<Reply>;

type AnyHandler = (input: unknown, context: CallContext | HandlerContext) => Promise<unknown>;

export function createRouter(options: RouterOptions): Call {
  const handlers = new Map(Object.entries(options.handlers)) as ReadonlyMap<string, AnyHandler>;

  const answer = async (name: string, rawInput: unknown, context: CallContext): Promise<unknown> => {
    const operation = findOperation(name);
    const handler = handlers.get(name);
    if (operation === undefined || handler === undefined) {
      throw new AppError('CONTRACT_UNKNOWN_OPERATION', `There is no operation called ${JSON.stringify(name)}`);
    }
    const input = parseInput(operation, rawInput);
    const value =
      operation.role === 'no-case'
        ? await handler(input, context)
        : await handler(input, { ...context, openCase: await admit(operation, operation.role, input) });
    if (options.checkOutput) operation.output.parse(value);
    return value;
  };

  const admit = async (operation: Operation, roles: readonly string[], input: unknown): Promise<OpenCase> => {
    const openCase = options.openCases.get((input as { handle: string }).handle);
    const { operatorId, role } = openCase.operator;
    // Whatever is not known to leave a bundle as it is is refused, for everybody alike.
    if (openCase.isBundle && operation.kind === 'command' && !BUNDLE_COMMANDS.has(operation.name)) {
      throw new AppError('CASE_READ_ONLY', READ_ONLY_BUNDLE, { details: { operation: operation.name } });
    }
    if (!roles.includes(role)) {
      await openCase.record('custody', { act: 'denied', operation: operation.name, role });
      throw new AppError('ROLE_FORBIDDEN', `${operatorId} is ${role} in this case, and that role may not do this`, {
        details: { operation: operation.name, role, allowed: roles.join(', ') },
      });
    }
    return openCase;
  };

  return async (name, rawInput, context = {}) => {
    try {
      return { ok: true, value: await answer(name, rawInput, context) };
    } catch (thrown) {
      const error = asAppError(thrown);
      const traceId = options.newTraceId();
      const value = errorToValue(error);
      if (value.blame === 'bug') options.onBug?.(traceId, thrown);
      return { ok: false, error: { ...value, traceId } };
    }
  };
}

function parseInput(operation: Operation, rawInput: unknown): unknown {
  const parsed = operation.input.safeParse(rawInput);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.path.join('.') ?? '';
  const problem = issue?.message ?? 'not what the contract asks for';
  throw new AppError('CONTRACT_BAD_INPUT', path === '' ? problem : `${path}: ${problem}`, {
    details: { operation: operation.name, path },
  });
}
