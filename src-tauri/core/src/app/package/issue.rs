//! Issuing packages: all of a batch lie complete and checked beside their targets before one write says that they were
//! issued, and only then they get their names.
//!
//! A program killed between that write and the names leaves packages that count as issued and have no file: they are
//! issued again. The other way round an expert could hand back what the bureau knows nothing of.

use super::content::Content;
use super::{PackageWritten, PackagesExport, in_groups, summary};
use crate::app::export::file_name;
use crate::app::text::{is_blank, refuse_long_names};
use crate::app::{App, Done, World};
use crate::domain::head_field::is_day;
use crate::domain::problem::{Place, Problem};
use crate::domain::record::check_code;
use crate::domain::session::{Member, Session, SessionState};
use crate::error::{Error, Result};
use crate::exchange::container::manifest::FORMAT;
use crate::exchange::container::{self, Bureau, Draft, Key, Kind, Manifest, Part, Program, ReportLine, Shut, Signer};
use crate::exchange::keys::{BureauKeys, fingerprint};
use crate::exchange::package::FilePart;
use crate::file::Staged;
use crate::locale::fill;
use crate::store::package::{self, IssuedPackage};
use crate::store::{Store, report, session};
use std::collections::HashSet;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The digits of a code.
const CODE_DIGITS: usize = 12;

/// The files of one package together are at most this long (bytes), so that what is around them fits a container.
const MOST: u64 = 1000 * 1024 * 1024;

/// The name of a file is cut to so many bytes; most file systems take 255.
const MAX_FILE_NAME: usize = 200;

/// So many bytes of an attached file are in memory at once.
const PIECE: u32 = 1024 * 1024;

/// A package that is to be issued.
struct Ready {
    member: Member,
    content: Content,
    /// As it will be kept; manifest and hash are filled in when it lies on the disk.
    row: IssuedPackage,
    previous: Option<String>,
    path: PathBuf,
}

/// A package that lies complete beside its target.
struct Laid {
    row: IssuedPackage,
    name: String,
    path: PathBuf,
    staged: Staged,
    written: container::Written,
}

/// Issues packages into a folder: all of them or none. Needs a session that is open for review, and the bureau's keys.
pub fn export(app: &mut App, args: PackagesExport) -> Result<Done<Vec<PackageWritten>>> {
    let keys = app.world.keys()?.clone();
    let (its_session, members) = app.store.read(|conn| {
        let its_session = session::get(conn, args.session)?;
        let members = chosen(conn, &args)?;
        Ok((its_session, members))
    })?;
    if its_session.state != SessionState::Reviewing {
        return Err(Error::refused_with("session_not_reviewing", [("no", its_session.no)]));
    }
    let ready = prepare(app, &args, &its_session, members)?;
    let folder = Folder::make(&args.folder)?;
    let bytes = ready.iter().map(|one| one.content.size_of_files()).sum();
    let _working = app.world.work.begin("packages_export", bytes);
    let head = app.store.head()?;
    let writer =
        Writer { app, keys: &keys, its_session: &its_session, log_head: format!("{} {}", head.seq, head.hash16) };
    let laid = ready.into_iter().map(|one| writer.lay(one)).collect::<Result<Vec<_>>>()?;
    app.world.work.step(0)?;
    let done = commit(app, &keys, &its_session, &args.reason, &laid)?;
    folder.keep();
    let written = name_all(laid)?;
    Ok(done.map(|()| written))
}

