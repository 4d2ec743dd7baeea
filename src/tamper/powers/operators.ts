/** Somebody who would pass for somebody else, or for two: crafted keys, signatures that fit twice, acts in another's name. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCaseKeys, makeSlot, saveCaseKeys, openSlot, findSlot } from '../../host/vault/case-keys.ts';
import { casePaths } from '../../host/vault/case-folder.ts';
import { openCase } from '../../host/vault/open-case.ts';
import { CaseWriter } from '../../host/vault/case-writer.ts';
import { nodeRng } from '../../host/adapters/node-ports.ts';
import { operatorVkey } from '../../host/vault/operator-key.ts';
import { OLGA } from '../../test/helpers/exported-bundle.ts';
import { base64Of, concat } from '../../verifier/base/bytes.ts';
import { envelope, testKey } from '../../verifier/testing/log-maker.ts';
import { keyIdOf } from '../../verifier/tlog/vkey.ts';
import type { Attack, Chance, Sighting, Trial } from '../attack.ts';
import { unlockCheck, verifyCheck } from '../case-checks.ts';
import type { Laboratory } from '../laboratory.ts';
import { custody, type Forgery, ITEM, type Lie, lieAbout, type OperatorCase } from '../operator-ground.ts';

const ACTS_AS = 'act as another operator';
const CRAFTED = 'crafted key, malleable signature';
const ROGUE = 'one rogue operator releases or destroys';

const lie = (name: string, threat: string, told: Lie): Attack => ({
  name,
  power: 'operators',
  threat,
  attempt: (lab) => lieAbout(lab, told),
});

/** Points of small order, and encodings of them that are not canonical: one signature fits many messages under each. */
const LOW_ORDER: readonly string[] = [
  `01${'00'.repeat(31)}`,
  `ec${'ff'.repeat(30)}7f`,
  '00'.repeat(32),
  `${'00'.repeat(31)}80`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  `ee${'ff'.repeat(30)}7f`,
  `01${'00'.repeat(30)}80`,
];

function vkeyOf(name: string, key: Uint8Array): string {
  const id = keyIdOf(name, 1, key).toString(16).padStart(8, '0');
  return `${name}+${id}+${base64Of(concat(new Uint8Array([1]), key))}`;
}

const enrol = ({ add }: Forgery, operatorId: string, vkey: string): void =>
  add('operator', { act: 'added', by: 'lead', operator: { operatorId, name: operatorId, role: 'lead', vkey } });

/** The group's order, little-endian: s and s + L fit the same message where nobody looks. */
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

function plusOrder(signature: string): string {
  const bytes = Buffer.from(signature, 'base64');
  const s = BigInt(`0x${Buffer.from(bytes.subarray(32).toReversed()).toString('hex')}`) + ORDER;
  const again = Buffer.from(s.toString(16).padStart(64, '0'), 'hex').toReversed();
  return Buffer.concat([bytes.subarray(0, 32), again]).toString('base64');
}

const MALLEABLE: Lie = {
  kinds: ['custody-malformed', 'custody-unsigned'],
  codes: ['custody-malformed', 'custody-unsigned'],
  write: (forgery) =>
    custody(
      {
        ...forgery,
        add: (kind, body) => {
          const made = body['envelope'] as unknown as ReturnType<typeof envelope>;
          const signatures = (made['signatures'] as { sig: string }[]).map(({ sig }) => ({ sig: plusOrder(sig) }));
          forgery.add(kind, { ...body, envelope: { ...made, signatures } as never });
        },
      },
      { act: 'copy', operatorId: 'lead' },
      [forgery.lead],
    ),
};

/** A copy of the case of two, changed beside its log, and looked at as each of its people. */
const besideLog =
  (change: (target: OperatorCase, chance: Chance) => Promise<string>) =>
  async (lab: Laboratory, chance: Chance): Promise<Trial> => {
    const intact = await lab.operators();
    const target = { ...intact, dir: lab.copyOf(intact.dir) };
    const done = await change(target, chance);
    const looks: (Sighting | undefined)[] = [(await verifyCheck(target)).sighting, await unlockCheck(target)];
    return { change: done, seen: looks.filter((look) => look !== undefined) };
  };

async function slotFor(dir: string, dataKey: Uint8Array, origin: string, operatorId: string): Promise<void> {
  const path = casePaths(dir).keys;
  const keys = loadCaseKeys(path);
  const operatorSeed = nodeRng.bytes(32).slice();
  const vkey = operatorVkey(origin, operatorId, operatorSeed);
  const operator = { operatorId, name: operatorId, role: 'lead' as const, vkey };
  const cost = { memoryKiB: 19_456, passes: 1 };
  const slot = await makeSlot(operator, 'correct horse battery', { dataKey, operatorSeed }, cost);
  const others = keys.slots.filter(({ header }) => header.operatorId !== operatorId);
  saveCaseKeys(path, { ...keys, slots: [...others, slot] });
}

