/**
 * From event bodies to columns and words: walks each body once and hands every leaf to its column, and what the column
 * can't code to the text index.
 *
 * The walk expects the keys in the order of the object seen before at the same place, so most steps are one comparison.
 * Sees exactly the leaves that flattenEvent (engines/search) sees, but for null, which satisfies no query, and the paths
 * of UNINDEXED_PATHS.
 *
 * Cost: 20-60 ns a leaf, then the words. Memory: bounded by ColumnLimits, MAX_NODES and the shared dictionary budget.
 * Trust: keys and values are hostile: `__proto__` is a key like any other, the number of paths is an attacker's choice.
 */
import type { JsonObject, JsonValue } from '../../../engines/event/audit-event.ts';
import { isTextPath } from '../../../engines/search/fields.ts';
import { valueKeyOf } from './index-tokens.ts';
import { foldText } from '../../../engines/search/tokens.ts';
import {
  COLUMN_LIMITS,
  ColumnBuilder,
  type ColumnLimits,
  type DictionaryBudget,
  type Scalar,
} from './column-builder.ts';
import { IdIndexBuilder } from './id-index.ts';
import { EVENT_ID_PATH, MESSAGE_PATH, UNCODED_PATHS, UNINDEXED_PATHS } from './segment-file.ts';
import { TermIndexBuilder } from './term-index-builder.ts';

/** Places in the tree of keys that are remembered. */
const MAX_NODES = 65_536;
/** Longer paths have no column and are not remembered. UTF-16 units. */
const MAX_PATH_CHARS = 1_024;
const DICTIONARY_CHARS = 64 * 1024 * 1024;
/** Texts of one row that are compared, so that a value repeated under another path is indexed once. */
const COMPARED_TEXTS = 16;

interface PathNode {
  readonly path: string;
  /** Made when the first leaf is seen; null where there is no room for more columns. */
  column: ColumnBuilder | null | undefined;
  readonly isUnindexed: boolean;
  /** Keys in the order of the object seen last, and where they lead. */
  readonly keys: string[];
  readonly nodes: PathNode[];
  readonly children: Map<string, PathNode>;
}

export class BodyColumns {
  readonly columns = new Map<string, ColumnBuilder>();
  readonly ids = new IdIndexBuilder();
  readonly values = new IdIndexBuilder();
  readonly messages = new TermIndexBuilder(this.ids.add);
  readonly others = new TermIndexBuilder(this.ids.add);
  /** Rows that have a value beyond the columns, ascending. */
  readonly overflowRows: number[] = [];
  readonly #budget: DictionaryBudget = { chars: DICTIONARY_CHARS };
  #nodeCount = 0;
  readonly #root = this.#makeNode('');
  #row = 0;
  #isEvent = true;
  readonly #rowTexts: string[] = [];

  readonly #limits: ColumnLimits;

  constructor(limits: ColumnLimits = COLUMN_LIMITS) {
    this.#limits = limits;
  }

  get memoryBytes(): number {
    let bytes = this.messages.memoryBytes + this.others.memoryBytes + this.ids.memoryBytes + this.values.memoryBytes;
    for (const column of this.columns.values()) bytes += column.memoryBytes;
    return bytes + (DICTIONARY_CHARS - this.#budget.chars) * 2;
  }

  /** Rows come in ascending order, each once. */
  add(row: number, body: JsonObject, isEvent: boolean): void {
    this.#row = row;
    this.#isEvent = isEvent;
    this.#rowTexts.length = 0;
    this.#walk(this.#root, body);
  }

  #walk(node: PathNode, object: JsonObject): void {
    let at = 0;
    for (const key in object) {
      const child = node.keys[at] === key ? node.nodes[at]! : this.#childOf(node, key, at);
      at++;
      const value = object[key]!;
      if (typeof value === 'object') {
        if (Array.isArray(value)) this.#walkArray(child, value);
        else if (value !== null) this.#walk(child, value);
      } else this.#leaf(child, value);
    }
  }

  #walkArray(node: PathNode, items: readonly JsonValue[]): void {
    for (const item of items) {
      if (item === null) continue;
      if (typeof item !== 'object') this.#leaf(node, item);
      else if (Array.isArray(item)) this.#walkArray(node, item);
      else this.#walk(node, item);
    }
  }

  #childOf(node: PathNode, key: string, at: number): PathNode {
    let child = node.children.get(key);
    if (child === undefined) {
      child = this.#makeNode(node.path === '' ? key : `${node.path}.${key}`);
      if (this.#nodeCount > MAX_NODES || child.path.length > MAX_PATH_CHARS) return child;
      node.children.set(key, child);
    }
    if (at <= node.keys.length) {
      node.keys[at] = key;
      node.nodes[at] = child;
    }
    return child;
  }

  #makeNode(path: string): PathNode {
    this.#nodeCount++;
    const isUnindexed = UNINDEXED_PATHS.includes(path);
    return { path, column: undefined, isUnindexed, keys: [], nodes: [], children: new Map() };
  }

  #columnOf(node: PathNode): ColumnBuilder | null {
    const { path } = node;
    let column = this.columns.get(path);
    if (column === undefined) {
      // The message always has its column, so that its words are told apart from all others.
      if ((this.columns.size >= this.#limits.maxColumns || path.length > MAX_PATH_CHARS) && path !== MESSAGE_PATH) {
        node.column = null;
        return null;
      }
      column = new ColumnBuilder(path, isTextPath(path), !UNCODED_PATHS.has(path), this.#budget, this.#limits);
      this.columns.set(path, column);
    }
    node.column = column;
    return column;
  }

  #leaf(node: PathNode, value: Scalar): void {
    if (node.isUnindexed) return;
    const column = node.column === undefined ? this.#columnOf(node) : node.column;
    if (column === null) {
      if (this.overflowRows.at(-1) !== this.#row) this.overflowRows.push(this.#row);
      if (typeof value !== 'boolean' && isTextPath(node.path)) this.#addText(node.path, value);
    } else if (column.add(this.#row, value, this.#isEvent)) {
      if (column.isText) this.#addText(column.path, value);
      else if (column.path === EVENT_ID_PATH) this.values.add(valueKeyOf(foldText(String(value))), this.#row);
    }
  }

  #addText(path: string, value: Scalar): void {
    if (typeof value === 'boolean') return;
    const text = typeof value === 'string' ? value : String(value);
    if (path === MESSAGE_PATH) {
      this.messages.add(this.#row, text);
      return;
    }
    const texts = this.#rowTexts;
    for (let i = 0; i < texts.length; i++) if (texts[i] === text) return;
    if (texts.length < COMPARED_TEXTS) texts.push(text);
    this.others.add(this.#row, text);
  }
}
