/** All sources of the case and what became of them; the place to add more. */
import { useQuery } from '@tanstack/react-query';
import { FilePlus2 } from 'lucide-react';
import { useState } from 'react';
import type { OutputOf } from '../../../shared/contract/index.ts';
import { call } from '../../api/host.ts';
import { countText, sizeText } from '../../format/number-text.ts';
import { shownText } from '../../format/safe-text.ts';
import { clockText, utcClock } from '../../format/time-text.ts';
import { text } from '../../i18n/text.ts';
import { useOpenCase } from '../../stores/case.store.ts';
import { evidenceNow, useEvidence } from '../../stores/evidence.store.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { PanelHeader } from '../../ui/panel-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { BrowseDialog } from '../browse/browse-dialog.tsx';
import { commonFolder } from './common-folder.ts';
import { SourceReport } from './source-report.tsx';
import styles from './sources-view.module.css';

export type Source = OutputOf<'ingest.sources'>[number];

const PATH_CHARS = 200;
const words = text.sources;

export function SourcesView() {
  const { handle, info } = useOpenCase();
  const isBrowsing = useEvidence((state) => state.isBrowsing);
  const { setBrowsing, choose } = evidenceNow();
  const [chosen, setChosen] = useState<number>();
  const failure = useEvidence((state) => state.failure);
  const sources = useQuery({
    queryKey: [handle, 'ingest.sources', info.recordCount],
    queryFn: () => call('ingest.sources', { handle }),
  });
  const all = sources.data ?? [];
  const source = chosen === undefined ? all[0] : all[chosen];
  const add = (
    <Button variant="primary" icon={<FilePlus2 size={15} />} onPress={() => setBrowsing(true)}>
      {words.addFiles}
    </Button>
  );

  return (
    <div className={styles.view}>
      <PanelHeader level={1} title={words.title} note={words.count(all.length)} actions={add} />
      {failure !== undefined && <ErrorBanner error={failure} onDismiss={() => choose(undefined)} />}
      {sources.error !== null && <ErrorBanner error={sources.error} />}
      {sources.isPending && <Skeleton lines={6} />}
      {sources.data !== undefined && all.length === 0 && (
        <EmptyState icon={<FilePlus2 size={28} />} title={words.none} actions={add}>
          <p>{words.dropHere}</p>
          <p>{words.noneHint}</p>
        </EmptyState>
      )}
      {all.length > 0 && (
        <div className={styles.panes}>
          <SourceTable sources={all} chosen={source} onChoose={setChosen} />
          <div className={styles.report}>{source !== undefined && <SourceReport source={source} />}</div>
        </div>
      )}
      <BrowseDialog
        purpose="evidence"
        isOpen={isBrowsing}
        onClose={() => setBrowsing(false)}
        onChoose={(paths) => choose({ paths })}
      />
    </div>
  );
}

interface SourceTableProps {
  sources: readonly Source[];
  chosen: Source | undefined;
  onChoose: (index: number) => void;
}

function SourceTable({ sources, chosen, onChoose }: SourceTableProps) {
  const { columns } = words;
  const folder = commonFolder(sources.map(({ path }) => path));
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <caption className={styles.folder}>{folder === '' ? words.title : shownText(folder, PATH_CHARS).shown}</caption>
        <thead>
          <tr>
            <th scope="col">{columns.path}</th>
            <th scope="col">{columns.format}</th>
            <th scope="col" className={styles.number}>
              {columns.events}
            </th>
            <th scope="col" className={styles.number}>
              {columns.rejected}
            </th>
            <th scope="col" className={styles.number}>
              {columns.notes}
            </th>
            <th scope="col">{columns.first}</th>
            <th scope="col">{columns.last}</th>
            <th scope="col" className={styles.number}>
              {columns.size}
            </th>
          </tr>
        </thead>
        <tbody>
          {sources.map((source, index) => (
            <tr key={source.sourceSeq ?? `${source.path}#${index}`} data-chosen={source === chosen}>
              <th scope="row">
                <button
                  type="button"
                  className={styles.path}
                  aria-pressed={source === chosen}
                  onClick={() => onChoose(index)}
                >
                  <bdi>{shownText(source.path.slice(folder.length), PATH_CHARS).shown}</bdi>
                </button>
              </th>
              <td>
                <Format source={source} />
              </td>
              <td className={styles.number}>{countText(source.eventCount)}</td>
              <td className={styles.number}>{source.rejectedCount === 0 ? '' : countText(source.rejectedCount)}</td>
              <td className={styles.number}>{source.noteCount === 0 ? '' : countText(source.noteCount)}</td>
              <td className={styles.time}>{minute(source.firstTime)}</td>
              <td className={styles.time}>{minute(source.lastTime)}</td>
              <td className={styles.number}>{source.sizeBytes === null ? '' : sizeText(source.sizeBytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Format({ source: { format, duplicateOf } }: { source: Source }) {
  if (duplicateOf !== undefined) return <Badge tone="info">{words.duplicate}</Badge>;
  return format === null ? <Badge tone="warn">{words.refused}</Badge> : format;
}

const minute = (time: string | null): string =>
  time === null ? '' : clockText(utcClock(time)).slice(0, 'YYYY-MM-DD hh:mm'.length);
