/**
 * A framework file from its text: refused whole, with the place and reason of everything that is wrong with it.
 *
 * Pure. About 30 ms for a file of 250 kB.
 * Trust: the text may be anybody's. Size, depth and the number of values are bounded before the schema walks it; a check
 * that names a field, selector or input that there is not would never fail, so such names are refused.
 */
import { childrenOf, type Condition, fieldsOf, MAX_CONDITION_DEPTH, MAX_CONDITION_NODES } from './condition.ts';
import type { Evaluate } from './evaluate-schema.ts';
import { type Check, type Framework, frameworkSchema } from './framework-schema.ts';
import { placesIn } from './json-places.ts';
import { CONTENT_SCHEMA } from './versions.ts';

export const MAX_FRAMEWORK_CHARS = 4 * 1024 * 1024;
const MAX_DEPTH = 48;
const MAX_VALUES = 400_000;
const MAX_FAULTS = 50;

export interface FrameworkFault {
  /** JSON pointer (RFC 6901) of the value. */
  pointer: string;
  /** From 1. */
  line: number;
  reason: string;
}

export type LoadedFramework = { framework: Framework } | { faults: FrameworkFault[] };

type Complain = (path: readonly PropertyKey[], reason: string) => void;

export function loadFramework(text: string): LoadedFramework {
  const whole = (reason: string): LoadedFramework => ({ faults: [{ pointer: '', line: 1, reason }] });
  if (text.length > MAX_FRAMEWORK_CHARS) return whole(`longer than ${MAX_FRAMEWORK_CHARS} characters`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return whole(`not JSON: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
  const tooMuch = sizeFault(value);
  if (tooMuch !== undefined) return whole(tooMuch);
  const places = placesIn(text);
  const faults: FrameworkFault[] = [];
  const complainAt = (pointer: string, reason: string): void => {
    if (faults.length < MAX_FAULTS) faults.push({ pointer, line: places.lineOf(pointer), reason });
  };
  const complain: Complain = (path, reason) => complainAt(pointerOf(path), reason);
  for (const pointer of places.duplicates) complainAt(pointer, 'the name stands twice in one object');
  const read = frameworkSchema.safeParse(value);
  if (!read.success) for (const issue of deepest(read.error.issues)) complain(issue.path, issue.message);
  else checkMeaning(read.data, complain);
  return faults.length > 0 || !read.success ? { faults } : { framework: read.data };
}

const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** What is too deep, too large or goes round in circles; walked without recursion. */
export function sizeFault(value: unknown, maxValues = MAX_VALUES): string | undefined {
  let level: unknown[] = [value];
  let seen = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return `nested deeper than ${MAX_DEPTH} levels`;
    const next: unknown[] = [];
    for (const item of level) {
      seen += 1;
      if (seen > maxValues) return `more than ${maxValues} values`;
      if (typeof item === 'object' && item !== null) for (const child of Object.values(item)) next.push(child);
    }
    level = next;
  }
  return undefined;
}

interface Issue {
  path: readonly PropertyKey[];
  message: string;
  errors?: readonly (readonly Issue[])[];
}

/** Of the branches of a union the one that came furthest: it tells what was meant. */
function deepest(issues: readonly unknown[], prefix: readonly PropertyKey[] = []): Issue[] {
  return (issues as Issue[]).flatMap((issue) => {
    const path = [...prefix, ...issue.path];
    if (issue.errors === undefined || issue.errors.length === 0) return [{ path, message: issue.message }];
    const branches = issue.errors.map((branch) => deepest(branch, path));
    const depthOf = (branch: Issue[]): number => Math.max(...branch.map((one) => one.path.length));
    return branches.toSorted((one, two) => depthOf(two) - depthOf(one))[0] ?? [{ path, message: issue.message }];
  });
}

/** Fields that stand in records of the inputs, not in events. */
const INPUT_CONDITIONS: readonly string[] = ['inputWhere', 'users'];

function checkMeaning(framework: Framework, complain: Complain): void {
  const [major = 0, minor = 0] = framework.schemaVersion.split('.').map(Number);
  if (major !== CONTENT_SCHEMA.major || minor > CONTENT_SCHEMA.minor)
    complain(
      ['schemaVersion'],
      `this program reads ${CONTENT_SCHEMA.major}.0 to ${CONTENT_SCHEMA.major}.${CONTENT_SCHEMA.minor}`,
    );
  const { fields, selectors, caseInputs } = framework.vocabulary;
  const checkTree = (tree: Condition, path: readonly PropertyKey[]): void => {
    const fault = treeFault(tree);
    if (fault !== undefined) return complain(path, fault);
    for (const name of fieldsOf(tree))
      if (!Object.hasOwn(fields, name)) complain(path, `the vocabulary has no field "${name}"`);
  };
  for (const [name, { conditions }] of Object.entries(selectors))
    checkTree(conditions, ['vocabulary', 'selectors', name, 'conditions']);
  const ids = new Set<string>();
  framework.requirements.forEach((requirement, at) => {
    const path = ['requirements', at];
    if (ids.has(requirement.id)) complain([...path, 'id'], `the id "${requirement.id}" stands twice`);
    ids.add(requirement.id);
    requirement.checks.forEach((check, place) => {
      const checkPath = [...path, 'checks', place];
      if (ids.has(check.id)) complain([...checkPath, 'id'], `the id "${check.id}" stands twice`);
      ids.add(check.id);
      checkTree(check.conditions, [...checkPath, 'conditions']);
      if (check.population.conditions !== undefined)
        checkTree(check.population.conditions, [...checkPath, 'population', 'conditions']);
      for (const [tree, name] of treesOf(check.evaluate))
        if (!INPUT_CONDITIONS.includes(name)) checkTree(tree, [...checkPath, 'evaluate', name]);
        else if (treeFault(tree) !== undefined) complain([...checkPath, 'evaluate', name], treeFault(tree) ?? '');
      for (const name of [...selectorsOf(check.evaluate), ...check.requiresCoverage])
        if (!Object.hasOwn(selectors, name)) complain(checkPath, `there is no selector "${name}"`);
      for (const name of inputsOf(check))
        if (!Object.hasOwn(caseInputs, name) && !KNOWN_JOINS.includes(name))
          complain(checkPath, `there is no input "${name}"`);
    });
  });
}

function treeFault(tree: Condition): string | undefined {
  let level: Condition[] = [tree];
  let nodes = 0;
  for (let depth = 1; level.length > 0; depth += 1) {
    nodes += level.length;
    if (depth > MAX_CONDITION_DEPTH) return `conditions are nested deeper than ${MAX_CONDITION_DEPTH}`;
    if (nodes > MAX_CONDITION_NODES) return `a condition has more than ${MAX_CONDITION_NODES} parts`;
    level = level.flatMap(childrenOf);
  }
  return undefined;
}

/** What is joined into events by the case, and so is no table of its own. */
export const KNOWN_JOINS: readonly string[] = [
  'changes[] or approval references carried in events',
  'authorisation register joined into events',
  'care or business relationships joined into events',
];

function treesOf(evaluate: Evaluate): [Condition, string][] {
  const trees: [Condition, string][] = [];
  for (const [name, value] of Object.entries(evaluate)) {
    if (['unknownWhen', 'or', 'inputWhere'].includes(name)) trees.push([value as Condition, name]);
    if (name === 'where' && !('input' in (value as object))) trees.push([value as Condition, name]);
  }
  if (evaluate.type === 'ratio' && typeof evaluate.population === 'object')
    trees.push([evaluate.population.users, 'users']);
  return trees;
}

/** Every selector an evaluator names. */
export function selectorsOf(evaluate: Evaluate): string[] {
  const names: string[] = [];
  const add = (value: unknown): void => {
    if (typeof value === 'string') names.push(value);
    else if (Array.isArray(value)) value.forEach(add);
  };
  const given = evaluate as unknown as Record<string, unknown>;
  for (const name of ['selector', 'selectors', 'antecedent', 'consequent', 'toSelector', 'endSelector', 'acceptAlso'])
    add(given[name]);
  add(given['population']);
  if (evaluate.type === 'temporal_ordered') evaluate.sequence.forEach((step) => add(step.selector));
  const unless = given['unless'] as Record<string, unknown> | undefined;
  for (const name of ['followedBy', 'precededBy', 'liftedBy']) add(unless?.[name]);
  if (evaluate.type === 'join' && 'lastSeen' in evaluate.join) add(evaluate.join.lastSeen);
  return names;
}

function inputsOf(check: Check): string[] {
  return [...check.requiresInputs, ...check.optionalInputs];
}
