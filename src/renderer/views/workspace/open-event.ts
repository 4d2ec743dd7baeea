/** Shows one event in the detail and its row in the grid, from wherever: a citation, the palette, a table. A cited digest is held against it. */
import { useNavigation } from '../../stores/navigation.store.ts';
import { useWorkspace } from '../../stores/workspace.store.ts';
import { useCited } from './detail/cited.store.ts';
import { useReveal } from './grid/reveal.store.ts';

/** @param digest of a citation, 64 hex digits */
export function openEvent({ seq, digest }: { seq: number; digest?: string }): void {
  useCited.getState().follow(digest === undefined ? null : { seq, digest });
  useWorkspace.getState().focus(seq);
  useReveal.getState().ask(seq);
  useWorkspace.getState().setDetailOpen(true);
  useNavigation.getState().go('workspace');
}
