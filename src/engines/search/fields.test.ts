import { describe, expect, it } from 'vitest';
import { FIELD_TABLE, fieldMatchesPath, isTextPath, resolveField, targetMayLieBelow } from './fields.ts';

describe('field names', () => {
  it.each([
    ['user', 'source.userId'],
    ['USER', 'source.userId'],
    ['user', 'metadata.user.name'],
    ['user', 'metadata.fields.user'],
    ['ip', 'source.ip'],
    ['host', 'metadata.host.name'],
    ['process.name', 'metadata.process.name'],
    ['process.parent.name', 'metadata.process.parent.name'],
    ['EventID', 'metadata.fields.System.EventID'],
    ['EventID', 'metadata.fields.System.EventID.#text'],
    ['event.code', 'metadata.fields.System.EventID.#text'],
    ['EventID', 'metadata.event.code'],
    ['event.code', 'metadata.event.code'],
    ['id', 'eventId'],
    ['eventId', 'eventId'],
    ['TargetUserName', 'metadata.fields.EventData.TargetUserName'],
    ['eventdata.targetusername', 'metadata.fields.EventData.TargetUserName'],
    ['fields.x', 'metadata.fields.x'],
    ['fields.severity', 'metadata.fields.severity'],
    ['level', 'severity'],
    ['level', 'metadata.fields.level'],
    ['metadata.fields.x', 'metadata.fields.x'],
    ['source', 'origin.source'],
    ['Straße.ΣΑΣ', 'metadata.fields.straße.σασ'],
  ])('%s means %s', (name, path) => {
    expect(fieldMatchesPath(name, path)).toBe(true);
  });

  it.each([
    ['user', 'metadata.fields.EventData.user'],
    ['ip', 'metadata.fields.hops.ip'],
    ['name', 'metadata.host.name'],
    ['UserName', 'metadata.fields.EventData.TargetUserName'],
    ['x', 'metadata.fieldsx.x'],
    ['seq', 'metadata.fields.seq'],
    ['timestamp', 'metadata.fields.timestamp'],
    ['severity', 'metadata.fields.severity'],
    ['type', 'metadata.fields.type'],
    ['metadata.fields', 'metadata.fields.x'],
  ])('%s does not mean %s', (name, path) => {
    expect(fieldMatchesPath(name, path)).toBe(false);
  });

  it('gives no name two meanings', () => {
    const names = FIELD_TABLE.flatMap((row) => row.names);
    expect(new Set(names).size).toBe(names.length);
    expect(names.every((name) => name === name.toLowerCase())).toBe(true);
  });

  it('never rules out a branch that holds a meant path', () => {
    const paths = [
      'eventId',
      'source.ip',
      'metadata.host.name',
      'metadata.fields.a.b.C',
      'metadata.fields.C',
      'metadata.event.code.#text',
    ];
    for (const name of ['id', 'ip', 'host', 'c', 'b.c', 'metadata.fields.a.b.c', 'source', 'EventID', 'nothing']) {
      const target = resolveField(name);
      for (const path of paths.filter((candidate) => fieldMatchesPath(name, candidate))) {
        const keys = path.split('.');
        const branches = keys.slice(0, -1).map((_, i) => keys.slice(0, i + 1).join('.'));
        expect(['', ...branches].every((branch) => targetMayLieBelow(target, branch))).toBe(true);
      }
    }
    expect(targetMayLieBelow(resolveField('ip'), 'action')).toBe(false);
  });
});

describe('what bare words look into', () => {
  it.each([
    ['metadata.message', true],
    ['metadata.fields.timestamp', true],
    ['source.userId', true],
    ['action.details.x', true],
    ['eventType', true],
    ['eventId', false],
    ['timestamp', false],
    ['severity', false],
    ['origin.rawHash', false],
    ['metadata.time.original', false],
    ['metadata.timezone', true],
  ])('%s: %s', (path, expected) => {
    expect(isTextPath(path)).toBe(expected);
  });
});
