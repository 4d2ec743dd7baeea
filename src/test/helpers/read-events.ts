/** Events of a text as the program would read it: the format is recognised, the real reader parses. */
import { nodeHasher, nodeTextCodec } from '../../host/adapters/node-ports.ts';
import type { EventDraft } from '../../engines/event/audit-event.ts';
import type { SourceOptions } from '../../engines/ingest/format.ts';
import { chooseReader } from '../../engines/ingest/sniff.ts';

const ports = { text: nodeTextCodec, hasher: nodeHasher };

export function readEvents(text: string, name: string, options: SourceOptions = {}): EventDraft[] {
  const bytes = new Uint8Array(Buffer.from(text, 'utf8'));
  const sample = {
    head: bytes.subarray(0, 256 * 1024),
    isWhole: bytes.length <= 256 * 1024,
    sizeBytes: bytes.length,
    name,
  };
  const choice = chooseReader(sample, ports);
  if ('refused' in choice) throw new Error(`${name}: ${choice.message}`);
  const prepared = choice.reader.prepare(sample, options, ports);
  if ('refused' in prepared) throw new Error(`${name}: ${prepared.message}`);
  const context = { ...prepared.context, sourceTag: nodeHasher.sha256TextHex(name).slice(0, 16) };
  const drafts: EventDraft[] = [];
  const piece = { bytes: bytes.subarray(context.dataOffset), offset: context.dataOffset, isLast: true };
  choice.reader.parse(piece, context, ports, {
    event: (draft) => void drafts.push(draft),
    scanned: () => {
      throw new Error('no scanner was given');
    },
    rejected: (reason, offset, _, message) => {
      throw new Error(`${name} at ${offset}: ${reason} ${message}`);
    },
    note: () => undefined,
  });
  return drafts;
}