/// Whom packages are issued for: the members named, or all who have none yet and may review something.
fn chosen(conn: &rusqlite::Connection, args: &PackagesExport) -> Result<Vec<Member>> {
    let all = session::members(conn, args.session)?;
    if args.members.is_empty() {
        let issued = package::of_session(conn, args.session)?;
        let reports = report::list(conn, args.session)?.len();
        let recusals = session::recusals(conn, args.session)?;
        let has_none = |member: &Member| {
            let absent = recusals.iter().filter(|recusal| recusal.member == member.id).count();
            absent < reports && !issued.iter().any(|package| package.member == member.id)
        };
        let left: Vec<_> = all.into_iter().filter(has_none).collect();
        return if left.is_empty() { Err(Error::refused("packages_none_left")) } else { Ok(left) };
    }
    let mut seen = HashSet::new();
    let wanted = args.members.iter().filter(|id| seen.insert(id.0));
    let find = |id| all.iter().find(|member| member.id == id).cloned().ok_or_else(|| Error::missing("member", id));
    wanted.map(|id| find(*id)).collect()
}

/// What each package will hold, under which number, name and code. Nothing is written yet.
fn prepare(app: &mut App, args: &PackagesExport, its_session: &Session, members: Vec<Member>) -> Result<Vec<Ready>> {
    refuse_long_names(&[("reason", &args.reason), ("due_at", &args.due_at)])?;
    let now = (app.world.now)();
    let due_at = due(&args.due_at, &now)?;
    let paths = paths_of(app, args, its_session, &members)?;
    let mut ready = Vec::new();
    for (member, path) in members.into_iter().zip(paths) {
        let secret = app.world.random_bytes::<32>()?;
        let (content, newest) = app.store.read(|conn| {
            Ok((Content::of(conn, its_session, &member, secret)?, package::newest_of(conn, member.id)?))
        })?;
        if newest.is_some() && is_blank(&args.reason) {
            return Err(Error::invalid(Problem::error("text_empty", Place::field("reason"))));
        }
        if content.body.reports.is_empty() {
            return Err(Error::refused_with("package_without_reports", [("name", member.name)]));
        }
        if content.size_of_files() > MOST {
            return Err(Error::refused_with("package_too_large", [("name", member.name)]));
        }
        let row = IssuedPackage {
            uid: newest.as_ref().map_or_else(|| (app.world.uid)(), |newest| newest.uid.clone()),
            member: member.id,
            revision: newest.as_ref().map_or(1, |newest| newest.revision + 1),
            sha256: String::new(),
            manifest: String::new(),
            form_sha256: content.form.sha256.clone(),
            bureau_key: 0,
            issued_at: now.clone(),
            due_at: due_at.clone(),
            secret,
            code: if args.plain { String::new() } else { new_code(&mut app.world)? },
            reason: if newest.is_some() { args.reason.trim().to_owned() } else { String::new() },
        };
        ready.push(Ready { member, content, row, previous: newest.map(|newest| newest.sha256), path });
    }
    Ok(ready)
}

/// When returns are due: a day means its end, in the offset of `now`.
fn due(text: &str, now: &str) -> Result<String> {
    let text = text.trim();
    if text.is_empty() || chrono::DateTime::parse_from_rfc3339(text).is_ok() {
        return Ok(text.to_owned());
    }
    if !is_day(text) {
        let problem = Problem::error("date_unreadable", Place::field("due_at"));
        return Err(Error::invalid(problem.with("text", crate::domain::form::shown(text))));
    }
    let offset = chrono::DateTime::parse_from_rfc3339(now).map(|now| now.offset().to_string()).unwrap_or_default();
    Ok(format!("{text}T23:59:59{offset}"))
}

/// A new code: every digit is as likely as every other.
fn new_code(world: &mut World) -> Result<String> {
    let mut code = String::with_capacity(CODE_DIGITS);
    while code.len() < CODE_DIGITS {
        // 250 … 255 are drawn again: they would make six digits more likely than the rest.
        let digits = world.random_bytes::<CODE_DIGITS>()?.into_iter().filter(|byte| *byte < 250);
        code.extend(digits.take(CODE_DIGITS - code.len()).map(|byte| char::from(b'0' + byte % 10)));
    }
    Ok(code)
}

