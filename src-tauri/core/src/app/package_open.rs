//! Packages on the expert's side: a file is checked whole before anything of it is kept, then becomes a workspace of its
//! own, or brings the one it became earlier up to date. What is written into the workspace stands in `lay`.

mod check;
mod lay;

use crate::app::{App, World, workspace};
use crate::domain::form::Form;
use crate::domain::problem::Problem;
use crate::domain::record::check_code;
use crate::error::{Error, Result};
use crate::exchange::container::{self, Container, Fault, Key, Kind, Manifest};
use crate::exchange::keys::fingerprint;
use crate::exchange::package::PackageBody;
use crate::file::{refuse_no_file, sync_folder};
use crate::store::package::{self, OpenedPackage};
use crate::work::Work;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// A package file is at most this long (bytes): a container holds at most 1 GiB, encrypted a little more.
const MOST: u64 = 1100 * 1024 * 1024;

/// Begins the name of the folder in which a package is opened; what a killed program left there is removed by the next.
const HALF_OPENED: &str = ".opening-";

/// A package that was checked whole, and the copy of its file on this computer.
pub struct Package {
    container: Container,
    body: PackageBody,
    form: Form,
    /// SHA-256 of the file as it is, encryption included.
    outer: [u8; 32],
    /// Dropped last: the container reads from it.
    _copy: HalfOpened,
}

/// What became of a package.
#[derive(Debug)]
pub struct Opened {
    /// The workspace it stands in.
    pub path: PathBuf,
    /// What another revision changed, in words for the expert.
    pub changes: Vec<String>,
}

/// What another revision did to a workspace.
#[derive(Debug, PartialEq, Eq)]
pub struct Brought {
    /// What changed, in words for the expert.
    pub changes: Vec<String>,
    /// Everything of the package stands in the workspace; not so where a signature kept a report as it was.
    pub is_complete: bool,
}

/// What a package says of itself before it is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Title of the session.
    pub title: String,
    /// Who organises it.
    pub organiser: String,
    /// For whom it is.
    pub expert: String,
    /// When the return is due, RFC 3339; empty = no date.
    pub due_at: String,
    /// Fingerprint of the bureau that signed it.
    pub fingerprint: String,
    /// 校验码.
    pub check_code: String,
}

/// Reads the twelve digits as people type them: full-width digits, blanks and dashes between them are allowed.
pub fn code(typed: &str) -> Result<String> {
    let plain = |c: char| match c {
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c),
        other => other,
    };
    let filler =
        |c: &char| c.is_whitespace() || matches!(c, '-' | '－' | '—' | '–' | '‐' | '‑' | '_' | '.' | '·' | ',' | '，');
    let digits: String = typed.chars().filter(|c| !filler(c)).map(plain).collect();
    let is_code = digits.len() == 12 && digits.bytes().all(|b| b.is_ascii_digit());
    if is_code { Ok(digits) } else { Err(Error::refused("package_code_unreadable")) }
}

/// SHA-256 of a package's file as it lies there, by which a file that was opened before is known.
pub fn outer_sha256(path: &Path) -> Result<[u8; 32]> {
    let mut hash = Sha256::new();
    each_piece(path, |piece| {
        hash.update(piece);
        Ok(())
    })?;
    Ok(hash.finalize().into())
}

impl Package {
    /// Copies the file into `folder`, checks all of it there, and reads it. `typed` is the code as the person typed it.
    /// A file on a stick may be pulled out or changed at any moment: nothing is read from there twice.
    pub fn read(path: &Path, typed: Option<&str>, folder: &Path, work: &Work) -> Result<Self> {
        refuse_no_file(path)?;
        let length = std::fs::metadata(path).map_err(|source| Error::failed("file_read", path, source))?.len();
        if length > MOST {
            return Err(Error::refused_with("package_file_too_large", [("path", path.display().to_string())]));
        }
        let code = typed.filter(|typed| !typed.trim().is_empty()).map(code).transpose()?;
        if code.is_none() && is_encrypted(path)? {
            // Its head says whether a code would open it: a return, which is the bureau's alone, asks for none.
            let fault = container::open(path, Kind::Package, Key::None).err();
            return Err(fault.map_or_else(|| Error::refused("package_code_needed"), refusal));
        }
        let _working = work.begin("package_open", length);
        let copy = HalfOpened::new(folder)?;
        let outer = copy.take_in(path, work)?;
        let key = code.as_deref().map_or(Key::None, Key::Code);
        let mut container = container::open(&copy.file(), Kind::Package, key).map_err(refusal)?;
        let (body, form) = check::read(&mut container)?;
        Ok(Self { container, body, form, outer, _copy: copy })
    }

