/**
 * Where cloud platforms keep their facts: AWS, Azure, Microsoft 365, Google Cloud, Kubernetes.
 *
 * Pure data and small functions.
 * Source: AWS CloudTrail record contents; GuardDuty finding format; S3 server access log, WAF and Route 53 resolver log
 * fields; Azure Monitor resource log schema; Office 365 Management Activity API schema; Google Cloud LogEntry and
 * AuditLog; Kubernetes audit.k8s.io/v1 Event; OCSF 1.x.
 * Trust: records are the log's: functions here check every type before use.
 */
import type { JsonObject, Severity } from '../../event/audit-event.ts';
import { firstText, isObject, paths, scalarText, valueAt } from './paths.ts';
import type { Profile } from './profile.ts';
import { statusToSuccess, toSeverity, toSuccess } from './words.ts';

const has = (record: JsonObject, name: string): boolean => record[name] !== undefined;

/** What kind of thing an API call is, from its verb. */
export function callType(name: string): string {
  if (/login|logon|signin|assumerole|getsessiontoken|getfederationtoken|authenticate/i.test(name))
    return 'authentication';
  if (/user|role|policy|group|member|accesskey|credential|iam|permission/i.test(name)) return 'account_management';
  if (/^(?:get|list|describe|head|lookup|read|search|query|select|view|download|watch)/i.test(name)) return 'read';
  if (/^(?:delete|remove|terminate|stop|disable|detach|revoke|purge)/i.test(name)) return 'delete';
  if (/^(?:create|put|add|run|start|enable|attach|insert|upload)/i.test(name)) return 'create';
  return 'change';
}

const CLOUDTRAIL_TIME = paths('eventTime|EventTime|@timestamp');
const CLOUDTRAIL_ERROR = paths('errorCode|ErrorCode');

function cloudTrailResource(record: JsonObject): string | undefined {
  const parameters = record['requestParameters'];
  const named = firstText(record, paths('resources.0.ARN|resources.0.arn|Resources.0.ResourceName'));
  if (named !== undefined || !isObject(parameters)) return named;
  for (const name of RESOURCE_PARAMETERS) {
    const text = scalarText(parameters[name]);
    if (text !== undefined) return text;
  }
  return firstText(parameters, paths('instancesSet.items.0.instanceId'));
}
const RESOURCE_PARAMETERS = [
  'bucketName',
  'userName',
  'roleName',
  'roleArn',
  'policyArn',
  'groupName',
  'functionName',
  'instanceId',
  'secretId',
  'keyId',
  'name',
  'trailName',
  'logGroupName',
  'groupId',
  'snapshotId',
  'volumeId',
  'dBInstanceIdentifier',
  'tableName',
  'queueUrl',
  'topicArn',
  'modelId',
] as const;

const OCSF_TYPES: Readonly<Record<string, string>> = {
  dns_activity: 'dns_query',
  network_activity: 'network_connection',
};

