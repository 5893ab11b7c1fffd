//! What a person chose once for this computer. A field this program does not know, or a value it cannot use, stays in the
//! file: a newer version may know it.

use super::kept;
use crate::domain::problem::{Place, Problem};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

const TYPE_SIZES: [u8; 4] = [16, 18, 20, 24];

/// Who uses this computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum DeskRole {
    /// 评审专家.
    Expert,
    /// 管理人员.
    Staff,
}

/// The settings as they are in force.
#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct DeskSettings {
    /// None until the first question was answered.
    pub role: Option<DeskRole>,
    /// Size of the type (px); until chosen, 16 for staff and 18 for everybody else.
    #[cfg_attr(feature = "types", ts(type = "16 | 18 | 20 | 24"))]
    pub type_size: u8,
}

/// What to change; what is not named stays.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(optional_fields = nullable))]
#[serde(deny_unknown_fields)]
pub struct DeskSet {
    /// Who uses this computer.
    pub role: Option<DeskRole>,
    /// Size of the type: 16, 18, 20 or 24 (px).
    #[cfg_attr(feature = "types", ts(optional, type = "16 | 18 | 20 | 24"))]
    pub type_size: Option<u8>,
}

/// The file of settings.
#[derive(Debug)]
pub(super) struct Settings {
    file: PathBuf,
    fields: Map<String, Value>,
}

impl Settings {
    /// Reads the file, with a sentence if it had to be set aside.
    pub(super) fn read(folder: &Path) -> (Self, Option<String>) {
        let file = folder.join("settings.json");
        let found = kept::read(&file);
        (Self { file, fields: found.fields }, found.trouble)
    }

    /// What is in force.
    pub(super) fn in_force(&self) -> DeskSettings {
        let role = self.fields.get("role").and_then(|role| serde_json::from_value(role.clone()).ok());
        let size = self.fields.get("type_size").and_then(Value::as_u64).and_then(|size| u8::try_from(size).ok());
        let usual = if role == Some(DeskRole::Staff) { 16 } else { 18 };
        DeskSettings { role, type_size: size.filter(|size| TYPE_SIZES.contains(size)).unwrap_or(usual) }
    }

    /// Changes what is named: refused if it is not among the choices. It is in force from now on; the sentence says if it
    /// could not be kept for the next time.
    pub(super) fn set(&mut self, change: &DeskSet) -> Result<Result<()>> {
        if let Some(size) = change.type_size.filter(|size| !TYPE_SIZES.contains(size)) {
            let problem = Problem::error("type_size_unknown", Place::field("type_size")).with("text", size);
            return Err(Error::invalid(problem));
        }
        // Another window of the program may have written since.
        let found = kept::read(&self.file).fields;
        if !found.is_empty() {
            self.fields = found;
        }
        if let Some(role) = change.role {
            let role = serde_json::to_value(role).map_err(|source| Error::bug("desk_set", source))?;
            self.fields.insert("role".to_owned(), role);
        }
        if let Some(size) = change.type_size {
            self.fields.insert("type_size".to_owned(), size.into());
        }
        Ok(kept::write(&self.file, &self.fields))
    }
}
