//! Reads the shape of the tables back from the file itself, and holds them to the house rules: STRICT, keyed, exact
//! types, no cascades. What is logged is generated from this, so no column can be forgotten.

use rusqlite::Connection;

use super::failure::{bug, sql};
use super::migrations::Schema;
use crate::error::Result;

const DOING: &str = "workspace_schema";

/// The tables that are not logged, because they are the log.
const NOT_LOGGED: &[&str] = &["event", "change", "event_hash"];

/// A column as the log needs to know it.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) is_key: bool,
    pub(super) is_blob: bool,
    pub(super) is_sensitive: bool,
}

/// A logged table.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) name: String,
    /// In the order of the table.
    pub(super) columns: Vec<Column>,
    /// In the order of the primary key.
    pub(super) key: Vec<String>,
    pub(super) is_append_only: bool,
}

/// All logged tables by name; a table that breaks a house rule is a `Bug`.
pub(super) fn logged(conn: &Connection, schema: &Schema) -> Result<Vec<Table>> {
    let list = "SELECT name, type, strict FROM pragma_table_list
                WHERE schema = 'main' AND type <> 'view' AND name NOT GLOB 'sqlite_*' ORDER BY name";
    let mut statement = conn.prepare(list).map_err(sql(DOING))?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).map_err(sql(DOING))?;
    let mut tables = Vec::new();
    for row in rows {
        let (name, kind, strict): (String, String, bool) = row.map_err(sql(DOING))?;
        if NOT_LOGGED.contains(&name.as_str()) {
            continue;
        }
        if kind != "table" || !strict {
            return Err(bug(DOING, ["table ", &name, " is not an ordinary STRICT table"].concat()));
        }
        tables.push(shape(conn, schema, name)?);
    }
    Ok(tables)
}

fn shape(conn: &Connection, schema: &Schema, name: String) -> Result<Table> {
    let is_append_only = schema.append_only.contains(&name.as_str());
    let info = "SELECT name, type, pk, \"notnull\" FROM pragma_table_info(?1) ORDER BY cid";
    let mut statement = conn.prepare(info).map_err(sql(DOING))?;
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
    let rows = statement.query_map([&name], read).map_err(sql(DOING))?;
    let (mut columns, mut ranked) = (Vec::new(), Vec::new());
    for row in rows {
        let (column, kind, rank, not_null): (String, String, i64, bool) = row.map_err(sql(DOING))?;
        let is_blob = kind == "BLOB";
        if !matches!(kind.as_str(), "TEXT" | "INTEGER" | "INT" | "BLOB") || (is_blob && !is_append_only) {
            return Err(bug(DOING, ["column ", &name, ".", &column, " may not be ", &kind].concat()));
        }
        if rank > 0 {
            ranked.push((rank, column.clone(), not_null || kind == "INTEGER"));
        }
        let is_sensitive = schema.sensitive.contains(&(name.as_str(), column.as_str()));
        columns.push(Column { name: column, is_key: rank > 0, is_blob, is_sensitive });
    }
    ranked.sort();
    if ranked.is_empty() || ranked.iter().any(|(_, _, always_set)| !always_set) {
        return Err(bug(DOING, ["table ", &name, " has no PRIMARY KEY of NOT NULL columns"].concat()));
    }
    if columns.iter().any(|column| column.is_key && (column.is_sensitive || column.is_blob)) {
        return Err(bug(DOING, ["the key of ", &name, " holds what is not logged"].concat()));
    }
    let table = Table { name, columns, key: ranked.into_iter().map(|(_, column, _)| column).collect(), is_append_only };
    check_exceptions(schema, &table)?;
    check_references(conn, &table.name)?;
    Ok(table)
}

/// A misspelt name in the list of sensitive columns would put values into the log.
fn check_exceptions(schema: &Schema, table: &Table) -> Result<()> {
    let listed = schema.sensitive.iter().filter(|(name, _)| *name == table.name);
    for (_, column) in listed {
        if !table.columns.iter().any(|known| known.name == *column) {
            return Err(bug(DOING, ["sensitive column ", &table.name, ".", column, " does not exist"].concat()));
        }
    }
    Ok(())
}

/// Foreign-key actions change rows nobody asked to change.
fn check_references(conn: &Connection, table: &str) -> Result<()> {
    let actions = "SELECT count(*) FROM pragma_foreign_key_list(?1)
                   WHERE on_update NOT IN ('NO ACTION', 'RESTRICT') OR on_delete NOT IN ('NO ACTION', 'RESTRICT')";
    let count: i64 = conn.query_row(actions, [table], |row| row.get(0)).map_err(sql(DOING))?;
    if count == 0 { Ok(()) } else { Err(bug(DOING, ["table ", table, " has a foreign-key action"].concat())) }
}

/// A name as SQL takes it: table and column names come from the file.
pub(super) fn quoted(name: &str) -> String {
    ["\"", &name.replace('"', "\"\""), "\""].concat()
}

/// A text as SQL takes it.
pub(super) fn literal(text: &str) -> String {
    ["'", &text.replace('\'', "''"), "'"].concat()
}

impl Table {
    /// The key of a row as JSON array; `row` is `NEW.`, `OLD.` or empty.
    pub(super) fn key_of(&self, row: &str) -> String {
        let parts: Vec<String> = self.key.iter().map(|name| [row, &quoted(name)].concat()).collect();
        ["json_array(", &parts.join(", "), ")"].concat()
    }

    /// A row as JSON object of all columns, without bytes and without sensitive values.
    pub(super) fn image_of(&self, row: &str) -> String {
        self.image(|column| {
            let value = [row, &quoted(&column.name)].concat();
            if column.is_sensitive { hidden(&value) } else { value }
        })
    }

    /// The same after an update: here a sensitive value says whether it is another one than before.
    pub(super) fn image_after_update(&self) -> String {
        self.image(|column| {
            let name = quoted(&column.name);
            let new = ["NEW.", &name].concat();
            if !column.is_sensitive {
                return new;
            }
            let changed = ["WHEN ", &new, " IS NOT OLD.", &name, " THEN ", &literal(HIDDEN_CHANGED)].concat();
            ["CASE WHEN ", &new, " IS NULL THEN NULL ", &changed, " ELSE ", &literal(HIDDEN), " END"].concat()
        })
    }

    fn image(&self, value: impl Fn(&Column) -> String) -> String {
        let shown = self.columns.iter().filter(|column| !column.is_blob);
        let pairs: Vec<String> = shown.map(|c| [literal(&c.name), ", ".into(), value(c)].concat()).collect();
        ["json_object(", &pairs.join(", "), ")"].concat()
    }

    /// The columns as a row value, compared byte by byte whatever collation they have.
    pub(super) fn tuple(&self, row: &str, keys_only: bool) -> String {
        let wanted = self.columns.iter().filter(|column| !keys_only || column.is_key);
        let parts: Vec<String> = wanted.map(|c| [row, &quoted(&c.name), " COLLATE BINARY"].concat()).collect();
        ["(", &parts.join(", "), ")"].concat()
    }
}

/// Stands in the log for a sensitive value.
pub(super) const HIDDEN: &str = "***";

/// The same, where an update put another value.
pub(super) const HIDDEN_CHANGED: &str = "*** (changed)";

fn hidden(value: &str) -> String {
    ["CASE WHEN ", value, " IS NULL THEN NULL ELSE ", &literal(HIDDEN), " END"].concat()
}
