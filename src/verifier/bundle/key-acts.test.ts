/** Acts on who has a key, in a bundle: signed by the right people, and what follows for whoever signs later. */
import { expect, it } from 'vitest';
import { canonicalJson, type JsonObject } from '../base/strict-json.ts';
import { makeBundle } from '../testing/bundle-maker.ts';
import { ANALYST, envelope, LEAD, type LogMaker, ORIGIN, type TestKey, testKey } from '../testing/log-maker.ts';
import { memoryFolder } from '../testing/memory-folder.ts';
import { verifyBundle } from './verify-bundle.ts';

const signedBy = (body: JsonObject, key: TestKey): JsonObject =>
  envelope('application/vnd.audittrailpro.key-act+json', canonicalJson({ ...body, log: ORIGIN }), [key]);
const verify = (more: (log: LogMaker) => void, twoPersonActs: readonly string[] = []) =>
  verifyBundle(memoryFolder(makeBundle({ events: 5, more, twoPersonActs })), {
    trust: { tsaRoots: [], bitcoin: new Map() },
    earlier: [],
    signers: 1,
  });

const removal = { act: 'removed', operatorId: 'analyst', reason: 'left', since: 0 };
const rekey = { act: 'data-key-changed', generation: 2, keyId: '00'.repeat(16), reason: 'left' };
const shareKey = testKey(`${ORIGIN}/recovery/0a0b0c0d`, 21);
const made = {
  act: 'recovery-created',
  reason: 'in case',
  recovery: {
    recoveryId: '0a0b0c0d',
    vkey: shareKey.vkey,
    receiver: 'x',
    threshold: 2,
    shares: [{ index: 1 }, { index: 2 }],
  },
};
const newKey = testKey(`${ORIGIN}/operator/analyst`, 22);
const recovered = {
  act: 'recovered',
  operator: { operatorId: 'analyst', name: 'Ann', role: 'analyst', vkey: newKey.vkey },
  operatorId: 'analyst',
  reason: 'forgot',
  recoveryId: '0a0b0c0d',
  shares: ['11111111', '22222222'],
};
const acquired = [{ sha256: 'cd'.repeat(32) }];
it.each<[string, (log: LogMaker) => void, string[], string[]?]>([
  [
    'an act of an operator before they were removed',
    (log) => {
      log.custody('acquire', { items: acquired }, [ANALYST]);
      log.keyAct('operator', removal);
      log.keyAct('rekey', rekey);
    },
    [],
  ],
  [
    'an act of an operator after they were removed',
    (log) => {
      log.keyAct('operator', removal);
      log.custody('acquire', { items: acquired }, [ANALYST]);
    },
    ['custody-malformed'],
  ],
  ['a removal that nobody signed', (log) => void log.add('operator', { ...removal, by: 'lead' }), ['operator-wrong']],
  [
    'a removal that says another than was signed',
    (log) => {
      log.keyAct('operator', removal);
      const signed = JSON.parse(log.lines.at(-1) as string) as { body: JsonObject };
      log.add('operator', { ...signed.body, reason: 'another' });
    },
    ['operator-wrong'],
  ],
  [
    'a removal by somebody who is no lead',
    (log) => void log.keyAct('operator', { ...removal, by: 'analyst' }, [ANALYST]),
    ['operator-wrong'],
  ],
  [
    'a removal by one where it takes two',
    (log) => void log.keyAct('operator', removal),
    ['operator-wrong'],
    ['remove-operator'],
  ],
  [
    'a removal by two where it takes two',
    (log) => void log.keyAct('operator', removal, [LEAD, ANALYST]),
    [],
    ['remove-operator'],
  ],
  ['a data key out of turn', (log) => void log.keyAct('rekey', { ...rekey, generation: 3 }), ['operator-wrong']],
  [
    'shares that were made and used, and an act with the new key',
    (log) => {
      log.keyAct('operator', made);
      log.add('operator', { ...recovered, envelope: signedBy(recovered, shareKey) });
      log.custody('acquire', { items: acquired }, [{ ...ANALYST, key: newKey }]);
    },
    [],
  ],
  [
    'an act with the old key after shares gave another',
    (log) => {
      log.keyAct('operator', made);
      log.add('operator', { ...recovered, envelope: signedBy(recovered, shareKey) });
      log.custody('acquire', { items: acquired }, [ANALYST]);
    },
    ['custody-malformed'],
  ],
  [
    'shares that nobody made',
    (log) => void log.add('operator', { ...recovered, envelope: signedBy(recovered, shareKey) }),
    ['operator-wrong'],
  ],
  [
    'shares that were used without being signed with',
    (log) => {
      log.keyAct('operator', made);
      log.add('operator', { ...recovered, envelope: signedBy(recovered, ANALYST.key) });
    },
    ['operator-wrong'],
  ],
])('judges %s', async (_, more, codes, twoPersonActs = []) => {
  const report = await verify(more, twoPersonActs);
  expect([...new Set(report.failures.map(({ code }) => code))].toSorted()).toEqual(codes);
});

it('lets shares be used twice for one person, and lets nobody in who was removed', async () => {
  const again = {
    ...recovered,
    operator: { ...recovered.operator, vkey: testKey(`${ORIGIN}/operator/analyst`, 23).vkey },
  };
  const twice = await verify((log) => {
    log.keyAct('operator', made);
    log.add('operator', { ...recovered, envelope: signedBy(recovered, shareKey) });
    log.add('operator', { ...again, envelope: signedBy(again, shareKey) });
  });
  expect(twice.failures).toEqual([]);
  const back = await verify((log) => {
    log.keyAct('operator', made);
    log.keyAct('operator', removal);
    log.add('operator', { ...recovered, envelope: signedBy(recovered, shareKey) });
  });
  expect(back.failures.map(({ code }) => code)).toEqual(['operator-wrong']);
});

it('tells of each in plain words', async () => {
  const { notes, warnings } = await verify((log) => {
    log.keyAct('operator', made);
    log.add('operator', { ...recovered, envelope: signedBy(recovered, shareKey) });
    log.keyAct('operator', removal);
    log.keyAct('rekey', rekey);
  });
  const told = [...notes, ...warnings].map(({ text }) => text).join('\n');
  expect(told).toMatch(/any 2 of 2 let somebody in/u);
  expect(told).toMatch(/let in by the recovery shares “11111111” and “22222222”/u);
  expect(told).toMatch(/“Ann” was removed at record/u);
  expect(told).toMatch(/data key was changed at record \d+ by “lead”/u);
});
