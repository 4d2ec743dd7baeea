/** The window: the frame and the view that was chosen. Nothing shows before the settings are there: no flash of another theme. */
import { lazy, Suspense, useEffect } from 'react';
import { text } from './i18n/text.ts';
import { useNavigation } from './stores/navigation.store.ts';
import { useSettings } from './stores/settings.store.ts';
import { useTheme } from './theme/use-theme.ts';
import { Announcer } from './ui/announcer.tsx';
import { ToastRegion } from './ui/toast-region.tsx';

const GalleryView = lazy(() => import('./views/gallery/gallery-view.tsx'));

export function App() {
  const view = useNavigation((state) => state.view);
  const isLoaded = useSettings((state) => state.isLoaded);
  const load = useSettings((state) => state.load);
  useTheme();
  useEffect(() => void load(), [load]);
  if (!isLoaded) return null;
  return (
    <>
      <main aria-label={text.app.views[view]}>
        <Suspense>{view === 'gallery' ? <GalleryView /> : null}</Suspense>
      </main>
      <ToastRegion />
      <Announcer />
    </>
  );
}
