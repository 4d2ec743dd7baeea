/**
 * The tables of a case: taken from a file, kept as a paper, named by a record; and all that count now, as the checks ask for them.
 *
 * Errors: COMPLIANCE_INPUT_REFUSED where nothing of a file can be used, FILE_NOT_FOUND, FILE_UNREADABLE, CASE_READ_ONLY.
 * Trust: files are a person's; each row is checked, and the paper is compared with its record when it is read again.
 */
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { importTable, type ImportedTable, MAX_INPUT_CHARS } from '../../engines/compliance/import-table.ts';
import { tableNamed } from '../../engines/compliance/input-tables.ts';
import { type CaseInputs, inputsSchema } from '../../engines/compliance/inputs.ts';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import type { InputOf, OutputOf } from '../../shared/contract/index.ts';
import { AppError } from '../../shared/errors.ts';
import type { OpenCase } from '../services/open-cases.ts';
import { ACTS, type ComplianceBook } from './compliance-records.ts';
import { sha256Of } from './framework-files.ts';

type ImportRequest = Omit<InputOf<'compliance.importInputs'>, 'handle'>;

/** In the record; the reply has them all. */
const RECORDED_REJECTIONS = 20;

/** The text of a file that a person named, or sent as it is. */
export async function textOfFile(file: { path: string } | { name: string; text: string }): Promise<{
  name: string;
  text: string;
  sha256: string;
}> {
  if ('text' in file) return { name: file.name, text: file.text, sha256: sha256Of(file.text) };
  const { path } = file;
  try {
    if ((await stat(path)).size > MAX_INPUT_CHARS * 4)
      throw new AppError('COMPLIANCE_INPUT_REFUSED', `${basename(path)} is too large`);
    const bytes = await readFile(path);
    return { name: basename(path), text: new TextDecoder('utf-8').decode(bytes), sha256: sha256Of(bytes) };
  } catch (error) {
    if (error instanceof AppError) throw error;
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new AppError(
      isMissing ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE',
      isMissing ? `There is no file ${path}` : `${path} can not be read`,
      { details: { path }, cause: error },
    );
  }
}

export async function importInputs(
  openCase: OpenCase,
  { table: name, file, format, mapping, check = false, allowRejections = false }: ImportRequest,
): Promise<OutputOf<'compliance.importInputs'>> {
  const table = tableNamed(name);
  if (table === undefined) throw new AppError('CONTRACT_BAD_INPUT', `There is no table ${name}`);
  const { name: fileName, text, sha256: fileSha256 } = await textOfFile(file);
  const chosen = format ?? (/\.(?:json|ndjson|jsonl)$/iu.test(fileName) ? 'json' : 'csv');
  const taken = importTable(table, text, chosen, mapping ?? {});
  if (taken.problem !== undefined)
    throw new AppError('COMPLIANCE_INPUT_REFUSED', `${fileName} was not taken as ${table.title}: ${taken.problem}`, {
      details: { table: name, columns: taken.columns.join(', ') },
    });
  const answer = {
    table: table.name,
    rowCount: taken.rows.length,
    rejections: taken.rejections,
    columns: taken.columns,
    mapping: taken.mapping,
    assumedUtc: taken.assumedUtc,
    examples: taken.rows.slice(0, 5) as JsonObject[],
    recordSeq: null,
  };
  if (check) return answer;
  if (taken.rejections.length > 0 && !allowRejections) {
    const [first] = taken.rejections;
    throw new AppError(
      'COMPLIANCE_INPUT_REFUSED',
      `${taken.rejections.length} rows of ${fileName} do not hold, the first in line ${first?.line}${first?.column === undefined ? '' : `, column ${first.column}`}: ${first?.reason}; nothing was taken`,
      { details: { line: first?.line ?? 0, rejections: taken.rejections.length } },
    );
  }
  return {
    ...answer,
    recordSeq: await keepTable(openCase, taken, { name: fileName, sha256: fileSha256, chosen }, name),
  };
}

async function keepTable(
  openCase: OpenCase,
  { rows, rejections, mapping, assumedUtc }: ImportedTable,
  file: { name: string; sha256: string; chosen: string },
  table: string,
): Promise<number> {
  if (openCase.readOnlyReason !== undefined)
    throw new AppError('CASE_READ_ONLY', `Nothing can be recorded in this case: ${openCase.readOnlyReason}`);
  // The paper first: a record must never name one that is not there.
  const sha256 = await openCase.session.compliance.keep(Buffer.from(JSON.stringify(rows), 'utf8'));
  return openCase.session.record('setting', {
    act: ACTS.input,
    table,
    sha256,
    rowCount: rows.length,
    file: { name: file.name, sha256: file.sha256, format: file.chosen },
    mapping,
    assumedUtc,
    rejectedCount: rejections.length,
    rejections: rejections.slice(0, RECORDED_REJECTIONS).map((one) => ({ ...one })),
  });
}

/** The rows of one table, as its record names them. */
export async function rowsOf({ session }: OpenCase, sha256: string): Promise<JsonObject[]> {
  const content = await session.compliance.fetch(sha256);
  return JSON.parse(Buffer.from(content).toString('utf8')) as JsonObject[];
}

/** All tables that count now. */
export async function caseInputs(openCase: OpenCase, book: ComplianceBook): Promise<CaseInputs> {
  const tables: Record<string, unknown> = {};
  for (const [name, { body }] of book.inputs) tables[name] = await rowsOf(openCase, String(body['sha256']));
  const read = inputsSchema.safeParse({
    ...tables,
    ...(book.joins.authorizations ? { authorizations: true } : {}),
    ...(book.joins.relationships ? { relationships: true } : {}),
    ...(book.holidays.length > 0 ? { holidays: book.holidays } : {}),
  });
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new AppError(
    'COMPLIANCE_INPUT_REFUSED',
    `The tables of this case can not be used: ${issue?.path.join('.')}: ${issue?.message}`,
  );
}
