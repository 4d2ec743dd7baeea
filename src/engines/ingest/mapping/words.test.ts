import { describe, expect, it } from 'vitest';
import { oneLine, statusToSuccess, toEventType, toSeverity, toSuccess } from './words.ts';

describe('event types', () => {
  it.each([
    ['ConsoleLogin', 'console_login'],
    ['user.session.start', 'user_session_start'],
    ['Microsoft.Insights/actionGroups/delete', 'microsoft_insights_action_groups_delete'],
    ['GetSAMLProvider', 'get_saml_provider'],
    ['AddPermission20150331', 'add_permission20150331'],
    ['REST.PUT.OBJECT', 'rest_put_object'],
    ['  -- ', ''],
    ['Änderung Gruppe', 'änderung_gruppe'],
  ])('%j becomes %j', (name, type) => {
    expect(toEventType(name)).toBe(type);
  });
});

describe('severities', () => {
  it.each([
    ['CRITICAL', undefined, 'critical'],
    ['Error', undefined, 'high'],
    ['warn', undefined, 'medium'],
    ['DEBUG5', undefined, 'low'],
    ['STATS', undefined, undefined],
    [3, undefined, undefined],
    [3, 'syslog', 'high'],
    ['0', 'syslog', 'critical'],
    ['', 'syslog', undefined],
    [50, 'pino', 'high'],
    [8, 'guardduty', 'high'],
    [Number.NaN, 'syslog', undefined],
    [{}, 'syslog', undefined],
  ] as const)('%j on the scale %s is %s', (value, scale, severity) => {
    expect(toSeverity(value, scale)).toBe(severity);
  });
});

describe('outcomes', () => {
  it('are told from words, booleans and HTTP states, and from nothing else', () => {
    expect(['Success', 'FAILURE', 'denied', true, 'maybe', 1, null].map((value) => toSuccess(value))).toEqual([
      true,
      false,
      false,
      true,
      undefined,
      undefined,
      undefined,
    ]);
    expect([200, '404', 99, 600, 'x', null].map((value) => statusToSuccess(value))).toEqual([
      true,
      false,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('one line', () => {
  it('is the first with something in it, without control characters, well-formed and not too long', () => {
    expect(oneLine('\r\n\t a\u0007b \r\nc')).toBe('a b');
    expect(oneLine('plain')).toBe('plain');
    expect(oneLine('\n\n')).toBe('');
    const long = oneLine(`${'x'.repeat(510)}😀😀`);
    expect([long.length <= 512, long.isWellFormed(), long.endsWith('…')]).toEqual([true, true, true]);
  });
});
