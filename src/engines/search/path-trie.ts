/**
 * Paths of leaves, built once for each run of keys instead of once for each event.
 *
 * Pure. A step down is one Map read. The memory is bounded: past `maxNodes` the trie starts again from nothing.
 * Trust: keys are hostile (`__proto__`, millions of different ones); they are only Map keys and text.
 */

export interface PathNode<T> {
  /** Keys from the body joined with dots, '' for the body itself. */
  readonly path: string;
  /** The empty key makes the same path, so the path can't tell. */
  readonly isRoot: boolean;
  readonly data: T;
  readonly children: Map<string, PathNode<T>>;
}

export class PathTrie<T> {
  #root: PathNode<T>;
  #count = 0;
  readonly #make: (path: string) => T;
  readonly #maxNodes: number;

  /**
   * @param make what is kept beside a path, made once when the path is first seen
   * @param maxNodes how many paths are remembered, at least 1
   */
  constructor(make: (path: string) => T, maxNodes = 65_536) {
    this.#make = make;
    this.#maxNodes = maxNodes;
    this.#root = { path: '', isRoot: true, data: make(''), children: new Map() };
  }

  /** The node of the body. Ask once an event: a full trie is emptied here, never under way. */
  root(): PathNode<T> {
    if (this.#count > this.#maxNodes) {
      this.#root = { path: '', isRoot: true, data: this.#make(''), children: new Map() };
      this.#count = 0;
    }
    return this.#root;
  }

  child(node: PathNode<T>, key: string): PathNode<T> {
    const known = node.children.get(key);
    if (known !== undefined) return known;
    const path = node.isRoot ? key : `${node.path}.${key}`;
    const made = { path, isRoot: false, data: this.#make(path), children: new Map() };
    node.children.set(key, made);
    this.#count += 1;
    return made;
  }
}
