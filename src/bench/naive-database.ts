/** The naive baseline's database: chacha20, four indexes, FTS5 kept by triggers. Nothing of the product's own vault. */
import Database from 'better-sqlite3-multiple-ciphers';

export interface NaiveDatabase {
  begin(): void;
  insert(values: readonly string[]): void;
  commit(): void;
  close(): void;
}

export function openNaiveDatabase(path: string): NaiveDatabase {
  const db = new Database(path);
  db.pragma("cipher='chacha20'");
  db.pragma("key='a passphrase for a bench'");
  db.pragma('journal_mode=WAL');
  db.exec(`
    CREATE TABLE event (
      id INTEGER PRIMARY KEY, timestamp TEXT, type TEXT, severity TEXT, ip TEXT, user TEXT, session TEXT, action TEXT,
      resource TEXT, message TEXT, line TEXT, digest TEXT, chain TEXT
    );
    CREATE INDEX event_timestamp ON event (timestamp);
    CREATE INDEX event_user ON event (user);
    CREATE INDEX event_ip ON event (ip);
    CREATE INDEX event_type ON event (type);
    CREATE VIRTUAL TABLE event_text USING fts5 (message, content='event', content_rowid='id');
    CREATE TRIGGER event_added AFTER INSERT ON event BEGIN
      INSERT INTO event_text (rowid, message) VALUES (new.id, new.message);
    END;
  `);
  const insert = db.prepare(
    `INSERT INTO event (timestamp, type, severity, ip, user, session, action, resource, message, line, digest, chain)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return {
    begin: () => void db.exec('BEGIN'),
    insert: (values) => void insert.run(...values),
    commit: () => void db.exec('COMMIT'),
    close: () => void db.close(),
  };
}
