/** Marks, messages and progress of the gallery. */
import { SearchX } from 'lucide-react';
import { AppError, type ErrorValue } from '../../../shared/errors.ts';
import { text } from '../../i18n/text.ts';
import { useToasts } from '../../stores/toasts.store.ts';
import { Badge } from '../../ui/badge.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { Progress } from '../../ui/progress.tsx';
import { SeverityMark } from '../../ui/severity-mark.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { VerdictMark } from '../../ui/verdict-mark.tsx';
import styles from './gallery-view.module.css';

const words = text.gallery;
const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
const VERDICTS = ['intact', 'broken', 'indeterminate', 'ok', 'failed', 'not-checked'] as const;
const TONES = ['plain', 'info', 'good', 'warn', 'bad', 'unsure'] as const;
const nothing = (): void => undefined;

export function GalleryMarks() {
  return (
    <>
      <div className={styles['row']}>
        {SEVERITIES.map((severity) => (
          <SeverityMark key={severity} severity={severity} />
        ))}
        {SEVERITIES.map((severity) => (
          <SeverityMark key={severity} severity={severity} isShapeOnly />
        ))}
      </div>
      <div className={styles['row']}>
        {VERDICTS.map((verdict) => (
          <VerdictMark key={verdict} verdict={verdict} />
        ))}
      </div>
      <div className={styles['row']}>
        <VerdictMark verdict="intact" size="large" />
        <VerdictMark verdict="indeterminate" size="large" />
      </div>
      <div className={styles['row']}>
        {TONES.map((tone) => (
          <Badge key={tone} tone={tone}>
            {tone}
          </Badge>
        ))}
      </div>
      <div className={styles['row']}>
        <Chip field="metadata.host" value="DC01" onInvert={nothing} onRemove={nothing} />
        <Chip field="source.userId" value="svc_bkp" mode="exclude" onInvert={nothing} onRemove={nothing} />
        <Chip field="metadata.file" value={'invoice\u202Efdp.exe'} onRemove={nothing} />
        <Chip field="severity" value="high" />
      </div>
    </>
  );
}

const BUG: ErrorValue = { code: 'INTERNAL', blame: 'bug', message: 'The segment index is empty', traceId: '7f3a9c01' };

export function GalleryMessages() {
  const add = useToasts((state) => state.add);
  return (
    <>
      <Banner tone="info" title={words.bannerInfo} onDismiss={nothing}>
        {words.bannerInfoText}
      </Banner>
      <Banner tone="good" title={words.bannerGood} />
      <Banner tone="warn" title={words.bannerWarn}>
        {words.bannerWarnText}
      </Banner>
      <Banner tone="bad" title={words.bannerBad} action={<Button>{words.showRecord}</Button>} />
      <Banner tone="unsure" title={words.bannerUnsure}>
        {words.bannerUnsureText}
      </Banner>
      <ErrorBanner error={new AppError('VAULT_BUSY', 'Another program holds the case')} onRetry={nothing} />
      <ErrorBanner error={BUG} />
      <div className={styles['row']}>
        <Button onPress={() => add('good', words.toastGood)}>{words.addToast}</Button>
        <Button onPress={() => add('bad', words.toastBad, { label: text.app.retry, run: nothing })}>
          {words.addToast}
        </Button>
      </div>
    </>
  );
}

export function GalleryProgress() {
  return (
    <>
      <Progress label={words.progressLabel} valueRatio={0.62} note={words.progressNote} />
      <Progress label={words.progressUnknown} />
      <Skeleton lines={3} />
      <EmptyState
        icon={<SearchX size={28} />}
        title={words.emptyTitle}
        actions={<Button variant="primary">{words.emptyAct}</Button>}
      >
        {words.emptyText}
      </EmptyState>
    </>
  );
}
