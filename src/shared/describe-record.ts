/**
 * One sentence for each kind of record in the case log, for `custody` and the custody view: what a person wants to know of
 * it at a glance.
 *
 * Pure. What does not fit is left out here and stands whole in the record; a value that should be there and is not is
 * shown as `?`, so a record of another shape never looks complete.
 * Trust: bodies hold text from evidence and from operators; whoever shows the sentence escapes it.
 */
import type { OutputOf } from './contract/index.ts';
import { type AssumedTime, describeAssumed } from './assumed-time.ts';
import { textOfBase64 } from './base64-text.ts';
import { countOf, formatBytes, formatCount, formatMinute } from './format-values.ts';
import { shortenPath } from './shorten-path.ts';

export type CustodyRecord = OutputOf<'custody.list'>[number];
type Body = CustodyRecord['body'];
type Value = Body[string];

const MAX_PATH = 44;
const UNKNOWN = '?';
const SHORT_HASH = 8;

/** @param fingerprint of the case: it stands for the first record, which can't name it */
export function describeRecord({ kind, body }: CustodyRecord, fingerprint: string): string {
  if (kind === 'genesis') return `${describeGenesis(body)}; fingerprint ${fingerprint}`;
  const describe = DESCRIBERS.get(kind);
  return describe === undefined ? allOf(body) : describe(body);
}

/** Who did it: the operator, or `-` for what the log did by itself. */
export function actorOf({ kind, body }: CustodyRecord): string {
  // A failed unlock names the key that was tried, not who tried it.
  if (kind === 'unlock-failed') return '-';
  // Of a removal, `operatorId` is who was removed.
  const name = body['by'] ?? body['operatorId'] ?? firstOperator(body);
  return typeof name === 'string' ? name : '-';
}

/** Every plain value of the record, by name. */
export function allOf(body: Body): string {
  return Object.entries(body)
    .filter(([name]) => name !== 'operatorId' && name !== 'by')
    .flatMap(([name, value]) => {
      if (value === null || value === '') return [];
      if (Array.isArray(value)) return value.length === 0 ? [] : [`${name}: ${value.length}`];
      if (typeof value === 'object') return [`${name}: {…}`];
      return [`${name}: ${String(value)}`];
    })
    .join(', ');
}

const DESCRIBERS: ReadonlyMap<string, (body: Body) => string> = new Map([
  ['operator', describeOperator],
  [
    'unlock',
    (body) => `unlocked with ${text(inner(body, 'software'), 'name')} ${text(inner(body, 'software'), 'version')}`,
  ],
  ['unlock-failed', describeFailedUnlock],
  ['lock', () => 'locked'],
  ['epoch', (body) => `signing key ${count(body, 'n')} in force from the next head`],
  [
    'epoch-restart',
    (body) =>
      `signing begins anew with key ${count(body, 'n')}, vouched for by ${text(body, 'operatorId')}: ${text(body, 'reason')}`,
  ],
  ['rekey', (body) => describeRekey(body)],
  ['source', describeSource],
  ['source-report', describeReport],
  [
    'segment',
    (body) => `segment ${count(body, 'id')}: ${many(body, 'rowCount', 'record')}, ${size(body)}, ${sha256(body)}`,
  ],
  [
    'seal',
    (body) =>
      `${many(body, 'count', 'record')} sealed with key ${count(body, 'epoch')}, ${count(body, 'size')} in all (${text(body, 'reason')})`,
  ],
  ['search', (body) => `${describeHits(body)} ${describeQuery(body)}`],
  ['export', describeExport],
  ['annotation', describeAnnotation],
  ['setting', describeSetting],
  ['verify', describeVerify],
  ['custody', describeCustody],
  ['anchor', describeAnchor],
]);

function describeGenesis(body: Body): string {
  return `case "${text(body, 'name')}" made by ${firstOperator(body) ?? UNKNOWN}`;
}

function firstOperator(body: Body): string | undefined {
  const operators = body['operators'];
  const [first] = Array.isArray(operators) ? operators : [];
  return isBody(first) ? text(first, 'operatorId') : undefined;
}

function describeOperator(body: Body): string {
  const operator = inner(body, 'operator');
  if (body['act'] === 'added') {
    return `gave a key to ${text(operator, 'operatorId')} (${text(operator, 'name')}), ${text(operator, 'role')}`;
  }
  const describe = OPERATOR_ACTS.get(String(body['act']));
  return describe === undefined ? allOf(body) : describe(body);
}

