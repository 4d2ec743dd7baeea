/**
 * One picture as one printed page.
 *
 * It stands beside the window's own root and only shows on paper (theme/print.css); it goes when printing has ended.
 */
import { useState } from 'react';
import { createPortal } from 'react-dom';
import styles from './printed-page.module.css';

interface PrintedPageProps {
  source: string;
  onEnd: () => void;
}

export function PrintedPage({ source, onEnd }: PrintedPageProps) {
  const [isShown, setShown] = useState(false);
  const print = (): void => {
    if (isShown) return;
    setShown(true);
    window.addEventListener('afterprint', onEnd, { once: true });
    window.print();
  };
  return createPortal(
    <div className={styles['paper']} data-print="true">
      {/* A page that is printed before its picture has loaded is empty. */}
      <img src={source} alt="" onLoad={print} />
    </div>,
    document.body,
  );
}
