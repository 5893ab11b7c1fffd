-- What goes out to experts and what comes back, each file as it was; on the expert's side what was opened and handed back.

-- The keys of the bureau by their public halves; the newest is in force. A secret never stands in a workspace.
CREATE TABLE bureau_key (
  id INTEGER PRIMARY KEY,
  sign_public TEXT NOT NULL UNIQUE CHECK (length(sign_public) = 64),
  age_recipient TEXT NOT NULL UNIQUE,
  made_at TEXT NOT NULL
) STRICT;

-- 评审包: one row for each revision of a member's package. `secret` and `code` are what returns and the expert prove
-- themselves with; an empty code = not encrypted.
CREATE TABLE package (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL,
  member INTEGER NOT NULL REFERENCES member (id),
  revision INTEGER NOT NULL CHECK (revision >= 1),
  sha256 TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
  manifest TEXT NOT NULL,
  form_sha256 TEXT NOT NULL CHECK (length(form_sha256) = 64),
  bureau_key INTEGER NOT NULL REFERENCES bureau_key (id),
  issued_at TEXT NOT NULL,
  due_at TEXT NOT NULL,
  secret TEXT NOT NULL,
  code TEXT NOT NULL,
  reason TEXT NOT NULL,
  UNIQUE (member, revision),
  UNIQUE (uid, revision)
) STRICT;

-- 填报表: each one that was written for a member; its secret binds what comes back.
CREATE TABLE fill_in (
  uid TEXT NOT NULL PRIMARY KEY,
  member INTEGER NOT NULL REFERENCES member (id),
  form_sha256 TEXT NOT NULL CHECK (length(form_sha256) = 64),
  issued_at TEXT NOT NULL,
  secret TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Keys the returns of a member may be signed with: the one of the first return, and those confirmed by telephone.
CREATE TABLE expert_key (
  member INTEGER NOT NULL REFERENCES member (id),
  public_key TEXT NOT NULL CHECK (length(public_key) = 64),
  bound_at TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (member, public_key)
) STRICT, WITHOUT ROWID;

-- Every file that came in and was kept: a return, a fill-in form, the scan of a paper. `inner` is what an encrypted file
-- holds, so that it can be read again without a key, `manifest` what it says of itself. Quarantined ones never reach the scores.
CREATE TABLE received (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('return', 'fill_in', 'paper')),
  sha256 TEXT NOT NULL UNIQUE REFERENCES file_bytes (sha256),
  inner_sha256 TEXT REFERENCES file_bytes (sha256),
  name TEXT NOT NULL,
  received_at TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('accepted', 'quarantined')),
  verdict TEXT NOT NULL,
  member INTEGER REFERENCES member (id),
  package_revision INTEGER,
  return_uid TEXT,
  return_seq INTEGER,
  signer TEXT,
  manifest TEXT,
  reason TEXT NOT NULL
) STRICT;
CREATE INDEX received_of_member ON received (member, return_seq);

-- Which opinions an accepted file brought, and as which version they stand; the same content again makes no version.
CREATE TABLE received_opinion (
  received INTEGER NOT NULL REFERENCES received (id),
  opinion INTEGER NOT NULL REFERENCES opinion (id),
  version INTEGER NOT NULL CHECK (version >= 1),
  content_sha256 TEXT NOT NULL CHECK (length(content_sha256) = 64),
  PRIMARY KEY (received, opinion)
) STRICT, WITHOUT ROWID;

-- The expert's side: the package this workspace was made of, each revision that was opened.
CREATE TABLE opened_package (
  uid TEXT NOT NULL,
  revision INTEGER NOT NULL CHECK (revision >= 1),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  manifest TEXT NOT NULL,
  member INTEGER NOT NULL REFERENCES member (id),
  secret TEXT NOT NULL,
  opened_at TEXT NOT NULL,
  PRIMARY KEY (uid, revision)
) STRICT, WITHOUT ROWID;

