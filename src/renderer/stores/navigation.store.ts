/** Which view is on screen. */
import { create } from 'zustand';

export const VIEW_IDS = [
  'start',
  'workspace',
  'sources',
  'verification',
  'custody',
  'compliance',
  'operators',
  'settings',
  'gallery',
] as const;
export type ViewId = (typeof VIEW_IDS)[number];

/** Views that show an open case. */
export const CASE_VIEWS: readonly ViewId[] = [
  'workspace',
  'sources',
  'verification',
  'custody',
  'compliance',
  'operators',
];

interface NavigationState {
  view: ViewId;
  go: (view: ViewId) => void;
}

export const useNavigation = create<NavigationState>()((set) => ({
  // The gallery has an address of its own, for whoever works on components and for their tests.
  view: location.hash === '#gallery' ? 'gallery' : 'start',
  go: (view) => set({ view }),
}));
