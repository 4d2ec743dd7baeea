/**
 * The one error type that crosses a boundary, and the one table of its codes.
 *
 * Pure. Evidence that fails a check is not an error (verdict.ts). Every code has a row in resources/docs/errors.md,
 * which a test compares with this table.
 */

export type Blame = 'input' | 'environment' | 'policy' | 'cancelled' | 'bug';

interface ErrorCodeFacts {
  readonly blame: Blame;
  readonly retryable: boolean;
  readonly httpStatus: number;
}

const input = { blame: 'input', retryable: false, httpStatus: 400 } as const;
const notFound = { blame: 'input', retryable: false, httpStatus: 404 } as const;
const environment = { blame: 'environment', retryable: false, httpStatus: 500 } as const;
const policy = { blame: 'policy', retryable: false, httpStatus: 403 } as const;

export const ERROR_CODES = {
  CONTRACT_UNKNOWN_OPERATION: notFound,
  CONTRACT_BAD_INPUT: input,
  CLI_USAGE: input,
  CASE_EXISTS: { ...input, httpStatus: 409 },
  CASE_NOT_FOUND: notFound,
  CASE_NOT_A_CASE: input,
  CASE_NOT_OPEN: { ...input, httpStatus: 409 },
  CASE_BUSY: { blame: 'environment', retryable: true, httpStatus: 423 },
  CASE_NEWER_VERSION: environment,
  CASE_KEYS_MISSING: environment,
  CASE_KEYS_FOREIGN: environment,
  CASE_KEYS_DAMAGED: environment,
  CASE_READ_ONLY: environment,
  CASE_LOG_BROKEN: environment,
  CASE_ROLLED_BACK: { ...environment, httpStatus: 409 },
  CASE_TWO_HISTORIES: { ...environment, httpStatus: 409 },
  WITNESS_STORE_BROKEN: environment,
  WITNESS_EXISTS: { ...input, httpStatus: 409 },
  WITNESS_MISSING: notFound,
  MARK_UNREADABLE: input,
  PROOF_KEY_UNREADABLE: input,
  PROOF_LIST_UNREADABLE: input,
  MARK_UNKNOWN: notFound,
  MARK_WITNESS_AHEAD: { ...input, httpStatus: 409 },
  OPERATOR_UNKNOWN: notFound,
  OPERATOR_EXISTS: { ...input, httpStatus: 409 },
  OPERATOR_REMOVED: policy,
  OPERATOR_NEEDED: { ...policy, httpStatus: 409 },
  OPERATOR_UNREACHABLE: { ...environment, httpStatus: 409 },
  DATA_KEY_UNSETTLED: environment,
  RECOVERY_NOT_MADE: notFound,
  RECOVERY_SHARE_WRONG: input,
  RECOVERY_TOO_FEW: input,
  PASSPHRASE_MISSING: input,
  PASSPHRASE_TOO_SHORT: input,
  VAULT_KEY_WRONG: { ...policy, httpStatus: 401 },
  VAULT_CORRUPT: environment,
  VAULT_BUSY: { blame: 'environment', retryable: true, httpStatus: 503 },
  DISK_FULL: { blame: 'environment', retryable: true, httpStatus: 507 },
  FILE_NOT_FOUND: notFound,
  FILE_UNREADABLE: environment,
  FILE_UNWRITABLE: environment,
  FILE_EXISTS: { ...input, httpStatus: 409 },
  INGEST_FORMAT_UNKNOWN: input,
  RECORD_NOT_FOUND: notFound,
  RECORD_REFUSED: input,
  ANNOTATION_UNDONE: { ...input, httpStatus: 409 },
  ANNOTATION_COUNT_CHANGED: { ...input, httpStatus: 409 },
  SEARCH_SYNTAX: input,
  SEARCH_CURSOR_BAD: input,
  EXPORT_INCOMPLETE: environment,
  BUNDLE_REFUSED: input,
  ITEM_UNKNOWN: notFound,
  BUNDLE_UNCHECKED: environment,
  COMPLIANCE_INPUT_REFUSED: input,
  COMPLIANCE_CONTENT_REFUSED: input,
  COMPLIANCE_NOT_ASSESSED: notFound,
  BUNDLE_UNREADABLE: input,
  BUNDLE_CHANGED: { blame: 'environment', retryable: true, httpStatus: 409 },
  CUSTODY_GAP: { ...input, httpStatus: 409 },
  SIGNATURE_MISSING: policy,
  ROLE_FORBIDDEN: policy,
  SETTINGS_BROKEN: environment,
  DROP_UNKNOWN: notFound,
  REQUEST_TOO_LARGE: { ...input, httpStatus: 413 },
  SHELL_NO_SESSION: { ...policy, httpStatus: 401 },
  SHELL_REFUSED: policy,
  SHELL_NOT_BUILT: environment,
  SHELL_UNREACHABLE: { blame: 'environment', retryable: true, httpStatus: 503 },
  CANCELLED: { blame: 'cancelled', retryable: true, httpStatus: 499 },
  INTERNAL: { blame: 'bug', retryable: false, httpStatus: 500 },
} as const satisfies Record<string, ErrorCodeFacts>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** Plain data about an error: position in a query, file, holder of a lock. Structured-cloneable. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | null>>;

export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails | undefined;
  /** Of an error that came from the host: names it in its reports. */
  readonly traceId: string | undefined;

  /** @param message one clear sentence for the person, without a trailing full stop */
  constructor(
    code: ErrorCode,
    message: string,
    options: { details?: ErrorDetails; cause?: unknown; traceId?: string } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = options.details;
    this.traceId = options.traceId;
  }

  get blame(): Blame {
    return ERROR_CODES[this.code].blame;
  }
}

/** An error by value: what crosses a thread, a process or a socket, where an Error subclass loses its name. */
export interface ErrorValue {
  readonly code: ErrorCode;
  readonly blame: Blame;
  readonly message: string;
  readonly traceId?: string;
  readonly details?: ErrorDetails;
}

export function errorToValue(error: unknown): ErrorValue {
  if (error instanceof AppError) {
    const { code, blame, message, details, traceId } = error;
    return {
      code,
      blame,
      message,
      ...(traceId === undefined ? {} : { traceId }),
      ...(details === undefined ? {} : { details }),
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'INTERNAL', blame: 'bug', message };
}

export function valueToError({ code, message, details, traceId }: ErrorValue): AppError {
  return new AppError(code, message, {
    ...(details === undefined ? {} : { details }),
    ...(traceId === undefined ? {} : { traceId }),
  });
}
