//! Where a person was in one workspace: what the page asks to keep, unread by the core, and whether the workspace was
//! left open, by which a crash is known.

use super::kept;
use crate::error::{Error, Result};
use crate::hex;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// What the page keeps of one workspace is at most this long (bytes of JSON).
pub const MAX_PLACE: usize = 1024 * 1024;

/// The file of one workspace in the desk's folder.
#[derive(Debug)]
pub(super) struct Place {
    file: PathBuf,
    fields: Map<String, Value>,
}

impl Place {
    /// Reads what is kept of the workspace at `path`, with a sentence if it had to be set aside.
    pub(super) fn of(folder: &Path, path: &Path) -> (Self, Option<String>) {
        let file = file_of(folder, path);
        let found = kept::read(&file);
        let mut fields = found.fields;
        fields.insert("path".to_owned(), path.display().to_string().into());
        (Self { file, fields }, found.trouble)
    }

    /// The same place for the workspace that now lies at `path`.
    pub(super) fn moved(&self, folder: &Path, path: &Path) -> Self {
        let mut fields = self.fields.clone();
        fields.insert("path".to_owned(), path.display().to_string().into());
        Self { file: file_of(folder, path), fields }
    }

    /// What the page kept; null when it never did.
    pub(super) fn value(&self) -> Value {
        self.fields.get("place").cloned().unwrap_or(Value::Null)
    }

    /// When it last did.
    pub(super) fn kept_at(&self) -> Option<&str> {
        self.fields.get("kept_at").and_then(Value::as_str)
    }

    /// Whether the workspace was opened and never closed.
    pub(super) fn is_open(&self) -> bool {
        self.fields.get("is_open").and_then(Value::as_bool).unwrap_or(false)
    }

    /// Notes that the workspace is open, or was closed in order.
    pub(super) fn set_open(&mut self, is_open: bool) -> Result<()> {
        self.fields.insert("is_open".to_owned(), is_open.into());
        kept::write(&self.file, &self.fields)
    }

    /// Keeps what the page asks to keep.
    pub(super) fn keep(&mut self, value: Value, at: &str) -> Result<()> {
        let length = value.to_string().len();
        if length > MAX_PLACE {
            return Err(Error::refused_with("place_too_large", [("length", length.to_string())]));
        }
        self.fields.insert("place".to_owned(), value);
        self.fields.insert("kept_at".to_owned(), at.into());
        kept::write(&self.file, &self.fields)
    }
}

/// Named by a hash, because a path holds signs that a file name may not.
fn file_of(folder: &Path, path: &Path) -> PathBuf {
    let name = hex(&Sha256::digest(path.as_os_str().as_encoded_bytes()));
    folder.join("places").join([&name[..32], ".json"].concat())
}
