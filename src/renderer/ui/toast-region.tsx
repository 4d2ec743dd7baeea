/** Where short messages show, over everything, dialogs too. Those that go by themselves wait while pointed at or focused. */
import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { text } from '../i18n/text.ts';
import { type Toast, useToasts } from '../stores/toasts.store.ts';
import { Button } from './button.tsx';
import { cx } from './class-names.ts';
import { IconButton } from './icon-button.tsx';
import styles from './toast-region.module.css';
import { ToneIcon } from './tone.tsx';

const SHOWN_MS = 6_000;

export function ToastRegion() {
  const toasts = useToasts((state) => state.toasts);
  return (
    <section className={styles['region']} aria-label={text.ui.messages} data-react-aria-top-layer="true">
      <ol aria-live="polite" className={styles['list']}>
        {toasts.map((toast) => (
          <ToastRow key={toast.id} toast={toast} />
        ))}
      </ol>
    </section>
  );
}

function ToastRow({ toast: { id, tone, message, action } }: { toast: Toast }) {
  const dismiss = useToasts((state) => state.dismiss);
  const [isHeld, setHeld] = useState(false);
  const goesAway = (tone === 'good' || tone === 'info') && (action === undefined || action.isBrief === true) && !isHeld;
  useEffect(() => {
    if (!goesAway) return undefined;
    const timer = setTimeout(() => dismiss(id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [goesAway, dismiss, id]);
  return (
    // The row itself does nothing: pointing at it and being in it only keep it there.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <li
      className={cx(styles['toast'], styles[tone])}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span className={styles['icon']}>
        <ToneIcon tone={tone} />
      </span>
      <span className={styles['words']}>{message}</span>
      {action === undefined ? null : (
        <Button
          variant="quiet"
          onPress={() => {
            dismiss(id);
            action.run();
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton label={text.app.close} icon={<X size={15} />} size="small" onPress={() => dismiss(id)} />
    </li>
  );
}
