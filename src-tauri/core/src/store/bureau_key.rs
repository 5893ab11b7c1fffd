//! With which keys of the bureau a workspace issued its packages, by their public halves alone.

use crate::error::Result;
use rusqlite::{Connection, OptionalExtension};

/// The public signing key (64 hex digits) of the package issued last; none while nothing was issued.
pub fn of_newest_package(conn: &Connection) -> Result<Option<String>> {
    let newest = "SELECT sign_public FROM package JOIN bureau_key ON bureau_key.id = package.bureau_key
                  ORDER BY package.id DESC LIMIT 1";
    Ok(conn.prepare_cached(newest)?.query_row([], |row| row.get(0)).optional()?)
}
