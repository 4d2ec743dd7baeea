/** One framework at a glance: what was demonstrated with how far it could rise, and what stands against trusting the number. */
import { Button } from 'react-aria-components';
import { text } from '../../i18n/text.ts';
import { Badge } from '../../ui/badge.tsx';
import { cx } from '../../ui/class-names.ts';
import type { Assessment } from './compliance-view.tsx';
import styles from './compliance-view.module.css';

const words = text.compliance.tile;

interface FrameworkTileProps {
  card: Assessment['cards'][number];
  isChosen: boolean;
  onChoose: () => void;
}

const number = (value: number | null): string => (value === null ? '–' : value.toFixed(1));

export function FrameworkTile({ card: { name, version, headline, verdicts }, isChosen, onChoose }: FrameworkTileProps) {
  const { demonstrated, ceiling, onAssessed, coverage, reach, confidence, criticalFailures } = headline;
  return (
    <Button className={cx(styles['tile'], isChosen && styles['chosen'])} aria-pressed={isChosen} onPress={onChoose}>
      <span className={styles['name']}>
        {name} <span className={styles['version']}>{version}</span>
      </span>
      {demonstrated === null ? (
        <span className={styles['insufficient']}>{words.insufficient}</span>
      ) : (
        <span className={styles['headline']}>
          <span className={styles['number']}>{number(demonstrated)}</span>
          <span>{words.demonstrated}</span>
        </span>
      )}
      <span className={styles['range']} aria-hidden="true">
        <span className={styles['possible']} style={{ width: `${ceiling}%` }} />
        <span className={styles['shown']} style={{ width: `${demonstrated ?? 0}%` }} />
      </span>
      <span className={styles['small']}>{words.ceiling(number(ceiling))}</span>
      <span className={styles['pair']}>
        <span>{words.onAssessed}</span>
        <span>{number(onAssessed)}</span>
      </span>
      <span className={styles['pair']}>
        <span>{words.coverage}</span>
        <span>{words.percent(number(coverage))}</span>
      </span>
      <span className={styles['pair']}>
        <span>{words.reach}</span>
        <span>{words.ofUnits(reach.assessable, reach.universe)}</span>
      </span>
      <span className={styles['pair']}>
        <span>{words.confidence}</span>
        <span>{confidence === null ? '–' : words.limited(confidence.word, confidence.limitedBy)}</span>
      </span>
      <span className={styles['badges']}>
        {criticalFailures > 0 && <Badge tone="bad">{words.critical(criticalFailures)}</Badge>}
        {verdicts.notMet > 0 && (
          <Badge tone="warn">
            {verdicts.notMet} {text.compliance.verdicts.notMet}
          </Badge>
        )}
        {verdicts.met > 0 && (
          <Badge tone="good">
            {verdicts.met} {text.compliance.verdicts.met}
          </Badge>
        )}
      </span>
    </Button>
  );
}
