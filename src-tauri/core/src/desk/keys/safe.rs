//! The safe: where the keys of the bureau are kept on this computer, and for how long they lie open.

use super::keyring::{self, PATIENTLY, SOON};
use super::record::{self, KeptIn, Record};
use super::secret::Secret;
use super::{KeysState, KeysView, password_file};
use crate::app::World;
use crate::documents;
use crate::domain::problem::{Place, Problem};
use crate::error::{Error, Result};
use crate::exchange::keys::{BureauKeys, RecoveryCode};
use crate::locale;
use std::path::{Path, PathBuf};

/// A password has at least so many signs.
pub const MIN_PASSWORD: usize = 8;

/// The keys of one folder. Several programs may look at the same one: what stands on the disk decides, every time.
pub struct Safe {
    folder: PathBuf,
    unlocked: Option<Unlocked>,
    /// Whether there is a keyring that keeps things, once it was tried.
    keyring: Option<bool>,
    /// Whether the keyring was asked for the keys since this program began.
    was_asked: bool,
    /// Why the keys could not be had the last time, as a sentence.
    trouble: Option<String>,
}

struct Unlocked {
    code: RecoveryCode,
    keys: BureauKeys,
}

impl Safe {
    /// The safe in `folder`; made when first used.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, unlocked: None, keyring: None, was_asked: false, trouble: None }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The keys, while they are unlocked and still those of this folder.
    pub fn keys(&self) -> Option<&BureauKeys> {
        self.unlocked.as_ref().map(|unlocked| &unlocked.keys)
    }

    /// Where the keys are kept; none where there are none. Refused where what is written of them is damaged
    /// (`keys_file_damaged`).
    pub fn kept_in(&mut self) -> Result<Option<KeptIn>> {
        Ok(self.record()?.map(|record| record.kept_in))
    }

    /// How things stand; never fails: what is wrong is told.
    pub fn view(&mut self) -> KeysView {
        let (found, damage) = match self.record() {
            Ok(found) => (found, None),
            Err(error) => (None, Some(locale::sentence(&error))),
        };
        let state = match (&found, &damage, &self.unlocked) {
            (None, None, _) => KeysState::None,
            (Some(_), None, Some(_)) => KeysState::Open,
            _ => KeysState::Locked,
        };
        let trouble = damage.or_else(|| self.trouble.clone()).filter(|_| state == KeysState::Locked);
        KeysView {
            state,
            fingerprint: found.as_ref().map(Record::fingerprint),
            kept_in: found.as_ref().map(|record| record.kept_in),
            needs_password: match found.as_ref().map(|record| record.kept_in) {
                Some(kept_in) => kept_in == KeptIn::PasswordFile,
                None => !self.has_keyring(),
            },
            sheet_confirmed: found.as_ref().is_some_and(|record| record.sheet_confirmed),
            ask_group: found.as_ref().map_or(0, Record::ask_group),
            differs: false,
            trouble,
        }
    }

    /// Makes new keys and keeps them: with a password in a file, else in the keyring. Refused while there are any
    /// (`keys_exist`) and where neither is to be had (`keys_password_needed`).
    pub fn make(&mut self, world: &mut World, password: Option<&Secret>) -> Result<()> {
        if self.record()?.is_some() {
            return Err(Error::refused("keys_exist"));
        }
        let code = RecoveryCode(world.random_bytes()?);
        self.keep(world, code, password, false)
    }

    /// Unlocks the keys: with the password, or by the keyring, which may ask the person first. Refused without any
    /// (`keys_missing`).
    pub fn unlock(&mut self, password: &Secret) -> Result<()> {
        let record = self.record()?.ok_or_else(|| Error::refused("keys_missing"))?;
        let code = match record.kept_in {
            KeptIn::Keyring => keyring::get(&record.key_id(), PATIENTLY)?,
            KeptIn::PasswordFile => password_file::read(&self.file_of(&record), password)?,
        };
        self.open_with(&record, code)
    }

    /// Unlocks the keys where that takes nobody; what stands in the way is told by `view`.
    pub fn unlock_by_itself(&mut self) {
        let Ok(Some(record)) = self.record() else { return };
        if self.unlocked.is_some() || self.was_asked || record.kept_in != KeptIn::Keyring {
            return;
        }
        self.was_asked = true;
        let opened = keyring::get(&record.key_id(), SOON).and_then(|code| self.open_with(&record, code));
        self.trouble = opened.err().map(|error| locale::sentence(&error));
    }

