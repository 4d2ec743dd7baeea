/** The file that a dialog asks for: its path, typed or chosen; or dropped on the window. */
import { X } from 'lucide-react';
import { sizeText } from '../../../format/number-text.ts';
import { shownText } from '../../../format/safe-text.ts';
import { text } from '../../../i18n/text.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import type { DroppedFile } from './given-file.ts';
import styles from './marks.module.css';
import { PathField } from './path-field.tsx';

const words = text.marks.drop;
const NAME_CHARS = 120;

interface FileFieldProps {
  label: string;
  hint: string;
  title: string;
  path: string;
  onPath: (path: string) => void;
  dropped: DroppedFile | undefined;
  onDropped: (file: DroppedFile | undefined) => void;
}

export function FileField({ label, hint, title, path, onPath, dropped, onDropped }: FileFieldProps) {
  if (dropped !== undefined) {
    return (
      <p className={styles['dropped']}>
        <span>
          {words.dropped} <bdi>{shownText(dropped.name, NAME_CHARS).shown}</bdi> {sizeText(dropped.sizeBytes)}
        </span>
        <IconButton label={words.remove} icon={<X size={15} />} size="small" onPress={() => onDropped(undefined)} />
      </p>
    );
  }
  return (
    <>
      <PathField
        label={label}
        hint={hint}
        title={title}
        use={text.marks.imports.use}
        purpose="evidence"
        value={path}
        onChange={onPath}
      />
      <p className={styles['drop']}>{words.hint}</p>
    </>
  );
}
