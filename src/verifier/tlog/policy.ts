/**
 * Whom the person who checks trusts: logs, witnesses, and how many witnesses must agree.
 *
 * Pure. Source: C2SP tlog-policy. Differences: at most 1,000 lines; a group counts each member once.
 * Trust: this file is the root of trust for marks. It comes from the person, never out of a bundle.
 */
import { numberOf } from '../base/bytes.ts';
import { demand } from '../base/refused.ts';
import { KEY_TYPE, parseVkey, type Vkey } from './vkey.ts';

export interface Policy {
  readonly logs: readonly Vkey[];
  readonly witnesses: ReadonlyMap<string, Vkey>;
  /** Whether cosignatures of these witnesses are enough. */
  isQuorum(signed: ReadonlySet<string>): boolean;
  /** Whether any witness is needed at all: `quorum none` is satisfied by nobody, and confirms nothing. */
  readonly needsWitnesses: boolean;
}

interface Group {
  readonly threshold: number;
  readonly members: readonly string[];
}

export function parsePolicy(text: string): Policy {
  const lines = text.split('\n').map((line) => line.replace(/\r$/u, ''));
  demand(lines.length <= 1000, 'a policy too long');
  const logs: Vkey[] = [];
  const witnesses = new Map<string, Vkey>();
  const groups = new Map<string, Group>();
  let quorum: string | undefined;
  for (const line of lines) {
    const words = line.trim().split(/[ \t]+/u);
    const [keyword = '', first = '', second = '', ...rest] = words;
    if (keyword === '' || keyword.startsWith('#')) continue;
    const isNew = !witnesses.has(first) && !groups.has(first) && first !== 'none';
    if (keyword === 'log') {
      demand(first !== '' && rest.length === 0, 'a policy line with too many or too few words');
      const log = parseVkey(first);
      demand(log.type !== KEY_TYPE.cosignature, 'a log key of another kind');
      logs.push(log);
    } else if (keyword === 'witness') {
      demand(second !== '' && rest.length <= 1 && isNew, 'a witness line that is wrong, or a name that stands twice');
      const witness = parseVkey(second);
      demand(witness.type === KEY_TYPE.cosignature, 'a witness key of another kind');
      demand(![...witnesses.values()].some((other) => other.text === witness.text), 'one witness under two names');
      witnesses.set(first, witness);
    } else if (keyword === 'group') {
      demand(rest.length > 0 && isNew && new Set(rest).size === rest.length, 'a group line that is wrong');
      demand(
        rest.every((name) => witnesses.has(name) || groups.has(name)),
        'a group with an unknown member',
      );
      const threshold = second === 'all' ? rest.length : second === 'any' ? 1 : numberOf(second);
      demand(threshold >= 1 && threshold <= rest.length, 'a group that can not be satisfied, or always is');
      groups.set(first, { threshold, members: rest });
    } else {
      demand(keyword === 'quorum' && quorum === undefined && second === '', 'a policy line that is not understood');
      demand(first === 'none' || witnesses.has(first) || groups.has(first), 'a quorum of nobody known');
      quorum = first;
    }
  }
  demand(quorum !== undefined, 'a policy without a quorum');
  const wanted = quorum;
  // Groups name only groups above them: there is no circle.
  const holds = (name: string, signed: ReadonlySet<string>): boolean => {
    const group = groups.get(name);
    if (group === undefined) return signed.has(name);
    return group.members.filter((member) => holds(member, signed)).length >= group.threshold;
  };
  return {
    logs,
    witnesses,
    isQuorum: (signed) => wanted === 'none' || holds(wanted, signed),
    needsWitnesses: wanted !== 'none',
  };
}
