/**
 * The tables an organisation can hand in: what each is, which columns it knows and under which names files carry them.
 *
 * Pure data. Source: `vocabulary.caseInputs` of the framework files; `classifications` is ours. Where a file carries more
 * columns, they stay in the row under their own names: a condition may ask for them.
 */
import type { InputTableName } from './inputs.ts';

export type FieldType = 'text' | 'time' | 'boolean' | 'number' | 'list';

export interface InputField {
  /** Dotted where the row nests: `notified.authorityAt`. */
  name: string;
  type: FieldType;
  isRequired?: true;
  /** Other names of the column, in any case and with any signs between the words. */
  aliases?: readonly string[];
}

export interface InputTable {
  name: InputTableName;
  title: string;
  says: string;
  /** Names a row; a second row of the same name is refused. */
  key: string;
  fields: readonly InputField[];
}

const text = (name: string, ...aliases: string[]): InputField => ({ name, type: 'text', aliases });
const time = (name: string, ...aliases: string[]): InputField => ({ name, type: 'time', aliases });
const flag = (name: string, ...aliases: string[]): InputField => ({ name, type: 'boolean', aliases });
const count = (name: string, ...aliases: string[]): InputField => ({ name, type: 'number', aliases });
const list = (name: string, ...aliases: string[]): InputField => ({ name, type: 'list', aliases });
const needed = (field: InputField): InputField => ({ ...field, isRequired: true });
const id = (...aliases: string[]): InputField => needed(text('id', ...aliases));

export const INPUT_TABLES: readonly InputTable[] = [
  {
    name: 'users',
    title: 'Users and leavers',
    says: 'the directory: who an account belongs to, of what kind it is, when its holder came and left',
    key: 'id',
    fields: [
      id('user', 'userId', 'login', 'account', 'samAccountName', 'username'),
      list('aliases', 'otherNames', 'upn', 'mail', 'email'),
      text('status', 'state'),
      text('kind', 'accountType', 'type'),
      flag('privileged', 'admin', 'isAdmin'),
      list('roles', 'role', 'groups'),
      text('department', 'unit'),
      time('hiredAt', 'hireDate', 'startDate', 'joined'),
      time('terminatedAt', 'terminationDate', 'leaveDate', 'endDate', 'left'),
      time('transferredAt', 'transferDate'),
      time('disabledAt', 'disabledDate', 'deactivatedAt'),
      time('lastActivityAt', 'lastLogon', 'lastLogin'),
    ],
  },
  {
    name: 'logSources',
    title: 'Systems and expected log sources',
    says: 'which systems are in scope, which of them must deliver logs, and what they are proven to record',
    key: 'id',
    fields: [
      id('source', 'sourceId', 'system', 'name'),
      text('host', 'hostname', 'server'),
      text('type'),
      list('files', 'file', 'paths', 'path'),
      flag('inScope', 'scope'),
      flag('expected', 'mustDeliver'),
      text('environment', 'env'),
      text('maxSilence', 'silence'),
      time('firstSeen'),
      time('lastSeen'),
      list('capabilities', 'records'),
    ],
  },
  {
    name: 'changes',
    title: 'Approvals and tickets',
    says: 'what was asked for and approved before it was done',
    key: 'ticketId',
    fields: [
      needed(text('ticketId', 'ticket', 'id', 'change', 'number')),
      text('requestedBy', 'requester'),
      text('approvedBy', 'approver'),
      time('approvedAt', 'approvalDate', 'approved'),
      text('implementedBy', 'implementer'),
      time('implementedAt', 'implementationDate'),
      flag('emergency'),
      text('environment', 'env'),
    ],
  },
  {
    name: 'retentionPolicies',
    title: 'Retention policies',
    says: 'how long logs and data are kept, at least, at most and at hand',
    key: 'appliesTo',
    fields: [
      needed(text('appliesTo', 'category', 'scope')),
      count('minDays', 'retentionDays', 'days'),
      count('maxDays'),
      count('onlineDays', 'hotDays'),
      flag('immutable'),
      text('legalBasis', 'basis'),
      flag('legalHold', 'hold'),
    ],
  },
  {
    name: 'incidents',
    title: 'Incidents',
    says: 'what happened, when it was detected and known, and who was told when: legal clocks run from these times',
    key: 'id',
    fields: [
      id('incident', 'incidentId', 'number'),
      time('detectedAt', 'detected'),
      time('awareAt', 'aware', 'awareness'),
      time('materialAt', 'materialityDeterminedAt'),
      time('containedAt', 'contained'),
      time('closedAt', 'closed'),
      time('postReviewAt', 'lessonsLearnedAt'),
      flag('personalData'),
      flag('phi'),
      flag('reportable'),
      flag('riskToSubjects'),
      flag('subjectsNoticeExempt'),
      flag('lowProbabilityOfCompromise'),
      count('affectedCount', 'affected'),
      count('residentsAffected'),
      time('notified.authorityAt', 'authorityNotifiedAt'),
      time('notified.subjectsAt', 'subjectsNotifiedAt'),
      time('notified.mediaAt', 'mediaNotifiedAt'),
      time('notified.controllerAt', 'controllerNotifiedAt'),
      list('eventIds', 'events'),
      text('severity'),
      text('role'),
      text('rootCause'),
      text('facts'),
      text('effects'),
      text('remedy'),
      text('decision'),
      text('riskAssessmentRef'),
    ],
  },
  {
    name: 'classifications',
    title: 'Data classification',
    says: 'which names in logs stand for health records, card data, personal data',
    key: 'resource',
    fields: [
      needed(text('resource', 'target', 'name', 'object', 'dataset')),
      needed(list('classification', 'class', 'classes', 'label')),
      text('owner', 'dataOwner'),
    ],
  },
  {
    name: 'clocks',
    title: 'Clock offsets',
    says: 'how far the clock of each source was off, when it was measured',
    key: 'source',
    fields: [
      needed(text('source', 'host', 'id')),
      needed(count('offsetMs', 'offset')),
      flag('synchronised', 'synchronized'),
      text('reference'),
      time('measuredAt'),
    ],
  },
  {
    name: 'accessReviews',
    title: 'Access reviews',
    says: 'when who went through the rights of whom',
    key: 'id',
    fields: [
      id('review'),
      text('scope'),
      needed(time('performedAt', 'date', 'reviewedAt')),
      text('reviewer'),
      count('itemsReviewed'),
      count('itemsRevoked'),
    ],
  },
  {
    name: 'subjectRequests',
    title: 'Requests of data subjects',
    says: 'who asked for what about their data, and when it was answered',
    key: 'id',
    fields: [
      id('request'),
      text('type'),
      time('receivedAt', 'received'),
      time('extendedAt'),
      time('closedAt', 'answeredAt'),
      text('outcome'),
      text('subjectId'),
    ],
  },
  {
    name: 'disclosures',
    title: 'Disclosures',
    says: 'whom records were given to, when and what for',
    key: 'id',
    fields: [id(), text('subjectId', 'patient'), time('date'), text('recipient'), text('description'), text('purpose')],
  },
  {
    name: 'sodRules',
    title: 'Segregation of duties',
    says: 'pairs of duties that one person must not both perform',
    key: 'id',
    fields: [id('rule'), needed(list('duties')), text('scopeKey')],
  },
  {
    name: 'processingRegister',
    title: 'Records of processing',
    says: 'recipients and countries that the register of processing activities names',
    key: 'id',
    fields: [id(), needed(text('recipient')), text('recipientCountry', 'country'), text('system')],
  },
];

export const tableNamed = (name: string): InputTable | undefined => INPUT_TABLES.find((table) => table.name === name);
