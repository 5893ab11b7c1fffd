//! `tongping key`, and the keys of the bureau for every verb that needs them.

use super::Door;
use crate::args::Key;
use crate::print;
use serde_json::json;
use std::io::Read;
use std::path::{Path, PathBuf};
use tongping_core::app::World;
use tongping_core::desk::{KeptIn, Safe, Secret};
use tongping_core::error::{Error, Result};
use tongping_core::{desk, file};

/// A file with a password or a code is at most this long (bytes).
const MOST: usize = 64 * 1024;

/// Commands that sign or decrypt, so that the keys are wanted; without keys each says itself what it cannot do.
const WITH_KEYS: [&str; 4] = ["packages_export", "import_preview", "import_run", "received_rebuild"];

pub(super) fn run(door: &Door, verb: Key) -> Result<()> {
    let mut safe = door.safe()?;
    match verb {
        Key::Make => {
            let password = door.password()?;
            safe.make(&mut door.world(), password.as_ref())?;
        }
        Key::Show => safe.unlock_by_itself(),
        Key::Sheet { out } => {
            door.unlock(&mut safe)?;
            let sheet = safe.sheet(&(door.world().now)())?;
            file::write_private(&out, &sheet)?;
            let saved = json!({ "path": out, "size": sheet.len() });
            if door.json {
                print::json(&saved);
            } else {
                print::exported(&json!([saved]));
            }
            return Ok(());
        }
        Key::Confirm { group, signs } => {
            door.unlock(&mut safe)?;
            safe.confirm(group, &Secret::new(signs))?;
        }
        Key::Restore { code_file, replace } => {
            let code = code_from(code_file.as_deref())?;
            let password = door.password()?;
            safe.restore(&mut door.world(), &code, password.as_ref(), replace)?;
        }
        Key::UnlockCheck => door.unlock(&mut safe)?,
    }
    let view = json!(safe.view());
    if door.json {
        print::json(&view);
    } else {
        print::keys(&view, safe.folder());
    }
    Ok(())
}

impl Door {
    /// A world that has the unlocked keys, where there are any to be had. Refused where a password is wrong, not where
    /// none was given.
    pub(super) fn with_keys(&self) -> Result<World> {
        let mut safe = self.safe()?;
        match safe.kept_in()? {
            Some(KeptIn::PasswordFile) if self.place.password_file.is_some() => self.unlock(&mut safe)?,
            Some(KeptIn::Keyring) => safe.unlock_by_itself(),
            Some(KeptIn::PasswordFile) | None => {}
        }
        Ok(World { keys: safe.keys().cloned(), ..self.world() })
    }

    /// The world of a command.
    pub(super) fn world_of(&self, command: &str) -> Result<World> {
        if WITH_KEYS.contains(&command) { self.with_keys() } else { Ok(self.world()) }
    }

    fn safe(&self) -> Result<Safe> {
        let folder =
            self.place.keys.clone().or_else(own_folder).ok_or_else(|| Error::refused("keys_folder_unknown"))?;
        Ok(Safe::new(folder))
    }

    fn unlock(&self, safe: &mut Safe) -> Result<()> {
        safe.unlock(&self.password()?.unwrap_or_else(|| Secret::new("")))
    }

    fn password(&self) -> Result<Option<Secret>> {
        self.place.password_file.as_deref().map(|path| read(path).map(|text| first_line(&text))).transpose()
    }
}

/// Where the window keeps them.
fn own_folder() -> Option<PathBuf> {
    Some(dirs::data_dir()?.join(desk::APP_FOLDER).join(desk::KEYS_FOLDER))
}

fn first_line(text: &str) -> Secret {
    // Some editors put a byte order mark before the first line.
    Secret::new(text.trim_start_matches('\u{feff}').lines().next().unwrap_or_default())
}

fn read(path: &Path) -> Result<String> {
    file::refuse_no_file(path)?;
    Ok(String::from_utf8_lossy(&file::read_whole(path, MOST)?).into_owned())
}

fn code_from(path: Option<&Path>) -> Result<Secret> {
    let Some(path) = path else {
        let mut bytes = Vec::new();
        let most = u64::try_from(MOST).unwrap_or(u64::MAX);
        let failed = |source| Error::failed("code_read", Path::new("-"), source);
        std::io::stdin().take(most).read_to_end(&mut bytes).map_err(failed)?;
        return Ok(Secret::new(String::from_utf8_lossy(&bytes)));
    };
    read(path).map(Secret::new)
}
