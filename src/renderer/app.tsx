/** The window. Nothing shows before the settings are there: no flash of another theme. */
import { Frame } from './frame/frame.tsx';
import { useSettings } from './stores/settings.store.ts';
import { useTheme } from './theme/use-theme.ts';

export function App() {
  const isLoaded = useSettings((state) => state.isLoaded);
  useTheme();
  return isLoaded ? <Frame /> : null;
}
