/**
 * Marking a stretch of time, by dragging or by keys.
 *
 * Keys (WCAG 2.5.7, there is a way without dragging): arrows move the cursor, with Shift they mark; Enter takes what is
 * marked, Escape lets it go.
 */
import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import type { TimeSpan } from '../../../stores/workspace.store.ts';
import type { TimeScale } from './time-axis.ts';

/** Less is a click. */
const MIN_DRAG_PX = 4;

interface Marking {
  anchorUs: number;
  headUs: number;
}

export interface Brush {
  /** What is marked; null: nothing. */
  marked: TimeSpan | null;
  /** Place of the keyboard's cursor; null until a key was pressed. */
  cursorUs: number | null;
  handlers: {
    onPointerDown: (event: PointerEvent<Element>) => void;
    onPointerMove: (event: PointerEvent<Element>) => void;
    onPointerUp: (event: PointerEvent<Element>) => void;
    onPointerCancel: () => void;
    onKeyDown: (event: KeyboardEvent<Element>) => void;
  };
  clear: () => void;
}

/** @param stepUs how far an arrow key goes: a bucket */
export function useBrush(scale: TimeScale, stepUs: number, onTaken: (span: TimeSpan) => void): Brush {
  const [marking, setMarking] = useState<Marking | null>(null);
  const [isDragging, setDragging] = useState(false);

  const usAt = (event: PointerEvent<Element>): number =>
    scale.us(event.clientX - event.currentTarget.getBoundingClientRect().left);
  const clear = (): void => {
    setDragging(false);
    setMarking(null);
  };
  const take = ({ anchorUs, headUs }: Marking): void => {
    setMarking(null);
    onTaken({ fromUs: Math.min(anchorUs, headUs), toUs: Math.max(anchorUs, headUs) });
  };

  const onPointerUp = (event: PointerEvent<Element>): void => {
    if (!isDragging || marking === null) return;
    setDragging(false);
    const isClick = Math.abs(scale.x(usAt(event)) - scale.x(marking.anchorUs)) < MIN_DRAG_PX;
    if (isClick) setMarking({ anchorUs: marking.anchorUs, headUs: marking.anchorUs });
    else take({ ...marking, headUs: usAt(event) });
  };

  const onKeyDown = (event: KeyboardEvent<Element>): void => {
    const { fromUs, toUs } = scale.span;
    const now = marking ?? { anchorUs: fromUs, headUs: fromUs };
    const to = targetOf(event.key, now.headUs, stepUs, scale.span);
    if (to !== undefined) {
      const headUs = Math.min(toUs, Math.max(fromUs, to));
      setMarking({ anchorUs: event.shiftKey ? now.anchorUs : headUs, headUs });
    } else if (event.key === 'Enter' && marking !== null && marking.anchorUs !== marking.headUs) take(marking);
    else if (event.key === 'Escape' && marking !== null) clear();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return {
    marked:
      marking === null || marking.anchorUs === marking.headUs
        ? null
        : { fromUs: Math.min(marking.anchorUs, marking.headUs), toUs: Math.max(marking.anchorUs, marking.headUs) },
    cursorUs: marking?.headUs ?? null,
    handlers: {
      onPointerDown: (event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const atUs = usAt(event);
        setDragging(true);
        setMarking({ anchorUs: atUs, headUs: atUs });
      },
      onPointerMove: (event) => {
        if (isDragging && marking !== null) setMarking({ ...marking, headUs: usAt(event) });
      },
      onPointerUp,
      onPointerCancel: clear,
      onKeyDown,
    },
    clear,
  };
}

function targetOf(key: string, headUs: number, stepUs: number, { fromUs, toUs }: TimeSpan): number | undefined {
  switch (key) {
    case 'ArrowLeft':
      return headUs - stepUs;
    case 'ArrowRight':
      return headUs + stepUs;
    case 'PageUp':
      return headUs - 10 * stepUs;
    case 'PageDown':
      return headUs + 10 * stepUs;
    case 'Home':
      return fromUs;
    case 'End':
      return toUs;
    default:
      return undefined;
  }
}