    /// Restores keys from a printed code. Other keys than those that are here are taken only with `replace`
    /// (`keys_restore_other`); what was kept of the others stays in the folder and in the keyring.
    pub fn restore(
        &mut self,
        world: &mut World,
        typed: &Secret,
        password: Option<&Secret>,
        replace: bool,
    ) -> Result<()> {
        let code = RecoveryCode::read(&typed.text())?;
        let keys = BureauKeys::from_code(&code)?;
        // A damaged record names no keys: the sheet is the way out of it.
        let there = self.record().unwrap_or_default();
        if let Some(there) = there.filter(|there| there.sign_public != keys.sign_public() && !replace) {
            let given = Record::of(&keys, KeptIn::Keyring, true, String::new()).fingerprint();
            return Err(Error::refused_with("keys_restore_other", [("here", there.fingerprint()), ("given", given)]));
        }
        self.keep(world, code, password, true)
    }

    /// The recovery sheet as PDF, made at `at` (RFC 3339). Refused while the keys are locked.
    pub fn sheet(&mut self, at: &str) -> Result<Vec<u8>> {
        let (_, unlocked) = self.opened()?;
        documents::recovery::pdf(&unlocked.code, &unlocked.keys, at)
    }

    /// Keeps that the sheet was tried: `text` is the group that is asked for. Refused while the keys are locked; a group
    /// that differs is a problem (`recovery_group_differs`).
    pub fn confirm(&mut self, group: usize, text: &Secret) -> Result<()> {
        let (record, unlocked) = self.opened()?;
        let n = record.ask_group();
        if group != n || !unlocked.code.is_group(n, &text.text()) {
            let problem = Problem::error("recovery_group_differs", Place::field("recovery_code")).with("n", n);
            return Err(Error::invalid(problem));
        }
        record::write(&self.folder, &Record { sheet_confirmed: true, ..record })
    }

    /// What is written down of the keys. Unlocked keys that are no longer those are let go.
    fn record(&mut self) -> Result<Option<Record>> {
        let found = record::read(&self.folder);
        let written = found.as_ref().ok().and_then(Option::as_ref).map(|record| record.sign_public);
        if self.unlocked.as_ref().map(|unlocked| unlocked.keys.sign_public()) != written {
            self.unlocked = None;
        }
        found
    }

    fn opened(&mut self) -> Result<(Record, &Unlocked)> {
        let record = self.record()?.ok_or_else(|| Error::refused("keys_missing"))?;
        self.unlocked.as_ref().map(|unlocked| (record, unlocked)).ok_or_else(|| Error::refused("keys_locked"))
    }

    /// The secret first, read back; then the record that names it. Until then the old keys are in force.
    fn keep(&mut self, world: &mut World, code: RecoveryCode, password: Option<&Secret>, is_sheet: bool) -> Result<()> {
        let keys = BureauKeys::from_code(&code)?;
        let kept_in = match password {
            Some(password) => {
                refuse_short(password)?;
                KeptIn::PasswordFile
            }
            None if self.has_keyring() => KeptIn::Keyring,
            None => return Err(Error::refused("keys_password_needed")),
        };
        let record = Record::of(&keys, kept_in, is_sheet, (world.now)());
        match password {
            None => keyring::put(&record.key_id(), &code)?,
            Some(password) => {
                let file = self.file_of(&record);
                password_file::write(&file, &code, password, world.hardness)?;
                if password_file::read(&file, password)? != code {
                    return Err(Error::refused_with("keys_file_damaged", [("path", file.display().to_string())]));
                }
            }
        }
        record::write(&self.folder, &record)?;
        self.trouble = None;
        self.unlocked = Some(Unlocked { code, keys });
        Ok(())
    }

    /// The file of a key bears its name, so that other keys never take its place.
    fn file_of(&self, record: &Record) -> PathBuf {
        self.folder.join([record.key_id().as_str(), ".age"].concat())
    }

    fn open_with(&mut self, record: &Record, code: RecoveryCode) -> Result<()> {
        let keys = BureauKeys::from_code(&code)?;
        if keys.sign_public() != record.sign_public {
            let path = match record.kept_in {
                KeptIn::PasswordFile => self.file_of(record),
                KeptIn::Keyring => return Err(Error::refused("keys_keyring_lost")),
            };
            return Err(Error::refused_with("keys_file_damaged", [("path", path.display().to_string())]));
        }
        self.trouble = None;
        self.unlocked = Some(Unlocked { code, keys });
        Ok(())
    }

    fn has_keyring(&mut self) -> bool {
        *self.keyring.get_or_insert_with(|| {
            let mut random = [0; 16];
            getrandom::fill(&mut random).is_ok() && keyring::persists(random)
        })
    }
}

fn refuse_short(password: &Secret) -> Result<()> {
    if password.text().chars().count() >= MIN_PASSWORD {
        return Ok(());
    }
    let problem = Problem::error("keys_password_short", Place::field("key_password"));
    Err(Error::invalid(problem.with("least", MIN_PASSWORD)))
}
