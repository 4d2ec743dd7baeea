import { describe, expect, it } from 'vitest';
import type { IngestRequest } from '../vault/session.ts';
import { chooseFormat } from './choose-format.ts';

const MTIME = Date.UTC(2024, 2, 1);

function assumedIn(text: string, options: Partial<IngestRequest> = {}): unknown {
  const head = new TextEncoder().encode(text);
  const sample = { head, isWhole: true, sizeBytes: head.length, name: 'a.log', mtimeMs: MTIME };
  const chosen = chooseFormat(sample, 'a'.repeat(64), { paths: [], ...options });
  return 'reader' in chosen ? (chosen.assumedTime ?? 'nothing') : chosen.refused;
}

const syslog = 'Oct 11 22:14:15 web01 sshd[1]: one\nOct 11 22:14:16 web01 sshd[1]: two\n';
const csv = 'when,user\n2024-01-15 10:11:12,ada\n2024-01-15 10:11:13,bob\n';

describe('what is assumed of the times of a source', () => {
  it('is the year by the time of the file and UTC, where the log names neither', () => {
    expect(assumedIn(syslog)).toEqual({ zone: { name: 'UTC', from: 'default' }, year: { from: 'file-time' } });
  });

  it('is what the person said', () => {
    expect(assumedIn(syslog, { timeZone: 'Europe/Berlin', year: 2020 })).toEqual({
      zone: { name: 'Europe/Berlin', from: 'option' },
      year: { from: 'option' },
    });
  });

  it('is only the zone, where the year is there', () => {
    expect(assumedIn(csv)).toEqual({ zone: { name: 'UTC', from: 'default' } });
  });

  it('is nothing, where the log says it itself, whatever the person says', () => {
    const lines = '{"time":"2024-01-15T10:11:12Z","user":"ada"}\n{"time":"2024-01-15T10:11:13Z","user":"bob"}\n';
    expect(assumedIn(lines, { timeZone: 'Europe/Berlin', year: 2020 })).toBe('nothing');
  });

  it('is nothing, where there are no times at all', () => {
    expect(assumedIn('name,role\nada,lead\nbob,analyst\n')).toBe('nothing');
  });
});
