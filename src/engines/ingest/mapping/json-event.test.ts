import { describe, expect, it } from 'vitest';
import type { EventDraft, JsonObject } from '../../event/audit-event.ts';
import type { FormatContext } from '../format.ts';
import { createEventMapper } from './json-event.ts';

const context: FormatContext = {
  format: 'json',
  dataOffset: 0,
  sourceTag: '0123456789abcdef',
  options: {},
  settings: null,
};
const draftOf = (record: JsonObject, options: FormatContext['options'] = {}): EventDraft => {
  const mapped = createEventMapper({ ...context, options })(record, 77, []);
  if ('reason' in mapped) throw new Error(mapped.reason);
  return mapped.draft;
};

describe('events in our own shape', () => {
  const record = (): JsonObject => ({
    _id: 'x',
    eventId: 'e-1',
    timestamp: '2024-03-15T14:23:07.123456Z',
    eventType: 'user_login',
    severity: 'medium',
    source: { ip: '10.0.0.1', userId: 'ann', sessionId: 's' },
    action: { type: 'authentication', success: true, details: { attempt: 1 } },
    compliance: { frameworks: ['GDPR'] },
    integrity: { hash: 'sha256:00' },
    metadata: { message: 'hello', host: { name: 'h' } },
  });

  it('pass through; what the sender claims about proofs is kept aside', () => {
    expect(draftOf(record())).toEqual({
      eventId: 'e-1',
      timestamp: '2024-03-15T14:23:07.123456Z',
      eventType: 'user_login',
      severity: 'medium',
      source: { ip: '10.0.0.1', userId: 'ann', sessionId: 's' },
      action: { type: 'authentication', success: true, details: { attempt: 1 } },
      metadata: {
        message: 'hello',
        host: { name: 'h' },
        fields: { _id: 'x', compliance: { frameworks: ['GDPR'] }, integrity: { hash: 'sha256:00' } },
        time: { original: '2024-03-15T14:23:07.123456Z', field: 'timestamp', zone: 'in-text' },
      },
    });
  });

  it('need neither id nor time', () => {
    expect(
      draftOf({ eventType: 'user_login', severity: 'high', source: { userId: 'ann' }, action: { success: false } }),
    ).toEqual({
      eventId: '0123456789abcdef:77',
      timestamp: null,
      eventType: 'user_login',
      severity: 'high',
      source: { userId: 'ann' },
      action: { success: false },
      metadata: { message: 'user_login by ann: failure' },
    });
  });

  it('lose nothing that does not fit', () => {
    const draft = draftOf({
      ...record(),
      eventId: { odd: true },
      timestamp: 'soon',
      source: { ip: 5, userId: 7, port: 22, tenantId: null },
      action: { type: 'x', success: 'yes', count: 1 },
      metadata: { fields: 1, message: 'm' },
    });
    expect(draft).toMatchObject({
      eventId: '0123456789abcdef:77',
      timestamp: null,
      source: { ip: '5', userId: '7' },
      action: { type: 'x' },
    });
    expect(draft.metadata).toMatchObject({
      fields: {
        eventId: { odd: true },
        source: { port: 22 },
        action: { success: 'yes', count: 1 },
        metadata: { fields: 1, message: 'm' },
      },
      time: { original: 'soon', field: 'timestamp', zone: 'assumed-utc', doubt: 'unreadable' },
    });
  });

  it('keep hostile names as data', () => {
    const hostile = JSON.parse(
      '{"eventType":"x","source":{"__proto__":{"ip":"1"},"ip":"2"},"__proto__":{"eventId":"y"}}',
    ) as JsonObject;
    const draft = draftOf(hostile);
    expect(JSON.stringify(draft.metadata['fields'])).toBe(
      '{"__proto__":{"eventId":"y"},"source":{"__proto__":{"ip":"1"}}}',
    );
    expect(draft.source).toEqual({ ip: '2' });
  });
});