const OPERATOR_ACTS = new Map<string, (body: Body) => string>([
  ['passphrase-changed', () => 'changed their passphrase'],
  ['removed', (body) => `ended the key of ${text(body, 'operatorId')}: ${text(body, 'reason')}`],
  [
    'recovery-created',
    (body) => {
      const { recovery } = body;
      const shares =
        isBody(recovery) && Array.isArray(recovery['shares']) ? String(recovery['shares'].length) : UNKNOWN;
      const made = inner(body, 'recovery');
      return `made recovery shares ${text(made, 'recoveryId')}, ${count(made, 'threshold')} of ${shares}: ${text(body, 'reason')}`;
    },
  ],
  [
    'recovered',
    (body) => {
      const shares = Array.isArray(body['shares']) ? body['shares'].map(String).join(' and ') : UNKNOWN;
      return `was given a new key by the recovery shares ${shares}: ${text(body, 'reason')}`;
    },
  ],
]);

const describeRekey = (body: Body): string =>
  body['act'] === 'more'
    ? `more files under the data key of record ${count(body, 'of')}`
    : `changed the data key, now the ${count(body, 'generation')}. of the case: ${text(body, 'reason')}`;

function describeFailedUnlock(body: Body): string {
  if (body['unreadable'] === true) return 'a failed unlock whose note can not be read';
  return `a wrong passphrase was given for ${text(body, 'operatorId')} at ${text(body, 'triedAt')}`;
}

function describeSource(body: Body): string {
  const original = body['original'] === 'by-reference' ? 'by reference' : `original ${text(body, 'original')}`;
  const facts = [size(body), sha256(body), original];
  if (body['container'] !== undefined) {
    return [`${path(body)}, ${text(body, 'container')}`, many(body, 'memberCount', 'member'), ...facts].join(', ');
  }
  const format = body['format'] === null ? 'no reader takes it' : text(body, 'format');
  return [path(body), format, ...facts].join(', ');
}

function describeReport(body: Body): string {
  const facts = [many(body, 'eventCount', 'event'), `${count(body, 'rejectedCount')} rejected`];
  if (isAboveZero(body['ambiguousCount'])) facts.push(`${count(body, 'ambiguousCount')} ambiguous`);
  const [first, last] = [body['firstTime'], body['lastTime']];
  if (typeof first === 'string' && typeof last === 'string')
    facts.push(`${formatMinute(first)} to ${formatMinute(last)}`);
  if (isAboveZero(body['withoutTimeCount'])) facts.push(`${count(body, 'withoutTimeCount')} without a time`);
  const assumed = body['assumedTime'];
  if (isBody(assumed)) facts.push(`assumed ${describeAssumed(assumed as AssumedTime)}`);
  const findings = body['findings'];
  if (Array.isArray(findings) && findings.length > 0) facts.push(countOf(findings.length, 'finding'));
  return `${facts.join(', ')} in ${path(body)}`;
}

const describeHits = (body: Body): string =>
  body['resultCount'] === null ? 'a chart' : many(body, 'resultCount', 'event');

/** The query last: it may hold anything. */
function describeQuery(body: Body): string {
  const [from, to] = [body['from'], body['to']];
  const bounds = [
    ...(typeof from === 'string' ? [`from ${from}`] : []),
    ...(typeof to === 'string' ? [`to ${to}`] : []),
  ];
  return [...bounds, 'for', text(body, 'query') || '*'].join(' ');
}

function describeExport(body: Body): string {
  if (body['act'] === 'abandoned') {
    return `the bundle of record ${count(body, 'of')} was not made and never left the case (${text(body, 'reason')})`;
  }
  if (typeof body['paper'] === 'string') {
    const about = Array.isArray(body['items']) ? `, about ${countOf(body['items'].length, 'item')}` : '';
    return `${text(body, 'paper').replaceAll('-', ' ')} to ${path(body)}, ${text(body, 'format')}${about}, ${size(body)}, ${sha256(body)}`;
  }
  const rows = `${many(body, 'rows', 'row')} to ${path(body)}, ${text(body, 'format')}`;
  if (body['selection'] === 'whole') return `${rows}, the whole case`;
  if (body['selection'] === 'query') return `${rows}, ${describeQuery(body)}`;
  return `${rows}, ${size(body)}, ${sha256(body)}, ${describeQuery(body)}`;
}

/** A check of the case itself; records of checks of the sources' own proofs have the same kind. */
export const isCaseCheck = ({ kind, body }: CustodyRecord): boolean => kind === 'verify' && body['act'] === undefined;

