/** Takes every match of the question out of the case, after saying what that is; and what came of it, to be cited. */
import { useQuery } from '@tanstack/react-query';
import { Package } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ResultOf } from '../../../../shared/contract/index.ts';
import { errorToValue } from '../../../../shared/errors.ts';
import { call } from '../../../api/host.ts';
import { countText } from '../../../format/number-text.ts';
import { visibleText } from '../../../format/safe-text.ts';
import { text } from '../../../i18n/text.ts';
import { useCase, useOpenCase } from '../../../stores/case.store.ts';
import { useJobs } from '../../../stores/jobs.store.ts';
import { useOverlay } from '../../../stores/overlay.store.ts';
import { useToasts } from '../../../stores/toasts.store.ts';
import { useWorkspace } from '../../../stores/workspace.store.ts';
import { announce } from '../../../ui/announcer.tsx';
import { Banner } from '../../../ui/banner.tsx';
import { Button } from '../../../ui/button.tsx';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorBanner } from '../../../ui/error-banner.tsx';
import { KeyValues } from '../../../ui/key-values.tsx';
import { Progress } from '../../../ui/progress.tsx';
import { SelectField } from '../../../ui/select-field.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { BrowseDialog } from '../../browse/browse-dialog.tsx';
import { bundleRefusal } from '../../bundle/bundle-rights.ts';
import { exportRefusal } from '../notes/note-rights.ts';
import { questionPairs } from '../question-pairs.tsx';
import { askedOf, type Question } from '../question.ts';
import styles from './export-dialog.module.css';
import { exportFileName, withFormat } from './export-file-name.ts';
import { ExportResult } from './export-result.tsx';

type Format = 'csv' | 'jsonl';
export type ExportDone = ResultOf<'export.start'>;

const words = text.detail.export;

interface ExportDialogProps {
  question: Question;
  onClose: () => void;
}

export function ExportDialog({ question, onClose }: ExportDialogProps) {
  const { info } = useOpenCase();
  const selected = useWorkspace((state) => state.selectedSeqs.size);
  const [format, setFormat] = useState<Format>('csv');
  const [path, setPath] = useState('');
  const [overwrite, setOverwrite] = useState(false);
  const [isBrowsing, setBrowsing] = useState(false);
  const [isRunning, setRunning] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const [done, setDone] = useState<ExportDone>();
  const counted = useQuery({
    queryKey: [question.handle, 'search.run', 'total', question],
    queryFn: () => call('search.run', { ...askedOf(question), limit: 0, wantTotal: true }),
  });
  const total = counted.data?.total ?? undefined;
  const refusal = exportRefusal(info);
  // An export goes on when the dialog is put away; what comes of it is told all the same.
  const isShown = useRef(true);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);
  const run = async (): Promise<void> => {
    setRunning(true);
    setFailure(undefined);
    try {
      const label = words.job(total === undefined ? '' : countText(total));
      const input = { ...askedOf(question), format, path, ...(overwrite ? { overwrite } : {}) };
      const result = await useJobs.getState().run('export.start', label, input);
      if (isShown.current) setDone(result);
      else
        useToasts
          .getState()
          .add('good', words.doneText(countText(result.rows), visibleText(result.path), result.sha256));
      announce(words.done);
      await useCase.getState().refresh();
    } catch (thrown) {
      const { blame, message } = errorToValue(thrown);
      if (isShown.current) setFailure(thrown);
      else if (blame !== 'cancelled') useToasts.getState().add('bad', visibleText(message));
    } finally {
      setRunning(false);
    }
  };
  const footer =
    done === undefined ? (
      <>
        <Button
          variant="quiet"
          icon={<Package size={15} />}
          isDisabled={isRunning || bundleRefusal(info) !== undefined}
          onPress={() => {
            onClose();
            useOverlay.getState().show('bundle');
          }}
        >
          {text.bundle.make}
        </Button>
        <Button onPress={onClose}>{isRunning ? text.app.jobs.background : text.app.cancel}</Button>
        <Button
          variant="primary"
          isPending={isRunning}
          isDisabled={path.trim() === '' || refusal !== undefined || counted.error !== null}
          onPress={() => void run()}
        >
          {words.start}
        </Button>
      </>
    ) : (
      <Button variant="primary" onPress={onClose}>
        {words.close}
      </Button>
    );
  return (
    <Dialog title={done === undefined ? words.title : words.done} isOpen onClose={onClose} footer={footer}>
      <div className={styles.dialog}>
        {refusal !== undefined && <Banner tone="info" title={refusal} />}
        {counted.error !== null && <ErrorBanner error={counted.error} />}
        <KeyValues
          pairs={[
            ...questionPairs(question),
            { name: words.matches, value: total === undefined ? words.counting : countText(total) },
            { name: words.order, value: words.orderText },
            ...(selected > 0 ? [{ name: words.selected, value: words.selectedHint(countText(selected)) }] : []),
          ]}
        />
        {done !== undefined ? (
          <ExportResult done={done} question={question} />
        ) : (
          <>
            <SelectField
              label={words.format}
              value={format}
              choices={[
                { id: 'csv', label: words.formats.csv },
                { id: 'jsonl', label: words.formats.jsonl },
              ]}
              onChange={(next) => {
                setFormat(next);
                setPath(withFormat(path, next));
              }}
            />
            <div className={styles.path}>
              <div className={styles.grow}>
                <TextField label={words.path} isData value={path} onChange={setPath} hint={words.recorded} />
              </div>
              <Button onPress={() => setBrowsing(true)}>{words.choose}</Button>
            </div>
            <Checkbox isSelected={overwrite} onChange={setOverwrite}>
              {words.overwrite}
            </Checkbox>
            {isRunning && <Progress label={words.start} />}
            {failure !== undefined && <ErrorBanner error={failure} />}
          </>
        )}
      </div>
      <BrowseDialog
        purpose="save"
        isOpen={isBrowsing}
        fileName={exportFileName(info.name, format)}
        onClose={() => setBrowsing(false)}
        onChoose={([chosen]) => {
          setBrowsing(false);
          if (chosen !== undefined) setPath(chosen);
        }}
      />
    </Dialog>
  );
}
