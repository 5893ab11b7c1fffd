-- Forms being written, the scoring of a report after its opinions are in, and what a form asks for at the head of papers.

-- A form that is being written: it may be wrong anywhere, and becomes a form version when it is issued.
CREATE TABLE form_draft (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE,
  base_code TEXT NOT NULL,
  base_version TEXT NOT NULL,
  json TEXT NOT NULL
) STRICT;

-- What the kind of a session decides (titles, conclusions), as it was when the session was added; empty = nothing.
ALTER TABLE session ADD COLUMN rules TEXT NOT NULL DEFAULT '';

-- The head fields a form asks for, as they were entered for a report.
CREATE TABLE report_field (
  report INTEGER NOT NULL REFERENCES report (id),
  field TEXT NOT NULL,
  text TEXT NOT NULL CHECK (text <> ''),
  PRIMARY KEY (report, field)
) STRICT, WITHOUT ROWID;

-- 合议分: agreed in discussion, apart from what the experts gave.
CREATE TABLE agreed_score (
  report INTEGER NOT NULL REFERENCES report (id),
  criterion TEXT NOT NULL,
  text TEXT NOT NULL,
  points TEXT NOT NULL CHECK (points GLOB '[0-9]*' AND points NOT GLOB '*[^0-9.]*' AND points NOT GLOB '*.*.*'
    AND points NOT GLOB '*.' AND points NOT GLOB '0[0-9]*' AND points NOT GLOB '*.*0'),
  reason TEXT NOT NULL CHECK (reason <> ''),
  minority TEXT NOT NULL,
  PRIMARY KEY (report, criterion)
) STRICT, WITHOUT ROWID;

-- 汇总锁定: the result as it was when the scores were closed. From here on only corrections change it.
CREATE TABLE tally_lock (
  report INTEGER PRIMARY KEY REFERENCES report (id),
  locked_at TEXT NOT NULL,
  content TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64)
) STRICT;

-- 更正: the four lawful grounds (财政部令第87号第六十四条, 移用). Each stands for ever; the newest of a cell counts.
CREATE TABLE correction (
  id INTEGER PRIMARY KEY,
  report INTEGER NOT NULL REFERENCES report (id),
  member INTEGER NOT NULL REFERENCES member (id),
  criterion TEXT NOT NULL,
  ground TEXT NOT NULL CHECK (ground IN ('sum_error', 'out_of_range', 'objective_differs', 'extreme')),
  old_text TEXT NOT NULL,
  new_text TEXT NOT NULL,
  reason TEXT NOT NULL CHECK (reason <> ''),
  witness TEXT NOT NULL CHECK (witness <> ''),
  actor TEXT NOT NULL,
  corrected_at TEXT NOT NULL
) STRICT;
CREATE INDEX correction_of_report ON correction (report, id);

CREATE TRIGGER lock_update BEFORE UPDATE ON tally_lock BEGIN SELECT RAISE(ABORT, 'tally_locked'); END;
CREATE TRIGGER lock_delete BEFORE DELETE ON tally_lock BEGIN SELECT RAISE(ABORT, 'tally_locked'); END;
CREATE TRIGGER correction_update BEFORE UPDATE ON correction BEGIN SELECT RAISE(ABORT, 'correction_kept'); END;
CREATE TRIGGER correction_delete BEFORE DELETE ON correction BEGIN SELECT RAISE(ABORT, 'correction_kept'); END;
CREATE TRIGGER correction_unlocked BEFORE INSERT ON correction
  WHEN NOT EXISTS (SELECT 1 FROM tally_lock WHERE report = NEW.report)
BEGIN SELECT RAISE(ABORT, 'tally_not_locked'); END;
CREATE TRIGGER opinion_locked BEFORE UPDATE ON opinion WHEN OLD.state = 'signed' AND NEW.state = 'draft'
  AND EXISTS (SELECT 1 FROM tally_lock WHERE report = OLD.report)
BEGIN SELECT RAISE(ABORT, 'tally_locked'); END;
CREATE TRIGGER agreed_locked_insert BEFORE INSERT ON agreed_score
  WHEN EXISTS (SELECT 1 FROM tally_lock WHERE report = NEW.report) BEGIN SELECT RAISE(ABORT, 'tally_locked'); END;
CREATE TRIGGER agreed_locked_update BEFORE UPDATE ON agreed_score
  WHEN EXISTS (SELECT 1 FROM tally_lock WHERE report = OLD.report) BEGIN SELECT RAISE(ABORT, 'tally_locked'); END;
CREATE TRIGGER agreed_locked_delete BEFORE DELETE ON agreed_score
  WHEN EXISTS (SELECT 1 FROM tally_lock WHERE report = OLD.report) BEGIN SELECT RAISE(ABORT, 'tally_locked'); END;
