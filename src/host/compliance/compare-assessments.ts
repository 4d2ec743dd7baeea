/**
 * What changed between two assessments, and whether their numbers may be compared at all.
 *
 * No input or output. Only runs with the same content, parameters, tables and engine measure the same; periods may differ.
 */
import type { OutputOf } from '../../shared/contract/index.ts';
import type { Assessed } from './run-assessment.ts';

type Comparison = NonNullable<OutputOf<'compliance.assessment'>['comparison']>;

export function compareAssessments(before: Assessed, after: Assessed): Comparison {
  const why: string[] = [];
  const one = before.summary;
  const two = after.summary;
  if (one.engine !== two.engine || one.vocabulary !== two.vocabulary)
    why.push('they were made by different versions of the engine');
  const tablesOf = ({ inputs }: typeof one): string =>
    inputs
      .map(({ table, sha256 }) => `${table} ${sha256}`)
      .toSorted()
      .join('\n');
  if (tablesOf(one) !== tablesOf(two)) why.push('the tables of the organisation are not the same');
  const changes = after.result.cards.flatMap((card): Comparison['changes'] => {
    const old = before.result.cards.find(({ framework }) => framework.id === card.framework.id);
    if (old === undefined) return [];
    const contentOf = ({ frameworks }: typeof one): string | undefined =>
      frameworks.find(({ id }) => id === card.framework.id)?.contentSha256;
    if (contentOf(one) !== contentOf(two)) why.push(`${card.framework.name} has other content, weights or thresholds`);
    const verdicts = new Map(old.requirements.map(({ id, verdict }) => [id, verdict]));
    return [
      {
        framework: card.framework.id,
        before: old.headline.demonstrated,
        after: card.headline.demonstrated,
        requirements: card.requirements
          .filter(({ id, verdict }) => verdicts.get(id) !== verdict)
          .map(({ id, verdict }) => ({ id, before: verdicts.get(id) ?? 'none', after: verdict })),
      },
    ];
  });
  return { with: one.assessmentId, isComparable: why.length === 0, why, changes };
}
