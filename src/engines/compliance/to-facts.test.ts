import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readEvents } from '../../test/helpers/read-events.ts';
import { EVENT_CLASS_TABLES } from './event-classes.ts';
import { type Facts, MAX_FACT_CHARS } from './facts.ts';
import { loadFramework } from './load-framework.ts';
import { OWN_DETAILS, toFacts } from './to-facts.ts';

const factsOf = (text: string, name: string, options = {}): Facts[] =>
  readEvents(text, name, options).map((event) => ({
    ...toFacts(event, { sourceId: name, internalPrefixes: ['192.0.2.'] }),
  }));

const windows = (rows: string[]): string =>
  [
    'TimeCreated,EventRecordID,EventID,ProviderName,Channel,Computer,Level,Keywords,SubjectUserName,TargetUserName,LogonType,IpAddress,MemberName,Message',
    ...rows,
    '',
  ].join('\r\n');
const audit = 'Microsoft-Windows-Security-Auditing,Security';

const content = loadFramework(
  readFileSync(new URL('../../../resources/frameworks/gdpr.json', import.meta.url), 'utf8'),
);
if ('faults' in content) throw new Error('gdpr.json');
const { vocabulary } = content.framework;

describe('an event of a real log becomes facts of the vocabulary', () => {
  it('from the security log of Windows', () => {
    const facts = factsOf(
      windows([
        `2026-03-02T08:00:00.0000000Z,1,4624,${audit},DC01,Information,Audit Success,,anna,10,203.0.113.9,,on`,
        `2026-03-02T08:01:00.0000000Z,2,4625,${audit},DC01,Information,Audit Failure,,anna,2,10.0.0.4,,no`,
        `2026-03-02T08:02:00.0000000Z,3,4725,${audit},DC01,Information,Audit Success,vera,olga,,,,off`,
        `2026-03-02T08:03:00.0000000Z,4,4728,${audit},DC01,Information,Audit Success,vera,Domain Admins,,,olga,grant`,
        `2026-03-02T08:04:00.0000000Z,5,1102,Microsoft-Windows-Eventlog,Security,DC01,Information,Audit Success,vera,,,,,cleared`,
        `2026-03-02T08:05:00.0000000Z,6,4740,${audit},DC01,Information,Audit Success,DC01$,anna,,,,locked`,
      ]),
      'security.csv',
    );
    expect(facts[0]).toMatchObject({
      category: 'authentication',
      'action.type': 'login',
      'action.success': true,
      'actor.id': 'anna',
      'session.remote': true,
      'session.interactive': true,
      'session.external': true,
      'source.host': 'DC01',
      time: Date.parse('2026-03-02T08:00:00Z'),
    });
    expect(facts[1]).toMatchObject({ 'action.success': false, 'session.remote': false, 'session.external': false });
    expect(facts[2]).toMatchObject({
      category: 'account',
      'action.type': 'disable',
      'target.type': 'account',
      'target.id': 'olga',
      'actor.id': 'vera',
    });
    expect(facts[3]).toMatchObject({ 'action.type': 'grant', 'target.privileged': true });
    expect(facts[4]).toMatchObject({
      category: 'audit',
      'action.type': 'clear',
      'target.type': 'log',
      'target.id': 'Security',
    });
    expect(facts[5]).toMatchObject({ category: 'authentication', 'action.type': 'lockout' });
  });

  it('from lines of sshd and sudo', () => {
    const facts = factsOf(
      [
        'Mar  2 09:00:00 vpn01 sshd[11]: Accepted publickey for vera from 192.0.2.7 port 50022 ssh2',
        'Mar  2 09:01:00 vpn01 sshd[12]: Failed password for root from 203.0.113.5 port 50023 ssh2',
        'Mar  2 09:02:00 vpn01 sudo: vera : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/systemctl stop rsyslog',
        '',
      ].join('\n'),
      'auth.log',
      { year: 2026 },
    );
    expect(facts[0]).toMatchObject({
      category: 'authentication',
      'action.success': true,
      'session.external': false,
      'session.encrypted': true,
    });
    expect(facts[1]).toMatchObject({ 'action.success': false, 'session.external': true, 'actor.privileged': true });
    expect(facts[2]).toMatchObject({
      category: 'privilege',
      'action.type': 'elevate',
      'target.id': 'root',
      'action.success': true,
    });
  });

  it('from CloudTrail, with the second factor of the sign-in', () => {
    const record = (eventName: string, more: object): object => ({
      eventVersion: '1.10',
      eventTime: '2026-03-02T10:00:00Z',
      eventSource: 'iam.amazonaws.com',
      eventName,
      awsRegion: 'eu-central-1',
      sourceIPAddress: '203.0.113.9',
      userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/vera', userName: 'vera' },
      eventID: `e-${eventName}`,
      ...more,
    });
    const facts = factsOf(
      JSON.stringify({
        Records: [
          record('ConsoleLogin', {
            responseElements: { ConsoleLogin: 'Success' },
            additionalEventData: { MFAUsed: 'No' },
          }),
          record('AttachUserPolicy', {
            requestParameters: { userName: 'b', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
          }),
          record('StopLogging', { requestParameters: { name: 'main' } }),
          record('DescribeAlarms', {}),
        ],
      }),
      'trail.json',
    );
    expect(facts[0]).toMatchObject({
      'action.type': 'login',
      'session.mfa': false,
      'session.external': true,
      'actor.name': 'vera',
    });
    expect(facts[1]).toMatchObject({ category: 'privilege', 'action.type': 'grant', 'target.privileged': true });
    expect(facts[2]).toMatchObject({ category: 'audit', 'action.type': 'stop', 'target.type': 'logService' });
    expect(facts[3]).not.toHaveProperty('category');
  });

  it('from our own shape, by dotted types and the details an application adds', () => {
    const event = (eventType: string, action: object): string =>
      JSON.stringify({
        eventId: eventType,
        timestamp: '2026-03-02T10:00:00Z',
        eventType,
        source: { userId: 'anna', sessionId: 's1' },
        action,
      });
    const facts = factsOf(
      [
        event('record_viewed', {
          resource: 'patients/7',
          success: true,
          details: { classification: ['phi', 'pii'], authorized: false, subjectId: '7', recordCount: 3 },
        }),
        event('change.deploy', {
          resource: 'portal',
          success: true,
          details: { environment: 'production', ticketId: 'CHG-1' },
        }),
        event('security.malware', { type: 'detect', resource: 'C:\\x.exe' }),
        event('audit.verify', { resource: 'main' }),
        event('something.else', {}),
        '',
      ].join('\n'),
      'audit.jsonl',
    );
    expect(facts[0]).toMatchObject({
      category: 'data',
      'action.type': 'read',
      'target.classification': ['phi', 'pii'],
      'context.authorized': false,
      'data.recordCount': 3,
    });
    expect(facts[1]).toMatchObject({ category: 'change', 'action.type': 'deploy', 'context.ticketId': 'CHG-1' });
    expect(facts[2]).toMatchObject({ category: 'security', 'action.type': 'detect', eventType: 'security.malware' });
    expect(facts[3]).toMatchObject({ category: 'audit', 'action.type': 'verify', 'target.type': 'log' });
    expect(facts[4]).not.toHaveProperty('category');
  });

  it('keeps hostile text short and takes nothing of the wrong type, nor what only the case may say', () => {
    const line = JSON.stringify({
      timestamp: '2026-03-02T10:00:00Z',
      eventType: 'user_login',
      source: { userId: 'x'.repeat(5000) },
      action: {
        success: true,
        details: {
          mfa: 'yes',
          ticketId: 7,
          accountKind: 'individual',
          __proto__: { mfa: true },
          classification: [1, 'phi'],
        },
      },
    });
    const [facts = {}] = factsOf(`${line}\n`, 'audit.jsonl');
    expect((facts['actor.id'] as string).length).toBe(MAX_FACT_CHARS);
    expect(facts).not.toHaveProperty('session.mfa');
    expect(facts).not.toHaveProperty('context.ticketId');
    expect(facts).not.toHaveProperty('actor.accountKind');
    expect(facts['target.classification']).toEqual(['phi']);
  });
});

describe('the vocabulary', () => {
  const rows = Object.values(EVENT_CLASS_TABLES).flatMap((table) => [...table.values()]);
  it('has every category, verb, kind of target and field that the mapping speaks of', () => {
    expect(rows.filter(({ category }) => !vocabulary.categories.includes(category))).toEqual([]);
    expect(rows.filter(({ action }) => !vocabulary.actionTypes.includes(action))).toEqual([]);
    expect(rows.filter(({ target }) => target !== undefined && !vocabulary.targetTypes.includes(target))).toEqual([]);
    const fields = Object.values(OWN_DETAILS).map(([field]) => field);
    expect(fields.filter((field) => !Object.hasOwn(vocabulary.fields, field))).toEqual([]);
  });

  it('is in the document, row by row', () => {
    const document = readFileSync(new URL('../../../resources/docs/compliance-vocabulary.md', import.meta.url), 'utf8');
    const documented = (heading: string): string[][] =>
      (document.split(`## ${heading}\n`)[1] ?? '')
        .split(/^## /mu)[0]
        ?.split('\n')
        .filter((line) => line.startsWith('| '))
        .slice(1)
        .map((line) =>
          line
            .split('|')
            .slice(1, -1)
            .map((cell) => cell.trim().replaceAll('`', '')),
        ) ?? [];
    for (const [heading, table] of Object.entries(EVENT_CLASS_TABLES)) {
      const expected = [...table].map(([type, { category, action, target = '', eventType }]) => [
        type,
        category,
        action,
        eventType === undefined ? target : `${target} (${eventType})`,
      ]);
      expect(documented(heading)).toEqual(expected);
    }
    expect(documented('Details of our own shape')).toEqual(
      Object.entries(OWN_DETAILS).map(([name, [field, type]]) => [name, field, type]),
    );
  });
});