/// The files of the batch: named after task and expert; two experts of one name are told apart by their seats, a package
/// that is issued again by its revision. A file that stands there already is somebody's, and is not replaced.
fn paths_of(app: &App, args: &PackagesExport, its_session: &Session, members: &[Member]) -> Result<Vec<PathBuf>> {
    let (panel, issued) = app
        .store
        .read(|conn| Ok((session::members(conn, its_session.id)?, package::of_session(conn, its_session.id)?)))?;
    let path = |member: &Member| {
        let namesakes = panel.iter().filter(|other| other.name.trim() == member.name.trim()).count();
        let mut name = member.name.trim().to_owned();
        if namesakes > 1 {
            name = format!("{name}_E{:02}", member.seat);
        }
        let revision =
            issued.iter().filter(|package| package.member == member.id).map(|package| package.revision).max();
        if let Some(before) = revision {
            let revision = (before + 1).to_string();
            name = fill("file.package_again", [("name", name.as_str()), ("revision", revision.as_str())]);
        }
        let path = args.folder.join(package_name(&its_session.head.title, &name));
        let stands = path.symlink_metadata().is_ok();
        if stands {
            Err(Error::refused_with("package_file_exists", [("path", path.display().to_string())]))
        } else {
            Ok(path)
        }
    };
    members.iter().map(path).collect()
}

/// The name of a package's file, short enough for every file system: where it is too long the title gives way.
fn package_name(title: &str, expert: &str) -> String {
    let mut title: Vec<char> = title.split_whitespace().collect::<Vec<_>>().join(" ").chars().collect();
    let mut expert: Vec<char> = expert.chars().collect();
    loop {
        let (shown, name) = (title.iter().collect::<String>(), expert.iter().collect::<String>());
        let name = file_name(&fill("file.package", [("title", shown.trim()), ("name", name.trim())]));
        if name.len() <= MAX_FILE_NAME || (title.is_empty() && expert.is_empty()) {
            return name;
        }
        if title.pop().is_none() {
            expert.pop();
        }
    }
}

/// The folder of a batch; one that was made for it goes again when nothing was issued.
struct Folder<'a> {
    path: &'a Path,
    is_new: bool,
}

impl<'a> Folder<'a> {
    fn make(path: &'a Path) -> Result<Self> {
        let is_new = path.symlink_metadata().is_err();
        std::fs::create_dir_all(path).map_err(|source| Error::failed("folder_make", path, source))?;
        Ok(Self { path, is_new })
    }

    fn keep(mut self) {
        self.is_new = false;
    }
}

impl Drop for Folder<'_> {
    fn drop(&mut self) {
        if self.is_new {
            // What is not empty stays.
            let _ = std::fs::remove_dir(self.path);
        }
    }
}

/// What all packages of a batch are written with.
struct Writer<'a> {
    app: &'a App,
    keys: &'a BureauKeys,
    its_session: &'a Session,
    log_head: String,
}

