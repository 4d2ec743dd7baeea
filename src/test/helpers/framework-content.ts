/** The framework files as they ship, read once. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Framework } from '../../engines/compliance/framework-schema.ts';
import { loadFramework } from '../../engines/compliance/load-framework.ts';

const folder = new URL('../../../resources/frameworks/', import.meta.url);

export function allFrameworks(): Framework[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => {
      const read = loadFramework(readFileSync(new URL(name, folder), 'utf8'));
      if ('faults' in read) throw new Error(`${name}: ${read.faults[0]?.reason ?? 'refused'}`);
      return read.framework;
    });
}

/** One framework that knows the selectors of all: for checks that a test makes up. */
export function withAllSelectors(): Framework {
  const [first, ...others] = allFrameworks();
  if (first === undefined) throw new Error('no framework files');
  const selectors = Object.assign(
    {},
    first.vocabulary.selectors,
    ...others.map(({ vocabulary }) => vocabulary.selectors),
  );
  return { ...first, vocabulary: { ...first.vocabulary, selectors } };
}
