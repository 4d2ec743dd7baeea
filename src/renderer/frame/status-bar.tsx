/** What is chosen, what is being done, how much of the log the newest signed head covers. */
import { text } from '../i18n/text.ts';
import { countText } from '../format/number-text.ts';
import { useCase } from '../stores/case.store.ts';
import { HashText } from '../ui/hash-text.tsx';
import styles from './frame.module.css';
import { JobStatus } from './job-status.tsx';
import { StatusSlot } from './status-slot.tsx';

export function StatusBar() {
  const info = useCase((state) => state.info);
  return (
    <footer className={styles['bottom']}>
      <StatusSlot />
      <span className={styles['spring']} />
      <JobStatus />
      {info === undefined ? null : (
        <span className={styles['head']} title={text.app.headHint(info.headSize)}>
          {text.app.head(countText(info.headSize))}
        </span>
      )}
      {info === undefined ? null : (
        <span className={styles['head']}>
          {text.app.status.fingerprint}
          <HashText hash={info.fingerprint} what={text.app.status.fingerprint} isCopyable={false} />
        </span>
      )}
    </footer>
  );
}
