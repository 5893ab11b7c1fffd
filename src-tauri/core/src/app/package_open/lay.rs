//! What a package becomes in the expert's workspace: the same session, form, seat and reports under the same numbers, so
//! that the expert's paper is the bureau's, byte for byte. Each opening is one write.

use super::{Brought, Package};
use crate::app::package::content::report_part;
use crate::app::{App, World};
use crate::domain::expert::ExpertHead;
use crate::domain::id::{MemberId, ReportId, SessionId};
use crate::domain::opinion::OpinionState;
use crate::domain::report::{Report, ReportHead};
use crate::domain::session::{Recusal, RecusalKind, SessionState};
use crate::error::{Error, Result};
use crate::exchange::container::{Container, Manifest};
use crate::exchange::package::{FilePart, PackageBody, ReportPart};
use crate::locale::fill;
use crate::store::package::{self, OpenedPackage};
use crate::store::{Store, expert, form, opinion, report, session};
use ed25519_dalek::SigningKey;
use rusqlite::Transaction;
use std::path::Path;

/// An empty workspace: the forms of the program are not in it, only the package's own will be.
pub(super) fn create(path: &Path, mut world: World) -> Result<App> {
    let store = Store::create(path, &world.stamp())?;
    Ok(App { store, world })
}

/// Fills a new workspace with everything of the package.
pub(super) fn fill_in(app: &mut App, package: &mut Package) -> Result<()> {
    let key = SigningKey::from_bytes(&app.world.random_bytes()?);
    let at = (app.world.now)();
    let Package { container, body, form: its_form, .. } = package;
    let subject = subject(body, &container.manifest);
    app.write("package_open", subject, None, |tx| {
        let id = form::put(tx, its_form)?;
        form::freeze(tx, id)?;
        let part = &body.session;
        let its_session = session::put(tx, &part.uid, &part.no, id, &part.head, &part.rules)?;
        session::set_state(tx, its_session, SessionState::Reviewing)?;
        let its_expert = expert::put(tx, &body.member.expert_uid, &expert_head(body))?;
        let member = session::put_member_at(tx, its_session, its_expert, body.member.role, body.member.seat)?;
        for part in &body.reports {
            add_report(tx, container, its_session, part)?;
        }
        let uid = container.manifest.package_id.clone();
        package::put_opened(tx, &opened(container, body, its_session, member, &at)?)?;
        package::put_own_key(tx, &uid, &key, &at)
    })?;
    Ok(())
}

fn subject(body: &PackageBody, manifest: &Manifest) -> String {
    let revision = manifest.package_rev.to_string();
    fill(
        "package.subject",
        [("no", body.session.no.as_str()), ("name", body.member.name.as_str()), ("revision", revision.as_str())],
    )
}

fn expert_head(body: &PackageBody) -> ExpertHead {
    let part = &body.member;
    ExpertHead {
        name: part.name.clone(),
        kind: part.kind.clone(),
        employer: part.employer.clone(),
        job_title: part.job_title.clone(),
        field: part.field.clone(),
        avoid_units: Vec::new(),
    }
}

fn opened(
    container: &Container,
    body: &PackageBody,
    session: SessionId,
    member: MemberId,
    at: &str,
) -> Result<OpenedPackage> {
    let secret =
        crate::from_hex(&body.secret).ok_or_else(|| Error::bug("package_read", "a secret of another length"))?;
    Ok(OpenedPackage {
        uid: container.manifest.package_id.clone(),
        revision: container.manifest.package_rev,
        sha256: container.sha256.clone(),
        manifest: container.manifest_text.clone(),
        member,
        session,
        secret,
        opened_at: at.to_owned(),
    })
}

fn add_report(tx: &Transaction<'_>, container: &mut Container, session: SessionId, part: &ReportPart) -> Result<()> {
    let id = report::put_at(tx, &part.uid, session, part.position, &part.head())?;
    part.fields.iter().try_for_each(|(field, text)| report::set_field(tx, id, field, text))?;
    part.files.iter().try_for_each(|file| attach(tx, container, id, file))
}

/// Attaches a file of the package; its bytes go from the container into the database piece by piece.
fn attach(tx: &Transaction<'_>, container: &mut Container, id: ReportId, file: &FilePart) -> Result<()> {
    if !report::has_bytes(tx, &file.sha256)? {
        let mut bytes = container.file(&file.sha256)?;
        report::put_bytes_from(tx, &file.sha256, file.size, &mut bytes)?;
    }
    report::attach_kept(tx, id, &file.name, &file.sha256)
}

/// Brings the workspace up to the package's revision. A signed opinion keeps the report as it was signed; one that is no
/// longer in the package is closed, and its draft stays in the history.
/// The same revision again takes in what a signature had kept from being changed, once it is withdrawn.
pub(super) fn bring_up(app: &mut App, package: &mut Package) -> Result<Brought> {
    let known = app.store.read(package::opened)?.ok_or_else(|| Error::refused("package_not_of_workspace"))?;
    let before = super::manifest_of(&known)?;
    let now = &package.container.manifest;
    if (&known.uid, &before.form_sha256) != (&now.package_id, &now.form_sha256) {
        return Err(Error::refused("package_not_of_workspace"));
    }
    package.refuse_other_bureau(&known)?;
    package.refuse_older(&known)?;
    let at = (app.world.now)();
    let Package { container, body, .. } = package;
    let subject = subject(body, &container.manifest);
    let is_new = known.revision < container.manifest.package_rev;
    let done = app.write("package_open", subject, None, |tx| {
        let mut brought = Brought { changes: Vec::new(), is_complete: true };
        if is_new {
            brought.changes.extend(set_head(tx, &known, body)?);
            brought.changes.extend(close_vanished(tx, &known, body, container.manifest.package_rev)?);
        }
        for part in &body.reports {
            bring_report(tx, container, &known, part, &mut brought)?;
        }
        if is_new {
            package::put_opened(tx, &opened(container, body, known.session, known.member, &at)?)?;
        }
        Ok(brought)
    })?;
    Ok(done.value)
}

