/**
 * The page of paper that was written, on its way to the printer: the very bytes of the file, as a picture.
 *
 * As a picture it can do nothing but be seen. It stands beside the window's own root and only shows on paper (theme/print.css).
 */
import { useEffect, useMemo, useState } from 'react';
import { createPortal } from 'react-dom';
import { text } from '../../../i18n/text.ts';
import styles from './printed-page.module.css';

export function PrintedPage({ svg, onEnd }: { svg: string; onEnd: () => void }) {
  const [isLoaded, setLoaded] = useState(false);
  const source = useMemo(() => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`, [svg]);
  useEffect(() => {
    if (!isLoaded) return undefined;
    window.addEventListener('afterprint', onEnd);
    window.print();
    return () => window.removeEventListener('afterprint', onEnd);
  }, [isLoaded, onEnd]);
  return createPortal(
    <div className={styles['paper']} data-print="true">
      <img src={source} alt={text.marks.requests.pageAlt} className={styles['page']} onLoad={() => setLoaded(true)} />
    </div>,
    document.body,
  );
}
