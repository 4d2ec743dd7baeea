/** The severity of a row: the shape and the word of `SeverityMark`. */
import { text } from '../../../../i18n/text.ts';
import { cx } from '../../../../ui/class-names.ts';
import { element, symbol } from '../../../../ui/dom-nodes.ts';
import type { Severity } from '../../../../ui/severity-mark.tsx';
import styles from '../../../../ui/severity-mark.module.css';
import { symbolId } from './grid-symbols.tsx';

export const severityCell = (severity: Severity): HTMLElement =>
  element(
    'span',
    styles.mark,
    symbol(symbolId(severity), cx(styles.shape, styles[severity])),
    element('span', undefined, text.ui.severity[severity]),
  );