/// Session and member as the package has them now.
fn set_head(tx: &Transaction<'_>, known: &OpenedPackage, body: &PackageBody) -> Result<Vec<String>> {
    let its_session = session::get(tx, known.session)?;
    let (member, _) = session::member(tx, known.member)?;
    let part = &body.session;
    if its_session.uid != part.uid || its_session.no != part.no || member.seat != body.member.seat {
        return Err(Error::refused("package_not_of_workspace"));
    }
    let is_same = its_session.head == part.head && session::rules(tx, known.session)? == part.rules;
    session::set_head(tx, known.session, &part.head, &part.rules)?;
    session::set_role(tx, known.member, body.member.role)?;
    expert::set(tx, member.expert, &expert_head(body))?;
    Ok(if is_same { Vec::new() } else { vec![crate::locale::text("package.session_changed").to_owned()] })
}

/// Reports that are no longer in the package are closed for this expert.
fn close_vanished(
    tx: &Transaction<'_>,
    known: &OpenedPackage,
    body: &PackageBody,
    revision: i64,
) -> Result<Vec<String>> {
    let recusals = session::recusals(tx, known.session)?;
    let mut changes = Vec::new();
    for target in report::list(tx, known.session)? {
        let is_off = recusals.iter().any(|recusal| recusal.is_of(known.member, target.id));
        if is_off || body.reports.iter().any(|part| part.uid == target.uid) {
            continue;
        }
        let ground = closed_ground(revision);
        let recusal = Recusal { member: known.member, report: target.id, ground, kind: RecusalKind::Recusal };
        session::put_recusal(tx, &recusal)?;
        changes.push(told("package.report_closed", &target.head.no, &target.head.title));
    }
    Ok(changes)
}

/// One report as the package has it now: new, the same, changed, or signed and therefore left alone.
fn bring_report(
    tx: &Transaction<'_>,
    container: &mut Container,
    known: &OpenedPackage,
    part: &ReportPart,
    brought: &mut Brought,
) -> Result<()> {
    let Some(target) = report::list(tx, known.session)?.into_iter().find(|target| target.uid == part.uid) else {
        add_report(tx, container, known.session, part)?;
        brought.changes.push(told("package.report_added", &part.no, &part.title));
        return Ok(());
    };
    let is_back = open_again(tx, known, target.id)?;
    let (member, _) = session::member(tx, known.member)?;
    let its_session = session::get(tx, known.session)?;
    let is_same = report_part(tx, &its_session, &target, &member)? == *part;
    let is_signed = opinion::find(tx, target.id, known.member)?.is_some_and(|own| own.state == OpinionState::Signed);
    let key = match (is_back, is_same) {
        (false, true) => return Ok(()),
        (_, false) if is_signed => {
            brought.is_complete = false;
            "package.report_changed_signed"
        }
        (true, _) => "package.report_added",
        (false, false) => "package.report_changed",
    };
    if !is_same && !is_signed {
        change_report(tx, container, &target, part)?;
    }
    brought.changes.push(told(key, &part.no, &part.title));
    Ok(())
}

/// Opens a report again that an earlier revision closed. A recusal the expert declared stays.
fn open_again(tx: &Transaction<'_>, known: &OpenedPackage, target: ReportId) -> Result<bool> {
    let recusals = session::recusals(tx, known.session)?;
    let own = recusals.into_iter().find(|recusal| recusal.is_of(known.member, target));
    let is_ours = |recusal: &Recusal| (1..=known.revision).any(|revision| recusal.ground == closed_ground(revision));
    let is_closed = own.is_some_and(|own| is_ours(&own));
    if is_closed {
        session::remove_recusal(tx, known.member, target)?;
    }
    Ok(is_closed)
}

/// Why a report was closed that is in the package no longer.
fn closed_ground(revision: i64) -> String {
    fill("package.closed_ground", [("revision", revision.to_string().as_str())])
}

fn change_report(tx: &Transaction<'_>, container: &mut Container, target: &Report, part: &ReportPart) -> Result<()> {
    let head: ReportHead = part.head();
    if target.position != part.position {
        return Err(Error::refused("package_not_of_workspace"));
    }
    report::set_head(tx, target.id, &head)?;
    for (field, _) in report::fields(tx, target.id)? {
        if !part.fields.iter().any(|(known, _)| *known == field) {
            report::set_field(tx, target.id, &field, "")?;
        }
    }
    part.fields.iter().try_for_each(|(field, text)| report::set_field(tx, target.id, field, text))?;
    let attached = report::attachments(tx, target.id)?;
    for file in &attached {
        if !part.files.iter().any(|known| known.name == file.name && known.sha256 == file.sha256) {
            report::detach(tx, target.id, &file.name)?;
        }
    }
    let is_new =
        |file: &&FilePart| !attached.iter().any(|known| known.name == file.name && known.sha256 == file.sha256);
    part.files.iter().filter(is_new).try_for_each(|file| attach(tx, container, target.id, file))
}

/// A sentence about one report.
fn told(key: &str, no: &str, title: &str) -> String {
    fill(key, [("no", no), ("title", title)])
}
