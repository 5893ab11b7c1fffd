-- 签名 as drawn or as a picture, of one signed version. Its bytes stand in `file_bytes`, each content once; a version
-- without a row is signed by hand on the printed paper.
CREATE TABLE signature (
  opinion INTEGER NOT NULL,
  version INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('strokes', 'picture')),
  sha256 TEXT NOT NULL REFERENCES file_bytes (sha256),
  PRIMARY KEY (opinion, version),
  FOREIGN KEY (opinion, version) REFERENCES signed_opinion (opinion, version)
) STRICT, WITHOUT ROWID;

-- 无法评审 stands beside 回避: both take a member off a report, only one is for a conflict of interest.
ALTER TABLE recusal ADD COLUMN kind TEXT NOT NULL DEFAULT 'recusal' CHECK (kind IN ('recusal', 'declined'));

-- A signature comes with its signing: not later under a version that was signed without one.
CREATE TRIGGER ink_insert BEFORE INSERT ON signature
  WHEN NOT EXISTS (SELECT 1 FROM opinion WHERE id = NEW.opinion AND state = 'draft' AND version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'signature_kept'); END;
CREATE TRIGGER ink_update BEFORE UPDATE ON signature BEGIN SELECT RAISE(ABORT, 'signature_kept'); END;
CREATE TRIGGER ink_delete BEFORE DELETE ON signature BEGIN SELECT RAISE(ABORT, 'signature_kept'); END;
