//! The schema as numbered steps, and what the machinery must know of the tables in it. Steps are append-only:
//! a released one is never edited, because files of that version exist.

/// One step of the schema: the SQL that leads from `version - 1` to `version`.
pub struct Migration {
    /// `user_version` after this step; steps count 1, 2, 3 … without gap.
    pub version: i32,
    /// Statements, run in one transaction together with the new `user_version`.
    pub sql: &'static str,
}

/// A whole schema: its steps, and the two lists of exceptions to "every change is logged with its values".
pub struct Schema {
    /// All steps in order.
    pub migrations: &'static [Migration],
    /// Tables whose rows are added and never changed; they alone may hold BLOBs, and their log shows no bytes.
    pub append_only: &'static [&'static str],
    /// `(table, column)` pairs logged as changed but never with the value: they are deleted on expiry, the log is not.
    pub sensitive: &'static [(&'static str, &'static str)],
}

impl Schema {
    /// The newest version this program knows.
    pub fn newest(&self) -> i32 {
        self.migrations.last().map_or(0, |step| step.version)
    }
}

/// The steps of a workspace.
pub const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, sql: concat!(include_str!("schema/log.sql"), include_str!("schema/001.sql")) },
    Migration { version: 2, sql: include_str!("schema/002.sql") },
    Migration { version: 3, sql: include_str!("schema/003.sql") },
    Migration { version: 4, sql: include_str!("schema/004.sql") },
];

/// The schema of a workspace.
pub static WORKSPACE: Schema = Schema {
    migrations: MIGRATIONS,
    append_only: &["file_bytes"],
    sensitive: &[
        ("package", "secret"),
        ("package", "code"),
        ("fill_in", "secret"),
        ("opened_package", "secret"),
        ("own_key", "secret"),
    ],
};
