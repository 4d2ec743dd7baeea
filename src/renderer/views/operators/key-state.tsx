/** How the keys of the case stand, in plain words, and what should be done about them. */
import { text } from '../../i18n/text.ts';
import { shownText } from '../../format/safe-text.ts';
import { Banner } from '../../ui/banner.tsx';
import { KeyValues } from '../../ui/key-values.tsx';
import type { KeyState } from './use-operators.ts';

const NAME_CHARS = 60;
const words = text.operators.state;
const shown = (raw: string): string => shownText(raw, NAME_CHARS).shown;
const named = (names: readonly string[]): string => names.map(shown).join(', ');
/** As recorded, to the minute. */
const when = (at: string): string => `${at.slice(0, 16).replace('T', ' ')} UTC`;

export function KeyStatePanel({ keys }: { keys: KeyState }) {
  const { recovery } = keys;
  const restarts = keys.restarts.map(({ at, operatorId }) => words.restarted(when(at), shown(operatorId)));
  const uses = recovery?.uses.map(({ at, operatorId, shares }) =>
    words.used(when(at), shown(operatorId), named(shares)),
  );
  const made =
    recovery === null
      ? words.none
      : [
          words.made(recovery.threshold, recovery.shares.length, when(recovery.madeAt), shown(recovery.madeBy)),
          ...(uses === undefined || uses.length === 0 ? [words.unused] : uses),
        ].join('. ');
  const dataKey =
    keys.dataKeyChangedAt === null ? words.first : words.later(keys.generation, when(keys.dataKeyChangedAt));
  return (
    <section aria-label={words.title}>
      {keys.knownToRemoved.length > 0 && <Banner tone="warn" title={words.known(named(keys.knownToRemoved))} />}
      {keys.unreachable.length > 0 && <Banner tone="info" title={words.unreachable(named(keys.unreachable))} />}
      <KeyValues
        pairs={[
          { name: words.dataKey, value: dataKey },
          { name: words.signing, value: [words.epoch(keys.epoch), ...restarts].join('. ') },
          { name: words.recovery, value: made },
        ]}
      />
    </section>
  );
}
