/** The view that was chosen, fetched when it is first shown; a fault in it stays in it. */
import { type ComponentType, lazy, Suspense } from 'react';
import { useNavigation, type ViewId } from '../stores/navigation.store.ts';
import { Skeleton } from '../ui/skeleton.tsx';
import { StartView } from '../views/start/start-view.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import styles from './frame.module.css';

const named = (component: ComponentType): { default: ComponentType } => ({ default: component });

const VIEWS: Readonly<Record<ViewId, ComponentType>> = {
  // The first thing anybody sees comes with the page.
  start: StartView,
  workspace: lazy(() => import('../views/workspace/workspace-view.tsx').then((view) => named(view.WorkspaceView))),
  sources: lazy(() => import('../views/sources/sources-view.tsx').then((view) => named(view.SourcesView))),
  verification: lazy(() =>
    import('../views/verification/verification-view.tsx').then((view) => named(view.VerificationView)),
  ),
  custody: lazy(() => import('../views/custody/custody-view.tsx').then((view) => named(view.CustodyView))),
  compliance: lazy(() => import('../views/compliance/compliance-view.tsx').then((view) => named(view.ComplianceView))),
  operators: lazy(() => import('../views/operators/operators-view.tsx').then((view) => named(view.OperatorsView))),
  settings: lazy(() => import('../views/settings/settings-view.tsx').then((view) => named(view.SettingsView))),
  gallery: lazy(() => import('../views/gallery/gallery-view.tsx').then((view) => named(view.GalleryView))),
};

export function ViewOutlet() {
  const view = useNavigation((state) => state.view);
  const View = VIEWS[view];
  return (
    <ErrorBoundary key={view}>
      <Suspense
        fallback={
          <div className={styles['failure']}>
            <Skeleton lines={5} />
          </div>
        }
      >
        <View />
      </Suspense>
    </ErrorBoundary>
  );
}
