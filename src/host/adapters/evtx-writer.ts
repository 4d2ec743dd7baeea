/**
 * The EVTX writer on WebAssembly: the fields of usual event records without passing through JavaScript.
 *
 * One instance a thread, memory fixed at about 6 MB.
 * Source: decision 0022; src/wasm/evtx.
 * Trust: the records are hostile; the module sees its own memory only.
 */
import type { EvtxWriter } from '../../engines/ingest/parsers/evtx/evtx-writer.ts';
import { newInstance, type WasmMemory } from './wasm-module.ts';

/** What the module gives (src/wasm/evtx/evtx-module.ts). */
interface EvtxModule extends WasmMemory {
  chunkAt(): number;
  plansAt(): number;
  planBytes(): number;
  valuesAt(): number;
  maxValues(): number;
  resultAt(): number;
  fieldsAt(): number;
  wantedAt(): number;
  putBefore(from: number, count: number): void;
  quote(at: number, size: number): number;
  stampsAt(): number;
  maxSeen(): number;
  seenAt(type: number, at: number, size: number): number;
  enterChunk(length: number): void;
  setPlan(template: number, plan: number): void;
  read(from: number, end: number, budget: number): number;
}

const VALUE_WORDS = 3;
const RESULT_WORDS = 4;

/** A writer of its own memory. */
export function createEvtxWriter(): EvtxWriter {
  const module = newInstance<EvtxModule>(new URL('../../wasm/evtx.wasm', import.meta.url));
  const { buffer } = module.memory;
  const memory = new Uint8Array(buffer);
  const chunkAt = module.chunkAt();
  const plansAt = module.plansAt();
  const plansEnd = plansAt + module.planBytes();
  let plansTop = plansAt;
  return {
    memory,
    fieldsAt: module.fieldsAt(),
    values: new Uint32Array(buffer, module.valuesAt(), 2 * module.maxValues() * VALUE_WORDS),
    dataValues: module.maxValues() * VALUE_WORDS,
    result: new Uint32Array(buffer, module.resultAt(), RESULT_WORDS),
    planBytes: plansEnd - plansAt,
    reset() {
      plansTop = plansAt;
      module.enterChunk(0);
    },
    addPlan(code) {
      const plan = plansTop;
      if (code.length > plansEnd - plan) return 0;
      memory.set(code, plan);
      plansTop = (plan + code.length + 7) & ~7;
      return plan;
    },
    enterChunk(bytes) {
      memory.set(bytes, chunkAt);
      module.enterChunk(bytes.length);
    },
    setPlan: module.setPlan,
    write: module.read,
    wanted: module.wantedAt,
    putBefore: module.putBefore,
    quote: module.quote,
    stamps: new Uint32Array(buffer, module.stampsAt(), module.maxSeen()),
    seenAt: module.seenAt,
  };
}
