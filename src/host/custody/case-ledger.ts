/**
 * The custody records of an open case as a ledger: what each says under its signatures, and who holds each item after them.
 *
 * Read once and kept, then only what was added: records do not change, and the session gives out none that is not what was
 * sealed. Memory: one entry an act, one number an item and act. Readers of one case come one after another.
 * Source: bundle-format.md §8. Errors: those of the log, CASE_LOG_BROKEN where genesis or a record is not what was sealed.
 */
import { CustodyLedger, type TakenAct } from '../../engines/custody/custody-ledger.ts';
import type { ItemState } from '../../engines/custody/holdings.ts';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import { nodeTextCodec } from '../adapters/node-ports.ts';
import { twoPersonActsOf } from '../services/case-policy.ts';
import type { OpenCase } from '../services/open-cases.ts';
import { envelopeSigner } from '../vault/operator-key.ts';

export interface RecordedAct extends TakenAct {
  readonly recordSeq: number;
  readonly recordedAt: string;
  readonly body: JsonObject;
}

interface ItemEntry {
  /** As the first act that names it by a name does. */
  name: string | null;
  /** Places in the list of acts, ascending. */
  readonly acts: number[];
  gapCount: number;
}

const PAGE = 1000;

export class CaseLedger {
  readonly ledger: CustodyLedger;
  readonly twoPersonActs: ReadonlySet<string>;
  readonly acts: RecordedAct[] = [];
  /** By SHA-256, in the order in which they came. */
  readonly items = new Map<string, ItemEntry>();
  readonly #session: OpenCase['session'];
  #afterSeq = -1;
  #reading: Promise<unknown> = Promise.resolve();

  private constructor(session: OpenCase['session'], origin: string, twoPersonActs: ReadonlySet<string>) {
    this.#session = session;
    this.twoPersonActs = twoPersonActs;
    this.ledger = new CustodyLedger({ text: nodeTextCodec, origin, twoPersonActs });
  }

  static async begin({ session }: Pick<OpenCase, 'session'>): Promise<CaseLedger> {
    const twoPersonActs = await twoPersonActsOf({ session });
    return new CaseLedger(session, (await session.info()).origin, twoPersonActs);
  }

  /** Takes in what was recorded since. */
  async readOn(): Promise<void> {
    const reading = this.#reading.then(() => this.#readPages());
    this.#reading = reading.catch(() => undefined);
    return reading;
  }

  stateOf(sha256: string): ItemState | undefined {
    return this.ledger.holdings.stateOf(sha256);
  }

  /** The records of acts on an item, in log order. */
  actsOn(sha256: string): RecordedAct[] {
    return (this.items.get(sha256)?.acts ?? []).map((place) => this.acts[place] as RecordedAct);
  }

  async #readPages(): Promise<void> {
    const operators = (await this.#session.operators()).map((each) => ({ ...each, signer: envelopeSigner(each) }));
    for (;;) {
      const page = await this.#session.log({ kinds: ['custody'], afterSeq: this.#afterSeq, limit: PAGE });
      for (const { seq, at, body } of page) {
        const inOffice = operators
          .filter(({ since, until = Infinity }) => since <= seq && seq < until)
          .map(({ signer }) => signer);
        this.#add({ recordSeq: seq, recordedAt: at, body, ...this.ledger.take({ seq, body }, inOffice) });
        this.#afterSeq = seq;
      }
      if (page.length < PAGE) return;
    }
  }

  #add(recorded: RecordedAct): void {
    const place = this.acts.push(recorded) - 1;
    for (const { sha256, name } of recorded.act?.items ?? []) {
      const entry: ItemEntry = this.items.get(sha256) ?? { name: null, acts: [], gapCount: 0 };
      entry.name ??= name ?? null;
      entry.acts.push(place);
      entry.gapCount += recorded.gaps.filter((gap) => gap.sha256 === sha256).length;
      this.items.set(sha256, entry);
    }
  }
}
