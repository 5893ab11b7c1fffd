-- Business tables. Decimals are canonical text with a CHECK; arithmetic on them happens in `domain` only.
-- The triggers at the end keep what is signed or final from changing, whoever writes.

CREATE TABLE form (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL,
  version TEXT NOT NULL,
  title TEXT NOT NULL,
  json TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  frozen INTEGER NOT NULL DEFAULT 0 CHECK (frozen IN (0, 1)),
  UNIQUE (code, version)
) STRICT;

CREATE TABLE expert (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  employer TEXT NOT NULL,
  job_title TEXT NOT NULL,
  field TEXT NOT NULL,
  avoid_units TEXT NOT NULL
) STRICT;

CREATE TABLE session (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE,
  no TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('draft', 'reviewing', 'finished')),
  form INTEGER NOT NULL REFERENCES form (id),
  title TEXT NOT NULL,
  kind TEXT NOT NULL,
  organiser TEXT NOT NULL,
  office TEXT NOT NULL,
  place TEXT NOT NULL,
  starts_on TEXT NOT NULL,
  ends_on TEXT NOT NULL,
  requirements TEXT NOT NULL
) STRICT;

CREATE TABLE member (
  id INTEGER PRIMARY KEY,
  session INTEGER NOT NULL REFERENCES session (id),
  expert INTEGER NOT NULL REFERENCES expert (id),
  seat INTEGER NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('chair', 'member')),
  UNIQUE (session, expert),
  UNIQUE (session, seat)
) STRICT;

CREATE TABLE report (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE,
  session INTEGER NOT NULL REFERENCES session (id),
  position INTEGER NOT NULL,
  no TEXT NOT NULL,
  title TEXT NOT NULL,
  unit TEXT NOT NULL,
  department TEXT NOT NULL,
  agency TEXT NOT NULL,
  lead TEXT NOT NULL,
  review_type TEXT NOT NULL,
  year TEXT NOT NULL,
  amount TEXT CHECK (amount IS NULL OR (amount GLOB '[0-9]*' AND amount NOT GLOB '*[^0-9.]*' AND amount NOT GLOB '*.*.*'
    AND amount NOT GLOB '*.' AND amount NOT GLOB '0[0-9]*' AND amount NOT GLOB '*.*0')),
  budget_book TEXT NOT NULL,
  edition TEXT NOT NULL,
  UNIQUE (session, no),
  UNIQUE (session, position)
) STRICT;

