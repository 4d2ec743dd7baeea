/** Where the program begins: recent cases, a new one, another folder, the sample. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { FileCheck2, FlaskConical, FolderOpen, Plus, X } from 'lucide-react';
import { useState } from 'react';
import { call } from '../../api/host.ts';
import { shownText } from '../../format/safe-text.ts';
import { clockText, utcClock } from '../../format/time-text.ts';
import { text } from '../../i18n/text.ts';
import { useCase } from '../../stores/case.store.ts';
import { useJobs } from '../../stores/jobs.store.ts';
import { useSettings } from '../../stores/settings.store.ts';
import { startNow, useStart } from '../../stores/start.store.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { BrowseDialog } from '../browse/browse-dialog.tsx';
import { OpenBundleDialog } from '../opened-bundle/open-bundle-dialog.tsx';
import { CreateCaseDialog } from './create-case-dialog.tsx';
import { FirstRunGuide } from './first-run-guide.tsx';
import styles from './start-view.module.css';
import { UnlockDialog } from './unlock-dialog.tsx';

const NAME_CHARS = 120;
const words = text.start;

export function StartView() {
  const dialog = useStart((state) => state.dialog);
  const { show, hide } = startNow();
  const [failure, setFailure] = useState<unknown>();
  const [isMakingSample, setMakingSample] = useState(false);
  const guideSeen = useSettings((state) => state.guideSeen);

  const openSample = async (): Promise<void> => {
    setFailure(undefined);
    setMakingSample(true);
    try {
      const sample = await useJobs.getState().run('workstation.makeSample', words.sampleJob, {});
      await useCase.getState().open({ dir: sample.dir, passphrase: sample.passphrase });
    } catch (error) {
      setFailure(error);
    } finally {
      setMakingSample(false);
    }
  };

  return (
    <div className={styles.start}>
      <header className={styles.head}>
        <h1 className={styles.title}>{words.title}</h1>
        <p className={styles.lead}>{words.lead}</p>
      </header>
      {!guideSeen && <FirstRunGuide />}
      {failure !== undefined && <ErrorBanner error={failure} />}
      <div className={styles.acts}>
        <Button variant="primary" icon={<Plus size={15} />} onPress={() => show({ kind: 'create' })}>
          {words.create}
        </Button>
        <Button icon={<FolderOpen size={15} />} onPress={() => show({ kind: 'browse' })}>
          {words.open}
        </Button>
        <Button icon={<FileCheck2 size={15} />} onPress={() => show({ kind: 'browse-bundle' })}>
          {text.openedBundle.open}
        </Button>
        <Button icon={<FlaskConical size={15} />} isPending={isMakingSample} onPress={() => void openSample()}>
          {words.sample}
        </Button>
      </div>
      <p className={styles.hint}>{words.sampleHint}</p>
      <RecentCases
        onOpen={(dir, isBundle) => show(isBundle ? { kind: 'bundle', path: dir } : { kind: 'unlock', dir })}
      />
      <CreateCaseDialog isOpen={dialog?.kind === 'create'} onClose={hide} />
      <BrowseDialog
        purpose="case"
        isOpen={dialog?.kind === 'browse'}
        onClose={hide}
        onChoose={([dir]) => {
          if (dir !== undefined) show({ kind: 'unlock', dir });
        }}
      />
      <BrowseDialog
        purpose="bundle"
        isOpen={dialog?.kind === 'browse-bundle'}
        onClose={hide}
        onChoose={([path]) => {
          if (path !== undefined) show({ kind: 'bundle', path });
        }}
      />
      {dialog?.kind === 'bundle' && <OpenBundleDialog path={dialog.path} onClose={hide} />}
      {dialog?.kind === 'unlock' && <UnlockDialog dir={dialog.dir} onClose={hide} />}
    </div>
  );
}

function RecentCases({ onOpen }: { onOpen: (dir: string, isBundle: boolean) => void }) {
  const client = useQueryClient();
  const recent = useQuery({
    queryKey: ['workstation.recent'],
    queryFn: () => call('workstation.recent', {}),
    staleTime: 0,
  });
  const forget = async (dir: string): Promise<void> => {
    await call('workstation.forget', { dir });
    await client.invalidateQueries({ queryKey: ['workstation.recent'] });
  };
  const cases = recent.data?.cases ?? [];
  return (
    <section className={styles.recent}>
      <h2 className={styles.section}>{words.recent}</h2>
      {recent.error !== null && <ErrorBanner error={recent.error} />}
      {recent.data !== undefined && recent.data.problem !== null && (
        <p className={styles.warn}>{recent.data.problem}</p>
      )}
      {recent.data !== undefined && cases.length === 0 && <p className={styles.hint}>{words.noRecent}</p>}
      <ul>
        {cases.map(({ dir, name, lastOpenedAt, exists, kind }) => {
          const isBundle = kind === 'bundle';
          const shown = shownText(name, NAME_CHARS).shown;
          return (
            <li key={dir} className={styles.case}>
              <button type="button" className={styles.pick} disabled={!exists} onClick={() => onOpen(dir, isBundle)}>
                <bdi className={styles.name}>{shown}</bdi>
                {isBundle && <Badge>{text.openedBundle.isBundle}</Badge>}
                <bdi className={styles.dir}>{shownText(dir, NAME_CHARS).shown}</bdi>
                <span className={exists ? styles.when : styles.warn}>
                  {exists ? words.lastOpened(clockText(utcClock(lastOpenedAt)).slice(0, 16)) : words.missing}
                </span>
              </button>
              <IconButton label={words.forget(shown)} icon={<X size={14} />} onPress={() => void forget(dir)} />
            </li>
          );
        })}
      </ul>
    </section>
  );
}
