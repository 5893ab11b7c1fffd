//! Kinds of sessions: which there are, and what one decides for a session — kept with it when it is added, and laid over
//! its form here and nowhere else.

use super::{App, Done};
use crate::domain::form::{Conclusion, Form};
use crate::domain::id::SessionId;
use crate::domain::kind::{Kind, SessionRules};
use crate::domain::problem::{Place, Problem};
use crate::domain::record::{FormRecord, TitlesRecord};
use crate::domain::session::Session;
use crate::error::{Error, Result};
use crate::store::{form, session};
use crate::{form_file, kind_file};
use rusqlite::Connection;

/// All kinds, in the order in which they are offered.
pub fn list(_: &mut App, (): ()) -> Result<Done<Vec<Kind>>> {
    kind_file::built_in().map(Done::read)
}

/// The kind of that name or other name; the problem of an unknown one lists the known.
pub(crate) fn named(name: &str) -> Result<Kind> {
    let kinds = kind_file::built_in()?;
    let known: Vec<_> = kinds.iter().map(|kind| kind.name.clone()).collect();
    kinds.into_iter().find(|kind| kind.is_called(name.trim())).ok_or_else(|| {
        let problem = Problem::error("kind_unknown", Place::field("kind"));
        Error::invalid(problem.with("text", crate::domain::form::shown(name)).with("known", known.join("、")))
    })
}

/// Refuses a built-in form that does not fit the kind, with those that do. A form of the bureau's own fits any kind.
pub(crate) fn refuse_unfit(kind: &Kind, code: &str) -> Result<()> {
    let is_ours = form_file::BUILT_IN.iter().any(|(known, _)| *known == code);
    if !is_ours || kind.admits(code) {
        return Ok(());
    }
    let fit: Vec<_> = kind.forms.iter().map(|form| form.code.as_str()).collect();
    let problem = Problem::error("form_not_for_kind", Place::field("form")).with("form", code);
    Err(Error::invalid(problem.with("kind", &kind.name).with("known", fit.join("、"))))
}

/// What a kind decides for a session, as it is kept.
pub(crate) fn frozen(rules: &SessionRules) -> Result<String> {
    let value = serde_json::to_value(rules).map_err(|source| Error::bug("session_rules", source))?;
    Ok(form_file::sorted(value).to_string())
}

/// What was decided when the session was added; none for sessions that are older than kinds.
fn rules_of(conn: &Connection, id: SessionId) -> Result<Option<SessionRules>> {
    let text = session::rules(conn, id)?;
    if text.is_empty() {
        return Ok(None);
    }
    serde_json::from_str(&text).map(Some).map_err(|source| Error::bug("session_rules", source))
}

/// The form of a session as it is used everywhere: with the conclusions of its kind laid over it.
pub(crate) fn form_of(conn: &Connection, its_session: &Session) -> Result<Form> {
    Ok(form::get(conn, its_session.form)?.with_conclusions(&laid_over(conn, its_session.id)?))
}

/// The conclusions laid over the form's; empty = the form's own.
pub(crate) fn laid_over(conn: &Connection, id: SessionId) -> Result<Vec<Conclusion>> {
    Ok(rules_of(conn, id)?.map(|rules| rules.conclusions).unwrap_or_default())
}

/// Titles of the papers of a session.
pub(crate) fn titles(conn: &Connection, id: SessionId) -> Result<Option<TitlesRecord>> {
    Ok(rules_of(conn, id)?.map(|rules| rules.titles.into()))
}

/// The form version of a session as records name it: the one that was issued, whatever is laid over it.
pub(crate) fn form_record(conn: &Connection, its_session: &Session) -> Result<FormRecord> {
    let row = form::row(conn, its_session.form)?;
    Ok(FormRecord { id: row.code, version: row.version, sha256: row.sha256 })
}
