//! `summary.txt` of a package: what it is and what is in it, for whoever finds the file without the program. Nothing reads
//! it back; what counts is `body.json`.

use super::content::Content;
use crate::domain::session::{MemberRole, printed_date};
use crate::exchange::package::{FilePart, ReportPart};
use crate::locale::{fill, text};
use crate::store::package::IssuedPackage;

/// The text, one line for each thing to know.
pub(super) fn of(content: &Content, row: &IssuedPackage, fingerprint: &str) -> String {
    let (head, member) = (&content.body.session.head, &content.body.member);
    let role = text(if member.role == MemberRole::Chair { "cli.role.chair" } else { "cli.role.member" });
    let (seat, revision) = (member.seat.to_string(), row.revision.to_string());
    let (from, to) = (printed_date(&head.starts_on), printed_date(&head.ends_on));
    let due = if row.due_at.is_empty() { text("summary.no_date") } else { row.due_at.as_str() };
    let count = content.body.reports.len().to_string();
    let mut lines = vec![
        text("summary.package").to_owned(),
        String::new(),
        fill("summary.session", [("no", content.body.session.no.as_str()), ("title", head.title.as_str())]),
        fill("summary.organiser", [("organiser", head.organiser.as_str()), ("office", head.office.as_str())]),
        fill("summary.days", [("from", from.as_str()), ("to", to.as_str()), ("place", head.place.as_str())]),
        fill("summary.member", [("name", member.name.as_str()), ("seat", seat.as_str()), ("role", role)]),
        fill(
            "summary.issued",
            [("uid", row.uid.as_str()), ("revision", revision.as_str()), ("at", row.issued_at.as_str())],
        ),
        fill("summary.due", [("due", due)]),
        fill("summary.fingerprint", [("fingerprint", fingerprint)]),
        fill(
            "summary.form",
            [
                ("title", content.form_in_use.title.as_str()),
                ("id", content.form.id.as_str()),
                ("version", content.form.version.as_str()),
                ("sha256", content.form.sha256.as_str()),
            ],
        ),
    ];
    if !head.requirements.trim().is_empty() {
        lines.extend([String::new(), text("summary.requirements").to_owned(), head.requirements.clone()]);
    }
    lines.extend([String::new(), fill("summary.reports", [("n", count.as_str())])]);
    content.body.reports.iter().for_each(|part| lines.extend(report(part)));
    lines.extend([String::new(), text("summary.criteria").to_owned()]);
    for criterion in content.form_in_use.criteria() {
        let max = criterion.max.to_string();
        let values = [("id", criterion.id.as_str()), ("name", criterion.name.as_str()), ("max", max.as_str())];
        lines.push(fill("summary.criterion", values));
    }
    let names: Vec<_> = content.form_in_use.conclusions.iter().map(|one| one.name.as_str()).collect();
    lines.push(fill("summary.conclusions", [("names", names.join("、").as_str())]));
    lines.push(String::new());
    lines.join("\n")
}

fn report(part: &ReportPart) -> Vec<String> {
    let values = [
        ("number", part.opinion_no.as_str()),
        ("no", part.no.as_str()),
        ("title", part.title.as_str()),
        ("unit", part.unit.as_str()),
        ("uid", part.uid.as_str()),
    ];
    let file = |file: &FilePart| {
        let size = file.size.to_string();
        let values = [("name", file.name.as_str()), ("size", size.as_str()), ("sha256", file.sha256.as_str())];
        fill("summary.file", values)
    };
    std::iter::once(fill("summary.report", values)).chain(part.files.iter().map(file)).collect()
}
