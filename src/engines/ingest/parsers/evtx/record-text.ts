/**
 * Records of the usual form: the writer makes the canonical JSON of their own fields, this what the mapping reads of them.
 *
 * Pure. O(record). No object is built but the flat one of the fields, once for all records of a template.
 * Source: decision 0022; record-content.ts reads whatever has another form: `read` says no and changes nothing.
 * Trust: hostile; what looks odd in any way (sizes, doubtful text, budget) is left to record-content.ts and its findings.
 */
import type { JsonObject, JsonValue } from '../../../event/audit-event.ts';
import type { TextCodec } from '../../../kernel/ports.ts';
import type { EvtxWriter } from './evtx-writer.ts';
import type { WindowsSystem } from '../../mapping/windows-event.ts';
import { elementText } from '../../mapping/windows-fields.ts';
import type { PlanTable } from './plan-table.ts';
import { setOwn, type RecordContent } from './record-content.ts';
import type { Field, Slot, TextPlan } from './text-plan.ts';
import { TYPE_BINXML, TYPE_GUID, TYPE_HEX64, TYPE_SID, TYPE_STRING } from './values.ts';

const DECLINED = 0;
const WANTS_PLAN = 2;
// Of the writer's result.
const EVENT_PLAN = 1;
const DATA_PLAN = 2;
const COST = 3;
/** Words that describe a value. */
const VALUE_WORDS = 3;

const NOTHING: JsonObject = {};

/** Whether making the value takes longer than finding it again: text, GUID, SID, hexadecimal. */
const isText = (type: number): boolean =>
  type === TYPE_STRING || type === TYPE_GUID || type === TYPE_SID || type === TYPE_HEX64;

/** The fields of a plan's last record, and their values field by field: what is the same is not put in once more. */
interface Filled {
  readonly data: JsonObject;
  readonly values: (JsonValue | undefined)[];
}

export class RecordText {
  readonly #content: RecordContent;
  readonly #writer: EvtxWriter;
  readonly #codec: TextCodec;
  readonly #table: PlanTable;
  /** What the last record says about itself, for the mapping. */
  readonly system: WindowsSystem = {
    provider: '',
    providerGuid: '',
    code: '',
    level: '',
    task: '',
    opcode: '',
    keywords: '',
    systemTime: '',
    recordId: '',
    channel: '',
    computer: '',
    loggedUnder: '',
  };
  /** The fields of its data, until the next record is read. */
  data: JsonObject = NOTHING;
  /** One a plan: its keys are always the same, and putting them in anew costs more than all that is read of them. */
  readonly #filled = new Map<TextPlan, Filled>();

  constructor(content: RecordContent, writer: EvtxWriter, table: PlanTable, codec: TextCodec) {
    this.#content = content;
    this.#writer = writer;
    this.#codec = codec;
    this.#table = table;
  }

  enterChunk(bytes: Uint8Array): void {
    this.#writer.enterChunk(bytes);
  }

  /** The last record is read once more by the other reader, which charges it then. */
  giveBack(): void {
    this.#content.charge(-(this.#writer.result[COST] as number));
  }

  /** Reads the record whose binary XML is [at, end) of the chunk, or says no. */
  read(at: number, end: number): boolean {
    const content = this.#content;
    const writer = this.#writer;
    const budget = content.budget();
    for (;;) {
      const answer = writer.write(at, end, budget);
      if (answer === DECLINED) return false;
      if (answer !== WANTS_PLAN) break;
      const template = writer.wanted();
      const roots = content.knownTemplate(template);
      // Unknown templates are compiled by the other reader, which leaves them to be found the next time.
      if (roots === undefined) return false;
      writer.setPlan(template, this.#table.planOf(roots, this.#codec));
    }
    const { result } = writer;
    const { doubts } = content.values;
    doubts.length = 0;
    content.charge(result[COST] as number);
    this.#readSystem(this.#table.planAt(result[EVENT_PLAN] as number));
    const dataPlan = result[DATA_PLAN] as number;
    this.data = dataPlan === 0 ? NOTHING : this.#fields(this.#table.planAt(dataPlan));
    if (doubts.length === 0) return true;
    this.giveBack();
    return false;
  }

  /** @param at word where the value is described */
  #value(at: number): JsonValue | undefined {
    const { values } = this.#writer;
    const type = values[at + 2] as number;
    const size = values[at + 1] as number;
    if (type === TYPE_BINXML || size === 0) return undefined;
    const reader = this.#content.values;
    return isText(type)
      ? this.#table.seen.read(reader, type, values[at] as number, size)
      : reader.read(type, values[at] as number, size);
  }

  #fields(plan: TextPlan): JsonObject {
    let filled = this.#filled.get(plan);
    if (filled === undefined) {
      filled = { data: {}, values: [] };
      this.#filled.set(plan, filled);
    }
    const { data, values } = filled;
    const { fields } = plan;
    const first = this.#writer.dataValues;
    for (let i = 0; i < fields.length; i += 1) {
      const { key, index, fixed } = fields[i] as Field;
      const value = (index < 0 ? undefined : this.#value(first + index * VALUE_WORDS)) ?? fixed;
      if (values[i] === value) continue;
      values[i] = value;
      setOwn(data, key, value);
    }
    return data;
  }

  #readSystem(plan: TextPlan): void {
    const { facts } = plan;
    const { system } = this;
    system.provider = this.#fact(facts[0]);
    system.providerGuid = this.#fact(facts[1]);
    system.code = this.#fact(facts[2]);
    system.level = this.#fact(facts[3]);
    system.task = this.#fact(facts[4]);
    system.opcode = this.#fact(facts[5]);
    system.keywords = this.#fact(facts[6]);
    system.systemTime = this.#fact(facts[7]);
    system.recordId = this.#fact(facts[8]);
    system.channel = this.#fact(facts[9]);
    system.computer = this.#fact(facts[10]);
    system.loggedUnder = this.#fact(facts[11]);
  }

  #fact(slot: Slot | undefined): string {
    if (slot === undefined) return '';
    return slot.index < 0 ? slot.literal : elementText(this.#value(slot.index * VALUE_WORDS));
  }
}
