//! The one plain sentence of each file and of each report: what happened, where, and what to do.

use super::files::Arrived;
use super::known::{MemberKnown, SessionKnown, Stored};
use super::look::Parcel;
use super::meeting::Meeting;
use super::plan::PlannedReport;
use super::verify::Verified;
use super::view::{Change, ImportFile, ImportView, Level};
use crate::domain::comparison::Outcome;
use crate::domain::session::Member;
use crate::exchange::keys::fingerprint;
use crate::locale::{fill, text};
use crate::store::received::Received;
use std::rc::Rc;

/// What the sentence of a file is made of.
pub(super) struct Facets<'a> {
    /// The file.
    pub(super) file: &'a Arrived,
    /// The return.
    pub(super) parcel: &'a Parcel,
    /// The session it names, where it is here.
    pub(super) of: Option<&'a SessionKnown>,
    /// The same content as it was kept before.
    pub(super) kept: Option<&'a Received>,
    /// A reason in words; empty = none.
    pub(super) why: &'a str,
}

/// A time as people read it: day, hour and minute.
pub(super) fn minute(at: &str) -> String {
    at.get(..16).map_or_else(|| at.to_owned(), |minute| minute.replacen('T', " ", 1))
}

/// The sentence of a return.
pub(super) fn line(
    code: &str,
    facets: &Facets<'_>,
    whose: Option<&(Rc<SessionKnown>, Member)>,
    known: Option<&MemberKnown>,
    reports: &[PlannedReport],
    received_at: &str,
) -> String {
    let manifest = facets.parcel.manifest();
    let seq = facets.parcel.seq();
    let newest = whose.and_then(|(of, member)| of.newest(member.id));
    let signer = facets.parcel.signer();
    let last = known.and_then(|known| {
        let of_key = known.accepted().filter(|file| file.signer.as_ref() == Some(&signer));
        of_key.filter_map(|file| file.seq).max()
    });
    let before = known.and_then(|known| known.accepted().last()).and_then(|file| file.seq);
    let count = |wanted: &[Change]| reports.iter().filter(|one| wanted.contains(&one.change)).count();
    let taken = count(&[Change::New, Change::Changed]);
    let open = reports.iter().filter(|one| one.must_ask).flat_map(|one| &one.fields);
    let open = open.filter(|field| field.outcome == Outcome::Conflict).count();
    let name = whose.map_or(facets.file.name.as_str(), |(_, member)| member.name.as_str());
    let number = |number: Option<i64>| number.map_or_else(String::new, |number| number.to_string());
    let values = [
        ("name", name.to_owned()),
        ("why", facets.why.to_owned()),
        ("own", facets.of.map_or_else(String::new, |of| of.session.no.clone())),
        ("no", manifest.session_no.clone()),
        ("form", format!("{} {}", manifest.form_id, manifest.form_version)),
        ("seq", seq.to_string()),
        ("before", number(before)),
        ("newest", number(last)),
        ("missing", missing(last.unwrap_or(0), seq)),
        ("rev", manifest.package_rev.to_string()),
        ("newest_rev", number(newest.map(|package| package.revision))),
        ("due", newest.map_or_else(String::new, |package| minute(&package.due_at))),
        ("at", minute(received_at)),
        ("kept_at", facets.kept.map_or_else(String::new, |kept| minute(&kept.received_at))),
        ("fingerprint", fingerprint(&facets.parcel.container.signer)),
        ("n", taken.to_string()),
        ("open", open.to_string()),
        (
            "rest",
            rest(&[
                ("arrival.rest_recused", count(&[Change::Recused, Change::Declined])),
                ("arrival.rest_incomplete", count(&[Change::Incomplete])),
                ("arrival.rest_not_taken", count(&[Change::NotTaken])),
            ]),
        ),
    ];
    fill(&["arrival.", code].concat(), values.iter().map(|(name, value)| (*name, value.as_str())))
}

/// The numbers of returns that never came, e.g. `2、3`.
fn missing(last: i64, seq: i64) -> String {
    let numbers: Vec<String> = (last.saturating_add(1)..seq).take(10).map(|number| number.to_string()).collect();
    numbers.join("、")
}

/// What else is in a file, e.g. `，1 份回避`.
fn rest(counted: &[(&str, usize)]) -> String {
    let said = counted.iter().filter(|(_, n)| *n > 0);
    said.map(|(key, n)| fill(key, [("n", n.to_string().as_str())])).collect()
}

/// The sentence of an opinion that meets another one.
pub(super) fn changed(stored: &Stored, verified: &Verified, meeting: &Meeting) -> String {
    let of = |outcome: Outcome| meeting.fields.iter().filter(|field| field.outcome == outcome).count();
    let (incoming, kept, open) = (of(Outcome::Incoming), of(Outcome::Stored), of(Outcome::Conflict));
    let code = match (meeting.fields.is_empty(), open, kept) {
        (true, ..) => "arrived.signed_again",
        (false, 0, 0) => "arrived.changed",
        (false, 0, _) => "arrived.merged",
        (false, ..) => "arrived.conflict",
    };
    let values = [
        ("before", stored.version.to_string()),
        ("version", (stored.version + 1).max(verified.record.version).to_string()),
        ("n", incoming.to_string()),
        ("kept", kept.to_string()),
        ("open", open.to_string()),
    ];
    fill(code, values.iter().map(|(name, value)| (*name, value.as_str())))
}

/// 导入报告 as text.
pub(super) fn report(view: &ImportView, at: &str) -> String {
    let head = if view.is_done { "import.done" } else { "import.preview" };
    let counts = [
        ("at", minute(at)),
        ("n", view.files.len().to_string()),
        ("taken", view.taken.to_string()),
        ("skipped", view.skipped.to_string()),
        ("refused", view.refused.to_string()),
    ];
    let mut lines = vec![fill(head, counts.iter().map(|(name, value)| (*name, value.as_str())))];
    for file in &view.files {
        lines.push(format!("{}　{}", text(mark(file)), file.line));
        lines.push(
            format!("　　{}　{}", file.name, file.check_code.as_deref().unwrap_or_default()).trim_end().to_owned(),
        );
        for one in &file.reports {
            lines.push(format!("　　{} {}：{}", one.no, one.title, one.line));
            for field in &one.fields {
                let values = [
                    ("label", field.label.as_str()),
                    ("issued", field.issued.as_str()),
                    ("stored", field.stored.as_str()),
                    ("incoming", field.incoming.as_str()),
                    ("outcome", text(outcome(field.outcome))),
                ];
                lines.push(format!("　　　　{}", fill("import.field", values)));
            }
        }
    }
    lines.join("\n") + "\n"
}

fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Incoming => "import.outcome_incoming",
        Outcome::Stored => "import.outcome_stored",
        Outcome::Same => "import.outcome_same",
        Outcome::Conflict => "import.outcome_conflict",
    }
}

fn mark(file: &ImportFile) -> &'static str {
    match file.level {
        Level::New => "import.mark_new",
        Level::Changed => "import.mark_changed",
        Level::Identical => "import.mark_identical",
        Level::Stale => "import.mark_stale",
        Level::Conflict => "import.mark_conflict",
        Level::Ask => "import.mark_ask",
        Level::Refused => "import.mark_refused",
        Level::Quarantined => "import.mark_quarantined",
    }
}
