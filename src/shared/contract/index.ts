/**
 * The one contract: every operation of the product, by name, and the types its callers and handlers use.
 *
 * Pure. The version grows when an operation or a field goes away or changes its meaning; additions keep it.
 * contract.schema.json is the whole of it as JSON Schema, compared by a test, so each change shows in review.
 */
import type { z } from 'zod';
import { annotationOperations } from './annotation.contract.ts';
import { bundleOperations } from './bundle.contract.ts';
import { caseOperations } from './case.contract.ts';
import { caseSettingsOperations } from './case-settings.contract.ts';
import { complianceOperations } from './compliance.contract.ts';
import { coverageOperations } from './coverage.contract.ts';
import { custodyOperations } from './custody.contract.ts';
import type { Operation } from './define.ts';
import { eventOperations } from './event.contract.ts';
import { exportOperations } from './export.contract.ts';
import { ingestOperations } from './ingest.contract.ts';
import { jobOperations } from './job.contract.ts';
import { markOperations } from './mark.contract.ts';
import { operatorOperations } from './operator.contract.ts';
import { searchOperations } from './search.contract.ts';
import { searchHistoryOperations } from './search-history.contract.ts';
import { sourceProofOperations } from './source-proof.contract.ts';
import { verifyOperations } from './verify.contract.ts';
import { viewOperations } from './view.contract.ts';
import { witnessOperations } from './witness.contract.ts';
import { workstationOperations } from './workstation.contract.ts';

export const CONTRACT_VERSION = 1;

export const OPERATIONS = [
  ...caseOperations,
  ...caseSettingsOperations,
  ...operatorOperations,
  ...ingestOperations,
  ...searchOperations,
  ...coverageOperations,
  ...searchHistoryOperations,
  ...annotationOperations,
  ...viewOperations,
  ...eventOperations,
  ...exportOperations,
  ...bundleOperations,
  ...custodyOperations,
  ...verifyOperations,
  ...sourceProofOperations,
  ...markOperations,
  ...complianceOperations,
  ...jobOperations,
  ...workstationOperations,
  ...witnessOperations,
] as const;

type Any = (typeof OPERATIONS)[number];
export type OperationName = Any['name'];
type Named<N extends OperationName> = Extract<Any, { name: N }>;

/** What a handler gets: parsed. */
export type InputOf<N extends OperationName> = z.output<Named<N>['input']>;
/** What a caller sends. */
export type RawInputOf<N extends OperationName> = z.input<Named<N>['input']>;
export type OutputOf<N extends OperationName> = z.output<Named<N>['output']>;

/** Operations that start a job. */
export type JobOperationName = Extract<Any, { result: z.ZodType }>['name'];
export type ResultOf<N extends JobOperationName> = z.output<Extract<Any, { name: N; result: z.ZodType }>['result']>;

const byName: ReadonlyMap<string, Operation> = new Map(OPERATIONS.map((each) => [each.name, each]));

export const findOperation = (name: string): Operation | undefined => byName.get(name);
