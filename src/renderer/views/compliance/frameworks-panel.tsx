/** A tile for each framework; of the chosen one its requirements, and of the chosen requirement its checks and events. */
import { text } from '../../i18n/text.ts';
import { useOpenCase } from '../../stores/case.store.ts';
import { useCompliance } from '../../stores/compliance.store.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import type { Assessment } from './compliance-view.tsx';
import styles from './compliance-view.module.css';
import { ForecastPanel } from './forecast-panel.tsx';
import { FrameworkTile } from './framework-tile.tsx';
import { RequirementDetail } from './requirement-detail.tsx';
import { RequirementList } from './requirement-list.tsx';

interface FrameworksPanelProps {
  assessment: Assessment;
  onSeq: (seq: number) => void;
}

export function FrameworksPanel({ assessment, onSeq }: FrameworksPanelProps) {
  const { handle } = useOpenCase();
  const chosen = useCompliance((state) => (state.handle === handle ? state.framework : undefined));
  const requirement = useCompliance((state) => (state.handle === handle ? state.requirement : undefined));
  const show = useCompliance((state) => state.show);
  const card = assessment.cards.find(({ id }) => id === chosen);
  const { assessmentId } = assessment.summary;
  return (
    <div className={styles['panel']}>
      <ul className={styles['tiles']}>
        {assessment.cards.map((one) => (
          <li key={one.id}>
            <FrameworkTile
              card={one}
              isChosen={one.id === chosen}
              onChoose={() => show({ framework: one.id, requirement: undefined })}
            />
          </li>
        ))}
      </ul>
      {card === undefined ? null : (
        <div className={styles['columns']}>
          <RequirementList
            key={card.id}
            card={card}
            chosen={requirement}
            onChoose={(id) => show({ requirement: id })}
          />
          {requirement === undefined ? (
            <EmptyState title={text.compliance.detail.choose}>{text.compliance.detail.chooseHint}</EmptyState>
          ) : (
            <RequirementDetail
              key={`${assessmentId} ${card.id} ${requirement}`}
              assessmentId={assessmentId}
              framework={card.id}
              requirement={requirement}
              onSeq={onSeq}
            />
          )}
        </div>
      )}
      {card === undefined ? null : <ForecastPanel key={card.id} assessmentId={assessmentId} framework={card.id} />}
    </div>
  );
}
