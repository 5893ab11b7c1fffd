//! The keys of the bureau at this desk, as staff deals with them: made, unlocked, restored, their recovery sheet printed
//! and tried. To experts none of it exists.

mod keyring;
mod password_file;
mod record;
mod safe;
mod secret;

pub use record::KeptIn;
pub use safe::{MIN_PASSWORD, Safe};
pub use secret::Secret;

use super::{Desk, DeskRole};
use crate::app::Done;
use crate::app::export::Exported;
use crate::error::{Error, Result};
use crate::file::write_private;
use crate::{hex, store};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Whether the keys can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum KeysState {
    /// None were made or restored on this computer.
    None,
    /// There are keys, and they wait for the password, for the system's keyring, or to be restored.
    Locked,
    /// They are ready.
    Open,
}

/// 单位钥匙 of this computer.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct KeysView {
    /// Whether they can be used.
    pub state: KeysState,
    /// Eight digits in two groups, as on the recovery sheet; null where no keys are known.
    pub fingerprint: Option<String>,
    /// Where they are kept; null where no keys are known.
    pub kept_in: Option<KeptIn>,
    /// Whether a password must be given to make or restore keys: there is no keyring here that keeps them.
    pub needs_password: bool,
    /// Whether a group of the printed sheet was typed again, or the whole code.
    pub sheet_confirmed: bool,
    /// Which group of the sheet is to be typed again (from 1); 0 without keys.
    pub ask_group: usize,
    /// Whether the open workspace issued packages with other keys than these.
    pub differs: bool,
    /// What is wrong with what is kept, as a sentence.
    pub trouble: Option<String>,
}

/// How new keys are kept.
#[derive(Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(optional_fields = nullable))]
#[serde(deny_unknown_fields)]
pub struct KeysMake {
    /// With it they are kept in a file of their own; without it in the system's keyring.
    #[cfg_attr(feature = "types", ts(optional, type = "string | null"))]
    pub password: Option<Secret>,
}

/// Unlocks the keys.
#[derive(Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct KeysUnlock {
    /// The password; not looked at where the system's keyring has the keys.
    #[cfg_attr(feature = "types", ts(type = "string"))]
    pub password: Secret,
}

/// Restores the keys from the recovery sheet.
#[derive(Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(optional_fields = nullable))]
#[serde(deny_unknown_fields)]
pub struct KeysRestore {
    /// The code, as it was typed.
    #[cfg_attr(feature = "types", ts(type = "string"))]
    pub code: Secret,
    /// As in `KeysMake`.
    #[cfg_attr(feature = "types", ts(optional, type = "string | null"))]
    pub password: Option<Secret>,
    /// Take them even in place of others.
    #[serde(default)]
    #[cfg_attr(feature = "types", ts(optional, type = "boolean"))]
    pub replace: bool,
}

/// Where the recovery sheet goes.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct KeysSheetExport {
    /// The file.
    pub path: PathBuf,
}

/// One group of the recovery sheet, typed again.
#[derive(Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct KeysSheetConfirm {
    /// Which: `KeysView::ask_group`.
    pub group: usize,
    /// What was typed.
    #[cfg_attr(feature = "types", ts(type = "string"))]
    pub text: Secret,
}

impl Desk {
    /// The keys of this computer.
    pub fn keys_show(&mut self, (): ()) -> Result<Done<KeysView>> {
        self.refuse_experts()?;
        self.keys_view()
    }

    /// Makes new keys; refused while there are any (`keys_exist`).
    pub fn keys_make(&mut self, args: KeysMake) -> Result<Done<KeysView>> {
        self.refuse_experts()?;
        let mut world = self.world();
        self.safe.make(&mut world, args.password.as_ref())?;
        self.keys_view()
    }

    /// Unlocks the keys; a wrong password may be tried again (`keys_password_wrong`).
    pub fn keys_unlock(&mut self, args: KeysUnlock) -> Result<Done<KeysView>> {
        self.refuse_experts()?;
        self.safe.unlock(&args.password)?;
        self.keys_view()
    }

    /// Restores keys from their code; the same again. Others are replaced only when asked to (`keys_restore_other`).
    pub fn keys_restore(&mut self, args: KeysRestore) -> Result<Done<KeysView>> {
        self.refuse_experts()?;
        let mut world = self.world();
        self.safe.restore(&mut world, &args.code, args.password.as_ref(), args.replace)?;
        self.keys_view()
    }

    /// Writes the recovery sheet; whoever has it has the keys, so only its owner may read the file.
    pub fn keys_sheet_export(&mut self, args: KeysSheetExport) -> Result<Done<Exported>> {
        self.refuse_experts()?;
        let at = (self.world().now)();
        let bytes = self.safe.sheet(&at)?;
        write_private(&args.path, &bytes)?;
        self.note_exported(&args.path);
        Ok(Done::read(Exported { path: args.path, size: bytes.len() }))
    }

    /// Keeps that the sheet was printed, once the group asked for was typed right.
    pub fn keys_sheet_confirm(&mut self, args: KeysSheetConfirm) -> Result<Done<KeysView>> {
        self.refuse_experts()?;
        self.safe.confirm(args.group, &args.text)?;
        self.keys_view()
    }

    /// Gives the unlocked keys to the open workspace, while staff works in it. Where the system's keyring has them they
    /// are unlocked by the way, once.
    pub(super) fn lend_keys(&mut self) {
        let is_staff = self.settings.in_force().role == Some(DeskRole::Staff);
        let Some(open) = &mut self.open else { return };
        open.app.world.keys = None;
        if is_staff && open.app.world.role == "staff" {
            self.safe.unlock_by_itself();
            open.app.world.keys = self.safe.keys().cloned();
        }
    }

    fn keys_view(&mut self) -> Result<Done<KeysView>> {
        self.safe.unlock_by_itself();
        self.lend_keys();
        let mut view = self.safe.view();
        if let Some((open, own)) = self.open.as_ref().zip(self.safe.keys()) {
            let issued = open.app.store.read(store::bureau_key::of_newest_package)?;
            view.differs = issued.is_some_and(|issued| issued != hex(&own.sign_public()));
        }
        Ok(Done::read(view))
    }

    fn refuse_experts(&self) -> Result<()> {
        let is_staff = self.settings.in_force().role == Some(DeskRole::Staff);
        if is_staff { Ok(()) } else { Err(Error::refused("keys_of_staff")) }
    }
}
