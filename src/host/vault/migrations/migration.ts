/** One step from an older shape of `case.db` to the next. */
export interface Migration {
  /** In tens; stored in `PRAGMA user_version`. */
  readonly version: number;
  readonly sql: string;
}
