/** What the host does for the module: the rare things that JavaScript knows exactly. */

/** What a path is, bits of PathKind; called once a path. */
export declare function describePath(at: usize, size: u32): u32;

/**
 * Folds text that is not ASCII (engines/search/tokens.ts) and writes its tokens to `to`, a space between two.
 *
 * @returns bytes written, at most twice `size`
 */
export declare function foldTokens(at: usize, size: u32, to: usize): u32;

/** Fingerprint of a whole folded value that is not ASCII. */
export declare function foldedKey(at: usize, size: u32): u32;

/** The number whose ECMAScript text is exactly these bytes; NaN where there is none. */
export declare function numberOf(at: usize, size: u32): f64;