    /// SHA-256 of the file as it lay there.
    pub fn outer(&self) -> [u8; 32] {
        self.outer
    }

    /// What it says of itself.
    pub fn shown(&self) -> Shown {
        Shown {
            title: self.body.session.head.title.clone(),
            organiser: self.body.session.head.organiser.clone(),
            expert: self.body.member.name.clone(),
            due_at: self.container.manifest.due_at.clone().unwrap_or_default(),
            fingerprint: fingerprint(&self.container.signer),
            check_code: check_code(&self.container.sha256),
        }
    }

    /// The expert's name: what is written is written in it.
    pub fn expert(&self) -> &str {
        &self.body.member.name
    }

    /// The workspace in `folder` this package belongs to, whether it stands there already or not. Refused for a package
    /// that is older than one opened here, that claims a revision another file has, or that another bureau signed.
    pub fn place(&self, folder: &Path) -> Result<PathBuf> {
        let manifest = &self.container.manifest;
        let mut newest: Option<OpenedPackage> = None;
        let mut fits = None;
        for path in workspaces_of(folder, &manifest.package_id)? {
            let known = look_into(&path)?;
            let (first, last) = known.store.read(|conn| Ok((package::first_opened(conn)?, package::opened(conn)?)))?;
            let (Some(first), Some(last)) = (first, last) else { continue };
            self.refuse_other_bureau(&first)?;
            if manifest_of(&last)?.form_sha256 == manifest.form_sha256 {
                fits = Some(path);
            }
            if newest.as_ref().is_none_or(|newest| newest.revision < last.revision) {
                newest = Some(last);
            }
        }
        if let Some(newest) = newest {
            self.refuse_older(&newest)?;
        }
        let own = || folder.join([&manifest.package_id, ".tongping"].concat());
        let beside = || folder.join(format!("{}-r{}.tongping", manifest.package_id, manifest.package_rev));
        Ok(fits.unwrap_or_else(|| if own().exists() { beside() } else { own() }))
    }

    /// The key is remembered at the first opening: a later revision signed with another one is not the bureau's.
    fn refuse_other_bureau(&self, first: &OpenedPackage) -> Result<()> {
        let remembered = manifest_of(first)?.signer.public_key;
        if remembered == crate::hex(&self.container.signer) {
            return Ok(());
        }
        let before = crate::from_hex(&remembered).map(|public| fingerprint(&public)).unwrap_or_default();
        Err(Error::refused_with(
            "package_other_bureau",
            [("before", before), ("now", fingerprint(&self.container.signer))],
        ))
    }

    fn refuse_older(&self, newest: &OpenedPackage) -> Result<()> {
        let (own, known) = (self.container.manifest.package_rev, newest.revision);
        let both = || [("own", own.to_string()), ("newest", known.to_string())];
        match own.cmp(&known) {
            std::cmp::Ordering::Less => Err(Error::refused_with("package_older", both())),
            std::cmp::Ordering::Equal if newest.sha256 != self.container.sha256 => {
                Err(Error::refused_with("package_revision_twice", both()))
            }
            std::cmp::Ordering::Equal | std::cmp::Ordering::Greater => Ok(()),
        }
    }

