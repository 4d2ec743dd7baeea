/** The head of a pane or a section: its name, a count or a note, its acts. */
import type { ReactNode } from 'react';
import styles from './panel-header.module.css';

export interface PanelHeaderProps {
  title: string;
  /** Of the heading, as the page has it. */
  level?: 1 | 2 | 3;
  note?: ReactNode;
  actions?: ReactNode;
}

export function PanelHeader({ title, level = 2, note, actions }: PanelHeaderProps) {
  const Heading = `h${level}` as const;
  return (
    <div className={styles['header']}>
      <Heading className={level === 1 ? styles['page'] : styles['title']}>{title}</Heading>
      {note === undefined ? null : <span className={styles['note']}>{note}</span>}
      {actions === undefined ? null : <span className={styles['actions']}>{actions}</span>}
    </div>
  );
}
