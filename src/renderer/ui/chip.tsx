/**
 * A filter in force: field, value, whether it takes in or leaves out; can be turned round and taken away.
 *
 * Trust: field and value may come from evidence, and are shown as evidence.
 */
import { X } from 'lucide-react';
import { Button } from 'react-aria-components';
import { shownText } from '../format/safe-text.ts';
import { text } from '../i18n/text.ts';
import { cx } from './class-names.ts';
import styles from './chip.module.css';
import { WithTooltip } from './tooltip.tsx';

export interface ChipProps {
  field: string;
  value: string;
  mode?: 'include' | 'exclude';
  /** Include becomes exclude, and back. */
  onInvert?: () => void;
  onRemove?: () => void;
}

/** Enough to know it by; the rest is in the tooltip of the remove button's label. */
const CHIP_CHARS = 60;

export function Chip({ field, value, mode = 'include', onInvert, onRemove }: ChipProps) {
  const { shown, omitted } = shownText(value, CHIP_CHARS);
  const words = `${shownText(field, CHIP_CHARS).shown}: ${shown}${omitted > 0 ? '…' : ''}`;
  const body = (
    <>
      {mode === 'exclude' ? <span className={styles['not']}>{text.ui.not}</span> : null}
      <bdi className={styles['words']}>{words}</bdi>
    </>
  );
  const invert = mode === 'exclude' ? text.ui.chipInclude(words) : text.ui.chipExclude(words);
  return (
    <span className={cx(styles['chip'], mode === 'exclude' && styles['exclude'])}>
      {onInvert === undefined ? (
        <span className={styles['body']}>{body}</span>
      ) : (
        <WithTooltip text={invert}>
          <Button className={styles['body'] ?? ''} onPress={onInvert}>
            {body}
          </Button>
        </WithTooltip>
      )}
      {onRemove === undefined ? null : (
        <Button className={styles['remove'] ?? ''} aria-label={text.ui.chipRemove(words)} onPress={onRemove}>
          <X size={13} aria-hidden="true" />
        </Button>
      )}
    </span>
  );
}
