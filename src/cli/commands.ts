/** Every command of the program, in the order of the help text. */
import { annotate } from './annotate.command.ts';
import { annotations } from './annotations.command.ts';
import { caseCreate, caseOperators, caseShow } from './case.command.ts';
import type { Command } from './command.ts';
import { coverage } from './coverage.command.ts';
import { custody } from './custody.command.ts';
import { event } from './event.command.ts';
import { exportEvents } from './export.command.ts';
import { fields } from './fields.command.ts';
import { ingest } from './ingest.command.ts';
import { markCompare, markImport, markRequest, markStatus, markTrust } from './mark.command.ts';
import { open, start } from './open.command.ts';
import { caseAddOperator, caseChangePassphrase } from './operator.command.ts';
import { queries, views } from './past.command.ts';
import { caseAcceptRestore } from './restore.command.ts';
import { sample } from './sample.command.ts';
import { search } from './search.command.ts';
import { verify } from './verify.command.ts';
import { witnessCreate, witnessShow, witnessSign, witnessWatch } from './witness.command.ts';

export const COMMANDS: readonly Command[] = [
  caseCreate,
  caseShow,
  caseOperators,
  caseAddOperator,
  caseChangePassphrase,
  caseAcceptRestore,
  ingest,
  verify,
  search,
  event,
  fields,
  coverage,
  annotate,
  annotations,
  queries,
  views,
  exportEvents,
  custody,
  markStatus,
  markRequest,
  markImport,
  markCompare,
  markTrust,
  witnessCreate,
  witnessWatch,
  witnessSign,
  witnessShow,
  sample,
  open,
  start,
];
