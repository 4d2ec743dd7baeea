/**
 * The register of exceptions: each thing that is wrong once, with every requirement it touches and what was decided on it.
 *
 * No input or output. What two checks have in common that look for the same, and the unit's own key, make the id: it is the
 * same from run to run, so that a decision stays with its exception. A decision never changes a score.
 */
import type { ExceptionItem } from '../../engines/compliance/probe.ts';
import type { OutputOf } from '../../shared/contract/index.ts';
import { EXCEPTION_STATES, type ExceptionState } from '../../shared/compliance-words.ts';
import type { StoredAssessment, StoredCheck } from './assess-request.ts';
import type { ComplianceBook, Decision } from './compliance-records.ts';
import { sha256Of } from './framework-files.ts';

type Listed = OutputOf<'compliance.exceptions'>;
export type ExceptionEntry = Listed['exceptions'][number];
type Facts = OutputOf<'compliance.requirement'>['checks'][number]['exceptions'][number];
type Evidence = Facts['evidence'][number];

export interface Register {
  decisions: ReadonlyMap<string, Decision>;
  /** YYYY-MM-DD, UTC. */
  today: string;
}

const ID_DIGITS = 12;
const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;

export const exceptionIdOf = (sameAs: string, key: string): string => sha256Of(`${sameAs}\n${key}`).slice(0, ID_DIGITS);

export const unitOf = (key: string): string[] =>
  key
    .split('\u001e')
    .flatMap((part) => part.split('\u001f'))
    .filter((part) => part !== '');

export function evidenceOf({ id, timeMs, source, seq }: ExceptionItem['evidence'][number]): Evidence {
  const time = Number.isFinite(timeMs) ? new Date(timeMs).toISOString() : null;
  return { seq: seq ?? null, eventId: id, time, source };
}

export function exceptionsOfCheck(
  result: StoredAssessment,
  { items, sameAs }: StoredCheck,
  register: Register,
): Facts[] {
  return (result.itemSets[items] ?? []).map((item) => factsOf(item, exceptionIdOf(sameAs, item.key), register));
}

function factsOf(item: ExceptionItem, exceptionId: string, { decisions, today }: Register): Facts {
  const evidence = item.evidence.map(evidenceOf);
  const decision = decisions.get(exceptionId);
  const isExpired = decision?.until !== undefined && decision.until < today;
  return {
    exceptionId,
    unit: unitOf(item.key),
    note: item.note ?? null,
    firstTime: evidence.map(({ time }) => time).find((time) => time !== null) ?? null,
    evidence,
    more: item.more ?? 0,
    // What was accepted until a day that is over is open again.
    status: decision === undefined || isExpired ? 'open' : decision.status,
    decision: decision === undefined ? null : toldDecision(decision, isExpired),
  };
}

function toldDecision(decision: Decision, isExpired: boolean): Facts['decision'] {
  const { recordSeq, at, reason, acceptedBy, until, signedBy } = decision;
  return {
    recordSeq,
    at,
    reason,
    ...(acceptedBy === undefined ? {} : { acceptedBy }),
    ...(until === undefined ? {} : { until }),
    isExpired,
    signedBy,
  };
}

/** All exceptions of the failed checks, each once: the gravest first, of those the rarest, then the earliest. */
export function allExceptions(
  result: StoredAssessment,
  register: Register,
): { entries: ExceptionEntry[]; unlisted: number } {
  const entries = new Map<string, ExceptionEntry>();
  const unlistedBySet = new Map<string, number>();
  for (const { framework, requirements } of result.cards)
    for (const requirement of requirements) {
      if (requirement.verdict === 'notApplicable') continue;
      for (const check of requirement.checks) {
        if (check.outcome !== 'failed') continue;
        const found = exceptionsOfCheck(result, check, register);
        unlistedBySet.set(`${check.sameAs} ${check.items}`, Math.max(0, check.exceptions - found.length));
        for (const facts of found) {
          const hit = { framework: framework.id, requirement: requirement.id, check: check.id };
          const known = entries.get(facts.exceptionId);
          if (known === undefined)
            entries.set(facts.exceptionId, {
              ...facts,
              description: check.description,
              severity: check.severity,
              hits: [hit],
            });
          else {
            known.hits.push(hit);
            if (SEVERITIES.indexOf(check.severity) > SEVERITIES.indexOf(known.severity))
              known.severity = check.severity;
          }
        }
      }
    }
  // What was found seldom before what was found a thousand times: incomplete records would hide a cleared log.
  const alike = new Map<string, number>();
  for (const { description } of entries.values()) alike.set(description, (alike.get(description) ?? 0) + 1);
  const sorted = [...entries.values()].toSorted(
    (one, two) =>
      SEVERITIES.indexOf(two.severity) - SEVERITIES.indexOf(one.severity) ||
      (alike.get(one.description) ?? 0) - (alike.get(two.description) ?? 0) ||
      (one.firstTime ?? '9').localeCompare(two.firstTime ?? '9') ||
      one.exceptionId.localeCompare(two.exceptionId),
  );
  return { entries: sorted, unlisted: [...unlistedBySet.values()].reduce((sum, one) => sum + one, 0) };
}

export function listExceptions(
  assessmentId: string,
  result: StoredAssessment,
  book: ComplianceBook,
  today: string,
  asked: { framework?: string; status?: ExceptionState; offset?: number; limit?: number },
): Listed {
  const { entries, unlisted } = allExceptions(result, { decisions: book.decisions, today });
  const { framework, status, offset = 0, limit = 200 } = asked;
  const ofFramework = entries.filter(
    ({ hits }) => framework === undefined || hits.some((hit) => hit.framework === framework),
  );
  const byStatus = Object.fromEntries(
    EXCEPTION_STATES.map((state) => [state, ofFramework.filter((one) => one.status === state).length]),
  ) as Record<ExceptionState, number>;
  const wanted = ofFramework.filter((one) => status === undefined || one.status === status);
  const known = new Set(entries.map(({ exceptionId }) => exceptionId));
  return {
    assessmentId,
    total: wanted.length,
    byStatus,
    unlisted,
    exceptions: wanted.slice(offset, offset + limit),
    absent: [...book.decisions.values()]
      .filter(({ exceptionId }) => !known.has(exceptionId))
      .map(({ exceptionId, status: state, at, reason }) => ({ exceptionId, status: state, at, reason })),
    unsigned: book.unsigned,
  };
}