/** Kind, record, what of the draft must hold. */
const KINDS: [string, JsonObject, object][] = [
  [
    'aws.cloudtrail',
    {
      eventName: 'ConsoleLogin',
      eventSource: 'signin.amazonaws.com',
      eventTime: '2024-08-02T09:08:27Z',
      eventID: 'id-1',
      awsRegion: 'us-east-1',
      sourceIPAddress: '192.0.2.1',
      userAgent: 'cli',
      recipientAccountId: '1234',
      userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::1234:user/ann', userName: 'ann', accessKeyId: 'AK' },
      responseElements: { ConsoleLogin: 'Failure' },
      errorMessage: 'Failed authentication',
    },
    {
      eventId: 'id-1',
      timestamp: '2024-08-02T09:08:27Z',
      eventType: 'user_login',
      severity: 'medium',
      source: {
        ip: '192.0.2.1',
        userAgent: 'cli',
        userId: 'arn:aws:iam::1234:user/ann',
        sessionId: 'AK',
        tenantId: '1234',
      },
      action: { type: 'authentication', success: false },
      metadata: {
        message: 'ConsoleLogin by arn:aws:iam::1234:user/ann from 192.0.2.1: failure',
        event: { provider: 'signin.amazonaws.com', action: 'ConsoleLogin', outcome: 'failure' },
        cloud: { account: { id: '1234' }, region: 'us-east-1' },
        error: { message: 'Failed authentication' },
      },
    },
  ],
  [
    'okta.system',
    {
      eventType: 'user.session.start',
      published: '2024-03-22T14:21:53.225Z',
      uuid: 'u-1',
      severity: 'WARN',
      displayMessage: 'User login to Okta',
      actor: { alternateId: 'ann@example.com', id: '1' },
      client: { ipAddress: '192.0.2.1', userAgent: { rawUserAgent: 'ua' } },
      outcome: { result: 'SUCCESS' },
    },
    {
      eventId: 'u-1',
      eventType: 'user_login',
      severity: 'medium',
      source: { ip: '192.0.2.1', userAgent: 'ua', userId: 'ann@example.com' },
      action: { type: 'authentication', success: true },
      metadata: { message: 'User login to Okta' },
    },
  ],
  [
    'gcp.audit',
    {
      insertId: 'i-1',
      timestamp: '2024-02-02T09:44:26.029835Z',
      severity: 'NOTICE',
      protoPayload: {
        serviceName: 'run.googleapis.com',
        methodName: 'google.iam.v1.SetIamPolicy',
        resourceName: 'projects/p/services/s',
        authenticationInfo: { principalEmail: 'ann@example.com' },
        requestMetadata: { callerIp: '192.0.2.1' },
        authorizationInfo: [{ granted: false }],
      },
    },
    {
      eventId: 'i-1',
      eventType: 'google_iam_v1_set_iam_policy',
      source: { ip: '192.0.2.1', userId: 'ann@example.com' },
      action: { type: 'account_management', resource: 'projects/p/services/s', success: false },
    },
  ],
  [
    'azure.platform',
    {
      time: '2024-12-17T10:30:00.0000000Z',
      resourceId: '/subscriptions/1/x',
      operationName: 'Microsoft.Insights/actionGroups/delete',
      category: 'Administrative',
      resultType: 'Success',
      callerIpAddress: '192.0.2.1',
      tenantId: 't',
      level: 'Warning',
    },
    {
      timestamp: '2024-12-17T10:30:00.0000000Z',
      eventType: 'microsoft_insights_action_groups_delete',
      severity: 'medium',
      source: { ip: '192.0.2.1', tenantId: 't' },
      action: { type: 'delete', resource: '/subscriptions/1/x', success: true },
    },
  ],
  [
    'azure.platform',
    {
      time: '2024-12-17T10:30:00Z',
      category: 'SignInLogs',
      operationName: 'Sign-in activity',
      resultType: '50126',
      properties: { userPrincipalName: 'ann@example.com', ipAddress: '192.0.2.1' },
    },
    {
      eventType: 'user_login',
      source: { ip: '192.0.2.1', userId: 'ann@example.com' },
      action: { type: 'authentication', success: false },
    },
  ],
  [
    'o365.audit',
    {
      CreationTime: '2022-05-07T12:55:53',
      Id: 'i',
      Operation: 'UserLoginFailed',
      Workload: 'AzureActiveDirectory',
      UserId: 'ann',
      ClientIP: '192.0.2.1',
      OrganizationId: 'o',
    },
    {
      eventId: 'i',
      timestamp: '2022-05-07T12:55:53Z',
      eventType: 'user_login',
      source: { userId: 'ann', tenantId: 'o' },
      action: { success: false },
      metadata: { time: { zone: 'format' } },
    },
  ],
  [
    'kubernetes.audit',
    {
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      auditID: 'a-1',
      stageTimestamp: '2024-01-01T00:00:00.000000Z',
      verb: 'create',
      user: { username: 'ann' },
      sourceIPs: ['192.0.2.1'],
      objectRef: { resource: 'pods', subresource: 'exec', namespace: 'n', name: 'p' },
      responseStatus: { code: 403 },
    },
    {
      eventId: 'a-1',
      eventType: 'create_pods_exec',
      source: { ip: '192.0.2.1', userId: 'ann' },
      action: { type: 'create', resource: 'n/p', method: 'create', success: false },
    },
  ],
  [
    'github.audit',
    {
      '@timestamp': 1621305118553,
      action: 'protected_branch.destroy',
      actor: 'ann',
      org: 'o',
      repo: 'o/r',
      actor_ip: '192.0.2.1',
    },
    {
      timestamp: '2021-05-18T02:31:58.553Z',
      eventType: 'protected_branch_destroy',
      source: { userId: 'ann', ip: '192.0.2.1', tenantId: 'o' },
      action: { resource: 'o/r' },
    },
  ],
  [
    'slack.audit',
    {
      id: 'i',
      date_create: 1521214343,
      action: 'user_login',
      actor: { type: 'user', user: { email: 'ann@example.com' } },
      entity: {},
      context: { ip_address: '192.0.2.1', ua: 'x' },
    },
    {
      timestamp: '2018-03-16T15:32:23Z',
      eventType: 'user_login',
      source: { userId: 'ann@example.com', ip: '192.0.2.1', userAgent: 'x' },
      action: { type: 'authentication' },
    },
  ],
  [
    'google_workspace.activity',
    {
      id: { applicationName: 'login', time: '2022-12-10T23:33:04.667Z', customerId: 'c' },
      actor: { email: 'ann@example.com' },
      ipAddress: '192.0.2.1',
      events: [{ type: 'login', name: 'login_failure' }],
    },
    {
      eventType: 'user_login',
      source: { userId: 'ann@example.com', ip: '192.0.2.1', tenantId: 'c' },
      action: { type: 'authentication', success: false },
    },
  ],
  [
    'zeek',
    {
      ts: 1588205198.89971,
      uid: 'C1',
      'id.orig_h': '10.0.1.4',
      'id.resp_h': '10.0.0.4',
      'id.resp_p': 53,
      proto: 'udp',
      query: 'example.com',
      qtype_name: 'A',
    },
    {
      timestamp: '2020-04-30T00:06:38.89971Z',
      eventType: 'dns_query',
      source: { ip: '10.0.1.4', sessionId: 'C1' },
      metadata: { destination: { ip: '10.0.0.4', port: 53 }, dns: { question: { name: 'example.com' } } },
    },
  ],
  [
    'suricata.eve',
    {
      timestamp: '2024-01-01T00:00:00.000001+0100',
      event_type: 'alert',
      src_ip: '192.0.2.1',
      dest_ip: '10.0.0.1',
      dest_port: 80,
      proto: 'TCP',
      flow_id: 1,
      alert: { action: 'blocked', severity: 1, signature: 'ET X' },
    },
    {
      timestamp: '2023-12-31T23:00:00.000001Z',
      eventType: 'network_alert',
      severity: 'high',
      source: { ip: '192.0.2.1' },
      action: { resource: 'ET X', success: false },
    },
  ],
  [
    'journald',
    {
      __REALTIME_TIMESTAMP: '1534860261221373',
      PRIORITY: '3',
      _HOSTNAME: 'h',
      _PID: '184',
      _UID: '0',
      SYSLOG_IDENTIFIER: 'python',
      MESSAGE: 'oops',
    },
    {
      timestamp: '2018-08-21T14:04:21.221373Z',
      severity: 'high',
      metadata: { message: 'oops', host: { name: 'h' }, process: { pid: 184, name: 'python' } },
    },
  ],
  [
    'ecs',
    {
      '@timestamp': '2025-01-13T09:58:13.631Z',
      'log.level': 'error',
      message: 'm',
      'ecs.version': '1.6.0',
      host: { name: 'h' },
      user: { name: 'ann' },
      source: { ip: '192.0.2.1' },
      event: { action: 'ssh_login', outcome: 'failure' },
    },
    {
      eventType: 'user_login',
      severity: 'high',
      source: { ip: '192.0.2.1', userId: 'ann' },
      action: { success: false },
      metadata: { message: 'm', host: { name: 'h' } },
    },
  ],
  [
    'otel.log',
    {
      timeUnixNano: '1544712660300000000',
      severityNumber: 17,
      body: { stringValue: 'm' },
      attributes: [],
      traceId: 't',
    },
    { timestamp: '2018-12-13T14:51:00.300000000Z', severity: 'high', metadata: { message: 'm' } },
  ],
  [
    'auditd.laurel',
    {
      ID: '1626611363.720:348501',
      TIME: '2021-07-18T12:29:23.720Z',
      NODE: 'h',
      SYSCALL: { syscall: 59, SYSCALL: 'execve', success: 'yes', pid: 1, exe: '/bin/ls', AUID: 'ann' },
      EXECVE: {},
    },
    {
      eventId: '1626611363.720:348501',
      eventType: 'process_created',
      source: { userId: 'ann' },
      action: { success: true, resource: '/bin/ls' },
    },
  ],
  [
    'docker.container',
    { log: 'one\r\ntwo', stream: 'stdout', time: '2016-01-07T16:49:10.2372227Z' },
    { timestamp: '2016-01-07T16:49:10.2372227Z', eventType: 'container_output', metadata: { message: 'one' } },
  ],
  [
    'osquery.result',
    {
      name: 'pack/mounts',
      hostIdentifier: 'h',
      calendarTime: 'Thu Dec 28 14:40:08 2017 UTC',
      unixTime: '1514472008',
      columns: { path: '/x', username: 'ann' },
      action: 'removed',
    },
    {
      timestamp: '2017-12-28T14:40:08Z',
      eventType: 'pack_mounts',
      source: { userId: 'ann' },
      action: { method: 'removed', resource: '/x' },
    },
  ],
];

