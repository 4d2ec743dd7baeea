/**
 * Where services and applications keep their facts: identity, code hosting, chat, office, endpoint protection.
 *
 * Pure data and small functions.
 * Source: Okta System Log API; GitHub audit log and events API; Slack audit logs API; Google Workspace Reports API;
 * Databricks audit log; 1Password Events API; CrowdStrike Falcon Data Replicator; osquery result log.
 * Trust: records are the log's: functions here check every type before use.
 */
import type { JsonObject } from '../../event/audit-event.ts';
import { firstText, isObject, paths, valueAt } from './paths.ts';
import type { Profile } from './profile.ts';
import { callType } from './profiles-cloud.ts';

const has = (record: JsonObject, name: string): boolean => record[name] !== undefined;

const OKTA_TYPES: Readonly<Record<string, string>> = {
  user_session_start: 'user_login',
  user_authentication_sso: 'user_login',
  user_session_end: 'user_logout',
};

export const SERVICE_PROFILES: readonly Profile[] = [
  {
    dataset: 'okta.system',
    matches: (record) =>
      (typeof record['eventType'] === 'string' || typeof record['eventtype'] === 'string') &&
      (has(record, 'published') ||
        has(record, 'legacyEventType') ||
        has(record, 'legacyeventtype') ||
        has(record, 'displayMessage') ||
        has(record, 'displaymessage')),
    provider: 'okta',
    time: paths('published'),
    isFormatUtc: true,
    eventId: paths('uuid'),
    name: paths('eventType|eventtype'),
    types: OKTA_TYPES,
    fallbackType: 'okta_event',
    actionType: (_, name) =>
      name.startsWith('user.session') || name.startsWith('user.authentication') || name.startsWith('user.mfa')
        ? 'authentication'
        : name.startsWith('user.') || name.startsWith('group.')
          ? 'account_management'
          : 'configuration',
    userId: paths('actor.alternateId|actor.displayName|actor.id'),
    ip: paths('client.ipAddress|request.ipChain.0.ip'),
    userAgent: paths('client.userAgent.rawUserAgent'),
    sessionId: paths('authenticationContext.externalSessionId|authenticationcontext.externalSessionId'),
    resource: paths('target.0.alternateId|target.0.displayName'),
    success: paths('outcome.result'),
    severity: paths('severity'),
    message: paths('displayMessage|displaymessage'),
    ecs: [['user.id', paths('actor.id')]],
  },
  {
    dataset: 'google_workspace.activity',
    matches: (record) => isObject(record['id']) && typeof valueAt(record, ['id', 'applicationName']) === 'string',
    provider: paths('id.applicationName'),
    time: paths('id.time'),
    isFormatUtc: true,
    eventId: paths('id.uniqueQualifier'),
    name: paths('name|events.0.name'),
    types: { login_success: 'user_login', login_failure: 'user_login', logout: 'user_logout' },
    fallbackType: 'workspace_activity',
    actionType: (record, name) =>
      valueAt(record, ['id', 'applicationName']) === 'login' ? 'authentication' : callType(name),
    userId: paths('actor.email|actor.profileId|actor.key'),
    ip: paths('ipAddress'),
    tenantId: paths('id.customerId'),
    resource: paths('parameters.doc_title|parameters.USER_EMAIL|parameters.SETTING_NAME|parameters.ROLE_NAME'),
    success(record) {
      const name = firstText(record, paths('name|events.0.name'));
      if (name === 'login_success') return true;
      return name === 'login_failure' ? false : undefined;
    },
    ecs: [['event.category', paths('type|events.0.type')]],
  },
  {
    dataset: 'slack.audit',
    matches: (record) =>
      typeof record['action'] === 'string' &&
      isObject(record['actor']) &&
      isObject(record['context']) &&
      has(record['actor'], 'type'),
    provider: 'slack',
    time: paths('date_create'),
    isFormatUtc: true,
    eventId: paths('id'),
    name: paths('action'),
    fallbackType: 'slack_action',
    actionType: (_, name) => (/^user_log(?:in|out)/.test(name) ? 'authentication' : callType(name)),
    userId: paths('actor.user.email|actor.user.name|actor.user.id'),
    ip: paths('context.ip_address'),
    userAgent: paths('context.ua'),
    sessionId: paths('context.session_id'),
    tenantId: paths('context.location.id'),
    resource: paths(
      'entity.user.email|entity.app.name|entity.file.name|entity.channel.name|entity.workspace.name|entity.enterprise.name',
    ),
    ecs: [['user.id', paths('actor.user.id')]],
  },
  {
    dataset: 'github.events',
    matches: (record) =>
      typeof record['type'] === 'string' &&
      record['type'].endsWith('Event') &&
      isObject(record['actor']) &&
      isObject(record['repo']),
    provider: 'github',
    time: paths('created_at'),
    isFormatUtc: true,
    eventId: paths('id'),
    name: paths('type'),
    fallbackType: 'github_event',
    actionType: 'change',
    userId: paths('actor.login'),
    tenantId: paths('org.login'),
    resource: paths('repo.name'),
    method: paths('payload.action'),
    ecs: [['user.id', paths('actor.id')]],
  },
  {
    dataset: 'github.audit',
    matches: (record) =>
      typeof record['action'] === 'string' &&
      (typeof record['actor'] === 'string' || has(record, '_document_id')) &&
      (has(record, 'org') ||
        has(record, 'business') ||
        has(record, 'repo') ||
        has(record, '_document_id') ||
        has(record, 'actor_location')),
    provider: 'github',
    time: paths('@timestamp|created_at|at_sign_timestamp'),
    isFormatUtc: true,
    eventId: paths('_document_id'),
    name: paths('action'),
    fallbackType: 'github_action',
    actionType: (_, name) => callType(name.slice(name.indexOf('.') + 1)),
    userId: paths('actor|user'),
    ip: paths('actor_ip'),
    userAgent: paths('user_agent'),
    tenantId: paths('org|business'),
    resource: paths('repo|repository|team|user|name'),
    method: paths('operation_type'),
    ecs: [['user.id', paths('actor_id')]],
  },
  {
    dataset: 'databricks.audit',
    matches: (record) => typeof record['actionName'] === 'string' && typeof record['serviceName'] === 'string',
    provider: paths('serviceName'),
    time: paths('timestamp'),
    isFormatUtc: true,
    eventId: paths('requestId|auditLogId'),
    name: paths('actionName'),
    types: { login: 'user_login', tokenlogin: 'user_login', logout: 'user_logout' },
    fallbackType: 'databricks_action',
    actionType: (_, name) => callType(name),
    userId: paths('userIdentity.email'),
    ip: paths('sourceIPAddress'),
    userAgent: paths('userAgent'),
    sessionId: paths('sessionId'),
    tenantId: paths('accountId|workspaceId'),
    success: paths('response.statusCode'),
    ecs: [['error.message', paths('response.errorMessage')]],
  },
  {
    dataset: 'onepassword.events',
    matches: (record) =>
      has(record, 'uuid') && (has(record, 'item_uuid') || has(record, 'session_uuid')) && isObject(record['client']),
    provider: '1password',
    time: paths('timestamp'),
    isFormatUtc: true,
    eventId: paths('uuid'),
    name: (record) =>
      has(record, 'item_uuid') ? 'item_used' : (firstText(record, paths('category|type')) ?? 'signin_attempt'),
    fallbackType: 'item_used',
    actionType: (record) => (has(record, 'item_uuid') ? 'read' : 'authentication'),
    userId: paths('user.email|target_user.email|user.uuid'),
    ip: paths('client.ip_address'),
    sessionId: paths('session_uuid'),
    resource: paths('item_uuid|vault_uuid'),
    success: paths('category'),
  },
  {
    dataset: 'crowdstrike.fdr',
    matches: (record) =>
      has(record, 'event_simpleName') || has(record, 'event_simplename') || (has(record, 'aid') && has(record, 'cid')),
    provider: 'crowdstrike',
    time: paths('timestamp|event.timestamp|ContextTimeStamp|event.ContextTimeStamp'),
    isFormatUtc: true,
    eventId: paths('id|event.id|eid'),
    name: paths('event_simpleName|event_simplename|event.event_simpleName|fdr_event_type|name|ExternalApiType'),
    types: {
      process_rollup2: 'process_created',
      synthetic_process_rollup2: 'process_created',
      dns_request: 'dns_query',
      network_connect_ip4: 'network_connection',
      user_logon: 'user_login',
    },
    fallbackType: 'endpoint_event',
    actionType: (_, name) =>
      /Process/.test(name)
        ? 'process'
        : /Dns|Network/.test(name)
          ? 'network'
          : /Logon|Logoff/.test(name)
            ? 'authentication'
            : 'event',
    userId: paths('UserName|event.UserName|UserSid|event.UserSid|event.UID'),
    ip: paths('RemoteAddressIP4|event.RemoteAddressIP4|aip|event.aip'),
    tenantId: paths('cid|event.cid'),
    resource: paths('event.ImageFileName|ImageFileName|event.DomainName|DomainName|FilePath'),
    severity: paths('SeverityName'),
    host: paths('ComputerName|event.ComputerName|Hostname|aid|event.aid'),
    ecs: [
      ['process.command_line', paths('CommandLine|event.CommandLine')],
      ['process.executable', paths('event.ImageFileName|ImageFileName')],
      ['process.pid', paths('event.RawProcessId|RawProcessId')],
      ['process.parent.name', paths('event.ParentBaseFileName|ParentBaseFileName')],
      ['host.os.platform', paths('event_platform|event.event_platform')],
      ['dns.question.name', paths('event.DomainName|DomainName')],
    ],
  },
  {
    dataset: 'osquery.result',
    matches: (record) =>
      has(record, 'hostIdentifier') &&
      (isObject(record['columns']) || has(record, 'snapshot') || has(record, 'diffResults')),
    provider: 'osquery',
    time: paths('unixTime|calendarTime'),
    isFormatUtc: true,
    name: paths('name'),
    fallbackType: 'osquery_result',
    actionType: 'inventory',
    userId: paths('columns.username|decorations.username'),
    resource: paths('columns.path|columns.name'),
    method: paths('action'),
    host: paths('decorations.hostname|hostIdentifier'),
  },
];
