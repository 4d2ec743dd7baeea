/** The window: the frame and the view that was chosen. */
import { text } from './i18n/text.ts';
import { useNavigation } from './stores/navigation.store.ts';

export function App() {
  const view = useNavigation((state) => state.view);
  return <main aria-label={text.app.views[view]} />;
}
