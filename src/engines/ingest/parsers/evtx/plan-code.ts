/**
 * Text plans as the bytes that the EVTX writer runs.
 *
 * Pure.
 * Source: src/wasm/evtx/evtx-module.ts reads them: words of 32 bits (header, uses, instructions), then the constant text.
 * Trust: the plan comes from a hostile template, but from our own compiler; every number here is a place in this code.
 */
import type { TextCodec } from '../../../kernel/ports.ts';
import type { Slot, TextPlan } from './text-plan.ts';

const KINDS = ['Event', 'EventData', 'UserData'];
const HEADER_WORDS = 7;
const CODE_END = 0;
const CODE_TEXT = 1;
const CODE_VALUE = 2;
const CODE_ELEMENT = 3;
const NO_INDEX = 0xffff_ffff;
/** The writer knows no values beyond. */
const MAX_INDEX = 255;

/** The code of a plan; undefined where it uses values that the writer does not know. */
export function encodePlan(plan: TextPlan, text: TextCodec): Uint8Array | undefined {
  if (plan.used.some((index) => index > MAX_INDEX)) return undefined;
  const words: number[] = [KINDS.indexOf(plan.name), plan.cost, plan.embedded < 0 ? NO_INDEX : plan.embedded];
  const uses = plan.used.flatMap((index, n) => [index, plan.uses[n] as number]);
  const codeAt = (HEADER_WORDS + uses.length) * 4;
  words.push(plan.used.length, codeAt);

  const constants: Uint8Array[] = [];
  let constantBytes = 0;
  /** Words with places of constants, which lie behind all words. */
  const places: number[] = [];
  const constant = (value: string): void => {
    const bytes = text.encodeUtf8(value);
    places.push(words.length);
    words.push(constantBytes, bytes.length);
    constants.push(bytes);
    constantBytes += bytes.length;
  };
  const slot = (of: Slot | undefined): void => {
    words.push(of === undefined || of.index < 0 ? NO_INDEX : of.index);
    constant(of?.quoted ?? '');
  };

  constant(plan.head);
  words.push(...uses);
  for (const piece of plan.pieces) {
    if (piece.before !== '') {
      words.push(CODE_TEXT);
      constant(piece.before);
    }
    if (piece.attributes.length === 0) {
      words.push(CODE_VALUE, piece.text?.index ?? 0);
      constant(piece.absent);
      continue;
    }
    words.push(CODE_ELEMENT);
    constant(piece.absent);
    slot(piece.text);
    words.push(piece.attributes.length);
    for (const attribute of piece.attributes) {
      constant(attribute.key);
      slot(attribute.slot);
    }
  }
  words.push(CODE_TEXT);
  constant(plan.tail);
  words.push(CODE_END);

  for (const place of places) words[place] = (words[place] as number) + words.length * 4;
  const code = new Uint8Array(words.length * 4 + constantBytes);
  const view = new DataView(code.buffer);
  for (const [i, word] of words.entries()) view.setUint32(i * 4, word, true);
  let at = words.length * 4;
  for (const bytes of constants) {
    code.set(bytes, at);
    at += bytes.length;
  }
  return code;
}
