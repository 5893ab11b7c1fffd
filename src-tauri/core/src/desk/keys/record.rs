//! What is written down about the keys, none of it secret: which they are, where they are kept, whether their sheet was
//! tried.

use crate::desk::kept;
use crate::error::{Error, Result};
use crate::exchange::keys::{BureauKeys, GROUPS, fingerprint, key_id};
use crate::file::{read_whole, refuse_no_file};
use crate::{from_hex, hex};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

/// A record is at most this long (bytes).
const MOST: usize = 64 * 1024;

/// Where keys are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum KeptIn {
    /// The system's own keyring, which opens with the session of the person.
    Keyring,
    /// A file that a password opens.
    PasswordFile,
}

/// What is known of the keys without unlocking them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    /// The public half of the signing key.
    pub(super) sign_public: [u8; 32],
    pub(super) kept_in: KeptIn,
    pub(super) sheet_confirmed: bool,
    /// When they were made or restored here, RFC 3339.
    pub(super) made_at: String,
}

impl Record {
    pub(super) fn of(keys: &BureauKeys, kept_in: KeptIn, sheet_confirmed: bool, made_at: String) -> Self {
        Self { sign_public: keys.sign_public(), kept_in, sheet_confirmed, made_at }
    }

    pub(super) fn key_id(&self) -> String {
        key_id(&self.sign_public)
    }

    pub(super) fn fingerprint(&self) -> String {
        fingerprint(&self.sign_public)
    }

    /// Which group of the sheet is asked for: always the same for the same keys, another for others.
    pub(super) fn ask_group(&self) -> usize {
        let digits = self.key_id();
        let number = digits.bytes().fold(0_usize, |sum, digit| (sum * 16 + usize::from(digit % 39 % 16)) % GROUPS);
        number + 1
    }

    fn fields(&self) -> Map<String, Value> {
        let kept_in = match self.kept_in {
            KeptIn::Keyring => "keyring",
            KeptIn::PasswordFile => "password_file",
        };
        Map::from_iter([
            ("sign_public".to_owned(), hex(&self.sign_public).into()),
            ("kept_in".to_owned(), kept_in.into()),
            ("sheet_confirmed".to_owned(), self.sheet_confirmed.into()),
            ("made_at".to_owned(), self.made_at.clone().into()),
        ])
    }

    fn read_from(fields: &Map<String, Value>) -> Option<Self> {
        Some(Self {
            sign_public: from_hex(fields.get("sign_public")?.as_str()?)?,
            kept_in: serde_json::from_value(fields.get("kept_in")?.clone()).ok()?,
            sheet_confirmed: fields.get("sheet_confirmed")?.as_bool()?,
            made_at: fields.get("made_at")?.as_str()?.to_owned(),
        })
    }
}

fn path_in(folder: &Path) -> PathBuf {
    folder.join("keys.json")
}

/// Reads the record; none where no keys were ever made. A damaged one is refused (`keys_file_damaged`) and left where it
/// is: new keys in its place would make the old ones forgotten.
pub(super) fn read(folder: &Path) -> Result<Option<Record>> {
    let path = path_in(folder);
    if path.symlink_metadata().is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound) {
        return Ok(None);
    }
    refuse_no_file(&path)?;
    let bytes = read_whole(&path, MOST)?;
    let record = kept::fields_of(&bytes).as_ref().and_then(Record::read_from);
    let damaged = || Error::refused_with("keys_file_damaged", [("path", path.display().to_string())]);
    record.ok_or_else(damaged).map(Some)
}

/// Writes the record; a damaged one in its place gets another name.
pub(super) fn write(folder: &Path, record: &Record) -> Result<()> {
    let path = path_in(folder);
    if read(folder).is_err() {
        kept::read(&path);
    }
    kept::write(&path, &record.fields())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::keys::RecoveryCode;

    fn record() -> Record {
        let keys = BureauKeys::from_code(&RecoveryCode([4; 20])).unwrap();
        Record::of(&keys, KeptIn::PasswordFile, false, "2026-09-14T10:00:00+08:00".to_owned())
    }

    #[test]
    fn a_record_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read(folder.path()).unwrap(), None);
        write(folder.path(), &record()).unwrap();
        assert_eq!(read(folder.path()).unwrap(), Some(record()));
        assert!((1..=GROUPS).contains(&record().ask_group()));
    }

    #[test]
    fn the_group_asked_for_is_another_for_other_keys() {
        let group = |byte: u8| {
            let keys = BureauKeys::from_code(&RecoveryCode([byte; 20])).unwrap();
            Record::of(&keys, KeptIn::Keyring, false, String::new()).ask_group()
        };
        let mut asked: Vec<usize> = (0..200).map(group).collect();
        asked.sort_unstable();
        asked.dedup();
        assert_eq!(asked, (1..=GROUPS).collect::<Vec<_>>());
    }

    #[test]
    fn a_damaged_record_is_refused_and_kept_when_another_takes_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        for text in ["", "{\"format\":1}", "{\"format\":1,\"sign_public\":\"x\"", "[]", "评审"] {
            std::fs::write(&path, text).unwrap();
            assert!(matches!(read(folder.path()), Err(Error::Refused { code: "keys_file_damaged", .. })), "{text}");
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        }
        write(folder.path(), &record()).unwrap();
        assert_eq!(read(folder.path()).unwrap(), Some(record()));
        assert_eq!(std::fs::read_to_string(folder.path().join("keys.json.damaged-1")).unwrap(), "评审");
    }
}
