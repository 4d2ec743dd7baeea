/** Short messages about what just happened. Good news goes away by itself, the rest waits to be put away. */
import { create } from 'zustand';

export type ToastTone = 'info' | 'good' | 'warn' | 'bad';

export interface Toast {
  id: number;
  tone: ToastTone;
  message: string;
  /** `isBrief`: can be done otherwise later, so that the message need not wait. */
  action: { label: string; run: () => void; isBrief?: boolean } | undefined;
}

interface ToastsState {
  toasts: readonly Toast[];
  add: (tone: ToastTone, message: string, action?: Toast['action']) => void;
  dismiss: (id: number) => void;
}

/** More would cover the work; the oldest goes. */
const MAX_TOASTS = 4;
let lastId = 0;

export const useToasts = create<ToastsState>()((set, get) => ({
  toasts: [],
  add: (tone, message, action) => {
    const others = get().toasts.filter((toast) => toast.message !== message);
    set({ toasts: [...others, { id: ++lastId, tone, message, action }].slice(-MAX_TOASTS) });
  },
  dismiss: (id) => set({ toasts: get().toasts.filter((toast) => toast.id !== id) }),
}));