describe('kinds of records', () => {
  it.each(KINDS)('%s is known by its names', (dataset, record, expected) => {
    const draft = draftOf(record);
    expect(draft).toMatchObject(expected);
    expect(draft.metadata).toMatchObject({ event: { dataset } });
    expect(draft.metadata['fields']).toBe(record);
  });

  it('unpacks the envelopes of search engines, and keeps them', () => {
    const hit: JsonObject = {
      _index: 'i',
      _id: '1',
      _source: { '@timestamp': '2024-01-01T00:00:00Z', user: { name: 'ann' }, event: { action: 'x', category: ['y'] } },
    };
    const draft = draftOf(hit);
    expect([draft.source.userId, draft.eventType, draft.metadata['fields']]).toEqual(['ann', 'x', hit]);
  });
});

describe('Windows events in JSON', () => {
  const data = {
    SubjectUserName: 'ann',
    SubjectDomainName: 'D',
    SubjectUserSid: 'S-1-5-21-1',
    TargetUserName: 'bob',
    LogonType: '3',
    IpAddress: '192.0.2.1',
  };
  const forms: [string, JsonObject][] = [
    [
      'flat',
      {
        EventID: 4625,
        Channel: 'Security',
        SourceName: 'Microsoft-Windows-Security-Auditing',
        Hostname: 'h',
        TimeCreated: '2020-10-23T02:36:40.671Z',
        ...data,
      },
    ],
    [
      'nested',
      {
        Event: {
          System: {
            Provider: { '#attributes': { Name: 'Microsoft-Windows-Security-Auditing' } },
            EventID: 4625,
            Channel: 'Security',
            Computer: 'h',
            TimeCreated: { '#attributes': { SystemTime: '2020-10-23T02:36:40.671Z' } },
          },
          EventData: data,
        },
      },
    ],
    [
      'with attributes as xmltodict writes them',
      {
        Event: {
          System: {
            Provider: { '@Name': 'Microsoft-Windows-Security-Auditing' },
            EventID: '4625',
            Channel: 'Security',
            Computer: 'h',
            TimeCreated: { '@SystemTime': '2020-10-23T02:36:40.671Z' },
          },
          EventData: { Data: Object.entries(data).map(([name, text]) => ({ '@Name': name, '#text': text })) },
        },
      },
    ],
    [
      'Winlogbeat',
      {
        '@timestamp': '2020-10-23T02:36:40.671Z',
        message: 'An account failed to log on.',
        winlog: {
          event_id: 4625,
          channel: 'Security',
          provider_name: 'Microsoft-Windows-Security-Auditing',
          computer_name: 'h',
          keywords: ['Audit Failure'],
          event_data: data,
        },
      },
    ],
    [
      'Sentinel with XML data',
      {
        EventID: 4625,
        Channel: 'Security',
        EventSourceName: 'Microsoft-Windows-Security-Auditing',
        Computer: 'h',
        TimeGenerated: '2020-10-23T02:36:40.671Z',
        EventData: `<EventData>${Object.entries(data)
          .map(([name, text]) => `<Data Name="${name}">${text}</Data>`)
          .join('')}</EventData>`,
      },
    ],
  ];

  it.each(forms)('are the same event in every form: %s', (_, record) => {
    const draft = draftOf(record);
    expect(draft).toMatchObject({
      eventId: '0123456789abcdef:77',
      timestamp: '2020-10-23T02:36:40.671Z',
      source: { ip: '192.0.2.1' },
      action: { type: 'authentication', success: false, method: 'network' },
      metadata: { host: { name: 'h' }, event: { code: '4625', dataset: 'windows.security' } },
    });
    expect(draft.metadata['fields']).toBe(record);
  });

  it('read the audit bits from signed 64-bit Keywords, and local times by the option', () => {
    const record: JsonObject = {
      EventID: 4663,
      Channel: 'Security',
      SourceName: 'Microsoft-Windows-Security-Auditing',
      Keywords: '-9214364837600034816',
      EventTime: '2020-08-05 02:09:26',
    };
    expect(draftOf(record, { timeZone: '-04:00' })).toMatchObject({
      timestamp: '2020-08-05T06:09:26Z',
      action: { success: true },
      metadata: { time: { field: 'EventTime', zone: 'option' } },
    });
  });
});

