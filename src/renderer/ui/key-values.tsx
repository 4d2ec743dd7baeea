/** Names and what they hold, one pair a row. */
import type { ReactNode } from 'react';
import { cx } from './class-names.ts';
import styles from './key-values.module.css';

export interface KeyValue {
  /** Also the React key: each once. */
  name: string;
  value: ReactNode;
  isData?: boolean;
  /** At the end of the row: copy, filter. */
  actions?: ReactNode;
}

export function KeyValues({ pairs }: { pairs: readonly KeyValue[] }) {
  return (
    <dl className={styles['list']}>
      {pairs.map(({ name, value, isData = false, actions }) => (
        <div key={name} className={styles['pair']}>
          <dt className={styles['name']}>{name}</dt>
          <dd className={styles['rest']}>
            <span className={cx(styles['value'], isData && styles['data'])}>{value}</span>
            {actions === undefined ? null : <span className={styles['actions']}>{actions}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
