/**
 * An error of the host as a banner: what happened, whose turn it is, the code, and for a bug its trace.
 *
 * A stopped job is nothing to report, and shows nothing.
 */
import type { ReactNode } from 'react';
import { type Blame, type ErrorValue, errorToValue } from '../../shared/errors.ts';
import { visibleText } from '../format/safe-text.ts';
import { text } from '../i18n/text.ts';
import { Banner } from './banner.tsx';
import { Button } from './button.tsx';
import styles from './error-banner.module.css';
import type { Tone } from './tone.tsx';

const TONES = {
  input: 'warn',
  environment: 'bad',
  policy: 'info',
  cancelled: 'info',
  bug: 'bad',
} as const satisfies Record<Blame, Tone>;

export interface ErrorBannerProps {
  /** What was thrown, or an error by value. */
  error: unknown;
  onRetry?: () => void;
  /** Instead of "try again". */
  action?: ReactNode;
  onDismiss?: () => void;
}

const isValue = (error: unknown): error is ErrorValue =>
  typeof error === 'object' && error !== null && !(error instanceof Error) && 'blame' in error && 'code' in error;

export function ErrorBanner({ error, onRetry, action, onDismiss }: ErrorBannerProps) {
  const { code, blame, message, traceId } = isValue(error) ? error : errorToValue(error);
  if (blame === 'cancelled') return null;
  const retry = onRetry === undefined ? undefined : <Button onPress={onRetry}>{text.app.retry}</Button>;
  return (
    <Banner
      tone={TONES[blame]}
      title={visibleText(message)}
      action={action ?? retry}
      {...(onDismiss === undefined ? {} : { onDismiss })}
    >
      <span className={styles['small']}>
        {text.ui.blame[blame]}
        <code>{code}</code>
        {traceId === undefined ? null : <code>{text.app.traceId(traceId)}</code>}
      </span>
    </Banner>
  );
}
