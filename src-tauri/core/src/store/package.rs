//! How packages are kept: on the bureau's side each revision that was issued, on the expert's side each that was opened,
//! and the keys of both. What stands in a package is the business of `exchange`; here a manifest is a text.

use crate::domain::id::{MemberId, SessionId};
use crate::error::Result;
use ed25519_dalek::SigningKey;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// A revision of a member's package as it was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedPackage {
    /// UUID of the package, the same for all its revisions.
    pub uid: String,
    /// Whose.
    pub member: MemberId,
    /// 1, 2, …
    pub revision: i64,
    /// SHA-256 of its inner ZIP, lower-case hex.
    pub sha256: String,
    /// Its manifest as written.
    pub manifest: String,
    /// SHA-256 of the form's canonical JSON.
    pub form_sha256: String,
    /// Row of the bureau's keys it was signed with.
    pub bureau_key: i64,
    /// When, RFC 3339.
    pub issued_at: String,
    /// When the return is due, RFC 3339; empty = no date.
    pub due_at: String,
    /// Invitation secret.
    pub secret: [u8; 32],
    /// The code that opens it, 12 digits without blanks; empty = not encrypted.
    pub code: String,
    /// Why it was issued again; empty for the first.
    pub reason: String,
}

const ISSUED: &str =
    "SELECT package.uid, member, revision, sha256, manifest, form_sha256, bureau_key, issued_at, due_at,
    secret, code, reason FROM package";

fn row_to_issued(row: &Row<'_>) -> rusqlite::Result<IssuedPackage> {
    Ok(IssuedPackage {
        uid: row.get("uid")?,
        member: MemberId(row.get("member")?),
        revision: row.get("revision")?,
        sha256: row.get("sha256")?,
        manifest: row.get("manifest")?,
        form_sha256: row.get("form_sha256")?,
        bureau_key: row.get("bureau_key")?,
        issued_at: row.get("issued_at")?,
        due_at: row.get("due_at")?,
        secret: secret(row, "secret")?,
        code: row.get("code")?,
        reason: row.get("reason")?,
    })
}

/// 32 bytes as stored: 64 hex digits.
fn secret(row: &Row<'_>, column: &str) -> rusqlite::Result<[u8; 32]> {
    let text: String = row.get(column)?;
    crate::from_hex(&text).ok_or_else(|| {
        let fault = "not 64 hex digits";
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, fault.into())
    })
}

/// Keeps a revision that is being issued.
pub fn put(conn: &Connection, package: &IssuedPackage) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO package (uid, member, revision, sha256, manifest, form_sha256, bureau_key, issued_at, due_at, secret,
           code, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?
    .execute(params![
        package.uid,
        package.member.0,
        package.revision,
        package.sha256,
        package.manifest,
        package.form_sha256,
        package.bureau_key,
        package.issued_at,
        package.due_at,
        crate::hex(&package.secret),
        package.code,
        package.reason
    ])?;
    Ok(())
}

/// The newest revision of a member's package.
pub fn newest_of(conn: &Connection, member: MemberId) -> Result<Option<IssuedPackage>> {
    let newest = [ISSUED, " WHERE member = ?1 ORDER BY revision DESC LIMIT 1"].concat();
    Ok(conn.prepare_cached(&newest)?.query_row([member.0], row_to_issued).optional()?)
}

/// One revision of a package by its UUID.
pub fn by_uid_revision(conn: &Connection, uid: &str, revision: i64) -> Result<Option<IssuedPackage>> {
    let one = [ISSUED, " WHERE package.uid = ?1 AND revision = ?2"].concat();
    Ok(conn.prepare_cached(&one)?.query_row(params![uid, revision], row_to_issued).optional()?)
}

/// The revision with this SHA-256 of the inner ZIP.
pub fn by_sha256(conn: &Connection, sha256: &str) -> Result<Option<IssuedPackage>> {
    let one = [ISSUED, " WHERE sha256 = ?1"].concat();
    Ok(conn.prepare_cached(&one)?.query_row([sha256], row_to_issued).optional()?)
}

/// All revisions of all members of a session, by seat and revision.
pub fn of_session(conn: &Connection, session: SessionId) -> Result<Vec<IssuedPackage>> {
    let all = [ISSUED, " JOIN member ON member.id = member WHERE session = ?1 ORDER BY seat, revision"].concat();
    Ok(conn.prepare_cached(&all)?.query_map([session.0], row_to_issued)?.collect::<rusqlite::Result<_>>()?)
}

/// The invitation secret of one revision; a return that answers it proves itself with it.
pub fn secret_of(conn: &Connection, uid: &str, revision: i64) -> Result<Option<[u8; 32]>> {
    Ok(by_uid_revision(conn, uid, revision)?.map(|package| package.secret))
}

/// Public keys of a bureau as they were used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BureauKeyRow {
    /// Row id.
    pub id: i64,
    /// Public half of the signing key, 64 hex digits.
    pub sign_public: String,
    /// To whom returns are encrypted, `age1…`.
    pub age_recipient: String,
    /// When they came into this workspace, RFC 3339.
    pub made_at: String,
}

const KEYS: &str = "SELECT id, sign_public, age_recipient, made_at FROM bureau_key";

fn row_to_keys(row: &Row<'_>) -> rusqlite::Result<BureauKeyRow> {
    Ok(BureauKeyRow {
        id: row.get("id")?,
        sign_public: row.get("sign_public")?,
        age_recipient: row.get("age_recipient")?,
        made_at: row.get("made_at")?,
    })
}

