/** What tests say about a `Verdict`: `expectValid` takes its value, `findingOf` its first finding. */
import type { Finding, Verdict } from '../../shared/verdict.ts';

/** The value of a valid verdict; fails the test with the findings otherwise. */
export function expectValid<T>(verdict: Verdict<T>): T {
  if (verdict.kind !== 'valid') throw new Error(`expected a valid verdict: ${JSON.stringify(verdict)}`);
  return verdict.value;
}

/** The first finding of an invalid verdict; fails the test otherwise. */
export function findingOf(verdict: Verdict<unknown>): Finding {
  if (verdict.kind !== 'invalid') throw new Error(`expected a finding, not: ${verdict.kind}`);
  return verdict.findings[0];
}
