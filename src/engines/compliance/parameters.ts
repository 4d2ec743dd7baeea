/**
 * What an organisation may set otherwise in a framework: weights, tolerances, the numbers of evaluators, and which
 * requirements do not apply, each with the reason.
 *
 * Pure. What was set is marked: basis `organization-defined`, the reason as its note. The changed framework is read again as a
 * whole file would be, so a number that makes no sense is refused with the reason.
 * Source: resources/docs/compliance.md, "Parameters".
 */
import { parseDuration } from './duration.ts';
import type { Check, Framework, Requirement } from './framework-schema.ts';
import { loadFramework } from './load-framework.ts';

export interface ParameterChange {
  framework: string;
  /** Id of a requirement or of a check. */
  of: string;
  /** One of `parametersOf`; `applies` of a requirement. */
  name: string;
  /** Null: back to what the framework file says. */
  value: string | number | boolean | null;
  reason: string;
}

export interface Parameter {
  name: string;
  value: string | number | boolean;
}

/** The numbers of a check that may be set, as they are now. */
export function parametersOf(check: Check): Parameter[] {
  const found: Parameter[] = [
    { name: 'weight', value: check.weight },
    { name: 'tolerance.zeroTolerance', value: check.tolerance.zeroTolerance },
    { name: 'tolerance.ineffectiveAtRate', value: check.tolerance.ineffectiveAtRate },
  ];
  if (check.evaluate.type === 'anomaly') found.push({ name: 'threshold.value', value: check.threshold.value });
  collect(check.evaluate, 'evaluate', found);
  return found;
}

/** Only numbers and durations: what is looked at is the content's to say. */
function collect(value: object, path: string, into: Parameter[]): void {
  for (const [name, inner] of Object.entries(value)) {
    const at = `${path}.${name}`;
    const isDuration = typeof inner === 'string' && parseDuration(inner) !== undefined;
    if (typeof inner === 'number' || isDuration) into.push({ name: at, value: inner as number | string });
    else if (typeof inner === 'object' && inner !== null && ['condition', 'unless'].includes(name))
      collect(inner as object, at, into);
  }
}

export interface Applied {
  framework: Framework;
  /** Why a requirement does not apply, by its id. */
  notApplicable: Record<string, string>;
}

/** @returns the changed framework, or in words what can not be set */
export function applyParameters(
  framework: Framework,
  changes: readonly ParameterChange[],
): Applied | { problem: string } {
  const own = changes.filter((change) => change.framework === framework.framework.id);
  const notApplicable: Record<string, string> = {};
  if (own.length === 0) return { framework, notApplicable };
  const copy = JSON.parse(JSON.stringify(framework)) as Framework;
  for (const change of own) {
    const problem = applyOne(copy, change, notApplicable);
    if (problem !== undefined) return { problem };
  }
  const read = loadFramework(JSON.stringify(copy));
  if ('faults' in read) {
    const [fault] = read.faults;
    return { problem: `${own.map(({ of, name }) => `${of} ${name}`).join(', ')}: ${fault?.reason ?? 'refused'}` };
  }
  return { framework: read.framework, notApplicable };
}

function applyOne(
  framework: Framework,
  { of, name, value, reason }: ParameterChange,
  notApplicable: Record<string, string>,
): string | undefined {
  const requirement = framework.requirements.find(({ id }) => id === of);
  if (requirement !== undefined) return applyToRequirement(requirement, name, value, reason, notApplicable);
  const check = framework.requirements.flatMap(({ checks }) => checks).find(({ id }) => id === of);
  if (check === undefined) return `there is no requirement and no check "${of}"`;
  const parameter = parametersOf(check).find((one) => one.name === name);
  if (parameter === undefined)
    return `of ${of} one can set ${parametersOf(check)
      .map((one) => one.name)
      .join(', ')}`;
  if (value === null) return undefined;
  if (typeof value !== typeof parameter.value) return `${name} of ${of} is a ${typeof parameter.value}`;
  put(check as unknown as Record<string, unknown>, name.split('.'), value);
  const told = describe(value);
  check.threshold.basis = 'organization-defined';
  check.threshold.note = `${name} set to ${told} by the organisation: ${reason}`.slice(0, 2000);
  return undefined;
}

function applyToRequirement(
  requirement: Requirement,
  name: string,
  value: ParameterChange['value'],
  reason: string,
  notApplicable: Record<string, string>,
): string | undefined {
  if (name === 'weight') {
    if (value === null) return undefined;
    if (typeof value !== 'number') return `weight of ${requirement.id} is a number`;
    requirement.weight = value;
    return undefined;
  }
  if (name !== 'applies') return `of a requirement one can set weight and applies`;
  if (value === false) notApplicable[requirement.id] = reason;
  else if (value !== true && value !== null) return `applies of ${requirement.id} is a boolean`;
  else delete notApplicable[requirement.id];
  return undefined;
}

const describe = (value: string | number | boolean): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

function put(target: Record<string, unknown>, [name = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) target[name] = value;
  else put(target[name] as Record<string, unknown>, rest, value);
}

/** Of all changes ever made those that count now: the newest on each name, without those that were taken back. */
export function currentChanges(changes: readonly ParameterChange[]): ParameterChange[] {
  const newest = new Map<string, ParameterChange>();
  for (const change of changes) newest.set(JSON.stringify([change.framework, change.of, change.name]), change);
  return [...newest.values()].filter(({ value }) => value !== null);
}
