/**
 * Joins what the case knows to the facts of an event: who an account belongs to, whether a source is in scope.
 *
 * Pure. Two look-ups an event. What the directory says stands over what a log claims.
 * Trust: the tables are the organisation's; account names in logs are matched without regard to case, and nothing is
 * made of a name that is not in the directory.
 */
import type { Facts } from './facts.ts';
import { makeClassifier } from './classify-resource.ts';
import type { CaseInputs, DirectoryUser, LogSource } from './inputs.ts';

export interface Joiner {
  /** Changes the facts in place and returns them. */
  join(facts: Facts): Facts;
  userOf(name: string): DirectoryUser | undefined;
  sourceOf(id: string): LogSource | undefined;
}

/** `DOMAIN\name` and `name` are one account, as are `Name` and `name`. */
export const accountKey = (name: string): string => name.slice(name.lastIndexOf('\\') + 1).toLowerCase();

export function makeJoiner(inputs: CaseInputs): Joiner {
  const users = new Map<string, DirectoryUser>();
  for (const user of inputs.users ?? [])
    for (const name of [user.id, ...(user.aliases ?? [])]) users.set(accountKey(name), user);
  const sources = new Map<string, LogSource>();
  for (const source of inputs.logSources ?? []) sources.set(source.id, source);
  const classify = makeClassifier(inputs.classifications ?? []);
  const userOf = (name: string): DirectoryUser | undefined => users.get(accountKey(name));
  return {
    userOf,
    sourceOf: (id) => sources.get(id),
    join(facts) {
      const { 'actor.id': actor, 'source.id': sourceId, 'target.id': target } = facts;
      const user = typeof actor === 'string' ? userOf(actor) : undefined;
      if (user !== undefined) joinUser(facts, user);
      if (facts['target.type'] === 'account' && typeof target === 'string') {
        const about = userOf(target);
        if (about !== undefined) facts['target.id'] = about.id;
        if (about?.privileged !== undefined) facts['target.privileged'] ??= about.privileged;
      }
      const found = classify(facts['target.id']) ?? classify(facts['target.name']);
      if (found !== undefined) {
        // The organisation's word stands beside what the log claims, and never takes a class away.
        const said = facts['target.classification'];
        facts['target.classification'] = Array.isArray(said)
          ? [...new Set([...(said as readonly string[]), ...found.classification])]
          : found.classification;
        if (found.owner !== undefined) facts['target.owner'] = found.owner;
      }
      if (inputs.integrity !== undefined) facts['integrity.status'] = inputs.integrity.status;
      const source = typeof sourceId === 'string' ? sources.get(sourceId) : undefined;
      // Nobody said what is in scope: then all is.
      facts['source.inScope'] = inputs.logSources === undefined ? true : (source?.inScope ?? false);
      if (source?.environment !== undefined) facts['target.environment'] ??= source.environment;
      return facts;
    },
  };
}

function joinUser(facts: Facts, user: DirectoryUser): void {
  facts['actor.id'] = user.id;
  if (user.kind !== undefined) facts['actor.accountKind'] = user.kind;
  if (user.privileged !== undefined) facts['actor.privileged'] = user.privileged;
  if (user.status !== undefined) facts['actor.status'] = user.status;
  if (user.roles !== undefined) facts['actor.roles'] = user.roles;
  if (user.department !== undefined) facts['actor.department'] = user.department;
  if (user.terminatedAt !== undefined) facts['actor.terminatedAt'] = Date.parse(user.terminatedAt);
  if (user.kind === 'service') facts['actor.type'] = 'service';
}