    /// Makes the workspace at `path`, where none stands yet: whole or not at all, whenever the program is stopped.
    pub fn lay_down(&mut self, path: &Path, world: World) -> Result<()> {
        let half = self._copy.folder.join("workspace.tongping");
        let mut app = lay::create(&half, world)?;
        lay::fill_in(&mut app, self)?;
        app.store.close()?;
        workspace::refuse_taken(path)?;
        let failed = |source: std::io::Error| Error::failed("file_write", path, source);
        File::options().write(true).open(&half).and_then(|file| file.sync_all()).map_err(failed)?;
        std::fs::rename(&half, path).map_err(failed)?;
        path.parent().map_or(Ok(()), sync_folder).map_err(failed)
    }

    /// Brings a workspace that was made of this package up to this revision; answers what changed, in words. The same
    /// file again changes nothing.
    pub fn bring_up(&mut self, app: &mut App) -> Result<Brought> {
        lay::bring_up(app, self)
    }
}

/// Opens a package in a folder of workspaces, none of which is open: makes its workspace, or brings it up to date.
pub fn open(path: &Path, typed: Option<&str>, folder: &Path, world: World) -> Result<Opened> {
    std::fs::create_dir_all(folder).map_err(|source| Error::failed("folder_make", folder, source))?;
    let mut package = Package::read(path, typed, folder, &world.work)?;
    let world = World { actor: package.expert().to_owned(), role: "expert".into(), ..world };
    let place = package.place(folder)?;
    if !place.exists() {
        package.lay_down(&place, world)?;
        return Ok(Opened { path: place, changes: Vec::new() });
    }
    let mut app = workspace::open(&place, world)?;
    let Brought { changes, .. } = package.bring_up(&mut app)?;
    app.store.close()?;
    Ok(Opened { path: place, changes })
}

/// The manifest of a package that was opened.
pub(crate) fn manifest_of(opened: &OpenedPackage) -> Result<Manifest> {
    serde_json::from_str(&opened.manifest).map_err(|source| Error::bug("package_read", source))
}

/// A workspace for looking at; one of an earlier version of the program is brought up to date on the way.
pub(crate) fn look_into(path: &Path) -> Result<App> {
    let world = || World::real("", "expert");
    match workspace::look_at(path, world()) {
        Err(Error::Refused { code: "workspace_needs_upgrade", .. }) => {
            workspace::open(path, world())?.store.close()?;
            workspace::look_at(path, world())
        }
        looked => looked,
    }
}

/// The workspaces of a package: the first one, and those beside it for other forms.
fn workspaces_of(folder: &Path, uid: &str) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).map_err(|source| Error::failed("file_read", folder, source))?;
    let is_own = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let rest = name.strip_prefix(uid).and_then(|rest| rest.strip_suffix(".tongping"));
        let of_form = |rest: &str| rest.strip_prefix("-r").is_some_and(|rev| rev.bytes().all(|b| b.is_ascii_digit()));
        rest.is_some_and(|rest| rest.is_empty() || of_form(rest))
    };
    let mut found: Vec<_> = entries.flatten().map(|entry| entry.path()).filter(is_own).collect();
    found.sort();
    Ok(found)
}

/// Why a package is not accepted, as a person is told it.
pub(crate) fn refusal(fault: Fault) -> Error {
    match fault {
        Fault::Broken(problem) | Fault::TooNew(problem) | Fault::Forged(problem) => Error::invalid(problem),
        Fault::CodeNeeded => Error::refused("package_code_needed"),
        Fault::CodeWrong => Error::refused("package_code_wrong"),
        Fault::OtherKey => Error::refused("package_for_another"),
        Fault::Failed(error) => error,
    }
}

/// A problem of a package whose parts do not agree; nobody but the bureau can mend it.
fn contradiction(part: &str) -> Problem {
    Problem::error("package_contradicts", crate::domain::problem::Place::Whole).with("part", part)
}

/// The folder in which a package is being opened: its copy, and the workspace until it is whole. Goes with everything in
/// it when it is dropped.
struct HalfOpened {
    folder: PathBuf,
    /// Held as long as the folder is in use; the system lets it go with a program that is killed.
    lock: Option<File>,
}

