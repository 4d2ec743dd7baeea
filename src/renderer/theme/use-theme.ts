/** Puts theme and density on the root element, and follows the machine where the theme is `system`. */
import { useEffect } from 'react';
import { shownTheme, useSettings } from '../stores/settings.store.ts';

export function useTheme(): void {
  const theme = useSettings((state) => state.theme);
  const density = useSettings((state) => state.density);
  useEffect(() => {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const contrast = matchMedia('(prefers-contrast: more)');
    const apply = (): void => {
      document.documentElement.dataset['theme'] = shownTheme(theme, dark.matches, contrast.matches);
      document.documentElement.dataset['density'] = density;
    };
    apply();
    dark.addEventListener('change', apply);
    contrast.addEventListener('change', apply);
    return () => {
      dark.removeEventListener('change', apply);
      contrast.removeEventListener('change', apply);
    };
  }, [theme, density]);
}