export const CLOUD_PROFILES: readonly Profile[] = [
  {
    dataset: 'aws.cloudtrail',
    matches: (record) =>
      (typeof record['eventName'] === 'string' &&
        typeof record['eventSource'] === 'string' &&
        (has(record, 'eventTime') ||
          has(record, 'awsRegion') ||
          has(record, 'userIdentity') ||
          has(record, 'eventVersion'))) ||
      (typeof record['EventName'] === 'string' && has(record, 'CloudTrailEvent')),
    provider: paths('eventSource|EventSource'),
    time: CLOUDTRAIL_TIME,
    isFormatUtc: true,
    eventId: paths('eventID|EventId'),
    name: paths('eventName|EventName'),
    types: { console_login: 'user_login', switch_role: 'role_switch' },
    fallbackType: 'api_call',
    actionType: (_, name) => callType(name),
    userId: paths(
      'userIdentity.arn|userIdentity.userName|userIdentity.principalId|userIdentity.sessionContext.sessionIssuer.arn|userIdentity.invokedBy|userIdentity.accountId|Username',
    ),
    ip: paths('sourceIPAddress'),
    userAgent: paths('userAgent'),
    sessionId: paths('userIdentity.accessKeyId|AccessKeyId'),
    tenantId: paths('recipientAccountId|userIdentity.accountId'),
    resource: cloudTrailResource,
    success(record) {
      const login = toSuccess(valueAt(record, ['responseElements', 'ConsoleLogin']));
      if (login !== undefined) return login;
      return (
        firstText(record, CLOUDTRAIL_ERROR) === undefined && firstText(record, paths('errorMessage')) === undefined
      );
    },
    ecs: [
      ['error.code', CLOUDTRAIL_ERROR],
      ['error.message', paths('errorMessage')],
      ['cloud.account.id', paths('recipientAccountId|userIdentity.accountId')],
      ['cloud.region', paths('awsRegion')],
      ['user.name', paths('userIdentity.userName|userIdentity.sessionContext.sessionIssuer.userName|Username')],
      ['user.id', paths('userIdentity.principalId')],
    ],
  },
  {
    dataset: 'aws.guardduty',
    matches: (record) =>
      has(record, 'type') && isObject(record['service']) && has(record, 'schemaVersion') && has(record, 'arn'),
    provider: 'guardduty',
    time: paths('service.eventLastSeen|updatedAt|createdAt'),
    isFormatUtc: true,
    eventId: paths('id'),
    name: paths('type'),
    fallbackType: 'finding',
    actionType: 'alert',
    userId: paths('resource.accessKeyDetails.userName|resource.accessKeyDetails.principalId'),
    ip: paths(
      'service.action.awsApiCallAction.remoteIpDetails.ipAddressV4|service.action.networkConnectionAction.remoteIpDetails.ipAddressV4',
    ),
    tenantId: paths('accountId'),
    resource: paths('resource.instanceDetails.instanceId|resource.s3BucketDetails.0.name|resource.resourceType'),
    severity: paths('severity'),
    severityScale: 'guardduty',
    message: paths('title|description'),
    ecs: [
      ['cloud.account.id', paths('accountId')],
      ['cloud.region', paths('region')],
    ],
  },
  {
    dataset: 'aws.waf',
    matches: (record) => has(record, 'webaclId') && isObject(record['httpRequest']),
    provider: 'waf',
    time: paths('timestamp'),
    isFormatUtc: true,
    eventId: paths('httpRequest.requestId'),
    name: (record) => `http_request_${firstText(record, paths('action')) ?? 'seen'}`,
    fallbackType: 'http_request',
    actionType: 'network',
    ip: paths('httpRequest.clientIp'),
    resource: paths('httpRequest.uri'),
    method: paths('httpRequest.httpMethod'),
    success: paths('action'),
    ecs: [['rule.id', paths('terminatingRuleId')]],
  },
  {
    dataset: 'aws.s3access',
    matches: (record) => has(record, 'bucket') && has(record, 'operation') && has(record, 'requestid'),
    provider: 's3',
    time: paths('time'),
    isFormatUtc: true,
    eventId: paths('requestid'),
    name: paths('operation'),
    fallbackType: 's3_access',
    actionType: (_, name) =>
      name.includes('.GET.') || name.includes('.HEAD.') ? 'read' : name.includes('DELETE') ? 'delete' : 'change',
    userId: paths('requester'),
    ip: paths('remoteip'),
    userAgent: paths('useragent'),
    resource: (record) => {
      const bucket = firstText(record, paths('bucket')) ?? '';
      const key = firstText(record, paths('key'));
      return key === undefined ? bucket : `${bucket}/${key}`;
    },
    success: paths('httpstatus'),
    ecs: [['http.response.status_code', paths('httpstatus')]],
  },
  {
    dataset: 'aws.route53resolver',
    matches: (record) =>
      has(record, 'query_name') && has(record, 'query_type') && (has(record, 'srcaddr') || has(record, 'rcode')),
    provider: 'route53resolver',
    time: paths('query_timestamp'),
    isFormatUtc: true,
    name: () => 'dns_query',
    fallbackType: 'dns_query',
    actionType: 'network',
    ip: paths('srcaddr'),
    tenantId: paths('account_id'),
    resource: paths('query_name'),
    success: (record) => (record['rcode'] === undefined ? undefined : record['rcode'] === 'NOERROR'),
    ecs: [
      ['cloud.region', paths('region')],
      ['dns.question.name', paths('query_name')],
      ['dns.question.type', paths('query_type')],
    ],
  },
  {
    dataset: 'ocsf',
    matches: (record) => has(record, 'class_uid') && has(record, 'category_uid'),
    provider: paths('metadata.product.name'),
    time: paths('time'),
    isFormatUtc: true,
    eventId: paths('metadata.uid'),
    name: paths('class_name|type_name|activity_name'),
    types: OCSF_TYPES,
    fallbackType: 'ocsf_event',
    actionType: (record) =>
      record['category_uid'] === 3 ? 'authentication' : record['category_uid'] === 4 ? 'network' : 'event',
    userId: paths('actor.user.name|user.name|actor.user.uid|user.uid'),
    ip: paths('src_endpoint.ip|device.ip'),
    resource: paths('query.hostname|dst_endpoint.hostname|dst_endpoint.ip|resource.name'),
    success: paths('status|disposition'),
    severity: paths('severity_id|severity'),
    severityScale: 'ocsf',
    message: paths('message'),
    host: paths('device.hostname'),
    ecs: [
      ['cloud.region', paths('cloud.region')],
      ['destination.ip', paths('dst_endpoint.ip')],
      ['destination.port', paths('dst_endpoint.port')],
    ],
  },
  {
    dataset: 'gcp.audit',
    matches: (record) => isObject(record['protoPayload']),
    provider: paths('protoPayload.serviceName'),
    time: paths('timestamp|receiveTimestamp|receivetimestamp'),
    isFormatUtc: true,
    eventId: paths('insertId|insertid'),
    name: paths('protoPayload.methodName'),
    fallbackType: 'gcp_audit',
    actionType: (_, name) => callType(name.slice(name.lastIndexOf('.') + 1)),
    userId: paths('protoPayload.authenticationInfo.principalEmail|protoPayload.authenticationInfo.principalSubject'),
    ip: paths('protoPayload.requestMetadata.callerIp|protoPayload.requestMetadata.callerIP'),
    userAgent: paths('protoPayload.requestMetadata.callerSuppliedUserAgent'),
    tenantId: paths('resource.labels.project_id'),
    resource: paths('protoPayload.resourceName|resource.labels.name|resource.type'),
    success(record) {
      const code = valueAt(record, ['protoPayload', 'status', 'code']);
      if (typeof code === 'number') return code === 0;
      const granted = valueAt(record, ['protoPayload', 'authorizationInfo', '0', 'granted']);
      return granted === false
        ? false
        : isObject(valueAt(record, ['protoPayload', 'status']))
          ? true
          : toSuccess(granted);
    },
    severity: paths('severity'),
    ecs: [
      ['error.message', paths('protoPayload.status.message')],
      ['cloud.project.id', paths('resource.labels.project_id')],
    ],
  },
  {
    dataset: 'kubernetes.audit',
    matches: (record) =>
      (record['kind'] === 'Event' && (has(record, 'verb') || has(record, 'objectRef') || has(record, 'auditID'))) ||
      (has(record, 'verb') && isObject(record['objectRef'])),
    provider: 'kubernetes',
    time: paths('stageTimestamp|requestReceivedTimestamp|timestamp'),
    isFormatUtc: true,
    eventId: paths('auditID'),
    name(record) {
      const verb = firstText(record, paths('verb')) ?? 'request';
      const resource = firstText(record, paths('objectRef.resource'));
      const part = firstText(record, paths('objectRef.subresource'));
      return [verb, resource, part].filter((word) => word !== undefined).join(' ');
    },
    fallbackType: 'kubernetes_request',
    actionType: (record) => callType(firstText(record, paths('verb')) ?? 'request'),
    userId: paths('user.username'),
    ip: paths('sourceIPs.0'),
    userAgent: paths('userAgent'),
    resource(record) {
      const names = [valueAt(record, ['objectRef', 'namespace']), valueAt(record, ['objectRef', 'name'])];
      const text = names.map(scalarText).filter((name) => name !== undefined);
      return text.length > 0 ? text.join('/') : firstText(record, paths('requestURI'));
    },
    method: paths('verb'),
    success(record) {
      const byStatus = statusToSuccess(valueAt(record, ['responseStatus', 'code']));
      if (byStatus !== undefined) return byStatus;
      const annotations = record['annotations'];
      return isObject(annotations) ? toSuccess(annotations['authorization.k8s.io/decision']) : undefined;
    },
    ecs: [['http.response.status_code', paths('responseStatus.code')]],
  },
  {
    dataset: 'o365.audit',
    matches: (record) =>
      (typeof record['Operation'] === 'string' &&
        (has(record, 'CreationTime') || has(record, 'Workload')) &&
        has(record, 'UserId')) ||
      (typeof record['operation'] === 'string' && has(record, 'creationtime') && has(record, 'userid')),
    provider: paths('Workload|workload'),
    time: paths('CreationTime|creationtime'),
    isFormatUtc: true,
    eventId: paths('Id|id'),
    name: paths('Operation|operation'),
    types: { user_logged_in: 'user_login', user_login_failed: 'user_login' },
    fallbackType: 'o365_operation',
    actionType: (_, name) => callType(name),
    userId: paths('UserId|userid'),
    ip: paths('ClientIP|ClientIPAddress|ActorIpAddress|clientip'),
    userAgent: paths('UserAgent'),
    sessionId: paths('SessionId'),
    tenantId: paths('OrganizationId|organizationid'),
    resource: paths('ObjectId|objectid'),
    success(record) {
      if (firstText(record, paths('LogonError')) !== undefined) return false;
      if (record['Operation'] === 'UserLoginFailed') return false;
      return toSuccess(record['ResultStatus'] ?? record['resultstatus']);
    },
  },
  {
    dataset: 'azure.platform',
    matches: (record) =>
      typeof record['operationName'] === 'string' &&
      (has(record, 'resourceId') || has(record, 'category')) &&
      (has(record, 'time') || has(record, 'timeStamp') || has(record, 'callerIpAddress') || has(record, 'properties')),
    provider: paths('category'),
    time: paths('time|timeStamp|properties.createdDateTime|properties.activityDateTime'),
    isFormatUtc: true,
    eventId: paths('properties.id|eventDataId'),
    name: paths('operationName'),
    types: { sign_in_activity: 'user_login' },
    fallbackType: 'azure_operation',
    actionType: (record, name) =>
      /SignIn/.test(firstText(record, paths('category')) ?? '')
        ? 'authentication'
        : callType(name.slice(name.lastIndexOf('/') + 1)),
    userId: paths(
      'properties.userPrincipalName|properties.initiatedBy.user.userPrincipalName|identity.claims.http://schemas~xmlsoap~org/ws/2005/05/identity/claims/upn|caller|identity.claims.http://schemas~xmlsoap~org/ws/2005/05/identity/claims/emailaddress|identity.authorization.evidence.principalId|properties.initiatedBy.app.displayName|identity',
    ),
    ip: paths(
      'callerIpAddress|properties.ipAddress|properties.clientIP|properties.clientIp|properties.initiatedBy.user.ipAddress',
    ),
    userAgent: paths('properties.userAgent'),
    sessionId: paths('correlationId'),
    tenantId: paths('tenantId'),
    resource: paths(
      'properties.targetResources.0.displayName|properties.appDisplayName|properties.requestUri|resourceId',
    ),
    method: paths('properties.httpMethod'),
    success(record) {
      const type = scalarText(record['resultType']);
      // Sign-in logs carry an error number, 0 for none.
      if (type !== undefined && /^[0-9]+$/.test(type)) return type === '0';
      return (
        toSuccess(record['resultType']) ??
        toSuccess(valueAt(record, ['properties', 'result'])) ??
        toSuccess(record['resultSignature']) ??
        statusToSuccess(record['resultSignature']) ??
        statusToSuccess(valueAt(record, ['properties', 'httpStatus']))
      );
    },
    severity: azureSeverity,
    message: paths('resultDescription'),
    ecs: [
      ['cloud.region', paths('location')],
      ['http.response.status_code', paths('properties.httpStatus')],
    ],
  },
];

function azureSeverity(record: JsonObject): Severity | undefined {
  return toSeverity(record['level'] ?? record['Level'], 'azure');
}
