/** The pictures in the cells of grids, once for all their rows. */
import { ChevronDown, ChevronRight, MessageSquare, Star, Tag } from 'lucide-react';
import { SeveritySymbols } from '../../../../ui/severity-mark.tsx';

const PREFIX = 'grid';

const ICONS = {
  starred: <Star size={24} fill="currentColor" />,
  tagged: <Tag size={24} />,
  commented: <MessageSquare size={24} />,
  folded: <ChevronRight size={24} />,
  unfolded: <ChevronDown size={24} />,
} as const;

export type GridSymbol = keyof typeof ICONS | 'low' | 'medium' | 'high' | 'critical';

export const symbolId = (name: GridSymbol): string => `${PREFIX}-${name}`;

/** To stand once on a page with grids. */
export function GridSymbols() {
  return (
    <>
      <SeveritySymbols prefix={PREFIX} />
      <svg className="sr-only" aria-hidden="true">
        {Object.entries(ICONS).map(([name, icon]) => (
          <symbol key={name} id={`${PREFIX}-${name}`} viewBox="0 0 24 24">
            {icon}
          </symbol>
        ))}
      </svg>
    </>
  );
}