-- The bytes of attached files, each content once, never changed.
CREATE TABLE file_bytes (
  sha256 TEXT NOT NULL PRIMARY KEY CHECK (length(sha256) = 64),
  size INTEGER NOT NULL CHECK (size >= 0),
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE attachment (
  report INTEGER NOT NULL REFERENCES report (id),
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL REFERENCES file_bytes (sha256),
  PRIMARY KEY (report, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE recusal (
  member INTEGER NOT NULL REFERENCES member (id),
  report INTEGER NOT NULL REFERENCES report (id),
  ground TEXT NOT NULL CHECK (ground <> ''),
  PRIMARY KEY (member, report)
) STRICT, WITHOUT ROWID;

CREATE TABLE opinion (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE,
  report INTEGER NOT NULL REFERENCES report (id),
  member INTEGER NOT NULL REFERENCES member (id),
  state TEXT NOT NULL CHECK (state IN ('draft', 'signed')),
  version INTEGER NOT NULL CHECK (version >= 1),
  declared INTEGER NOT NULL CHECK (declared IN (0, 1)),
  conclusion TEXT NOT NULL,
  merits TEXT NOT NULL,
  budget_advice TEXT NOT NULL,
  UNIQUE (report, member)
) STRICT;

-- `text` is what was typed, for ever; `points` its value when it fits the criterion.
CREATE TABLE score (
  opinion INTEGER NOT NULL REFERENCES opinion (id),
  criterion TEXT NOT NULL,
  text TEXT NOT NULL,
  points TEXT CHECK (points IS NULL OR (points GLOB '[0-9]*' AND points NOT GLOB '*[^0-9.]*' AND points NOT GLOB '*.*.*'
    AND points NOT GLOB '*.' AND points NOT GLOB '0[0-9]*' AND points NOT GLOB '*.*0')),
  reason TEXT NOT NULL,
  PRIMARY KEY (opinion, criterion)
) STRICT, WITHOUT ROWID;

CREATE TABLE opinion_veto (
  opinion INTEGER NOT NULL REFERENCES opinion (id),
  item TEXT NOT NULL,
  PRIMARY KEY (opinion, item)
) STRICT, WITHOUT ROWID;

CREATE TABLE remark (
  id INTEGER PRIMARY KEY,
  opinion INTEGER NOT NULL REFERENCES opinion (id),
  no INTEGER NOT NULL CHECK (no >= 1),
  place TEXT NOT NULL,
  page TEXT NOT NULL,
  criterion TEXT NOT NULL,
  problem TEXT NOT NULL,
  suggestion TEXT NOT NULL,
  nature TEXT NOT NULL CHECK (nature IN ('必须修改', '建议修改'))
) STRICT;
CREATE INDEX remark_of_opinion ON remark (opinion, no);

-- What was signed, frozen: one row per signature, never changed.
CREATE TABLE signed_opinion (
  opinion INTEGER NOT NULL REFERENCES opinion (id),
  version INTEGER NOT NULL,
  signed_at TEXT NOT NULL,
  content TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  PRIMARY KEY (opinion, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE sheet (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE,
  report INTEGER NOT NULL REFERENCES report (id),
  version INTEGER NOT NULL CHECK (version >= 1),
  state TEXT NOT NULL CHECK (state IN ('draft', 'final', 'superseded')),
  overall TEXT NOT NULL,
  conclusion TEXT NOT NULL,
  conclusion_reason TEXT NOT NULL,
  UNIQUE (report, version)
) STRICT;

CREATE TABLE sheet_item (
  id INTEGER PRIMARY KEY,
  sheet INTEGER NOT NULL REFERENCES sheet (id),
  no INTEGER NOT NULL CHECK (no >= 1),
  theme TEXT NOT NULL,
  place TEXT NOT NULL,
  problem TEXT NOT NULL,
  suggestion TEXT NOT NULL,
  nature TEXT NOT NULL CHECK (nature IN ('必须修改', '建议修改'))
) STRICT;
CREATE INDEX item_of_sheet ON sheet_item (sheet, no);

CREATE TABLE sheet_source (
  item INTEGER NOT NULL REFERENCES sheet_item (id),
  remark INTEGER NOT NULL REFERENCES remark (id),
  PRIMARY KEY (item, remark)
) STRICT, WITHOUT ROWID;
CREATE INDEX source_of_remark ON sheet_source (remark);

CREATE TABLE sheet_unused (
  sheet INTEGER NOT NULL REFERENCES sheet (id),
  remark INTEGER NOT NULL REFERENCES remark (id),
  reason TEXT NOT NULL,
  PRIMARY KEY (sheet, remark)
) STRICT, WITHOUT ROWID;
CREATE INDEX unused_of_remark ON sheet_unused (remark);

CREATE TABLE sheet_dissent (
  sheet INTEGER NOT NULL REFERENCES sheet (id),
  member INTEGER NOT NULL REFERENCES member (id),
  text TEXT NOT NULL CHECK (text <> ''),
  PRIMARY KEY (sheet, member)
) STRICT, WITHOUT ROWID;

-- What was finalised, frozen: from this the paper is drawn, also after the sheet has been superseded.
CREATE TABLE final_sheet (
  sheet INTEGER PRIMARY KEY REFERENCES sheet (id),
  finalised_at TEXT NOT NULL,
  content TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64)
) STRICT;

-- A used form never changes.
CREATE TRIGGER form_frozen_update BEFORE UPDATE ON form WHEN OLD.frozen = 1
BEGIN SELECT RAISE(ABORT, 'form_frozen'); END;
CREATE TRIGGER form_frozen_delete BEFORE DELETE ON form WHEN OLD.frozen = 1
BEGIN SELECT RAISE(ABORT, 'form_frozen'); END;

-- A signed opinion never changes; only its state may go back to draft, with the next version number.
CREATE TRIGGER opinion_signed_update BEFORE UPDATE ON opinion WHEN OLD.state = 'signed'
  AND NOT (NEW.state = 'draft' AND NEW.version = OLD.version + 1 AND NEW.id = OLD.id AND NEW.uid = OLD.uid
    AND NEW.report = OLD.report AND NEW.member = OLD.member AND NEW.conclusion = OLD.conclusion)
BEGIN SELECT RAISE(ABORT, 'opinion_signed'); END;
CREATE TRIGGER opinion_signed_delete BEFORE DELETE ON opinion WHEN OLD.state = 'signed'
BEGIN SELECT RAISE(ABORT, 'opinion_signed'); END;
CREATE TRIGGER score_signed_insert BEFORE INSERT ON score
  WHEN (SELECT state FROM opinion WHERE id = NEW.opinion) = 'signed' BEGIN SELECT RAISE(ABORT, 'opinion_signed'); END;
CREATE TRIGGER score_signed_update BEFORE UPDATE ON score
  WHEN (SELECT state FROM opinion WHERE id = OLD.opinion) = 'signed' BEGIN SELECT RAISE(ABORT, 'opinion_signed'); END;
CREATE TRIGGER score_signed_delete BEFORE DELETE ON score
  WHEN (SELECT state FROM opinion WHERE id = OLD.opinion) = 'signed' BEGIN SELECT RAISE(ABORT, 'opinion_signed'); END;
CREATE TRIGGER veto_signed_insert BEFORE INSERT ON opinion_veto
  WHEN (SELECT state FROM opinion WHERE id = NEW.opinion) = 'signed' BEGIN SELECT RAISE(ABORT, 'opinion_signed'); END;
CREATE TRIGGER veto_signed_delete BEFORE DELETE ON opinion_veto
  WHEN (SELECT state FROM opinion WHERE id = OLD.opinion) = 'signed' BEGIN SELECT RAISE(ABORT, 'opinion_signed'); END;
CREATE TRIGGER remark_signed_insert BEFORE INSERT ON remark
  WHEN (SELECT state FROM opinion WHERE id = NEW.opinion) = 'signed' BEGIN SELECT RAISE(ABORT, 'opinion_signed'); END;
CREATE TRIGGER remark_signed_update BEFORE UPDATE ON remark
  WHEN (SELECT state FROM opinion WHERE id = OLD.opinion) = 'signed' BEGIN SELECT RAISE(ABORT, 'opinion_signed'); END;
CREATE TRIGGER remark_signed_delete BEFORE DELETE ON remark
  WHEN (SELECT state FROM opinion WHERE id = OLD.opinion) = 'signed' BEGIN SELECT RAISE(ABORT, 'opinion_signed'); END;
CREATE TRIGGER signature_update BEFORE UPDATE ON signed_opinion BEGIN SELECT RAISE(ABORT, 'signature_kept'); END;
CREATE TRIGGER signature_delete BEFORE DELETE ON signed_opinion BEGIN SELECT RAISE(ABORT, 'signature_kept'); END;

-- A final sheet never changes; only its state may go on to superseded.
CREATE TRIGGER sheet_final_update BEFORE UPDATE ON sheet WHEN OLD.state <> 'draft'
  AND NOT (OLD.state = 'final' AND NEW.state = 'superseded' AND NEW.id = OLD.id AND NEW.uid = OLD.uid
    AND NEW.report = OLD.report AND NEW.version = OLD.version AND NEW.overall = OLD.overall
    AND NEW.conclusion = OLD.conclusion AND NEW.conclusion_reason = OLD.conclusion_reason)
BEGIN SELECT RAISE(ABORT, 'sheet_final'); END;
CREATE TRIGGER sheet_final_delete BEFORE DELETE ON sheet WHEN OLD.state <> 'draft'
BEGIN SELECT RAISE(ABORT, 'sheet_final'); END;
CREATE TRIGGER item_final_insert BEFORE INSERT ON sheet_item
  WHEN (SELECT state FROM sheet WHERE id = NEW.sheet) <> 'draft' BEGIN SELECT RAISE(ABORT, 'sheet_final'); END;
CREATE TRIGGER item_final_update BEFORE UPDATE ON sheet_item
  WHEN (SELECT state FROM sheet WHERE id = OLD.sheet) <> 'draft' BEGIN SELECT RAISE(ABORT, 'sheet_final'); END;
CREATE TRIGGER item_final_delete BEFORE DELETE ON sheet_item
  WHEN (SELECT state FROM sheet WHERE id = OLD.sheet) <> 'draft' BEGIN SELECT RAISE(ABORT, 'sheet_final'); END;
CREATE TRIGGER source_final_insert BEFORE INSERT ON sheet_source
  WHEN (SELECT state FROM sheet WHERE id = (SELECT sheet FROM sheet_item WHERE id = NEW.item)) <> 'draft'
BEGIN SELECT RAISE(ABORT, 'sheet_final'); END;
CREATE TRIGGER source_final_delete BEFORE DELETE ON sheet_source
  WHEN (SELECT state FROM sheet WHERE id = (SELECT sheet FROM sheet_item WHERE id = OLD.item)) <> 'draft'
BEGIN SELECT RAISE(ABORT, 'sheet_final'); END;
CREATE TRIGGER unused_final_insert BEFORE INSERT ON sheet_unused
  WHEN (SELECT state FROM sheet WHERE id = NEW.sheet) <> 'draft' BEGIN SELECT RAISE(ABORT, 'sheet_final'); END;
CREATE TRIGGER unused_final_delete BEFORE DELETE ON sheet_unused
  WHEN (SELECT state FROM sheet WHERE id = OLD.sheet) <> 'draft' BEGIN SELECT RAISE(ABORT, 'sheet_final'); END;
CREATE TRIGGER dissent_final_insert BEFORE INSERT ON sheet_dissent
  WHEN (SELECT state FROM sheet WHERE id = NEW.sheet) <> 'draft' BEGIN SELECT RAISE(ABORT, 'sheet_final'); END;
CREATE TRIGGER dissent_final_delete BEFORE DELETE ON sheet_dissent
  WHEN (SELECT state FROM sheet WHERE id = OLD.sheet) <> 'draft' BEGIN SELECT RAISE(ABORT, 'sheet_final'); END;
CREATE TRIGGER final_update BEFORE UPDATE ON final_sheet BEGIN SELECT RAISE(ABORT, 'final_kept'); END;
CREATE TRIGGER final_delete BEFORE DELETE ON final_sheet BEGIN SELECT RAISE(ABORT, 'final_kept'); END;
