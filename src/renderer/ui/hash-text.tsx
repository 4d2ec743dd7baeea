/** A hash: its beginning and its end on screen, all of it in the title, for screen readers and when copied. */
import { CopyButton } from './copy-button.tsx';
import styles from './hash-text.module.css';
import { shortHash } from '../format/hash-text.ts';

export interface HashTextProps {
  hash: string;
  /** `SHA-256`, `fingerprint`: for the copy button. */
  what: string;
  isFull?: boolean;
  isCopyable?: boolean;
}

export function HashText({ hash, what, isFull = false, isCopyable = true }: HashTextProps) {
  return (
    <span className={styles['hash']}>
      <code title={hash} className={styles['digits']}>
        {isFull ? hash : shortHash(hash)}
      </code>
      {isCopyable ? <CopyButton original={hash} what={what} /> : null}
    </span>
  );
}
