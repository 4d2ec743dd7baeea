import type { LRParser } from '@lezer/lr';

/** The parser made from query.grammar by `npm run grammar`. */
export declare const parser: LRParser;