impl Writer<'_> {
    /// Writes one package beside its target, and reads it back as the expert's program will.
    fn lay(&self, ready: Ready) -> Result<Laid> {
        let Ready { member, content, mut row, previous, path } = ready;
        let draft = Draft {
            manifest: self.manifest(&content, &row, previous)?,
            body: content.body.canonical()?,
            summary: summary::of(&content, &row, &fingerprint(&self.keys.sign_public())),
            files: content.files.iter().map(|file| part(&self.app.store, file)).collect(),
            signing: &self.keys.signing,
            secret: None,
            shut: if row.code.is_empty() { Shut::Plain } else { Shut::Code(&row.code, self.app.world.hardness) },
        };
        let mut written = None;
        let staged = Staged::new(&path, |file| {
            written = Some(container::write(file, draft, &self.app.world.work)?);
            Ok(())
        })?;
        let written = written.ok_or_else(|| Error::bug("package_write", "nothing was written"))?;
        let key = if row.code.is_empty() { Key::None } else { Key::Code(&row.code) };
        verify(staged.lies_at(), key, &written).map_err(|error| at_target(error, &path))?;
        self.app.world.work.step(0)?;
        row.sha256.clone_from(&written.sha256);
        row.manifest.clone_from(&written.manifest);
        Ok(Laid { row, name: member.name, path, staged, written })
    }

    fn manifest(&self, content: &Content, row: &IssuedPackage, previous: Option<String>) -> Result<Manifest> {
        let line = |part: &crate::exchange::package::ReportPart| {
            Ok(ReportLine {
                report_id: part.uid.clone(),
                report_sha256: part.sha256()?,
                files: part.files.iter().map(|file| file.sha256.clone()).collect(),
                state: None,
                opinion_sha256: None,
                total: None,
            })
        };
        Ok(Manifest {
            kind: Kind::Package,
            format: FORMAT,
            min_reader: FORMAT,
            crit: Vec::new(),
            app: Program { name: "tongping".into(), version: env!("CARGO_PKG_VERSION").into() },
            created_at: row.issued_at.clone(),
            entries: Vec::new(),
            session_id: self.its_session.uid.clone(),
            session_no: self.its_session.no.clone(),
            form_id: content.form.id.clone(),
            form_version: content.form.version.clone(),
            form_sha256: content.form.sha256.clone(),
            expert_id: content.body.member.expert_uid.clone(),
            member_no: content.body.member.seat,
            package_id: row.uid.clone(),
            package_rev: row.revision,
            prev_package_sha256: previous,
            reports: content.body.reports.iter().map(line).collect::<Result<_>>()?,
            package_sha256: None,
            return_id: None,
            return_seq: None,
            prev_return_sha256: None,
            signer: Signer::default(),
            log_head: self.log_head.clone(),
            bureau: Some(Bureau {
                sign_public_key: crate::hex(&self.keys.sign_public()),
                age_recipient: self.keys.recipient().to_string(),
            }),
            due_at: Some(row.due_at.clone()).filter(|due| !due.is_empty()),
        })
    }
}

/// An attached file as a part of the container: read from the database piece by piece when its turn comes.
fn part<'a>(store: &'a Store, file: &FilePart) -> Part<'a> {
    let sha256 = file.sha256.clone();
    let open = move || {
        Ok(Box::new(Pieces { store, sha256: sha256.clone(), from: 0, piece: Vec::new(), at: 0 }) as Box<dyn Read + 'a>)
    };
    Part { sha256: file.sha256.clone(), ending: file.ending.clone(), size: file.size, open: Box::new(open) }
}

/// Reads an attached file from the database, one piece in memory at a time.
struct Pieces<'a> {
    store: &'a Store,
    sha256: String,
    from: u64,
    piece: Vec<u8>,
    at: usize,
}

impl Read for Pieces<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.at == self.piece.len() {
            let next = self.store.read(|conn| report::piece(conn, &self.sha256, self.from, PIECE));
            self.piece = next.map_err(std::io::Error::other)?;
            self.from += u64::try_from(self.piece.len()).unwrap_or(0);
            self.at = 0;
        }
        let taken = into.len().min(self.piece.len() - self.at);
        into[..taken].copy_from_slice(&self.piece[self.at..self.at + taken]);
        self.at += taken;
        Ok(taken)
    }
}

/// Opens a package that was just written as an expert will, with everything in it checked.
fn verify(path: &Path, key: Key<'_>, written: &container::Written) -> Result<()> {
    let read = container::open(path, Kind::Package, key).map_err(crate::app::package_open::refusal)?;
    let is_same = read.sha256 == written.sha256 && read.manifest_text == written.manifest;
    if is_same { Ok(()) } else { Err(Error::failed("file_compare", path, "the file is not what was written")) }
}

/// An error about the file that has no name yet, told about the name it will have.
fn at_target(error: Error, path: &Path) -> Error {
    match error {
        Error::Failed { doing, source, .. } => Error::Failed { doing, path: Some(path.to_path_buf()), source },
        other => other,
    }
}