describe('records of no known kind', () => {
  it('are mapped by the names that fields usually have', () => {
    const record: JsonObject = {
      ts: '2013-09-06T22:00:49.124817Z',
      lvl: 'ERROR',
      msg: 'Shutting down\nline 2',
      user: { id: 5, name: 'ann' },
      client_ip: '192.0.2.1',
      'host.name': 'h',
      operation: 'stopService',
      status: 500,
      uuid: '6ba7b810-9dad',
    };
    const draft = draftOf(record);
    expect(draft).toMatchObject({
      eventId: '6ba7b810-9dad',
      timestamp: '2013-09-06T22:00:49.124817Z',
      eventType: 'stop_service',
      severity: 'high',
      source: { ip: '192.0.2.1', userId: 'ann' },
      action: { type: 'stop_service', success: false },
      metadata: { message: 'Shutting down', host: { name: 'h' }, event: { dataset: 'json' } },
    });
    expect(draft.metadata['fields']).toBe(record);
  });

  it('have no time where no field is one, with the account of what was tried', () => {
    expect(draftOf({ ts: 'xxx', msg: 'm' })).toMatchObject({
      timestamp: null,
      metadata: { time: { original: 'xxx', field: 'ts', doubt: 'unreadable' } },
    });
    expect(draftOf({ msg: 'm' }).metadata['time']).toBeUndefined();
  });

  it('join a date and a time of day', () => {
    const time = (record: JsonObject) => draftOf(record, { year: 2005 }).timestamp;
    expect(time({ date: '2024-01-02', time: '03:04:05' })).toBe('2024-01-02T03:04:05Z');
    expect(time({ Month: 'Jun', Date: '14', Time: '15:16:01' })).toBe('2005-06-14T15:16:01Z');
    expect(time({ Date: 'Dec', Day: '10', Time: '06:55:46' })).toBe('2005-12-10T06:55:46Z');
  });

  it('are not searched without bound', () => {
    const wide: JsonObject = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`k${index}`, index]));
    let deep: JsonObject = { user: 'x' };
    for (let i = 0; i < 50; i += 1) deep = { a: deep };
    expect(draftOf(wide).source).toEqual({});
    expect(draftOf(deep).source).toEqual({});
  });

  it('do not take a word for an address', () => {
    expect(draftOf({ source: 'web', ip: 'unknown', client: { ip: '2001:db8::1' } }).source).toEqual({
      ip: '2001:db8::1',
    });
  });
});
