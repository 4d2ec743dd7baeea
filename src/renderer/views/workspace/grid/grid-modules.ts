/** The parts of AG Grid Community that the grid uses; one that is missing shows only at run time, in its console. */
import {
  CellStyleModule,
  ColumnApiModule,
  ColumnMoveModule,
  ColumnResizeModule,
  EventApiModule,
  InfiniteRowModelModule,
  KeyboardNavigationModule,
  ModuleRegistry,
  PinnedColumnModule,
  RenderApiModule,
  RowApiModule,
  RowStyleModule,
  ScrollApiModule,
  SsrmInfiniteSharedApiModule,
} from 'ag-grid-community';

let isRegistered = false;

export function registerGridModules(): void {
  if (isRegistered) return;
  isRegistered = true;
  ModuleRegistry.registerModules([
    CellStyleModule,
    ColumnApiModule,
    ColumnMoveModule,
    ColumnResizeModule,
    EventApiModule,
    InfiniteRowModelModule,
    KeyboardNavigationModule,
    PinnedColumnModule,
    RenderApiModule,
    RowApiModule,
    RowStyleModule,
    ScrollApiModule,
    SsrmInfiniteSharedApiModule,
  ]);
}
