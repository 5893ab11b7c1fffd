//! Making and opening a workspace.

use super::{App, Done, World};
use crate::error::{Error, Result};
use crate::form_file;
use crate::store::{Store, WORKSPACE, form};
use std::path::Path;

/// What the program calls itself.
#[derive(Debug, serde::Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct About {
    /// Name of the product.
    pub name: &'static str,
    /// Version.
    pub version: &'static str,
}

impl About {
    /// This program.
    pub fn this() -> Self {
        Self { name: crate::locale::text("product.name"), version: env!("CARGO_PKG_VERSION") }
    }
}

/// Name and version of the program.
pub fn about(_: &mut App, (): ()) -> Result<Done<About>> {
    Ok(Done::read(About::this()))
}

/// Makes a new workspace with the built-in forms in it; refuses to overwrite a file.
pub fn create(path: &Path, mut world: World) -> Result<App> {
    with_extension(path)?;
    let store = Store::create(path, &world.stamp())?;
    with_forms(App { store, world })
}

/// A workspace in memory, for tests and for the sample.
pub fn scratch(mut world: World) -> Result<App> {
    let store = Store::scratch_as(&WORKSPACE, &world.stamp())?;
    with_forms(App { store, world })
}

/// Opens a workspace for work.
pub fn open(path: &Path, mut world: World) -> Result<App> {
    let store = Store::open(path, &world.stamp())?;
    Ok(App { store, world })
}

/// Opens a workspace for looking at only; it may be open elsewhere.
pub fn look_at(path: &Path, world: World) -> Result<App> {
    Ok(App { store: Store::open_read_only(path)?, world })
}

fn with_forms(mut app: App) -> Result<App> {
    let forms = form_file::BUILT_IN.iter().map(|(id, _)| form_file::built_in(id)).collect::<Result<Vec<_>>>()?;
    app.write("workspace_create", "workspace", None, |tx| {
        for one in &forms {
            form::put(tx, one)?;
        }
        Ok(())
    })?;
    Ok(app)
}

/// Refuses a path where a file stands already.
pub(crate) fn refuse_taken(path: &Path) -> Result<()> {
    let taken = || Error::refused_with("workspace_exists", [("path", path.display().to_string())]);
    if path.symlink_metadata().is_ok() { Err(taken()) } else { Ok(()) }
}

/// A workspace is always called `*.tongping`, so that people and the system recognise it.
pub(crate) fn with_extension(path: &Path) -> Result<()> {
    if path.extension().is_some_and(|extension| extension == "tongping") {
        return Ok(());
    }
    Err(Error::refused_with("workspace_extension", [("path", path.display().to_string())]))
}
