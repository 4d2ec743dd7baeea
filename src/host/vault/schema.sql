-- Made by the migrations, compared by migrate.test.ts.

CREATE TABLE digest_tile (
  n INTEGER PRIMARY KEY,
  chain_before BLOB NOT NULL CHECK (length(chain_before) = 32),
  digests BLOB NOT NULL CHECK (length(digests) % 32 = 0)
) STRICT;

CREATE TABLE head (
  size INTEGER PRIMARY KEY,
  note BLOB NOT NULL
) STRICT;

CREATE TABLE hot_block (
  first_seq INTEGER PRIMARY KEY,
  count INTEGER NOT NULL CHECK (count > 0),
  lines BLOB NOT NULL
) STRICT;

CREATE TABLE ingest_progress (
  source_seq INTEGER PRIMARY KEY REFERENCES source (seq),
  next_offset INTEGER NOT NULL,
  tally TEXT NOT NULL
) STRICT;

CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

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

CREATE TABLE segment (
  id INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  row_count INTEGER NOT NULL,
  event_count INTEGER NOT NULL,
  min_time_us REAL,
  max_time_us REAL,
  record_seq INTEGER NOT NULL
) STRICT;

CREATE TABLE segment_run (
  first_seq INTEGER PRIMARY KEY,
  count INTEGER NOT NULL CHECK (count > 0),
  segment_id INTEGER NOT NULL REFERENCES segment (id),
  row_start INTEGER NOT NULL
) STRICT;

CREATE TABLE source (
  seq INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL,
  path TEXT NOT NULL,
  report_seq INTEGER
) STRICT;

CREATE TABLE tile (
  level INTEGER NOT NULL CHECK (level >= 1),
  n INTEGER NOT NULL,
  hashes BLOB NOT NULL CHECK (length(hashes) % 32 = 0),
  PRIMARY KEY (level, n)
) STRICT, WITHOUT ROWID;

CREATE INDEX source_sha256 ON source (sha256);

CREATE TRIGGER digest_tile_grows_only BEFORE UPDATE ON digest_tile
WHEN substr(NEW.digests, 1, length(OLD.digests)) <> OLD.digests OR NEW.chain_before <> OLD.chain_before OR NEW.n <> OLD.n
BEGIN SELECT RAISE(ABORT, 'a digest tile only grows'); END;

CREATE TRIGGER digest_tile_no_delete BEFORE DELETE ON digest_tile
BEGIN SELECT RAISE(ABORT, 'a digest tile only grows'); END;

CREATE TRIGGER head_no_delete BEFORE DELETE ON head
BEGIN SELECT RAISE(ABORT, 'head is append-only'); END;

CREATE TRIGGER head_no_update BEFORE UPDATE ON head
BEGIN SELECT RAISE(ABORT, 'head is append-only'); END;

CREATE TRIGGER hot_block_no_delete BEFORE DELETE ON hot_block
WHEN (SELECT coalesce(sum(min(r.first_seq + r.count, OLD.first_seq + OLD.count) - max(r.first_seq, OLD.first_seq)), 0)
      FROM segment_run r WHERE r.first_seq < OLD.first_seq + OLD.count AND r.first_seq + r.count > OLD.first_seq) < OLD.count
BEGIN SELECT RAISE(ABORT, 'hot_block leaves only into a segment'); END;

CREATE TRIGGER hot_block_no_update BEFORE UPDATE ON hot_block
BEGIN SELECT RAISE(ABORT, 'hot_block is append-only'); END;

CREATE TRIGGER segment_no_delete BEFORE DELETE ON segment
BEGIN SELECT RAISE(ABORT, 'segment is append-only'); END;

CREATE TRIGGER segment_no_update BEFORE UPDATE ON segment
WHEN NEW.id <> OLD.id OR NEW.row_count <> OLD.row_count OR NEW.event_count <> OLD.event_count
  OR NEW.min_time_us IS NOT OLD.min_time_us OR NEW.max_time_us IS NOT OLD.max_time_us
  OR NEW.record_seq <= OLD.record_seq
BEGIN SELECT RAISE(ABORT, 'of a segment only the file may be another, as a later record says'); END;

CREATE TRIGGER segment_run_no_delete BEFORE DELETE ON segment_run
BEGIN SELECT RAISE(ABORT, 'segment_run is append-only'); END;

CREATE TRIGGER segment_run_no_update BEFORE UPDATE ON segment_run
BEGIN SELECT RAISE(ABORT, 'segment_run is append-only'); END;

CREATE TRIGGER tile_grows_only BEFORE UPDATE ON tile
WHEN substr(NEW.hashes, 1, length(OLD.hashes)) <> OLD.hashes OR NEW.level <> OLD.level OR NEW.n <> OLD.n
BEGIN SELECT RAISE(ABORT, 'a tile only grows'); END;

CREATE TRIGGER tile_no_delete BEFORE DELETE ON tile
BEGIN SELECT RAISE(ABORT, 'a tile only grows'); END;
