/** Copies the original text, never the one made fit to show; says so, also to screen readers. */
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { text } from '../i18n/text.ts';
import { useToasts } from '../stores/toasts.store.ts';
import { announce } from './announcer.tsx';
import { IconButton } from './icon-button.tsx';

/** Copies, and tells how it went. @param what named in the message: `hash`, `event` */
export async function copyText(original: string, what: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(original);
    announce(text.ui.copied(what));
    return true;
  } catch {
    useToasts.getState().add('bad', text.ui.copyFailed(what));
    return false;
  }
}

const SHOWN_MS = 1_500;

/** @param original what is copied, to the last character */
export function CopyButton({ original, what }: { original: string; what: string }) {
  const [isDone, setDone] = useState(false);
  useEffect(() => {
    if (!isDone) return undefined;
    const timer = setTimeout(() => setDone(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isDone]);
  return (
    <IconButton
      label={isDone ? text.ui.copied(what) : text.ui.copy(what)}
      icon={isDone ? <Check size={14} /> : <Copy size={14} />}
      size="small"
      onPress={() => void copyText(original, what).then(setDone)}
    />
  );
}
