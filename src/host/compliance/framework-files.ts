/**
 * The framework files: those of the program, read once, and those that an organisation brought into its case.
 *
 * Each with the SHA-256 of its bytes, which every result names. COMPLIANCE_CONTENT_REFUSED where a file is not what it should be.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Framework } from '../../engines/compliance/framework-schema.ts';
import { loadFramework } from '../../engines/compliance/load-framework.ts';
import { AppError } from '../../shared/errors.ts';
import { FRAMEWORK_IDS } from '../../shared/framework-ids.ts';

export interface FrameworkFile {
  framework: Framework;
  sha256: string;
  /** Record of the case that brought it; absent for the program's own. */
  recordSeq?: number;
}

let ours: Promise<FrameworkFile[]> | undefined;

export function ownFrameworks(): Promise<FrameworkFile[]> {
  ours ??= Promise.all(
    FRAMEWORK_IDS.map(async (id) => {
      const text = await readFile(new URL(`../../../resources/frameworks/${id}.json`, import.meta.url), 'utf8');
      return { framework: readFramework(text), sha256: sha256Of(text) };
    }),
  );
  return ours;
}

export const sha256Of = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

const SHOWN_FAULTS = 5;

/** COMPLIANCE_CONTENT_REFUSED with the first faults: line, place and reason of each. */
export function readFramework(text: string): Framework {
  const read = loadFramework(text);
  if (!('faults' in read)) return read.framework;
  const told = read.faults
    .slice(0, SHOWN_FAULTS)
    .map(({ line, pointer, reason }) => `line ${line}${pointer === '' ? '' : ` at ${pointer}`}: ${reason}`);
  const more = read.faults.length - told.length;
  throw new AppError(
    'COMPLIANCE_CONTENT_REFUSED',
    `The framework file was not taken: ${told.join('; ')}${more > 0 ? `; and ${more} more faults` : ''}`,
    { details: { line: read.faults[0]?.line ?? 1, faults: read.faults.length } },
  );
}
