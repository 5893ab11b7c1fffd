//! Packages at the desk of an expert: a look at a file, and opening it as a workspace in the desk's own folder. A file
//! that was opened here before opens again without its code.

use super::kept::{self, make_folder};
use super::{Desk, DeskView, show};
use crate::app::package_open::{self, Package};
use crate::app::{App, Done, World, workspace};
use crate::domain::id::{MemberId, SessionId};
use crate::domain::record::check_code;
use crate::error::{Error, Result};
use crate::exchange::keys::fingerprint;
use crate::store::{package, session};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

/// Which package.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct PackageWhich {
    /// The file, `*.tpk`.
    pub path: PathBuf,
}

/// A package and what opens it.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct PackageOpen {
    /// The file, `*.tpk`.
    pub path: PathBuf,
    /// The code as it was typed; none = not given.
    pub code: Option<String>,
}

/// What is known of a package before it is opened; of an encrypted one that was never opened here, nothing.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct PackageLook {
    /// Whether it opens only with its code.
    pub needs_code: bool,
    /// Whether this very file was opened on this computer before.
    pub is_open_already: bool,
    /// Title of the session.
    pub session_title: Option<String>,
    /// Who organises it.
    pub organiser: Option<String>,
    /// For whom it is.
    pub expert: Option<String>,
    /// When the return is due, RFC 3339; none where no date is set.
    pub due_at: Option<String>,
    /// The eight digits of the bureau that signed it, to compare with the invitation.
    pub fingerprint: Option<String>,
    /// 校验码.
    pub check_code: Option<String>,
}

/// Who sits in a workspace that was made of a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct PackageSeat {
    /// The session.
    pub session: SessionId,
    /// The expert's seat.
    pub member: MemberId,
    /// The expert's name.
    pub expert: String,
    /// Title of the session.
    pub title: String,
    /// When the return is due, RFC 3339; empty = no date.
    pub due_at: String,
    /// The eight digits of the bureau that signed the package.
    pub fingerprint: String,
    /// Revision of the package.
    #[cfg_attr(feature = "types", ts(type = "number"))]
    pub revision: i64,
}

impl PackageSeat {
    /// Who sits in a workspace; none in one of the bureau.
    pub(super) fn of(app: &App) -> Result<Option<Self>> {
        app.store.read(|conn| {
            let Some(opened) = package::opened(conn)? else { return Ok(None) };
            let manifest = package_open::manifest_of(&opened)?;
            let (member, _) = session::member(conn, opened.member)?;
            Ok(Some(Self {
                session: opened.session,
                member: opened.member,
                expert: member.name,
                title: session::get(conn, opened.session)?.head.title,
                due_at: manifest.due_at.unwrap_or_default(),
                fingerprint: fingerprint_of(&manifest.signer.public_key),
                revision: opened.revision,
            }))
        })
    }
}

fn fingerprint_of(public_key: &str) -> String {
    crate::from_hex(public_key).map(|public| fingerprint(&public)).unwrap_or_default()
}

/// A file that was opened before: its workspace, and what was in it.
struct Known {
    workspace: PathBuf,
    look: PackageLook,
}

impl Desk {
    /// What a package says of itself, as far as that can be known without its code.
    pub fn package_look(&mut self, args: PackageWhich) -> Result<Done<PackageLook>> {
        super::refuse_strange_path(&args.path)?;
        if let Some(known) = self.opened_before(&args.path)? {
            return Ok(Done::read(known.look));
        }
        let folder = self.packages()?;
        let look = match Package::read(&args.path, None, &folder, &self.work) {
            Err(Error::Refused { code: "package_code_needed", .. }) => {
                PackageLook { needs_code: true, ..PackageLook::default() }
            }
            read => {
                let shown = read?.shown();
                PackageLook {
                    needs_code: false,
                    is_open_already: false,
                    session_title: Some(shown.title),
                    organiser: Some(shown.organiser),
                    expert: Some(shown.expert),
                    due_at: Some(shown.due_at).filter(|due| !due.is_empty()),
                    fingerprint: Some(shown.fingerprint),
                    check_code: Some(shown.check_code),
                }
            }
        };
        Ok(Done::read(look))
    }

    /// Opens a package as the workspace it is or becomes, and seats its expert. If that cannot be, everything stays as
    /// it is.
    pub fn package_open(&mut self, args: PackageOpen) -> Result<Done<DeskView>> {
        super::refuse_strange_path(&args.path)?;
        self.open_package(&args.path, args.code.as_deref())?;
        self.show(())
    }

