/** The views, one under the other. Those of a case are off until one is open. */
import {
  BadgeCheck,
  ClipboardCheck,
  Database,
  House,
  type LucideIcon,
  Search,
  Settings,
  ScrollText,
  Users,
} from 'lucide-react';
import { Button } from 'react-aria-components';
import { GO_KEYS, RAIL_VIEWS, type RailView } from '../commands/app.commands.ts';
import { text } from '../i18n/text.ts';
import { useCase } from '../stores/case.store.ts';
import { CASE_VIEWS, useNavigation } from '../stores/navigation.store.ts';
import { cx } from '../ui/class-names.ts';
import { WithTooltip } from '../ui/tooltip.tsx';
import styles from './frame.module.css';

const ICONS: Readonly<Record<RailView, LucideIcon>> = {
  start: House,
  workspace: Search,
  sources: Database,
  verification: BadgeCheck,
  custody: ScrollText,
  compliance: ClipboardCheck,
  operators: Users,
  settings: Settings,
};

export function NavigationRail() {
  const view = useNavigation((state) => state.view);
  const go = useNavigation((state) => state.go);
  const isCaseOpen = useCase((state) => state.handle !== undefined);
  return (
    <nav className={styles['rail']} aria-label={text.app.navigation}>
      {RAIL_VIEWS.map((id) => {
        const Icon = ICONS[id];
        return (
          <WithTooltip key={id} text={text.app.views[id]} keys={GO_KEYS[id][0]}>
            <Button
              className={cx(styles['place'], view === id && styles['here'], id === 'settings' && styles['last'])}
              isDisabled={CASE_VIEWS.includes(id) && !isCaseOpen}
              onPress={() => go(id)}
              {...(view === id ? { 'aria-current': 'page' } : {})}
            >
              <Icon size={18} aria-hidden="true" />
              {text.app.views[id]}
            </Button>
          </WithTooltip>
        );
      })}
    </nav>
  );
}