impl HalfOpened {
    fn new(folder: &Path) -> Result<Self> {
        sweep(folder);
        let failed = |source: std::io::Error| Error::failed("folder_make", folder, source);
        let own = tempfile::Builder::new().prefix(HALF_OPENED).tempdir_in(folder).map_err(failed)?.keep();
        let mut half = Self { lock: None, folder: own };
        let lock = File::create(half.folder.join("in-use")).map_err(failed)?;
        lock.lock().map_err(failed)?;
        half.lock = Some(lock);
        Ok(half)
    }

    fn file(&self) -> PathBuf {
        self.folder.join("package")
    }

    /// Copies a file in; answers its SHA-256.
    fn take_in(&self, path: &Path, work: &Work) -> Result<[u8; 32]> {
        let target = self.file();
        let failed = |source: std::io::Error| Error::failed("file_write", &target, source);
        let mut copy = File::create(&target).map_err(failed)?;
        let mut hash = Sha256::new();
        each_piece(path, |piece| {
            hash.update(piece);
            copy.write_all(piece).map_err(failed)?;
            work.step(u64::try_from(piece.len()).unwrap_or(0))
        })?;
        Ok(hash.finalize().into())
    }
}

impl Drop for HalfOpened {
    fn drop(&mut self) {
        self.lock.take();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Whether a file begins as an encrypted one: then it need not be copied before its code is asked for.
fn is_encrypted(path: &Path) -> Result<bool> {
    const INTRO: &[u8] = b"age-encryption.org/v1";
    let failed = |source: std::io::Error| Error::failed("file_read", path, source);
    let mut head = Vec::new();
    let most = u64::try_from(INTRO.len()).unwrap_or(0);
    File::open(path).map_err(failed)?.take(most).read_to_end(&mut head).map_err(failed)?;
    Ok(head == INTRO)
}

/// Removes what killed programs left half opened: nobody holds its lock any more.
fn sweep(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_half = entry.file_name().to_string_lossy().starts_with(HALF_OPENED);
        let left_behind = || match File::open(entry.path().join("in-use")) {
            Ok(lock) => lock.try_lock().is_ok(),
            // Killed before it had a lock, or just about to take one: an empty folder is all there can be.
            Err(_) => false,
        };
        if is_half && (left_behind() || std::fs::remove_dir(entry.path()).is_ok()) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// Hands a file on piece by piece.
fn each_piece(path: &Path, mut take: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
    refuse_no_file(path)?;
    let failed = |source: std::io::Error| Error::failed("file_read", path, source);
    let mut file = File::open(path).map_err(failed)?;
    let mut piece = vec![0; 256 * 1024];
    loop {
        match file.read(&mut piece).map_err(failed)? {
            0 => return Ok(()),
            read => take(&piece[..read])?,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let many = [
            "123456789012",
            "1234 5678 9012",
            "1234-5678-9012",
            "１２３４　５６７８　９０１２",
            " 1234－5678—9012\n",
            "1234.5678·9012",
        ];
        for typed in many {
            assert_eq!(code(typed).expect("a code"), "123456789012", "{typed}");
        }
        for typed in
            ["", "12345678901", "1234567890123", "12345678901a", "一二三四五六七八九零一二", "１２３４５６７８９０１"]
        {
            assert!(matches!(code(typed), Err(Error::Refused { code: "package_code_unreadable", .. })), "{typed}");
        }
    }

    #[test]
    fn only_what_nobody_holds_is_swept() {
        let folder = tempfile::tempdir().expect("a folder");
        let left = folder.path().join(".opening-left");
        std::fs::create_dir(&left).expect("made");
        std::fs::write(left.join("in-use"), "").expect("written");
        std::fs::write(left.join("package"), "half").expect("written");
        std::fs::create_dir(folder.path().join(".opening-empty")).expect("made");
        std::fs::write(folder.path().join("a.tongping"), "").expect("written");
        let held = HalfOpened::new(folder.path()).expect("a folder of its own");
        let second = HalfOpened::new(folder.path()).expect("another");
        assert!(held.folder.exists() && second.folder.exists() && !left.exists());
        drop((held, second));
        let names: Vec<_> =
            std::fs::read_dir(folder.path()).expect("read").map(|one| one.expect("one").file_name()).collect();
        assert_eq!(names, ["a.tongping"]);
    }
}
