/**
 * How a window speaks with the host: the one interface that both shells give to the renderer, and the shapes on the wire.
 *
 * Pure. Electron carries it over IPC (preload), the browser shell over 127.0.0.1 (host/http). A view knows neither.
 * Trust: what comes from the window is parsed by the router like any other caller's; what comes from the host may hold
 * hostile text of evidence in every string.
 */
import type { HostEvent } from './contract/events.ts';
import type { JobOperationName, OperationName, OutputOf, RawInputOf, ResultOf } from './contract/index.ts';
import type { Reply } from './contract/define.ts';
import type { ErrorValue } from './errors.ts';

/** What a shell tells a window unasked. */
export type ShellMessage =
  | HostEvent
  /** `lost` messages were dropped since the window read too slowly: ask for every state again. */
  | { readonly type: 'shell.lagged'; readonly lost: number }
  /** `connected` after a break means the same: messages in between were not kept. `ended`: the host is gone for good. */
  | { readonly type: 'shell.connection'; readonly state: 'connected' | 'broken' | 'ended' }
  /** A menu entry was chosen: the id of a command of the renderer's registry. */
  | { readonly type: 'shell.command'; readonly commandId: string };

/** Evidence that was dropped on the window, in the form that `ingest.start` takes: spread it into its input. */
export interface TakenDrop {
  /** With `dropId`: names below the drop. Without: absolute paths on this machine. */
  readonly paths: string[];
  /** The browser shell could not see where the files lie; the host holds a private copy until the ingest has ended. */
  readonly dropId?: string;
}

export interface DropProgress {
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly doneFiles: number;
  readonly totalFiles: number;
  /** Relative path of the file under way: hostile text. */
  readonly label: string;
}

export interface DropOptions {
  readonly signal?: AbortSignalLike;
  readonly onProgress?: (progress: DropProgress) => void;
}

/** The part of AbortSignal that is needed, since this layer has no DOM. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
}

/**
 * @typeParam Dropped what the window holds of a drop: `DataTransfer` or `FileList` in the renderer
 */
export interface Transport<Dropped = unknown> {
  readonly shell: 'browser' | 'electron';
  /** Always resolves: a broken connection is a reply with the code SHELL_UNREACHABLE. */
  call<N extends OperationName>(name: N, input: RawInputOf<N>): Promise<Reply<OutputOf<N>>>;
  /** Returns how to stop. The first message is always `shell.connection`. */
  on(listener: (message: ShellMessage) => void): () => void;
  /** Takes over what was dropped; in Electron only its paths. Always resolves. */
  takeDrop(dropped: Dropped, options?: DropOptions): Promise<Reply<TakenDrop>>;
}

/** The result of a job as `job.get` gives it, by the operation that started it. */
export type JobOutcome<N extends JobOperationName> =
  | { readonly ok: true; readonly value: ResultOf<N> }
  | { readonly ok: false; readonly error: ErrorValue };

// --- the browser shell's wire ----------------------------------------------------------------------------------------

/**
 * `POST /api/call/<operation>`, the input as JSON. 200 with a Reply as JSON; another status is a fault of the transport:
 * 401 no session (open a new address), 403 refused, 413 too large, and its body is a Reply as well.
 */
export const CALL_PATH = '/api/call/';
/** `GET /api/events`, Server-Sent Events: each `data:` line is one ShellMessage as JSON. */
export const EVENTS_PATH = '/api/events';
/**
 * `PUT /api/drop/<dropId>/<relative path>` with the bytes of one file. Each part of the path is percent-encoded by itself,
 * parts are joined by `/`. The window chooses `dropId` (DROP_ID) once for all files of a drop. `X-Modified-Ms` may carry
 * the file's last change, milliseconds since the epoch. 200 with Reply<{path}>: the path as it is kept.
 * `DELETE /api/drop/<dropId>` gives a drop up.
 */
export const DROP_PATH = '/api/drop/';
export const DROP_ID = /^[0-9a-f]{32}$/;
export const MODIFIED_HEADER = 'x-modified-ms';
export const MAX_CALL_BYTES = 2 * 1024 * 1024;

/** The kept name and place of one dropped file. */
export interface KeptFile {
  /** Relative to the drop; differs from what was sent where a name could not stand on a disk. */
  readonly path: string;
}

// --- Electron's wire ---------------------------------------------------------------------------------------------------

/** The only two channels. */
export const IPC_CALL = 'audittrail:call';
export const IPC_MESSAGE = 'audittrail:message';

/** What the preload puts on the window, under BRIDGE_NAME. */
export interface Bridge<F = unknown> {
  call(name: string, input: unknown): Promise<Reply>;
  on(listener: (message: ShellMessage) => void): () => void;
  /** The path of a file a person dropped; an empty text where it has none. */
  pathOf(file: F): string;
}
export const BRIDGE_NAME = 'audittrail';
