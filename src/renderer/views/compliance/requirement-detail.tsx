/** One requirement: control, its tests, the units they counted, each exception with its events, and what limits trust in it. */
import { useQuery } from '@tanstack/react-query';
import type { OutputOf } from '../../../shared/contract/index.ts';
import { call } from '../../api/host.ts';
import { countText } from '../../format/number-text.ts';
import { text } from '../../i18n/text.ts';
import { useOpenCase } from '../../stores/case.store.ts';
import { Badge } from '../../ui/badge.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { KeyValues } from '../../ui/key-values.tsx';
import { PanelHeader } from '../../ui/panel-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import styles from './compliance-view.module.css';
import { ExceptionRows } from './exception-rows.tsx';
import { VerdictBadge } from './verdict-badge.tsx';

type Detail = OutputOf<'compliance.requirement'>;
const words = text.compliance.detail;
const OUTCOME_TONES = {
  passed: 'good',
  failed: 'bad',
  review: 'warn',
  notExercised: 'plain',
  notAssessed: 'unsure',
} as const;

interface RequirementDetailProps {
  assessmentId: string;
  framework: string;
  requirement: string;
  onSeq: (seq: number) => void;
}

export function RequirementDetail({ assessmentId, framework, requirement, onSeq }: RequirementDetailProps) {
  const { handle } = useOpenCase();
  const found = useQuery({
    queryKey: [handle, 'compliance', 'requirement', assessmentId, framework, requirement],
    queryFn: () => call('compliance.requirement', { handle, assessmentId, framework, requirement }),
  });
  if (found.error !== null) return <ErrorBanner error={found.error} />;
  if (found.data === undefined) return <Skeleton lines={8} />;
  const { id, title, statement, verdict, reason, confidence, assessedShare, points, limits, recommendation } =
    found.data;
  return (
    <section className={styles['detail']} aria-label={`${id} ${title}`}>
      <PanelHeader level={2} title={`${id} ${title}`} note={<VerdictBadge verdict={verdict} />} />
      <p>{statement}</p>
      {reason === null ? null : <p className={styles['small']}>{reason}</p>}
      <KeyValues
        pairs={[
          { name: words.assessed, value: `${Math.floor(assessedShare * 100)} %` },
          { name: words.points, value: points === null ? '–' : `${Math.floor(points * 100)} %` },
          {
            name: words.confidence,
            value: confidence === null ? '–' : text.compliance.tile.limited(confidence.word, confidence.limitedBy),
          },
          { name: words.limits, value: limits },
          { name: words.recommendation, value: recommendation },
          { name: words.source, value: `${found.data.sourceRef.document}, ${found.data.sourceRef.section}` },
        ]}
      />
      {found.data.checks.map((check) => (
        <CheckSection key={check.id} check={check} onSeq={onSeq} />
      ))}
    </section>
  );
}

function CheckSection({ check, onSeq }: { check: Detail['checks'][number]; onSeq: (seq: number) => void }) {
  const { threshold, coverage, missingInputs } = check;
  return (
    <section className={styles['check']} aria-label={check.description}>
      <h3 className={styles['checkTitle']}>
        <Badge tone={OUTCOME_TONES[check.outcome]}>{words.check[check.outcome]}</Badge> {check.description}
      </h3>
      <KeyValues
        pairs={[
          ...(check.reason === null ? [] : [{ name: words.why, value: check.reason }]),
          {
            name: words.counted,
            value: `${words.numbers(countText(check.population), check.unit, countText(check.exceptionCount), countText(check.unknown))}; ${words.openExcused(countText(check.open), countText(check.excused))}`,
          },
          {
            name: words.threshold,
            value: `${words.thresholdOf(String(threshold.value), threshold.unit, threshold.basis)}${threshold.note === undefined ? '' : `: ${threshold.note}`}`,
          },
          ...(missingInputs.length === 0 ? [] : [{ name: words.missing, value: missingInputs.join(', ') }]),
          ...coverage.map((one) => ({
            name: `${words.coverage}: ${one.selector}`,
            value: one.isProven ? words.proven(countText(one.seen)) : words.unproven,
          })),
          { name: words.explanation, value: check.explanation, isData: true },
        ]}
      />
      {check.exceptions.length === 0 ? null : <ExceptionRows exceptions={check.exceptions} onSeq={onSeq} />}
    </section>
  );
}