/// All keys of the bureau this workspace has seen, the newest last.
pub fn bureau_keys(conn: &Connection) -> Result<Vec<BureauKeyRow>> {
    let all = [KEYS, " ORDER BY id"].concat();
    Ok(conn.prepare_cached(&all)?.query_map([], row_to_keys)?.collect::<rusqlite::Result<_>>()?)
}

/// The row of these keys, made at `at` if they are new to the workspace.
pub fn put_bureau_key(conn: &Connection, sign_public: &str, age_recipient: &str, at: &str) -> Result<i64> {
    conn.prepare_cached(
        "INSERT INTO bureau_key (sign_public, age_recipient, made_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
    )?
    .execute([sign_public, age_recipient, at])?;
    let row = "SELECT id FROM bureau_key WHERE sign_public = ?1 AND age_recipient = ?2";
    Ok(conn.prepare_cached(row)?.query_row([sign_public, age_recipient], |row| row.get(0))?)
}

/// A revision of a package that was opened on the expert's side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedPackage {
    /// UUID of the package.
    pub uid: String,
    /// 1, 2, …
    pub revision: i64,
    /// SHA-256 of its inner ZIP, lower-case hex.
    pub sha256: String,
    /// Its manifest as stored in it.
    pub manifest: String,
    /// The expert's seat in this workspace.
    pub member: MemberId,
    /// The session in this workspace.
    pub session: SessionId,
    /// Invitation secret.
    pub secret: [u8; 32],
    /// When it was opened, RFC 3339.
    pub opened_at: String,
}

const OPENED: &str = "SELECT uid, revision, sha256, manifest, member, session, secret, opened_at FROM opened_package
    JOIN member ON member.id = member";

fn row_to_opened(row: &Row<'_>) -> rusqlite::Result<OpenedPackage> {
    Ok(OpenedPackage {
        uid: row.get("uid")?,
        revision: row.get("revision")?,
        sha256: row.get("sha256")?,
        manifest: row.get("manifest")?,
        member: MemberId(row.get("member")?),
        session: SessionId(row.get("session")?),
        secret: secret(row, "secret")?,
        opened_at: row.get("opened_at")?,
    })
}

/// The newest revision this workspace was made of; none where the workspace is no expert's.
pub fn opened(conn: &Connection) -> Result<Option<OpenedPackage>> {
    let newest = [OPENED, " ORDER BY revision DESC LIMIT 1"].concat();
    Ok(conn.prepare_cached(&newest)?.query_row([], row_to_opened).optional()?)
}

/// The revision that was opened first: its signer is the one later revisions are held to.
pub fn first_opened(conn: &Connection) -> Result<Option<OpenedPackage>> {
    let first = [OPENED, " ORDER BY revision LIMIT 1"].concat();
    Ok(conn.prepare_cached(&first)?.query_row([], row_to_opened).optional()?)
}

/// Keeps a revision that is being opened.
pub fn put_opened(conn: &Connection, package: &OpenedPackage) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO opened_package (uid, revision, sha256, manifest, member, secret, opened_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        package.uid,
        package.revision,
        package.sha256,
        package.manifest,
        package.member.0,
        crate::hex(&package.secret),
        package.opened_at
    ])?;
    Ok(())
}

/// The expert's own key for the returns of a package.
pub fn own_key(conn: &Connection, uid: &str) -> Result<Option<SigningKey>> {
    let mut statement = conn.prepare_cached("SELECT secret FROM own_key WHERE package_uid = ?1")?;
    let seed = statement.query_row([uid], |row| secret(row, "secret")).optional()?;
    Ok(seed.map(|seed| SigningKey::from_bytes(&seed)))
}

/// Keeps the expert's own key, made at `at`.
pub fn put_own_key(conn: &Connection, uid: &str, key: &SigningKey, at: &str) -> Result<()> {
    conn.prepare_cached("INSERT INTO own_key (package_uid, secret, public_key, made_at) VALUES (?1, ?2, ?3, ?4)")?
        .execute([uid, &crate::hex(&key.to_bytes()), &crate::hex(&key.verifying_key().to_bytes()), at])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Stamp, Store, WriteOp};

    fn stamp() -> Stamp {
        Stamp {
            at: "2026-09-14T09:00:00+08:00".into(),
            actor: "赵一".into(),
            role: "expert".into(),
            app_version: "0".into(),
        }
    }

    #[test]
    fn keys_of_a_bureau_are_kept_once_and_an_expert_s_key_comes_back() {
        let mut store = Store::scratch();
        let key = SigningKey::from_bytes(&[7; 32]);
        let written = store.write(&WriteOp::new("package_open", "", &stamp()), |tx| {
            let first = put_bureau_key(tx, &"a".repeat(64), "age1a", "t")?;
            let again = put_bureau_key(tx, &"a".repeat(64), "age1a", "later")?;
            let other = put_bureau_key(tx, &"b".repeat(64), "age1b", "t")?;
            put_own_key(tx, "u", &key, "t")?;
            Ok((first, again, other))
        });
        let (first, again, other) = written.expect("it is written").value;
        assert_eq!((first, first < other), (again, true));
        let rows = store.read(bureau_keys).expect("keys");
        assert_eq!(rows.iter().map(|row| row.made_at.as_str()).collect::<Vec<_>>(), ["t", "t"]);
        let kept = store.read(|conn| own_key(conn, "u")).expect("a key").expect("a key");
        assert_eq!(kept.to_bytes(), key.to_bytes());
        assert!(store.read(|conn| own_key(conn, "v")).expect("none").is_none());
        assert!(store.read(opened).expect("none").is_none());
    }
}
