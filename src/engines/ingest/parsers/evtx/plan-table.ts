/**
 * The plans that a writer holds, and the templates they were made of: kept from piece to piece, because the pieces of a
 * source have nearly all of them in common.
 *
 * Pure but for the writer's memory. Bounded by it: when half of it is used, all is forgotten before the next piece.
 * Trust: templates are hostile; which ones were seen before changes nothing that is said of a record.
 */
import type { TextCodec } from '../../../kernel/ports.ts';
import type { EvtxWriter } from './evtx-writer.ts';
import type { ElementPlan } from './element-plan.ts';
import { encodePlan } from './plan-code.ts';
import { SeenValues } from './seen-values.ts';
import { TemplateStore } from './templates.ts';
import { planText, type TextPlan } from './text-plan.ts';

const tables = new WeakMap<EvtxWriter, PlanTable>();

/** The table of a writer, with room for the plans of another piece. */
export function planTableOf(writer: EvtxWriter): PlanTable {
  let table = tables.get(writer);
  if (table === undefined || table.isHalfFull) {
    writer.reset();
    table = new PlanTable(writer);
    tables.set(writer, table);
  }
  return table;
}

export class PlanTable {
  readonly templates = new TemplateStore();
  readonly seen: SeenValues;
  readonly #writer: EvtxWriter;
  /** The writer's plan by the root elements, 0 for none; and back. */
  readonly #byRoots = new Map<readonly ElementPlan[], number>();
  readonly #plans = new Map<number, TextPlan>();
  #usedBytes = 0;

  constructor(writer: EvtxWriter) {
    this.#writer = writer;
    this.seen = new SeenValues(writer);
  }

  get isHalfFull(): boolean {
    return this.#usedBytes * 2 > this.#writer.planBytes || this.#byRoots.size > this.#writer.planBytes / 1_024;
  }

  /** What the writer knows under this number. */
  planAt(address: number): TextPlan {
    return this.#plans.get(address) as TextPlan;
  }

  /** The writer's plan of a template; 0 where it has none. */
  planOf(roots: readonly ElementPlan[], codec: TextCodec): number {
    const known = this.#byRoots.get(roots);
    if (known !== undefined) return known;
    const plan = planText(roots);
    const code = plan === undefined ? undefined : encodePlan(plan, codec);
    const address = code === undefined ? 0 : this.#writer.addPlan(code);
    this.#usedBytes += code?.length ?? 0;
    this.#byRoots.set(roots, address);
    if (plan !== undefined && address !== 0) this.#plans.set(address, plan);
    return address;
  }
}
