/**
 * Operators may leave, and may be given another key: the table holds every key with the stretch of the log it is of. A segment's
 * file may be encrypted anew: its hash then stands in a later record.
 */
import type { Migration } from './migration.ts';

export const migration0020: Migration = {
  version: 20,
  sql: `
ALTER TABLE operator RENAME TO operator_before;
CREATE TABLE operator (
  operator_id TEXT NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  vkey TEXT NOT NULL,
  -- The record that brought the key in, and the one that ended it.
  seq INTEGER NOT NULL,
  until INTEGER,
  PRIMARY KEY (operator_id, seq)
) STRICT;
INSERT INTO operator SELECT operator_id, name, role, vkey, seq, NULL FROM operator_before;
DROP TABLE operator_before;

DROP TRIGGER segment_no_update;
CREATE TRIGGER segment_no_update BEFORE UPDATE ON segment
WHEN NEW.id <> OLD.id OR NEW.row_count <> OLD.row_count OR NEW.event_count <> OLD.event_count
  OR NEW.min_time_us IS NOT OLD.min_time_us OR NEW.max_time_us IS NOT OLD.max_time_us
  OR NEW.record_seq <= OLD.record_seq
BEGIN SELECT RAISE(ABORT, 'of a segment only the file may be another, as a later record says'); END;
`,
};
