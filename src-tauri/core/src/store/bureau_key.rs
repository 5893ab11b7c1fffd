//! How the keys of the bureau are kept in a workspace: by their public halves alone.

use crate::error::Result;
use rusqlite::{Connection, OptionalExtension};

/// The public signing key in force (64 hex digits): the one recorded last. None while nothing was issued.
pub fn in_force(conn: &Connection) -> Result<Option<String>> {
    let mut statement = conn.prepare_cached("SELECT sign_public FROM bureau_key ORDER BY id DESC LIMIT 1")?;
    Ok(statement.query_row([], |row| row.get(0)).optional()?)
}
