/** Holds a fault of one view, so that the rest of the window goes on; shows what is needed to report it. */
import { Component, type ErrorInfo, type ReactNode } from 'react';
import { visibleText } from '../format/safe-text.ts';
import { text } from '../i18n/text.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { CodeText } from '../ui/code-text.tsx';
import styles from './frame.module.css';

interface Fault {
  message: string;
  /** Names this fault in a report. */
  traceId: string;
  stack: string;
}

export class ErrorBoundary extends Component<{ children: ReactNode }, { fault: Fault | undefined }> {
  override state: { fault: Fault | undefined } = { fault: undefined };

  static getDerivedStateFromError(error: unknown): { fault: Fault } {
    const message = error instanceof Error ? error.message : String(error);
    const stack = error instanceof Error ? (error.stack ?? '') : '';
    return { fault: { message, stack, traceId: crypto.randomUUID().slice(0, 8) } };
  }

  override componentDidCatch(_error: unknown, { componentStack }: ErrorInfo): void {
    const { fault } = this.state;
    if (fault !== undefined) this.setState({ fault: { ...fault, stack: `${fault.stack}\n${componentStack ?? ''}` } });
  }

  override render(): ReactNode {
    const { fault } = this.state;
    if (fault === undefined) return this.props.children;
    const { message, traceId, stack } = fault;
    return (
      <div className={styles['failure']}>
        <Banner
          tone="bad"
          title={text.app.failure.title}
          action={<Button onPress={() => this.setState({ fault: undefined })}>{text.app.retry}</Button>}
        >
          <p>{text.app.failure.text}</p>
          <p>{visibleText(message)}</p>
          <p>
            <code>{text.app.traceId(traceId)}</code>
          </p>
        </Banner>
        <details>
          <summary>{text.app.failure.details}</summary>
          <CodeText raw={`${text.app.traceId(traceId)}\n${message}\n${stack}`} what={text.app.failure.what} />
        </details>
      </div>
    );
  }
}
