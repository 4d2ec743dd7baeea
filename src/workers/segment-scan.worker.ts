/** Thread entry of a scan worker: hands messages to a PieceScanner (host/ingest/protocol.ts). */
import { parentPort, workerData } from 'node:worker_threads';
import { PieceScanner } from '../host/ingest/piece-scanner.ts';
import type { FromScanWorker, ToScanWorker } from '../host/ingest/protocol.ts';
import { failureToValue } from '../host/adapters/failure-value.ts';
import { assertNever, invariant } from '../shared/verdict.ts';

invariant(parentPort !== null, 'the scan worker runs in a thread');
const port = parentPort;
const scanner = new PieceScanner((workerData as { origin: string }).origin);

const reply = (message: FromScanWorker, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);

function handle(message: ToScanWorker): void {
  switch (message.type) {
    case 'source':
      return scanner.addSource(message.sourceKey, message.format, message.sha256, message.context);
    case 'parse': {
      const { pieceId, sourceKey, bytes, offset, isLast } = message;
      const parsed = scanner.parse(pieceId, sourceKey, { bytes, offset, isLast });
      return reply({ type: 'parsed', pieceId, ...parsed, bytes }, [
        bytes.buffer as ArrayBuffer,
        parsed.tally.minutes.buffer,
      ]);
    }
    case 'tooLong': {
      const { pieceId, sourceKey, offset, length, rawHash } = message;
      return reply({ type: 'parsed', pieceId, ...scanner.parseTooLong(pieceId, sourceKey, offset, length, rawHash) });
    }
    case 'build': {
      const digests = scanner.build(message.pieceId, message.firstSeq, message.at, message.target);
      return reply({ type: 'built', pieceId: message.pieceId, digests, isFull: scanner.isFull }, [
        digests.buffer as ArrayBuffer,
      ]);
    }
    case 'close':
      return reply({ type: 'closed', generation: message.generation, outcome: scanner.close() });
    case 'forget':
      return scanner.forgetSource(message.sourceKey);
    case 'stop':
      return port.close();
    default:
      return assertNever(message);
  }
}

port.on('message', (message: ToScanWorker) => {
  try {
    handle(message);
  } catch (error) {
    reply({ type: 'failed', error: failureToValue(error) });
  }
});
