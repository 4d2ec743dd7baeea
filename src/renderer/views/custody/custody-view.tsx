/** Who did what with the evidence, and when: the ledger, the items of evidence, and what left the case. */
import { FileSignature, Package, RefreshCw } from 'lucide-react';
import { useEffect, useState } from 'react';
import { countText } from '../../format/number-text.ts';
import { text } from '../../i18n/text.ts';
import { useActDraft } from '../../stores/act-draft.store.ts';
import { useOpenCase } from '../../stores/case.store.ts';
import { useCustody } from '../../stores/custody.store.ts';
import { useLedgerItems } from '../../stores/custody-ledger.ts';
import { useNavigation } from '../../stores/navigation.store.ts';
import { useOverlay } from '../../stores/overlay.store.ts';
import { Badge } from '../../ui/badge.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { PanelHeader } from '../../ui/panel-header.tsx';
import { Progress } from '../../ui/progress.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { bundleRefusal } from '../bundle/bundle-rights.ts';
import { actRefusal } from './act-rights.ts';
import styles from './custody-view.module.css';
import { ExportsPanel } from './exports-panel.tsx';
import { ItemsPanel } from './items-panel.tsx';
import { LedgerPanel } from './ledger-panel.tsx';
import { PaperMenu } from './paper-menu.tsx';

const words = text.custody;
type CustodyTab = 'ledger' | 'items' | 'exports';

export function CustodyView() {
  const { handle, info } = useOpenCase();
  const { records, changedSeqs, isLoading, failure, handle: loaded, load } = useCustody();
  // Asked again when the log has grown.
  // oxlint-disable-next-line react/exhaustive-effect-dependencies
  useEffect(() => void load(handle), [load, handle, info.recordCount]);
  const own = loaded === handle ? records : [];
  const { items } = useLedgerItems();
  const [tab, setTab] = useState<CustodyTab>('ledger');
  const recordedSeq = useActDraft((state) => state.recordedSeq);
  // What was just recorded is shown where it stands.
  const [shownSeq, setShownSeq] = useState(recordedSeq);
  if (recordedSeq !== shownSeq) {
    setShownSeq(recordedSeq);
    if (recordedSeq !== undefined) setTab('ledger');
  }
  const sourceHashes = new Set(own.flatMap(({ kind, body }) => (kind === 'source' ? [body['sha256']] : [])));
  const namedCount = (items ?? []).filter(({ sha256 }) => !sourceHashes.has(sha256)).length;
  const countOf = (kind: string): number => own.filter((record) => record.kind === kind).length;
  return (
    <div className={styles['view']}>
      <PanelHeader
        level={1}
        title={words.title}
        actions={
          <>
            <Button
              variant="primary"
              icon={<FileSignature size={15} />}
              isDisabled={actRefusal(info) !== undefined}
              onPress={() => useActDraft.getState().begin()}
            >
              {text.custodyActs.record}
            </Button>
            <Button
              icon={<Package size={15} />}
              isDisabled={bundleRefusal(info) !== undefined}
              onPress={() => useOverlay.getState().show('bundle')}
            >
              {text.bundle.make}
            </Button>
            <PaperMenu />
            <IconButton
              label={words.refresh}
              icon={<RefreshCw size={15} />}
              isDisabled={isLoading}
              onPress={() => void load(handle)}
            />
          </>
        }
      />
      {failure === undefined ? null : <ErrorBanner error={failure} onRetry={() => void load(handle)} />}
      {changedSeqs.size > 0 && own.length > 0 ? (
        <Banner
          tone="bad"
          title={words.changed(changedSeqs.size)}
          action={<Button onPress={() => useNavigation.getState().go('verification')}>{words.toVerification}</Button>}
        />
      ) : null}
      {isLoading && own.length === 0 ? <Progress label={words.loading(own.length)} /> : null}
      <Tabs
        label={words.tabsLabel}
        selected={tab}
        onSelect={setTab}
        tabs={[
          { id: 'ledger', label: words.tabs.ledger, content: <LedgerPanel records={own} /> },
          {
            id: 'items',
            label: words.tabs.items,
            note: <Badge>{countText(countOf('source') + namedCount)}</Badge>,
            content: <ItemsPanel records={own} />,
          },
          {
            id: 'exports',
            label: words.tabs.exports,
            note: <Badge>{countText(countOf('export'))}</Badge>,
            content: <ExportsPanel records={own} />,
          },
        ]}
      />
    </div>
  );
}
