/** The keys of a command, as small keycaps. */
import { Fragment } from 'react';
import { keyTexts } from '../format/key-text.ts';
import { text } from '../i18n/text.ts';
import styles from './key-hint.module.css';

const isMac = navigator.platform.startsWith('Mac');

/** @param keys as commands name them: `Mod+K`, `g w` */
export function KeyHint({ keys }: { keys: string }) {
  return (
    <span className={styles['hint']}>
      {keyTexts(keys, isMac).map((press, index) => (
        <Fragment key={`${index} ${press.join('+')}`}>
          {index === 0 ? null : <span className={styles['then']}>{text.ui.thenPress}</span>}
          {press.map((key) => (
            <kbd key={key} className={styles['key']}>
              {key}
            </kbd>
          ))}
        </Fragment>
      ))}
    </span>
  );
}
