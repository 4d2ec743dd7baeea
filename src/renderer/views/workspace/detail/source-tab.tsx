/** The file an event came from, where in it, and the proof by doing: reading it again. */
import { useQuery } from '@tanstack/react-query';
import { call } from '../../../api/host.ts';
import { countText, sizeText } from '../../../format/number-text.ts';
import { text } from '../../../i18n/text.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { ErrorBanner } from '../../../ui/error-banner.tsx';
import { EvidenceText } from '../../../ui/evidence-text.tsx';
import { HashText } from '../../../ui/hash-text.tsx';
import { type KeyValue, KeyValues } from '../../../ui/key-values.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { Rederive } from './rederive.tsx';
import styles from './source-tab.module.css';

const words = text.detail.source;
const PATH_CHARS = 1_000;

interface SourceTabProps {
  handle: string;
  seq: number;
  logSize: number;
}

export function SourceTab({ handle, seq, logSize }: SourceTabProps) {
  const raw = useQuery({
    queryKey: [handle, 'event.raw', seq, 0],
    queryFn: () => call('event.raw', { handle, seq, maxBytes: 0 }),
  });
  const sources = useQuery({
    queryKey: [handle, 'ingest.sources', logSize],
    queryFn: () => call('ingest.sources', { handle }),
  });
  if (raw.error !== null) return <ErrorBanner error={raw.error} onRetry={() => void raw.refetch()} />;
  if (raw.data === undefined) return <Skeleton lines={7} />;
  const { sourcePath, location, sourceSha256, sourceSizeBytes, sourceSeq, offset, length } = raw.data;
  const read = sources.data?.find((source) => source.sourceSeq === sourceSeq && sourceSeq !== null);
  const parser =
    read?.format == null || read.parserVersion === null ? null : words.parserOf(read.format, read.parserVersion);
  const pairs: KeyValue[] = [
    evidence(words.path, sourcePath),
    evidence(words.location, location),
    {
      name: words.sha256,
      isData: true,
      value: sourceSha256 === null ? words.notRecorded : <HashText hash={sourceSha256} what={words.sha256} />,
    },
    plain(words.size, sourceSizeBytes, (size) => `${sizeText(size)} (${words.bytes(countText(size))})`),
    plain(words.offset, offset, countText),
    plain(words.length, length, (size) => words.bytes(countText(size))),
    { name: words.parser, value: parser ?? words.notRecorded },
    plain(words.record, sourceSeq, (record) => text.detail.seq(countText(record))),
  ];
  return (
    <div className={styles.tab}>
      <KeyValues pairs={pairs} />
      <Rederive key={seq} handle={handle} seq={seq} />
    </div>
  );
}

const evidence = (name: string, value: string | null): KeyValue => ({
  name,
  isData: value !== null,
  value: value === null ? words.notRecorded : <EvidenceText raw={value.slice(0, PATH_CHARS)} />,
  ...(value === null ? {} : { actions: <CopyButton original={value} what={name} /> }),
});

const plain = (name: string, value: number | null, shown: (value: number) => string): KeyValue => ({
  name,
  value: value === null ? words.notRecorded : shown(value),
});