function describeSourceProofs({ sources, absent }: Body): string {
  const checked = Array.isArray(sources) ? sources.filter(isBody) : [];
  const verdicts = checked.flatMap(({ proofs }) => (Array.isArray(proofs) ? proofs.filter(isBody) : []));
  const countIn = (verdict: string): string =>
    formatCount(verdicts.filter((proof) => proof['verdict'] === verdict).length);
  const without = Array.isArray(absent) ? absent.length : 0;
  return `proofs of ${countOf(checked.length + without, 'source')}: ${countIn('holds')} hold, ${countIn('fails')} fail, ${countIn('could-not-check')} could not be checked, ${countOf(without, 'source')} without any`;
}

function describeVerify(body: Body): string {
  if (body['act'] === 'source-proofs') return describeSourceProofs(body);
  const facts = [
    many(body, 'recordCount', 'record'),
    `signed head over ${count(body, 'headSize')}`,
    ...(isAboveZero(body['findingCount'])
      ? [many(body, 'findingCount', 'finding'), many(body, 'badRecordCount', 'bad record')]
      : []),
  ];
  const notChecked = body['notChecked'];
  if (Array.isArray(notChecked) && notChecked.length > 0) facts.push(`${formatCount(notChecked.length)} not checked`);
  return `${text(body, 'verdict')}, ${text(body, 'mode')} check: ${facts.join(', ')}`;
}

/** What was typed last: it may hold anything. */
function describeAnnotation(body: Body): string {
  const on = `on ${many(body, 'count', 'event')}${typeof body['query'] === 'string' ? `, all ${describeQuery(body)}` : namedEvents(body)}`;
  switch (body['act']) {
    case 'star':
      return `put a star ${on}`;
    case 'unstar':
      return `took the star off: ${on}`;
    case 'tag':
      return `put the tag "${text(body, 'tag')}" ${on}`;
    case 'untag':
      return `took the tag "${text(body, 'tag')}" off: ${on}`;
    case 'colour':
      return `gave the colour ${text(body, 'colour')}: ${on}`;
    case 'comment':
      return `commented ${on}: ${text(body, 'text')}`;
    case 'more':
      return `further events of annotation ${count(body, 'of')}`;
    case 'undo':
      return `undid annotation ${count(body, 'of')}`;
    default:
      return allOf(body);
  }
}

/** One event is named by its place. */
function namedEvents(body: Body): string {
  const { ranges } = body;
  const [range] = Array.isArray(ranges) ? ranges : [];
  return body['count'] === 1 && Array.isArray(range) && typeof range[0] === 'number' ? ` (${range[0]})` : '';
}

function describeCaseSettings(body: Body): string {
  const { timeZone, quickTags } = body;
  return [
    ...(timeZone === undefined
      ? []
      : [
          timeZone === null
            ? 'took the zone of the case back'
            : `set the zone of the case to ${text(body, 'timeZone')}`,
        ]),
    ...(Array.isArray(quickTags) ? [`set the quick tags to ${quickTags.map(String).join(', ')}`] : []),
  ].join(', ');
}

function describeSetting(body: Body): string {
  if (body['act'] === 'view-saved') return `saved the view "${text(body, 'name')}"`;
  if (body['act'] === 'case-settings-changed') return describeCaseSettings(body);
  if (body['act'] === 'mark-trust-added') return `trusts from now on: ${text(body, 'kind')} ${namesIn(body['added'])}`;
  if (body['act'] === 'mark-trust-removed') {
    return `trusts no more: ${text(body, 'kind')} ${text(inner(body, 'removed'), 'name')}`;
  }
  const compliance = describeCompliance(body);
  if (compliance !== undefined) return compliance;
  return body['act'] === 'view-removed' ? `removed the view "${text(body, 'name')}"` : allOf(body);
}

function describeCompliance(body: Body): string | undefined {
  switch (body['act']) {
    case 'compliance-input': {
      const rejected = isAboveZero(body['rejectedCount']) ? `, ${count(body, 'rejectedCount')} rejected` : '';
      return `took in the table ${text(body, 'table')}: ${many(body, 'rowCount', 'row')}${rejected}, ${sha256(body)}, from ${text(inner(body, 'file'), 'name')}`;
    }
    case 'compliance-framework':
      return `brought the framework ${text(body, 'framework')} ${text(body, 'version')}, ${sha256(body)}`;
    case 'compliance-parameters': {
      const { changes } = body;
      const what = Array.isArray(changes) ? countOf(changes.length, 'change') : UNKNOWN;
      return `set parameters of assessments otherwise: ${what}; ${text(body, 'reason')}`;
    }
    case 'compliance-assessment': {
      const manifest = inner(body, 'manifest');
      const frameworks = manifest['frameworks'];
      const named = Array.isArray(frameworks) ? countOf(frameworks.length, 'framework') : UNKNOWN;
      return `assessed ${many(manifest, 'eventCount', 'event')} by ${named}, assessment ${text(manifest, 'assessmentId')}`;
    }
    case 'compliance-decision':
      return `exception ${text(body, 'exceptionId')}: ${text(body, 'status')}`;
    default:
      return undefined;
  }
}

