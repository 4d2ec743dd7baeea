import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SEVERITIES } from '../../event/audit-event.ts';
import { ACTOR_RULES, findKnownEvent, listKnownEvents, WINDOWS_ACTIONS } from './windows-event-catalog.ts';
import { WINDOWS_EVENT_ROWS } from './windows-event-rows.ts';

describe('the catalog of Windows events', () => {
  it('has only rows whose words are in their tables', () => {
    for (const known of listKnownEvents()) {
      const where = `${known.provider} ${known.code}`;
      expect([where, /^\d+$/.test(known.code), /^[a-z]+(_[a-z]+)*$/.test(known.eventType)]).toEqual([
        where,
        true,
        true,
      ]);
      expect(WINDOWS_ACTIONS).toContain(known.action);
      expect(['success', 'failure', 'by-keywords']).toContain(known.outcome);
      expect(SEVERITIES).toContain(known.severity);
      expect(ACTOR_RULES).toContain(known.actor);
      expect([where, known.words !== '' && !/[{[][^}\]]*$/.test(known.words)]).toEqual([where, true]);
    }
  });

  it('names no event of a provider twice', () => {
    const rows = WINDOWS_EVENT_ROWS.split('\n').filter((line) => line !== '' && !line.startsWith('# '));
    const shared = listKnownEvents().filter(({ provider }) => provider === 'PowerShellCore').length;
    expect(listKnownEvents().length).toBe(rows.length + shared);
    expect(rows.length).toBeGreaterThan(250);
  });

  it('is found by provider and id, for instances of SQL Server too', () => {
    expect(findKnownEvent('Microsoft-Windows-Sysmon', '1')?.eventType).toBe('process_created');
    expect(findKnownEvent('MSSQL$PROD', '18456')?.eventType).toBe('user_login_failed');
    expect(findKnownEvent('Microsoft-Windows-Sysmon', '4624')).toBeUndefined();
    expect(findKnownEvent('constructor', '__proto__')).toBeUndefined();
  });

  it('is the same as the document', () => {
    const document = readFileSync(
      new URL('../../../../resources/docs/field-mapping-windows.md', import.meta.url),
      'utf8',
    );
    const tables = document.slice(document.indexOf('## Known events'));
    const rows = tables
      .split('\n### ')
      .slice(1)
      .flatMap((section) => {
        const [provider, ...lines] = section.split('\n');
        return lines.filter((line) => /^\| \d/.test(line)).map((line) => `${provider} ${line}`);
      });
    const expected = listKnownEvents().map(
      ({ provider, code, eventType, action, outcome, severity, actor, resource }) =>
        `${provider} | ${code} | \`${eventType}\` | ${action} | ${outcome} | ${severity} | ${actor} | ${resource || '–'} |`,
    );
    expect(rows).toEqual(expected);
  });
});
