/** The window. Nothing shows before the settings are there: no flash of another theme. */
import { useEffect } from 'react';
import { Frame } from './frame/frame.tsx';
import { useSettings } from './stores/settings.store.ts';
import { useTheme } from './theme/use-theme.ts';

export function App() {
  const isLoaded = useSettings((state) => state.isLoaded);
  const load = useSettings((state) => state.load);
  useTheme();
  useEffect(() => void load(), [load]);
  return isLoaded ? <Frame /> : null;
}
