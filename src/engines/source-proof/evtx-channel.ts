/**
 * Files of one log together: whether the record numbers of one go on where those of the other end.
 *
 * Pure. O(files log files).
 * Trust: channel and computer are what the files' first records say; files of two machines with one name are taken for one.
 */
import type { EvtxSummary } from './evtx-analysis.ts';
import { counted, proofOf, timeOfUs, verdictOf, type ProofDetail, type SourceProof } from './proof.ts';

export interface ChannelFile {
  readonly sourceSeq: number;
  readonly path: string;
  readonly summary: EvtxSummary;
}

/** A proof for each file that has others beside it, by its source. */
export function channelProofs(files: readonly ChannelFile[]): Map<number, SourceProof> {
  const groups = new Map<string, ChannelFile[]>();
  for (const file of files) {
    if (file.summary.runs.length === 0) continue;
    const name = `${file.summary.computer}\n${file.summary.channel}`.toLowerCase();
    groups.set(name, [...(groups.get(name) ?? []), file]);
  }
  const proofs = new Map<number, SourceProof>();
  for (const group of groups.values()) {
    if (group.length < 2) continue;
    const sorted = group.toSorted((a, b) => firstId(a) - firstId(b));
    sorted.forEach((file, index) =>
      proofs.set(file.sourceSeq, proofFor(file, sorted[index - 1], sorted[index + 1], sorted)),
    );
  }
  return proofs;
}

const firstId = ({ summary }: ChannelFile): number => summary.runs[0]?.first.id ?? 0;
const lastId = ({ summary }: ChannelFile): number => summary.runs.at(-1)?.last.id ?? 0;

function proofFor(
  file: ChannelFile,
  before: ChannelFile | undefined,
  after: ChannelFile | undefined,
  all: readonly ChannelFile[],
): SourceProof {
  const details = [
    ...(before === undefined ? [] : seam(before, file, file)),
    ...(after === undefined ? [] : seam(file, after, file)),
  ];
  const { channel, computer, isExport } = file.summary;
  const verdict = verdictOf(details, isExport ? 'could-not-check' : 'holds');
  const files = counted(all.length, 'file');
  return proofOf({
    kind: 'evtx-channel',
    verdict,
    summary:
      verdict === 'holds'
        ? `${files} of ${channel} on ${computer}: this one follows its neighbours without missing record numbers`
        : `${files} of ${channel} on ${computer}: records between this one and its neighbours are in no file`,
    covers: { files: all.length, firstRecordId: String(firstId(file)), lastRecordId: String(lastId(file)) },
    by: `${channel} on ${computer}`,
    details,
  });
}

/** Records between two files may lie in a file that was not given: that is a doubt, not a failure. */
function seam(before: ChannelFile, after: ChannelFile, self: ChannelFile): ProofDetail[] {
  const end = before.summary.runs.at(-1)?.last;
  const start = after.summary.runs[0]?.first;
  if (end === undefined || start === undefined || start.id <= end.id + 1) return [];
  const from = timeOfUs(end.timeUs);
  const to = timeOfUs(start.timeUs);
  return [
    {
      what: 'channel-gap',
      level: 'doubt',
      text: `Records ${end.id + 1} to ${start.id - 1} of the log are in no file of the case: a file is missing, or they were removed`,
      firstRecordId: String(end.id + 1),
      lastRecordId: String(start.id - 1),
      offset: self === before ? end.offset : start.offset,
      path: self === before ? after.path : before.path,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    },
  ];
}