export const OPERATORS: readonly Attack[] = [
  {
    name: 'enrols an operator with a key of small order, which one signature fits in many ways',
    power: 'operators',
    threat: CRAFTED,
    attempt: (lab, chance) => {
      const key = new Uint8Array(Buffer.from(LOW_ORDER[chance(LOW_ORDER.length)] as string, 'hex'));
      return lieAbout(lab, {
        kinds: ['operator-wrong'],
        codes: ['operator-wrong'],
        write: (forgery) => enrol(forgery, 'mallory', vkeyOf(`${forgery.origin}/operator/mallory`, key)),
      });
    },
  },
  lie('enrols a key under the name of another log', CRAFTED, {
    kinds: ['operator-wrong'],
    codes: ['operator-wrong'],
    write: (forgery) => enrol(forgery, 'mallory', testKey('elsewhere/operator/mallory', 77).vkey),
  }),
  lie('enrols an operator a second time, with a key of their own', ACTS_AS, {
    kinds: ['operator-wrong'],
    codes: ['operator-wrong'],
    write: (forgery) => enrol(forgery, 'lead', testKey(`${forgery.origin}/operator/lead`, 78).vkey),
  }),
  lie('enrols a second name for the key of another operator', ACTS_AS, {
    kinds: ['operator-wrong'],
    codes: ['operator-wrong'],
    write: (forgery) => {
      const key = testKey(`${forgery.origin}/operator/mallory`, 79).vkey;
      enrol(forgery, 'mallory', key);
      enrol(forgery, 'mallory-2', key);
    },
  }),
  lie('makes a signature fit in a second form', CRAFTED, MALLEABLE),
  lie('acts in the name of another, and signs with their own key', ACTS_AS, {
    kinds: ['custody-unsigned'],
    codes: ['custody-unsigned'],
    write: (forgery) => custody(forgery, { act: 'copy', operatorId: forgery.other.operatorId }, [forgery.lead]),
  }),
  lie('acts without the case knowing them', ACTS_AS, {
    kinds: ['custody-malformed'],
    codes: ['custody-malformed'],
    write: (forgery) =>
      custody(forgery, { act: 'copy', operatorId: 'mallory' }, [testKey(`${forgery.origin}/operator/mallory`, 80)]),
  }),
  lie('lets the record say something else than was signed', ACTS_AS, {
    kinds: ['custody-malformed'],
    codes: ['custody-malformed'],
    write: (forgery) =>
      custody(forgery, { act: 'copy', operatorId: 'lead' }, [forgery.lead], {
        act: 'verify',
        operatorId: forgery.other.operatorId,
      }),
  }),
  lie('plays an act of another case again', ACTS_AS, {
    kinds: ['custody-malformed'],
    codes: ['custody-malformed'],
    write: (forgery) =>
      custody(forgery, { act: 'copy', operatorId: 'lead', log: 'audittrailpro/case/other' }, [forgery.lead]),
  }),
  lie('gives an item away with one signature of two', ROGUE, {
    kinds: ['custody-unsigned'],
    codes: ['custody-unsigned'],
    write: (forgery) =>
      custody(forgery, { act: 'transfer', operatorId: 'lead', to: { operatorId: forgery.other.operatorId } }, [
        forgery.lead,
      ]),
  }),
  lie('signs twice where two people must sign', ROGUE, {
    kinds: ['custody-unsigned', 'custody-malformed'],
    codes: ['custody-unsigned', 'custody-malformed'],
    write: (forgery) => custody(forgery, { act: 'dispose', operatorId: 'lead' }, [forgery.lead, forgery.lead]),
  }),
  lie('disposes of an item that is on hold', ROGUE, {
    kinds: ['custody-gap'],
    codes: ['custody-gap'],
    write: (forgery) => {
      custody(forgery, { act: 'hold', operatorId: 'lead' }, [forgery.lead]);
      custody(forgery, { act: 'dispose', operatorId: 'lead' }, [forgery.lead, forgery.other]);
    },
  }),
  lie('handles an item that nobody received', ROGUE, {
    kinds: ['custody-gap'],
    codes: ['custody-gap'],
    write: (forgery) =>
      custody(forgery, { act: 'copy', operatorId: 'lead', items: [{ ...ITEM, sha256: 'cd'.repeat(32) }] }, [
        forgery.lead,
      ]),
  }),
  lie('signs after they were removed', ACTS_AS, {
    codes: ['custody-malformed'],
    write: (forgery) => {
      forgery.add('operator', { act: 'removed', by: 'lead', operatorId: forgery.other.operatorId });
      custody(forgery, { act: 'copy', operatorId: forgery.other.operatorId }, [forgery.other]);
    },
  }),
  lie('puts a note on events in the name of another', ACTS_AS, {
    kinds: ['operator-absent'],
    codes: ['operator-wrong'],
    write: ({ other, add }) =>
      add('annotation', { act: 'tag', tag: 'guilty', count: 1, ranges: [[1, 1]], operatorId: other.operatorId }),
  }),
  lie('unlocks in the name of another, and puts a note on events', ACTS_AS, {
    kinds: ['operator-absent'],
    codes: ['operator-wrong'],
    write: ({ other: { operatorId }, add }) => {
      add('unlock', { operatorId, software: {}, bootId: 'boot' });
      add('annotation', { act: 'tag', tag: 'guilty', count: 1, ranges: [[1, 1]], operatorId });
    },
  }),
  ...[undefined, `ed25519:${'A'.repeat(86)}==`].map((signature) =>
    lie(
      `unlocks in the name of another, with a new signing key ${signature === undefined ? 'that nobody signed for' : 'under a false signature'}`,
      ACTS_AS,
      {
        kinds: ['epoch-unsigned'],
        codes: ['epoch-wrong'],
        write: ({ origin, nextEpoch: n, other: { operatorId }, add }) => {
          const { vkey } = testKey(origin, 90);
          add('unlock', { operatorId, software: {}, bootId: 'boot' });
          add('epoch', {
            log: origin,
            size: 1,
            n,
            vkey,
            operatorId,
            ...(signature === undefined ? {} : { signature }),
          });
        },
      },
    ),
  ),
  {
    name: 'adds a key slot for somebody whom the log does not know',
    power: 'operators',
    threat: ACTS_AS,
    attempt: besideLog(async ({ dir, dataKey, origin }) => {
      await slotFor(dir, dataKey, origin, 'mallory');
      return 'a slot in case.keys';
    }),
  },
  {
    name: 'exchanges the key slot of an operator for one with another key',
    power: 'operators',
    threat: ACTS_AS,
    attempt: besideLog(async ({ dir, dataKey, origin }) => {
      await slotFor(dir, dataKey, origin, 'lead');
      return 'the slot of lead in case.keys';
    }),
  },
  {
    name: 'raises their own role in case.keys, and wraps the slot anew',
    power: 'operators',
    threat: ACTS_AS,
    attempt: besideLog(async ({ dir }) => {
      const path = casePaths(dir).keys;
      const keys = loadCaseKeys(path);
      const own = findSlot(keys, OLGA.operatorId);
      const opened = await openSlot(own, OLGA.passphrase);
      const cost = { memoryKiB: 19_456, passes: 1 };
      const slot = await makeSlot({ ...own.header, role: 'lead' }, OLGA.passphrase, opened, cost);
      saveCaseKeys(path, { ...keys, slots: keys.slots.map((each) => (each === own ? slot : each)) });
      return 'analyst to lead';
    }),
  },
  {
    name: 'raises a role in case.keys without the passphrase',
    power: 'operators',
    threat: ACTS_AS,
    attempt: besideLog(async ({ dir }) => {
      const path = join(dir, 'case.keys');
      writeFileSync(path, readFileSync(path, 'utf8').replace('"role": "analyst"', '"role": "lead"'));
      return 'analyst to lead';
    }),
  },
  {
    name: 'guesses the passphrase of another',
    power: 'operators',
    threat: ACTS_AS,
    attempt: async (lab) => {
      const intact = await lab.operators();
      const dir = lab.copyOf(intact.dir);
      const refused = await CaseWriter.open({ dir, operatorId: 'lead', passphrase: 'a passphrase of mine' }).then(
        (writer) => writer.close(),
        (error: Error) => error.message,
      );
      const writer = await CaseWriter.open({ dir, operatorId: OLGA.operatorId, passphrase: OLGA.passphrase });
      writer.close();
      const found = await recordOf(dir, 'unlock-failed', OLGA);
      return {
        change: 'one guess',
        seen: [
          ...(refused === undefined ? [] : [{ check: 'unlock' as const, words: refused }]),
          ...(found === undefined ? [] : [{ check: 'unlock' as const, words: found }]),
        ],
        missed: found === undefined ? [{ check: 'unlock', words: 'the next unlock recorded nothing' }] : [],
      };
    },
  },
];

/** What the log says of a refused passphrase. */
async function recordOf(
  dir: string,
  kind: 'unlock-failed',
  { operatorId, passphrase }: typeof OLGA,
): Promise<string | undefined> {
  const session = await openCase({ dir, operatorId, passphrase, readOnly: true });
  try {
    const [record] = await session.log({ kinds: [kind] });
    return record === undefined ? undefined : `${kind}: ${String(record.body['operatorId'])}`;
  } finally {
    await session.close();
  }
}
