/** Severity of an event: a shape with more corners and more ink the worse it is, and the word. */
import { text } from '../i18n/text.ts';
import { cx } from './class-names.ts';
import styles from './severity-mark.module.css';

export type Severity = 'low' | 'medium' | 'high' | 'critical';

const SHAPES = {
  low: <circle cx="6" cy="6" r="3.6" fill="none" stroke="currentColor" strokeWidth="1.6" />,
  medium: <path d="M6 1.2 10.8 6 6 10.8 1.2 6Z" fill="currentColor" />,
  high: <path d="M6 1 11.4 10.8H.6Z" fill="currentColor" />,
  critical: (
    <>
      <path d="M3.7.6h4.6l3.1 3.1v4.6l-3.1 3.1H3.7L.6 8.3V3.7Z" fill="currentColor" />
      <path d="M6 3v3.6M6 8.1v1.1" stroke="var(--panel)" strokeWidth="1.6" />
    </>
  ),
} as const satisfies Record<Severity, unknown>;

export interface SeverityMarkProps {
  severity: Severity;
  /** The shape alone, the word only for screen readers and as a title: legends and narrow cells. */
  isShapeOnly?: boolean;
}

export function SeverityMark({ severity, isShapeOnly = false }: SeverityMarkProps) {
  const word = text.ui.severity[severity];
  return (
    <span className={styles['mark']} title={isShapeOnly ? word : undefined}>
      <svg viewBox="0 0 12 12" className={cx(styles['shape'], styles[severity])} aria-hidden="true">
        {SHAPES[severity]}
      </svg>
      <span className={isShapeOnly ? 'sr-only' : undefined}>{word}</span>
    </span>
  );
}

/** The shapes as symbols, for marks that are not drawn by React: `<use href="#PREFIX-high">`. */
export function SeveritySymbols({ prefix }: { prefix: string }) {
  return (
    <svg className="sr-only" aria-hidden="true">
      {Object.entries(SHAPES).map(([severity, shape]) => (
        <symbol key={severity} id={`${prefix}-${severity}`} viewBox="0 0 12 12">
          {shape}
        </symbol>
      ))}
    </svg>
  );
}