const namesIn = (value: Value | undefined): string =>
  Array.isArray(value) ? value.map((each) => (isBody(each) ? text(each, 'name') : UNKNOWN)).join('; ') : UNKNOWN;

/** What was signed, and by how many; whether the signatures are good, a check says. What was typed comes last. */
function describeCustody(body: Body): string {
  if (body['act'] !== 'denied') return body['envelope'] === undefined ? allOf(body) : describeSignedAct(body);
  return `was refused ${text(body, 'operation')}, which the role ${text(body, 'role')} may not do`;
}

function describeSignedAct(body: Body): string {
  const envelope = inner(body, 'envelope');
  const signed = actIn(envelope);
  if (signed === undefined) return `${text(body, 'act')}: what was signed can not be read`;
  const { items, from, to } = signed;
  const parties = [
    ...(from === undefined ? [] : [`from ${partyOf(from)}`]),
    ...(to === undefined ? [] : [`to ${partyOf(to)}`]),
  ];
  const said = ['place', 'purpose', 'reason'].flatMap((name) =>
    typeof signed[name] === 'string' ? [`${name}: ${signed[name]}`] : [],
  );
  const { signatures } = envelope;
  const signers = Array.isArray(signatures) ? countOf(signatures.length, 'signature') : UNKNOWN;
  return [
    `${text(signed, 'act')} of ${describeItems(items)}`,
    ...parties,
    `at ${text(signed, 'at')}`,
    signers,
    ...said,
  ].join(', ');
}

function actIn({ payload }: Body): Body | undefined {
  const json = typeof payload === 'string' ? textOfBase64(payload) : undefined;
  try {
    const act = JSON.parse(json ?? '') as Value;
    return isBody(act) ? act : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function describeItems(items: Value | undefined): string {
  const [first, ...more] = Array.isArray(items) ? items : [];
  if (!isBody(first)) return UNKNOWN;
  const name = typeof first['name'] === 'string' ? `${shortenPath(first['name'], MAX_PATH)}, ` : '';
  return `${name}${sha256(first)}${more.length === 0 ? '' : ` and ${formatCount(more.length)} more`}`;
}

const partyOf = (party: Value): string =>
  isBody(party) && typeof party['operatorId'] === 'string'
    ? party['operatorId']
    : `${text(isBody(party) ? party : {}, 'outside')} (outside)`;

function describeAnchor(body: Body): string {
  const form = text(body, 'form').replaceAll('-', ' ');
  switch (body['act']) {
    case 'requested':
      return `asked outside for: ${form} over ${many(body, 'size', 'record')}, ${path(body)}`;
    case 'received':
      return `took in a ${form} over ${many(body, 'size', 'record')} (${text(body, 'state')}): ${text(body, 'who')}`;
    case 'compared':
      return `compared a head over ${many(body, 'size', 'record')}: ${text(body, 'outcome').replaceAll('-', ' ')}`;
    case 'restore-accepted': {
      if (body['seen'] === undefined) {
        return `went on from an older copy than the one that epoch.key belongs to: ${text(body, 'reason')}`;
      }
      const seen = inner(body, 'seen');
      return `went on from an older copy, or another history, than the ${many(seen, 'size', 'record')} seen at ${text(seen, 'at')}: ${text(body, 'reason')}`;
    }
    default:
      return allOf(body);
  }
}

const isBody = (value: Value | undefined): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function inner(body: Body, name: string): Body {
  const value = body[name];
  return isBody(value) ? value : {};
}

function text(body: Body, name: string): string {
  const value = body[name];
  return typeof value === 'string' ? value : UNKNOWN;
}

function count(body: Body, name: string): string {
  const value = body[name];
  return typeof value === 'number' ? formatCount(value) : UNKNOWN;
}

function many(body: Body, name: string, singular: string): string {
  const value = body[name];
  return typeof value === 'number' ? countOf(value, singular) : `${UNKNOWN} ${singular}s`;
}

const isAboveZero = (value: Value | undefined): boolean => typeof value === 'number' && value > 0;

function size(body: Body): string {
  const value = body['sizeBytes'];
  return typeof value === 'number' ? formatBytes(value) : `size ${UNKNOWN}`;
}

const sha256 = (body: Body): string => `sha256 ${text(body, 'sha256').slice(0, SHORT_HASH)}…`;
const path = (body: Body): string => shortenPath(text(body, 'path'), MAX_PATH);
