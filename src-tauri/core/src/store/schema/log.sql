-- The tables of the machinery: who the file is (meta) and what happened to it (event, change, event_hash).
-- Append-only and self-guarding: the rules below hold for every program that opens the file, not only for ours.

CREATE TABLE meta (
  key   TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row per command. The deferred reference makes COMMIT fail for an event that was never sealed.
CREATE TABLE event (
  seq         INTEGER NOT NULL PRIMARY KEY REFERENCES event_hash(seq) DEFERRABLE INITIALLY DEFERRED,
  at          TEXT NOT NULL,
  actor       TEXT NOT NULL,
  role        TEXT NOT NULL,
  op          TEXT NOT NULL,
  subject     TEXT NOT NULL,
  reason      TEXT,
  undoes      INTEGER REFERENCES event(seq),
  app_version TEXT NOT NULL
) STRICT;

CREATE INDEX event_by_undoes ON event(undoes) WHERE undoes IS NOT NULL;

-- One row per changed row of any other table, written by the audit triggers only.
CREATE TABLE change (
  n      INTEGER NOT NULL PRIMARY KEY,
  seq    INTEGER NOT NULL REFERENCES event(seq),
  tbl    TEXT NOT NULL,
  kind   TEXT NOT NULL CHECK (kind IN ('I', 'U', 'D')),
  key    TEXT NOT NULL,
  before TEXT,
  after  TEXT
) STRICT;

CREATE INDEX change_by_event ON change(seq);
CREATE INDEX change_by_row ON change(tbl, key);

-- The chain: each hash covers its event, its changes and the hash before.
CREATE TABLE event_hash (
  seq            INTEGER NOT NULL PRIMARY KEY REFERENCES event(seq),
  prev_hash      TEXT NOT NULL,
  change_count   INTEGER NOT NULL,
  changes_sha256 TEXT NOT NULL,
  hash           TEXT NOT NULL
) STRICT;

CREATE TRIGGER event_comes_next BEFORE INSERT ON event BEGIN
  SELECT RAISE(ABORT, 'event: number out of order')
    WHERE NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM event);
  SELECT RAISE(ABORT, 'event: another one is open')
    WHERE (SELECT max(seq) FROM event) IS NOT (SELECT max(seq) FROM event_hash);
END;

CREATE TRIGGER change_needs_open_event BEFORE INSERT ON change BEGIN
  SELECT RAISE(ABORT, 'change: no event is open')
    WHERE NEW.seq IS NULL
       OR NEW.seq IS NOT (SELECT max(seq) FROM event)
       OR NEW.seq IS (SELECT max(seq) FROM event_hash);
END;

CREATE TRIGGER event_hash_seals_open_event BEFORE INSERT ON event_hash BEGIN
  SELECT RAISE(ABORT, 'event_hash: not the open event')
    WHERE NEW.seq IS NOT (SELECT max(seq) FROM event);
  SELECT RAISE(ABORT, 'event_hash: chain broken')
    WHERE NEW.prev_hash IS NOT coalesce((SELECT hash FROM event_hash WHERE seq = NEW.seq - 1), '');
END;

CREATE TRIGGER event_never_changes BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'event: append only'); END;
CREATE TRIGGER event_never_goes BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'event: append only'); END;
CREATE TRIGGER change_never_changes BEFORE UPDATE ON change BEGIN SELECT RAISE(ABORT, 'change: append only'); END;
CREATE TRIGGER change_never_goes BEFORE DELETE ON change BEGIN SELECT RAISE(ABORT, 'change: append only'); END;
CREATE TRIGGER event_hash_never_changes BEFORE UPDATE ON event_hash
  BEGIN SELECT RAISE(ABORT, 'event_hash: append only'); END;
CREATE TRIGGER event_hash_never_goes BEFORE DELETE ON event_hash
  BEGIN SELECT RAISE(ABORT, 'event_hash: append only'); END;