/// One write that says all of them were issued.
fn commit(app: &mut App, keys: &BureauKeys, its_session: &Session, reason: &str, laid: &[Laid]) -> Result<Done<()>> {
    let names: Vec<_> = laid.iter().map(|one| one.name.as_str()).collect();
    let subject = format!("{} {}", its_session.no, names.join("、"));
    let reason = (!is_blank(reason)).then(|| reason.trim().to_owned());
    let (sign_public, recipient) = (crate::hex(&keys.sign_public()), keys.recipient().to_string());
    let at = (app.world.now)();
    app.write("packages_export", subject, reason, |tx| {
        let bureau_key = package::put_bureau_key(tx, &sign_public, &recipient, &at)?;
        laid.iter().try_for_each(|one| package::put(tx, &IssuedPackage { bureau_key, ..one.row.clone() }))
    })
}

/// Gives all files their names and compares what stands there then. Those that failed are named together: they count as
/// issued, and are issued again.
fn name_all(laid: Vec<Laid>) -> Result<Vec<PackageWritten>> {
    let (mut written, mut failed) = (Vec::new(), Vec::new());
    for Laid { row, name, path, staged, written: as_written } in laid {
        match staged.keep().and_then(|()| container::verify_written(&path, &as_written)) {
            Ok(()) => written.push(PackageWritten {
                member: row.member,
                name,
                path,
                size: as_written.size,
                check_code: check_code(&row.sha256),
                sha256: row.sha256,
                code: in_groups(&row.code),
                revision: row.revision,
            }),
            Err(error) => failed.push((name, crate::locale::sentence(&error))),
        }
    }
    let Some((_, why)) = failed.first().cloned() else { return Ok(written) };
    let names: Vec<_> = failed.into_iter().map(|(name, _)| name).collect();
    Err(Error::refused_with("packages_not_named", [("names", names.join("、")), ("why", why)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_twelve_digits_each_as_likely_as_the_others() {
        let mut world = World::scripted("2026-09-14T09:00:00+08:00", "经办人");
        let mut seen = [0_u32; 10];
        for _ in 0..2000 {
            let code = new_code(&mut world).expect("a code");
            assert_eq!(code.len(), CODE_DIGITS);
            code.chars().for_each(|c| seen[c.to_digit(10).expect("a digit") as usize] += 1);
        }
        // 24,000 digits: 2,400 of each, give or take five standard deviations.
        assert!(seen.iter().all(|count| (2170..=2630).contains(count)), "{seen:?}");
    }

    #[test]
    fn a_name_is_short_enough_and_the_expert_s_is_cut_last() {
        assert_eq!(package_name("重点评价", "赵一"), "评审包_重点评价_赵一.tpk");
        assert_eq!(package_name("a/b\n第一批: <1>", "赵 一"), "评审包_a_b 第一批_ _1__赵 一.tpk");
        for (title, expert) in [
            ("长".repeat(500), "赵一".to_owned()),
            ("长".repeat(500), "名".repeat(500)),
            (String::new(), "名".repeat(500)),
        ] {
            let name = package_name(&title, &expert);
            assert!(name.len() <= MAX_FILE_NAME && name.len() > MAX_FILE_NAME - 8 && name.ends_with(".tpk"), "{name}");
        }
        assert!(package_name(&"长".repeat(500), "赵一").ends_with("_赵一.tpk"));
    }

    #[test]
    fn a_day_means_its_end_and_a_time_itself() {
        let now = "2026-09-14T09:00:00+08:00";
        assert_eq!(due("2026-09-18", now).expect("a day"), "2026-09-18T23:59:59+08:00");
        assert_eq!(due(" 2026-09-18T17:00:00+08:00 ", now).expect("a time"), "2026-09-18T17:00:00+08:00");
        assert_eq!(due("", now).expect("none"), "");
        assert!(due("9月18日", now).is_err() && due("2026-02-30", now).is_err());
    }
}
