/** Papers about the custody of the case, saved as files: the form, the draft of a certificate, CASE/UCO. */
import { useState } from 'react';
import type { ResultOf } from '../../../shared/contract/index.ts';
import { CUSTODY_PAPERS, type CustodyPaper, formatsOf, type PaperFormat } from '../../../shared/paper-words.ts';
import { countText, sizeText } from '../../format/number-text.ts';
import { text } from '../../i18n/text.ts';
import { useCase, useOpenCase } from '../../stores/case.store.ts';
import { useJobs } from '../../stores/jobs.store.ts';
import { announce } from '../../ui/announcer.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { EvidenceText } from '../../ui/evidence-text.tsx';
import { HashText } from '../../ui/hash-text.tsx';
import { KeyValues } from '../../ui/key-values.tsx';
import { MenuButton } from '../../ui/menu-button.tsx';
import { Progress } from '../../ui/progress.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { BrowseDialog } from '../browse/browse-dialog.tsx';
import { exportRefusal } from '../workspace/notes/note-rights.ts';
import styles from './paper-menu.module.css';

const words = text.papers;

export function PaperMenu() {
  const [paper, setPaper] = useState<CustodyPaper>();
  const acts = CUSTODY_PAPERS.map((id) => ({ id, label: words.acts[id], run: () => setPaper(id) }));
  return (
    <>
      <MenuButton label={words.menu} groups={[{ id: 'papers', acts }]} />
      {paper === undefined ? null : <PaperDialog paper={paper} onClose={() => setPaper(undefined)} />}
    </>
  );
}

type Saved = ResultOf<'custody.paper'>;

function PaperDialog({ paper, onClose }: { paper: CustodyPaper; onClose: () => void }) {
  const { handle, info } = useOpenCase();
  const formats = formatsOf(paper);
  const [format, setFormat] = useState<PaperFormat>(formats[0] ?? 'txt');
  const [path, setPath] = useState('');
  const [overwrite, setOverwrite] = useState(false);
  const [isBrowsing, setBrowsing] = useState(false);
  const [isRunning, setRunning] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const [saved, setSaved] = useState<Saved>();
  const refusal = exportRefusal(info);
  const save = async (): Promise<void> => {
    setRunning(true);
    setFailure(undefined);
    try {
      const input = { handle, paper, format, path, ...(overwrite ? { overwrite } : {}) };
      setSaved(await useJobs.getState().run('custody.paper', words.titles[paper], input));
      announce(words.done);
      await useCase.getState().refresh();
    } catch (thrown) {
      setFailure(thrown);
    } finally {
      setRunning(false);
    }
  };
  const footer =
    saved === undefined ? (
      <>
        <Button onPress={onClose}>{text.app.cancel}</Button>
        <Button
          variant="primary"
          isPending={isRunning}
          isDisabled={path.trim() === '' || refusal !== undefined}
          onPress={() => void save()}
        >
          {words.save}
        </Button>
      </>
    ) : (
      <Button variant="primary" onPress={onClose}>
        {words.close}
      </Button>
    );
  return (
    <Dialog title={words.titles[paper]} isOpen onClose={onClose} footer={footer}>
      <div className={styles['dialog']}>
        {refusal === undefined ? null : <Banner tone="info" title={refusal} />}
        <p>{words.hints[paper]}</p>
        {saved === undefined ? (
          <>
            {formats.length < 2 ? null : (
              <SelectField
                label={words.format}
                value={format}
                choices={formats.map((id) => ({ id, label: words.formats[id] }))}
                onChange={(next) => {
                  setFormat(next);
                  setPath(path.replace(/\.(?:pdf|html|txt)$/u, `.${next}`));
                }}
              />
            )}
            <div className={styles['path']}>
              <div className={styles['grow']}>
                <TextField label={words.path} isData value={path} onChange={setPath} hint={words.recorded} />
              </div>
              <Button onPress={() => setBrowsing(true)}>{words.choose}</Button>
            </div>
            <Checkbox isSelected={overwrite} onChange={setOverwrite}>
              {words.overwrite}
            </Checkbox>
            {isRunning ? <Progress label={words.saving} /> : null}
            {failure === undefined ? null : <ErrorBanner error={failure} />}
          </>
        ) : (
          <SavedPaper saved={saved} />
        )}
      </div>
      <BrowseDialog
        purpose="save"
        isOpen={isBrowsing}
        fileName={`${paper}.${format}`}
        onClose={() => setBrowsing(false)}
        onChoose={([chosen]) => {
          setBrowsing(false);
          if (chosen !== undefined) setPath(chosen);
        }}
      />
    </Dialog>
  );
}

function SavedPaper({ saved: { path, sizeBytes, sha256, recordSeq } }: { saved: Saved }) {
  return (
    <KeyValues
      pairs={[
        { name: words.path, value: <EvidenceText raw={path} />, isData: true },
        { name: words.size, value: sizeText(sizeBytes) },
        { name: words.sha256, value: <HashText hash={sha256} what={words.sha256} isFull />, isData: true },
        { name: words.record, value: recordSeq === null ? words.noRecord : text.detail.seq(countText(recordSeq)) },
      ]}
    />
  );
}
