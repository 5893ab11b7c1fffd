//! How the window stood when it was closed.

use super::kept;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::path::Path;

/// Place and size of the window in pixels of the screen, as it is when it is not maximised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowPlace {
    /// Left edge.
    pub x: i32,
    /// Upper edge.
    pub y: i32,
    /// Width without frame.
    pub width: u32,
    /// Height without frame.
    pub height: u32,
    /// Whether it filled the screen.
    pub is_maximised: bool,
}

pub(super) fn read(folder: &Path) -> Option<WindowPlace> {
    serde_json::from_value(Value::Object(kept::read(&folder.join("window.json")).fields)).ok()
}

pub(super) fn write(folder: &Path, place: WindowPlace) -> Result<()> {
    let fields = serde_json::to_value(place).map_err(|source| Error::bug("desk_keep", source))?;
    kept::write(&folder.join("window.json"), fields.as_object().unwrap_or(&Map::new()))
}
