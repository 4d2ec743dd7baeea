/** Top bar, navigation, the view, status bar, and what lies over them. */
import { APP_COMMANDS } from '../commands/app.commands.ts';
import { useKeymap } from '../commands/keymap.ts';
import { useCommands } from '../commands/registry.ts';
import { text } from '../i18n/text.ts';
import { useNavigation } from '../stores/navigation.store.ts';
import { useSettings } from '../stores/settings.store.ts';
import { Announcer } from '../ui/announcer.tsx';
import { ToastRegion } from '../ui/toast-region.tsx';
import { BundleBand } from '../views/opened-bundle/bundle-band.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import styles from './frame.module.css';
import { NavigationRail } from './navigation-rail.tsx';
import { Overlays } from './overlays.tsx';
import { SeenBanner } from './seen-banner.tsx';
import { StatusBar } from './status-bar.tsx';
import { TopBar } from './top-bar.tsx';
import { useHostMessages } from './use-host-messages.ts';
import { ViewOutlet } from './view-outlet.tsx';

export function Frame() {
  const view = useNavigation((state) => state.view);
  const singleKeys = useSettings((state) => state.singleKeys);
  useCommands(APP_COMMANDS);
  useKeymap(singleKeys);
  useHostMessages();
  return (
    <div className={styles['frame']}>
      <TopBar />
      <NavigationRail />
      <main className={styles['main']} aria-label={text.app.views[view]}>
        <ConnectionBanner />
        <SeenBanner />
        <BundleBand />
        <div className={styles['view']}>
          <ViewOutlet />
        </div>
      </main>
      <StatusBar />
      <Overlays />
      <ToastRegion />
      <Announcer />
    </div>
  );
}
