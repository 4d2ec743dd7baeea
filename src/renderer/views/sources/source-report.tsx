/** What became of one source: every byte of it is an event, a rejection with its reason, or told in a finding. */
import { Search } from 'lucide-react';
import { countText, durationText, sizeText } from '../../format/number-text.ts';
import { clockText, utcClock } from '../../format/time-text.ts';
import { text } from '../../i18n/text.ts';
import { useNavigation } from '../../stores/navigation.store.ts';
import { EMPTY_VIEW, workspaceNow } from '../../stores/workspace.store.ts';
import { Button } from '../../ui/button.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { EvidenceText } from '../../ui/evidence-text.tsx';
import { HashText } from '../../ui/hash-text.tsx';
import { type KeyValue, KeyValues } from '../../ui/key-values.tsx';
import { PanelHeader } from '../../ui/panel-header.tsx';
import type { Source } from './source.ts';
import { type CheckedSource, SourceProofs } from './source-proofs.tsx';
import styles from './source-report.module.css';

const words = text.sources.report;

const moment = (time: string): string => clockText(utcClock(time));

export function SourceReport({ source, proofs }: { source: Source; proofs: CheckedSource | undefined }) {
  return (
    <article className={styles.report}>
      <PanelHeader
        title={text.sources.columns.path}
        actions={
          source.eventCount > 0 && source.sha256 !== null ? (
            <Button icon={<Search size={14} />} onPress={() => showEvents(source.sha256 ?? '')}>
              {words.show}
            </Button>
          ) : undefined
        }
      />
      <p className={styles.path}>
        <EvidenceText raw={source.path} />
      </p>
      <KeyValues pairs={factsOf(source)} />
      {proofs !== undefined && <SourceProofs checked={proofs} />}
      <Findings source={source} />
      <Rejections source={source} />
      <Gaps source={source} />
    </article>
  );
}

function showEvents(sha256: string): void {
  workspaceNow().load({
    ...EMPTY_VIEW,
    columns: workspaceNow().columns,
    filters: [{ field: 'source.sha256', value: sha256, mode: 'include' }],
  });
  useNavigation.getState().go('workspace');
}

function factsOf(source: Source): KeyValue[] {
  const { location, arrival, sha256, md5, sha1, sizeBytes, mtime, format, parserVersion } = source;
  const { recordCount, eventCount, rejectedCount, firstTime, lastTime } = source;
  const assumed = assumedText(source);
  return [
    ...(arrival === undefined ? [] : [{ name: words.arrival, value: words.arrivals[arrival] }]),
    ...(location === undefined || arrival !== undefined
      ? []
      : [{ name: words.location, value: <EvidenceText raw={location} />, isData: true }]),
    ...(sha256 === null ? [] : [{ name: words.sha256, value: <HashText hash={sha256} what={words.sha256} /> }]),
    ...(md5 === undefined ? [] : [{ name: words.md5, value: <HashText hash={md5} what={words.md5} /> }]),
    ...(sha1 === undefined ? [] : [{ name: words.sha1, value: <HashText hash={sha1} what={words.sha1} /> }]),
    ...(sizeBytes === null ? [] : [{ name: words.size, value: `${sizeText(sizeBytes)} (${countText(sizeBytes)} B)` }]),
    ...(mtime === null ? [] : [{ name: words.changed, value: moment(mtime), isData: true }]),
    ...(format === null ? [] : [{ name: words.parser, value: `${format} ${parserVersion ?? ''}` }]),
    {
      name: words.records,
      value: words.recordsText(countText(recordCount), countText(eventCount), countText(rejectedCount)),
    },
    {
      name: words.span,
      value:
        firstTime === null || lastTime === null ? words.noSpan : words.spanText(moment(firstTime), moment(lastTime)),
    },
    ...(assumed === '' ? [] : [{ name: words.assumed, value: assumed }]),
  ];
}

function assumedText({ assumedTime }: Source): string {
  const { zone, year } = assumedTime ?? {};
  const parts: string[] = [];
  if (zone !== undefined) parts.push(words.assumedZone(zone.name, words.assumedFrom[zone.from]));
  if (year?.first !== undefined) {
    parts.push(words.assumedYear(year.first, year.last ?? year.first, words.assumedFrom[year.from]));
  }
  return parts.join(', ');
}

function Findings({ source: { notes, findings } }: { source: Source }) {
  const rows = [
    ...findings.map(({ message, level, offset }) => ({ message, level: level ?? ('warning' as const), offset })),
    ...notes.map(({ message, level, offset }) => ({ message, level, offset })),
  ];
  if (rows.length === 0) return null;
  return (
    <section>
      <PanelHeader level={3} title={words.findings} note={countText(rows.length)} />
      <ul className={styles.list}>
        {rows.map(({ message, level, offset }, index) => (
          <li key={index} data-level={level}>
            <span className={styles.level}>{words.levels[level]}</span>
            <EvidenceText raw={message} />
            {offset !== undefined && <span className={styles.place}>{words.at(offset)}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Rejections({ source: { rejections, rejectedCount } }: { source: Source }) {
  if (rejections.length === 0) return null;
  const { rejectionColumns } = words;
  return (
    <section>
      <PanelHeader
        level={3}
        title={words.rejections}
        note={rejectedCount > rejections.length ? words.firstHundred : countText(rejectedCount)}
      />
      <DataTable
        label={words.rejections}
        rows={rejections}
        keyOf={(row, index) => `${row.offset}#${index}`}
        columns={[
          { id: 'reason', head: rejectionColumns.reason, isRowHead: true, cell: ({ reason }) => reason },
          { id: 'offset', head: rejectionColumns.offset, align: 'end', cell: ({ offset }) => countText(offset) },
          { id: 'length', head: rejectionColumns.length, align: 'end', cell: ({ length }) => countText(length) },
          { id: 'message', head: rejectionColumns.message, cell: ({ message }) => <EvidenceText raw={message} /> },
        ]}
      />
    </section>
  );
}

function Gaps({ source: { gaps } }: { source: Source }) {
  if (gaps.length === 0) return null;
  return (
    <section>
      <PanelHeader level={3} title={words.gaps} />
      <ul className={styles.list}>
        {gaps.map(({ from, to, seconds }) => (
          <li key={from}>{words.gap(moment(from), moment(to), durationText(seconds))}</li>
        ))}
      </ul>
    </section>
  );
}