-- The expert's own key for the returns of a package: made when it is first opened.
CREATE TABLE own_key (
  package_uid TEXT NOT NULL,
  secret TEXT NOT NULL,
  public_key TEXT NOT NULL CHECK (length(public_key) = 64),
  made_at TEXT NOT NULL,
  PRIMARY KEY (package_uid)
) STRICT, WITHOUT ROWID;

-- What was handed back: one row for each return, and what it says of each report.
CREATE TABLE handed_back (
  seq INTEGER PRIMARY KEY CHECK (seq >= 1),
  uid TEXT NOT NULL UNIQUE,
  package_uid TEXT NOT NULL,
  revision INTEGER NOT NULL,
  sha256 TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
  manifest TEXT NOT NULL,
  handed_at TEXT NOT NULL,
  FOREIGN KEY (package_uid, revision) REFERENCES opened_package (uid, revision)
) STRICT;
CREATE TABLE handed_back_opinion (
  seq INTEGER NOT NULL REFERENCES handed_back (seq),
  opinion INTEGER NOT NULL REFERENCES opinion (id),
  version INTEGER NOT NULL,
  PRIMARY KEY (seq, opinion)
) STRICT, WITHOUT ROWID;

-- Draws of a panel that were locked: all that is needed to draw again, and who sat down. A draw stays when the panel is
-- chosen anew.
CREATE TABLE draw (
  id INTEGER PRIMARY KEY,
  session INTEGER NOT NULL REFERENCES session (id),
  drawn_at TEXT NOT NULL,
  algorithm TEXT NOT NULL,
  seed TEXT NOT NULL CHECK (length(seed) = 32),
  pool_sha256 TEXT NOT NULL CHECK (length(pool_sha256) = 64),
  record TEXT NOT NULL
) STRICT;
CREATE TRIGGER draw_update BEFORE UPDATE ON draw BEGIN SELECT RAISE(ABORT, 'draw_kept'); END;

-- What was issued or handed back is never changed.
CREATE TRIGGER package_update BEFORE UPDATE ON package BEGIN SELECT RAISE(ABORT, 'package_kept'); END;
CREATE TRIGGER package_delete BEFORE DELETE ON package BEGIN SELECT RAISE(ABORT, 'package_kept'); END;
CREATE TRIGGER received_delete BEFORE DELETE ON received BEGIN SELECT RAISE(ABORT, 'received_kept'); END;
CREATE TRIGGER received_update BEFORE UPDATE ON received WHEN OLD.state = 'accepted'
  OR NEW.sha256 <> OLD.sha256 OR NEW.inner_sha256 IS NOT OLD.inner_sha256 OR NEW.kind <> OLD.kind
BEGIN SELECT RAISE(ABORT, 'received_kept'); END;
CREATE TRIGGER received_opinion_update BEFORE UPDATE ON received_opinion BEGIN SELECT RAISE(ABORT, 'received_kept'); END;
CREATE TRIGGER received_opinion_delete BEFORE DELETE ON received_opinion BEGIN SELECT RAISE(ABORT, 'received_kept'); END;
CREATE TRIGGER opened_update BEFORE UPDATE ON opened_package BEGIN SELECT RAISE(ABORT, 'package_kept'); END;
CREATE TRIGGER handed_back_update BEFORE UPDATE ON handed_back BEGIN SELECT RAISE(ABORT, 'handed_back_kept'); END;
CREATE TRIGGER handed_back_delete BEFORE DELETE ON handed_back BEGIN SELECT RAISE(ABORT, 'handed_back_kept'); END;
CREATE TRIGGER handed_back_opinion_update BEFORE UPDATE ON handed_back_opinion
BEGIN SELECT RAISE(ABORT, 'handed_back_kept'); END;
CREATE TRIGGER handed_back_opinion_delete BEFORE DELETE ON handed_back_opinion
BEGIN SELECT RAISE(ABORT, 'handed_back_kept'); END;
