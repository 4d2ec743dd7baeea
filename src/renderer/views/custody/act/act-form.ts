/**
 * The form of a custody act: what it holds, what is still missing in it, and what goes to the host.
 *
 * Pure. The rules of custody are the host's (`custody.check`); here is only what an act can not be spoken of without.
 */
import type { RawInputOf } from '../../../../shared/contract/index.ts';
import type { CustodyActName } from '../../../../shared/custody-words.ts';
import { text } from '../../../i18n/text.ts';
import type { Party } from '../party-text.ts';

export interface ChosenItem {
  sha256: string;
  name: string | null;
}

/** `record`: as on record, or else whoever acts; `op:<id>` an operator; `outside`: the name that is typed. */
export type PartyChoice = 'record' | 'outside' | `op:${string}`;

export interface ActForm {
  act: CustodyActName;
  items: readonly ChosenItem[];
  from: PartyChoice;
  fromName: string;
  to: PartyChoice;
  toName: string;
  /** Empty: now. */
  at: string;
  place: string;
  purpose: string;
  reason: string;
  hasTool: boolean;
  toolName: string;
  toolVersion: string;
  toolSha256: string;
}

export const NEW_FORM: ActForm = {
  act: 'acquire',
  items: [],
  from: 'record',
  fromName: '',
  to: 'record',
  toName: '',
  at: '',
  place: '',
  purpose: '',
  reason: '',
  hasTool: false,
  toolName: '',
  toolVersion: '',
  toolSha256: '',
};

const words = text.custodyActs;
const GIVEN: readonly string[] = ['transfer', 'release', 'dispose'];
const TAKEN: readonly string[] = ['acquire', 'receive', 'transfer', 'release'];
/** They are about a place and a time, and nobody gives or takes. */
export const takesFrom = (act: CustodyActName): boolean =>
  GIVEN.includes(act) || act === 'acquire' || act === 'receive';
export const takesTo = (act: CustodyActName): boolean => TAKEN.includes(act);
/** A new holder has to be named: nobody is meant by saying nothing. */
export const needsTo = (act: CustodyActName): boolean => act === 'transfer' || act === 'release';

const SHA256 = /^[0-9a-f]{64}$/u;

export const sha256Of = (typed: string): string | undefined => {
  const digits = typed.trim().toLowerCase();
  return SHA256.test(digits) ? digits : undefined;
};

const TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/iu;

/** RFC 3339 as the ledger wants it; undefined where it is no time with a zone. */
export function timeOf(typed: string): string | undefined {
  const trimmed = typed.trim().replace(/ (?=[+-]\d\d:\d\d$|Z$)/iu, '');
  if (!TIME.test(trimmed)) return undefined;
  const [date = '', rest = ''] = trimmed.toUpperCase().replace(' ', 'T').split('T');
  const [clock = '', zone = ''] = /^(.*?)(Z|[+-]\d\d:\d\d)$/u.exec(rest)?.slice(1) ?? [];
  return `${date}T${clock.length === 'hh:mm'.length ? `${clock}:00` : clock}${zone}`;
}

/** What stands in the way of saying it at all: by field, in words. */
export function faultsOf(form: ActForm): Partial<Record<keyof ActForm, string>> {
  const { faults } = words;
  return {
    ...(form.items.length === 0 ? { items: faults.items } : {}),
    ...(takesFrom(form.act) && form.from === 'outside' && form.fromName.trim() === '' ? { fromName: faults.name } : {}),
    ...(takesTo(form.act) && form.to === 'outside' && form.toName.trim() === '' ? { toName: faults.name } : {}),
    ...(needsTo(form.act) && form.to === 'record' ? { to: faults.to } : {}),
    ...(form.at.trim() !== '' && timeOf(form.at) === undefined ? { at: faults.at } : {}),
    ...(form.hasTool && form.toolName.trim() === '' ? { toolName: faults.name } : {}),
    ...(form.hasTool && form.toolVersion.trim() === '' ? { toolVersion: faults.version } : {}),
    ...(form.hasTool && form.toolSha256.trim() !== '' && sha256Of(form.toolSha256) === undefined
      ? { toolSha256: faults.sha256 }
      : {}),
  };
}

/** @param holder of all items, where they have one in common: gives what is on record as its giver */
export function inputOf(form: ActForm, holder: Party | null): Omit<RawInputOf<'custody.add'>, 'handle' | 'signers'> {
  const from = takesFrom(form.act) ? partyOf(form.from, form.fromName) : undefined;
  // An item that is received comes from whoever is on record; one that is acquired is not on record yet.
  const giver = from ?? (form.act === 'acquire' || !takesFrom(form.act) ? undefined : (holder ?? undefined));
  const to = takesTo(form.act) ? partyOf(form.to, form.toName) : undefined;
  const at = form.at.trim() === '' ? undefined : timeOf(form.at);
  const said = (['place', 'purpose', 'reason'] as const).flatMap((name) =>
    form[name].trim() === '' ? [] : [[name, form[name].trim()] as const],
  );
  const toolHash = sha256Of(form.toolSha256);
  return {
    act: form.act,
    items: form.items.map(({ sha256, name }) => ({ sha256, ...(name === null || name === '' ? {} : { name }) })),
    ...(at === undefined ? {} : { at }),
    ...(giver === undefined ? {} : { from: giver }),
    ...(to === undefined ? {} : { to }),
    ...Object.fromEntries(said),
    ...(form.hasTool
      ? {
          tool: {
            name: form.toolName.trim(),
            version: form.toolVersion.trim(),
            ...(toolHash === undefined ? {} : { sha256: toolHash }),
          },
        }
      : {}),
  };
}

function partyOf(choice: PartyChoice, typed: string): Party | undefined {
  if (choice === 'record') return undefined;
  return choice === 'outside' ? { outside: typed.trim() } : { operatorId: choice.slice('op:'.length) };
}

/** Who holds all of them; null where they are in different hands, or in nobody's. */
export function commonHolder(holders: readonly (Party | null)[]): Party | null {
  const [first = null, ...rest] = holders;
  return rest.every((each) => JSON.stringify(each) === JSON.stringify(first)) ? first : null;
}
