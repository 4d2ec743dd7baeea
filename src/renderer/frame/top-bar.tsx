/** The case, what its log says of itself, the zone of times, and the way to every command. */
import { Search } from 'lucide-react';
import { menuActs } from '../commands/menu-acts.ts';
import { useRegistry } from '../commands/registry.ts';
import { visibleText } from '../format/safe-text.ts';
import { localZone } from '../format/zones.ts';
import { text } from '../i18n/text.ts';
import { CASE_ZONE, useCaseSettings, useDisplayZone } from '../stores/case-settings.store.ts';
import { useCase } from '../stores/case.store.ts';
import { useNavigation } from '../stores/navigation.store.ts';
import { useOverlay } from '../stores/overlay.store.ts';
import { useSettings } from '../stores/settings.store.ts';
import { Button } from '../ui/button.tsx';
import { KeyHint } from '../ui/key-hint.tsx';
import { MenuButton } from '../ui/menu-button.tsx';
import type { MenuAct } from '../ui/menu.tsx';
import { AirGap, CaseStatus } from './case-status.tsx';
import styles from './frame.module.css';

const CASE_ACTS = [
  'case.addEvidence',
  'go.verification',
  'marks.show',
  'go.custody',
  'custody.record',
  'bundle.create',
  'go.operators',
] as const;
const OTHER_CASE_ACTS = ['case.create', 'case.open', 'case.openBundle', 'case.close'] as const;

export function TopBar() {
  const show = useOverlay((state) => state.show);
  return (
    <header className={styles['top']}>
      <CaseMenu />
      <CaseStatus />
      <span className={styles['spring']} />
      <AirGap />
      <ZoneMenu />
      <Button variant="normal" icon={<Search size={14} />} onPress={() => show('palette')}>
        <span className={styles['palette']}>
          {text.app.commands} <KeyHint keys="Mod+k" />
        </span>
      </Button>
    </header>
  );
}

function CaseMenu() {
  const commands = useRegistry((state) => state.commands);
  const info = useCase((state) => state.info);
  if (info === undefined) return <strong className={styles['name']}>{text.app.name}</strong>;
  return (
    <MenuButton
      label={text.app.caseMenu}
      groups={[
        { id: 'case', title: text.app.caseMenu, acts: menuActs(commands, CASE_ACTS) },
        { id: 'other', acts: menuActs(commands, OTHER_CASE_ACTS) },
      ]}
    >
      <span className="sr-only">{text.app.caseMenu}</span>
      <bdi className={styles['name']}>{visibleText(info.name)}</bdi>
    </MenuButton>
  );
}

function ZoneMenu() {
  const { displayZone, change } = useSettings();
  const local = localZone();
  const ofCase = useCaseSettings((state) => state.timeZone);
  const isCaseOpen = useCase((state) => state.handle !== undefined);
  const shown = useDisplayZone();
  const zones = [...new Set(['UTC', local, shown])];
  const caseAct: MenuAct[] =
    ofCase === null
      ? []
      : [{ id: CASE_ZONE, label: text.app.zone.ofCase(ofCase), run: () => change({ displayZone: CASE_ZONE }) }];
  const acts = zones.map(
    (zone): MenuAct => ({
      id: zone,
      label: zone === local && zone !== 'UTC' ? text.app.zone.local(zone) : zone,
      run: () => change({ displayZone: zone }),
    }),
  );
  const other: MenuAct = {
    id: 'other',
    label: text.app.zone.other,
    run: () => useNavigation.getState().go('settings'),
  };
  const forCase: MenuAct = { ...other, id: 'for-case', label: text.app.zone.setForCase };
  return (
    <MenuButton
      label={text.app.zone.label}
      groups={[
        { id: 'zones', title: text.app.zone.label, acts: [...caseAct, ...acts] },
        { id: 'more', acts: isCaseOpen ? [other, forCase] : [other] },
      ]}
    >
      <span className="sr-only">{text.app.zone.label}</span>
      {displayZone === CASE_ZONE && ofCase !== null ? text.app.zone.ofCase(shown) : shown}
    </MenuButton>
  );
}