    /// The same for a file that came by a double click: one that needs its code is asked for it, which is no refusal.
    pub(super) fn open_package_or_ask(&mut self, path: &Path) -> Result<Done<DeskView>> {
        match self.open_package(path, None) {
            Err(Error::Refused { code: "package_code_needed", .. }) => self.asks_code = Some(path.to_path_buf()),
            opened => opened?,
        }
        self.show(())
    }

    fn open_package(&mut self, path: &Path, code: Option<&str>) -> Result<()> {
        if code.is_none_or(|code| code.trim().is_empty())
            && let Some(known) = self.opened_before(path)?
        {
            return self.open_own(&known.workspace, Vec::new());
        }
        let folder = self.packages()?;
        let mut package = Package::read(path, code, &folder, &self.work)?;
        let place = package.place(&folder)?;
        let (mut changes, mut is_complete) = (Vec::new(), true);
        let world = World { actor: package.expert().to_owned(), role: "expert".to_owned(), ..self.world() };
        if !place.exists() {
            package.lay_down(&place, world)?;
        } else if self.has_open(&place) {
            (changes, is_complete) = bring_up(&mut package, self.app()?)?;
        } else {
            let mut app = workspace::open(&place, world)?;
            (changes, is_complete) = bring_up(&mut package, &mut app)?;
            app.store.close()?;
        }
        let noted = if is_complete { note(&folder, &package.outer(), &place) } else { Ok(()) };
        self.note_trouble(noted);
        self.open_own(&place, changes)
    }

    /// Makes the workspace of a package the open one.
    fn open_own(&mut self, place: &Path, changes: Vec<String>) -> Result<()> {
        if self.has_open(place) {
            self.take_seat();
        } else {
            let app = workspace::open(place, self.world())?;
            self.take_up(app, place, None);
        }
        self.refused = None;
        self.asks_code = None;
        self.changes = changes;
        Ok(())
    }

    /// The folder of the workspaces that were made of packages.
    fn packages(&self) -> Result<PathBuf> {
        let folder = self.folder.join("packages");
        make_folder(&folder)?;
        Ok(folder)
    }

    /// What is known of a file that was opened here before, while its revision is the newest one.
    fn opened_before(&self, path: &Path) -> Result<Option<Known>> {
        let folder = self.folder.join("packages");
        let noted = kept::read(&index_of(&folder)).fields;
        if noted.is_empty() {
            return Ok(None);
        }
        let outer = crate::hex(&package_open::outer_sha256(path)?);
        let Some(workspace) = noted.get(&outer).and_then(Value::as_str).map(|name| folder.join(name)) else {
            return Ok(None);
        };
        if !workspace.is_file() {
            return Ok(None);
        }
        let app = package_open::look_into(&workspace)?;
        let Some(opened) = app.store.read(package::opened)? else { return Ok(None) };
        let is_newest = noted.get(&workspace_key(&workspace)).and_then(Value::as_str) == Some(&outer);
        let Some(seat) = PackageSeat::of(&app)?.filter(|_| is_newest) else { return Ok(None) };
        let organiser = app.store.read(|conn| session::get(conn, opened.session))?.head.organiser;
        let look = PackageLook {
            needs_code: false,
            is_open_already: true,
            session_title: Some(seat.title),
            organiser: Some(organiser),
            expert: Some(seat.expert),
            due_at: Some(seat.due_at).filter(|due| !due.is_empty()),
            fingerprint: Some(seat.fingerprint),
            check_code: Some(check_code(&opened.sha256)),
        };
        Ok(Some(Known { workspace, look }))
    }
}

fn bring_up(package: &mut Package, app: &mut App) -> Result<(Vec<String>, bool)> {
    let brought = package.bring_up(app)?;
    Ok((brought.changes, brought.is_complete))
}

/// Which files were opened here: the SHA-256 of each with the name of its workspace, and each workspace with the file
/// that was opened last.
fn index_of(folder: &Path) -> PathBuf {
    folder.join("opened.json")
}

fn workspace_key(workspace: &Path) -> String {
    workspace.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn note(folder: &Path, outer: &[u8; 32], workspace: &Path) -> Result<()> {
    let mut noted: Map<String, Value> = kept::read(&index_of(folder)).fields;
    let (outer, name) = (crate::hex(outer), workspace_key(workspace));
    noted.insert(outer.clone(), name.clone().into());
    noted.insert(name, outer.into());
    kept::write(&index_of(folder), &noted)
}

/// The name of a workspace for people: the title of the session where it was made of a package.
pub(super) fn shown_name(path: &Path, title: Option<&str>) -> String {
    let title = title.map(show::with_shape).filter(|title| !title.trim().is_empty());
    title.unwrap_or_else(|| show::shown_name(path))
}
