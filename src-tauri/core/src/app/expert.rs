//! The expert pool: list, add.

use super::text::{is_blank, refuse_long_names};
use super::{App, Done};
use crate::domain::expert::{Expert, ExpertHead, KINDS};
use crate::domain::problem::{Place, Problem};
use crate::error::{Error, Result};
use crate::store::expert;

/// The pool.
pub fn list(app: &mut App, (): ()) -> Result<Done<Vec<Expert>>> {
    app.store.read(expert::list).map(Done::read)
}

/// Adds an expert.
pub fn add(app: &mut App, head: ExpertHead) -> Result<Done<Expert>> {
    refuse_unfit(&head)?;
    let uid = (app.world.uid)();
    app.write("expert_add", head.name.clone(), None, |tx| {
        let id = expert::put(tx, &uid, &head)?;
        expert::get(tx, id)
    })
}

/// Refuses what cannot be said of an expert, all problems together.
pub(crate) fn refuse_unfit(head: &ExpertHead) -> Result<()> {
    let mut found = Vec::new();
    if is_blank(&head.name) {
        found.push(Problem::error("text_empty", Place::field("name")));
    }
    if !KINDS.contains(&head.kind.as_str()) {
        let problem = Problem::error("json_unknown_name", Place::field("kind")).with("text", &head.kind);
        found.push(problem.with("known", KINDS.join("、")));
    }
    if !found.is_empty() {
        return Err(Error::Invalid(found));
    }
    let own =
        [("name", &head.name), ("employer", &head.employer), ("job_title", &head.job_title), ("field", &head.field)];
    let own = own.map(|(path, text)| (path, text.as_str()));
    let avoid = head.avoid_units.iter().map(|unit| ("avoid_units", unit.as_str()));
    refuse_long_names(&own.into_iter().chain(avoid).collect::<Vec<_>>())
}
