/** Something that holds until it is dealt with: what it is, and one act. Bad and warning ones are said at once. */
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { text } from '../i18n/text.ts';
import styles from './banner.module.css';
import { cx } from './class-names.ts';
import { IconButton } from './icon-button.tsx';
import { type Tone, ToneIcon } from './tone.tsx';

export interface BannerProps {
  tone: Tone;
  title: string;
  children?: ReactNode;
  /** A Button. */
  action?: ReactNode;
  onDismiss?: () => void;
}

export function Banner({ tone, title, children, action, onDismiss }: BannerProps) {
  return (
    <div className={cx(styles['banner'], styles[tone])} role={tone === 'bad' || tone === 'warn' ? 'alert' : 'status'}>
      <span className={styles['icon']}>
        <ToneIcon tone={tone} />
        <span className="sr-only">{text.ui.tone[tone]}</span>
      </span>
      <div className={styles['words']}>
        <p className={styles['title']}>{title}</p>
        {children === undefined ? null : <div className={styles['text']}>{children}</div>}
      </div>
      {action}
      {onDismiss === undefined ? null : (
        <IconButton label={text.app.close} icon={<X size={15} />} size="small" onPress={onDismiss} />
      )}
    </div>
  );
}
