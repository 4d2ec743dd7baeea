/**
 * Types of the driver: its package carries some, but hides them behind its `exports`. Only what is used here.
 */
declare module 'better-sqlite3-multiple-ciphers' {
  interface Statement {
    run(...parameters: unknown[]): { changes: number; lastInsertRowid: number | bigint };
    get(...parameters: unknown[]): unknown;
    all(...parameters: unknown[]): unknown[];
    iterate(...parameters: unknown[]): IterableIterator<unknown>;
    pluck(on?: boolean): this;
    raw(on?: boolean): this;
    safeIntegers(on?: boolean): this;
  }
  interface SqliteError extends Error {
    code: string;
  }
  class Database {
    static SqliteError: new (
      message: string,
      code: string,
    ) => SqliteError;
    constructor(file: string, options?: { readonly?: boolean; fileMustExist?: boolean; timeout?: number });
    readonly open: boolean;
    readonly inTransaction: boolean;
    prepare(sql: string): Statement;
    transaction<F extends (...parameters: never[]) => unknown>(work: F): F;
    exec(sql: string): this;
    key(key: Buffer): number;
    rekey(key: Buffer): number;
    pragma(source: string, options?: { simple?: boolean }): unknown;
    close(): this;
  }
  export default Database;
}
