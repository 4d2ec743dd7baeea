/** All sources of the case and what became of them; the place to add more. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { BadgeCheck, FilePlus2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { call } from '../../api/host.ts';
import { countText } from '../../format/number-text.ts';
import { text } from '../../i18n/text.ts';
import { useOpenCase } from '../../stores/case.store.ts';
import { evidenceNow, useEvidence } from '../../stores/evidence.store.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { PanelHeader } from '../../ui/panel-header.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Switch } from '../../ui/switch.tsx';
import { BrowseDialog } from '../browse/browse-dialog.tsx';
import { CheckProofsDialog } from './check-proofs-dialog.tsx';
import { addRefusal } from './add-rights.ts';
import { filterSources, NO_SOURCE_FILTER, type Source } from './source.ts';
import { SourceReport } from './source-report.tsx';
import { SourceTable } from './source-table.tsx';
import styles from './sources-view.module.css';

const words = text.sources;

export function SourcesView() {
  const { handle, info } = useOpenCase();
  const isBrowsing = useEvidence((state) => state.isBrowsing);
  const { setBrowsing, choose } = evidenceNow();
  const [chosen, setChosen] = useState<number | string>();
  const [isChecking, setChecking] = useState(false);
  const [filter, setFilter] = useState(NO_SOURCE_FILTER);
  const failure = useEvidence((state) => state.failure);
  const sources = useQuery({
    queryKey: [handle, 'ingest.sources', info.recordCount],
    queryFn: () => call('ingest.sources', { handle }),
  });
  const checked = useQuery({
    queryKey: [handle, 'proof.list', info.recordCount],
    queryFn: () => call('proof.list', { handle }),
    placeholderData: keepPreviousData,
  });
  const proofs = useMemo(
    () => checked.data && new Map(checked.data.sources.map((each) => [each.sourceSeq, each])),
    [checked.data],
  );
  const states = useMemo(() => proofs && new Map([...proofs].map(([seq, { state }]) => [seq, state])), [proofs]);
  const all = sources.data ?? [];
  const shown = useMemo(() => filterSources(sources.data ?? [], filter), [sources.data, filter]);
  const source = shown.find((each) => keyOf(each) === chosen) ?? shown[0];
  const refusal = addRefusal(info);
  const add = (
    <>
      {refusal !== undefined && <span className={styles.refusal}>{refusal}</span>}
      {all.length > 0 && (
        <Button icon={<BadgeCheck size={15} />} onPress={() => setChecking(true)}>
          {text.proofs.check}
        </Button>
      )}
      <Button
        variant="primary"
        icon={<FilePlus2 size={15} />}
        isDisabled={refusal !== undefined}
        onPress={() => setBrowsing(true)}
      >
        {words.addFiles}
      </Button>
    </>
  );

  return (
    <div className={styles.view}>
      <PanelHeader level={1} title={words.title} note={words.count(all.length)} actions={add} />
      {failure !== undefined && <ErrorBanner error={failure} onDismiss={() => choose(undefined)} />}
      {sources.error !== null && <ErrorBanner error={sources.error} />}
      {checked.error !== null && <ErrorBanner error={checked.error} />}
      {sources.isPending && <Skeleton lines={6} />}
      {sources.data !== undefined && all.length === 0 && (
        <EmptyState icon={<FilePlus2 size={28} />} title={words.none} actions={add}>
          <p>{words.dropHere}</p>
          <p>{words.noneHint}</p>
        </EmptyState>
      )}
      {all.length > 0 && (
        <div className={styles.filters}>
          <SearchField label={words.find} value={filter.find} onChange={(find) => setFilter({ ...filter, find })} />
          <Switch
            isSelected={filter.onlyWithFindings}
            onChange={(onlyWithFindings) => setFilter({ ...filter, onlyWithFindings })}
          >
            {words.onlyWithFindings}
          </Switch>
          <output className={styles.shown}>
            {shown.length === all.length ? '' : words.shown(countText(shown.length), countText(all.length))}
          </output>
        </div>
      )}
      {all.length > 0 && shown.length === 0 && <EmptyState title={words.noneShown} />}
      {shown.length > 0 && (
        <div className={styles.panes}>
          <SourceTable
            all={all}
            shown={shown}
            chosen={source}
            proofs={states}
            onChoose={(each) => setChosen(keyOf(each))}
          />
          <div className={styles.report}>
            {source !== undefined && (
              <SourceReport
                source={source}
                proofs={source.sourceSeq === undefined ? undefined : proofs?.get(source.sourceSeq)}
              />
            )}
          </div>
        </div>
      )}
      {isChecking && <CheckProofsDialog onClose={() => setChecking(false)} />}
      <BrowseDialog
        purpose="evidence"
        isOpen={isBrowsing}
        onClose={() => setBrowsing(false)}
        onChoose={(paths) => choose({ paths })}
      />
    </div>
  );
}

const keyOf = ({ sourceSeq, path }: Source): number | string => sourceSeq ?? path;
