//! The desk a person works at: the settings of this computer, the one open workspace and the ones before, and where the
//! person was in each. The window and the test server share it; it knows neither.
//!
//! Its own files lie in one folder. When they are damaged or cannot be written the desk says so and goes on: only the
//! workspace itself may refuse.

mod handed_out;
mod kept;
mod keys;
mod package;
mod place;
mod recent;
mod settings;
mod show;
mod window;

pub use handed_out::{AttachmentExtract, Extracted};
pub use keys::{
    KeptIn, KeysMake, KeysRestore, KeysSheetConfirm, KeysSheetExport, KeysState, KeysUnlock, KeysView, MIN_PASSWORD,
    Safe, Secret,
};
pub use package::{PackageLook, PackageOpen, PackageSeat, PackageWhich};
pub use place::MAX_PLACE;
pub use recent::MAX_RECENT;
pub use settings::{DeskRole, DeskSet, DeskSettings};
pub use show::{DeskKeep, DeskPath, DeskView, DeskWorkspace, RecentWorkspace};
pub use window::WindowPlace;

use crate::app::sheet::SheetWhich;
use crate::app::task::{self, TaskView, TaskWhich};
use crate::app::{App, Done, World, export, opinion::OpinionWhich, report, sample, workspace};
use crate::error::{Error, Result};
use crate::locale;
use crate::store::LogFilter;
use crate::work::Work;
use handed_out::HandedOut;
use place::Place;
use settings::Settings;
use std::path::{Path, PathBuf};

/// The folder of the program among those of all programs: the identifier of the window (`tauri.conf.json`).
pub const APP_FOLDER: &str = "org.tongping.desktop";

/// Where the keys lie in it.
pub const KEYS_FOLDER: &str = "keys";

/// The desk of one running program.
pub struct Desk {
    folder: PathBuf,
    settings: Settings,
    open: Option<Open>,
    refused: Option<String>,
    /// A package that was to be opened and needs its code.
    asks_code: Option<PathBuf>,
    /// What the package that was opened last changed.
    changes: Vec<String>,
    troubles: Vec<String>,
    handed_out: HandedOut,
    work: Work,
    safe: Safe,
}

/// The open workspace.
struct Open {
    app: App,
    path: PathBuf,
    place: Place,
    recovered: Option<String>,
    /// Who sits in it, where it was made of a package.
    package: Option<PackageSeat>,
}

impl Open {
    fn name(&self) -> String {
        package::shown_name(&self.path, self.package.as_ref().map(|seat| seat.title.as_str()))
    }
}

impl Desk {
    /// The desk whose files lie in `folder`; made when first written to. Never fails: what is wrong there is shown.
    pub fn new(folder: PathBuf) -> Self {
        let (settings, trouble) = Settings::read(&folder);
        let handed_out = HandedOut::new(&folder);
        let safe = Safe::new(folder.join(KEYS_FOLDER));
        Self {
            folder,
            settings,
            open: None,
            refused: None,
            asks_code: None,
            changes: Vec::new(),
            troubles: trouble.into_iter().collect(),
            handed_out,
            work: Work::default(),
            safe,
        }
    }

    /// What tells how far long work has come: also while the desk is busy with it.
    pub fn work(&self) -> Work {
        self.work.clone()
    }

    /// The open workspace; refused while there is none.
    pub fn app(&mut self) -> Result<&mut App> {
        self.open.as_mut().map(|open| &mut open.app).ok_or_else(|| Error::refused("workspace_not_open"))
    }

    /// The line of the window's title bar.
    pub fn title(&self) -> String {
        let product = locale::text("product.name");
        match &self.open {
            Some(open) => locale::fill("desk.title", [("name", open.name().as_str()), ("product", product)]),
            None => product.to_owned(),
        }
    }

    /// Opens the file the program was started with; why it could not be opened stands in `DeskView::refused`.
    pub fn open_argument(&mut self, path: &Path) {
        if let Err(error) = self.open(DeskPath { path: path.to_path_buf() }) {
            self.refused = Some(locale::sentence(&error));
        }
    }

    /// Settings, the open workspace, the ones before.
    pub fn show(&mut self, (): ()) -> Result<Done<DeskView>> {
        let (recent, trouble) = recent::list(&self.folder);
        self.troubles.extend(trouble);
        let workspace = self.open.as_ref().map(|open| DeskWorkspace {
            path: open.path.clone(),
            name: open.name(),
            package: open.package.clone(),
            place: open.place.value(),
        });
        Ok(Done::read(DeskView {
            settings: self.settings.in_force(),
            workspace,
            recent,
            recovered: self.open.as_ref().and_then(|open| open.recovered.clone()),
            refused: self.refused.clone(),
            asks_code: self.asks_code.clone(),
            changes: self.changes.clone(),
            troubles: self.troubles.clone(),
        }))
    }

    /// Changes the settings. A new role is a new name in the log, until somebody sits down.
    pub fn set(&mut self, change: DeskSet) -> Result<Done<DeskView>> {
        let kept = self.settings.set(&change)?;
        self.note_trouble(kept);
        if change.role.is_some() {
            let (actor, role) = self.actor();
            // Whose package it is, is not a matter of settings.
            if let Some(open) = self.open.as_mut().filter(|open| open.package.is_none()) {
                open.app.world.actor = actor;
                open.app.world.role = role;
            }
            self.lend_keys();
        }
        self.show(())
    }

    /// Opens a workspace or a package and closes the one before; if that cannot be, everything stays as it is.
    pub fn open(&mut self, args: DeskPath) -> Result<Done<DeskView>> {
        if is_package(&args.path)? {
            return self.open_package_or_ask(&args.path);
        }
        if !self.has_open(&args.path) {
            let app = workspace::open(&args.path, self.world())?;
            self.take_up(app, &args.path, None);
        }
        self.show(())
    }

    /// Makes a new workspace and opens it; refuses to overwrite.
    pub fn create(&mut self, args: DeskPath) -> Result<Done<DeskView>> {
        refuse_unwritable_name(&args.path)?;
        let app = workspace::create(&args.path, self.world())?;
        self.take_up(app, &args.path, None);
        self.show(())
    }

    /// Writes the demonstration with a second session for practising, and opens it; refuses to overwrite.
    pub fn sample(&mut self, args: DeskPath) -> Result<Done<DeskView>> {
        refuse_unwritable_name(&args.path)?;
        workspace::refuse_taken(&args.path)?;
        sample::build_for_practice()?.store.backup(&args.path)?;
        self.open(args)
    }

    /// Closes the workspace.
    pub fn close(&mut self, (): ()) -> Result<Done<DeskView>> {
        self.put_away();
        self.asks_code = None;
        self.changes.clear();
        self.show(())
    }

    /// Writes a verified copy of the workspace to another place and goes on working there; the old file stays.
    pub fn move_to(&mut self, args: DeskPath) -> Result<Done<DeskView>> {
        refuse_unwritable_name(&args.path)?;
        workspace::refuse_taken(&args.path)?;
        let world = self.world();
        let app = self.app()?;
        app.store.backup(&args.path)?;
        // Who sat at the old file sits at the new one.
        let world = World { actor: app.world.actor.clone(), role: app.world.role.clone(), ..world };
        let app = workspace::open(&args.path, world)?;
        let folder = self.folder.clone();
        let place = self.open.as_ref().zip(app.store.path()).map(|(open, path)| open.place.moved(&folder, path));
        self.take_up(app, &args.path, place);
        self.show(())
    }

    /// Keeps where the person is in the open workspace.
    pub fn keep(&mut self, args: DeskKeep) -> Result<Done<()>> {
        self.app()?;
        if let Some(Open { app, place, .. }) = &mut self.open {
            place.keep(args.place, &(app.world.now)())?;
        }
        Ok(Done::read(()))
    }

    /// An expert sits down: from now on the log names him or her.
    pub fn sit(&mut self, which: TaskWhich) -> Result<Done<TaskView>> {
        let app = self.app()?;
        let done = task::show(app, which)?;
        app.world.actor.clone_from(&done.value.member.name);
        "expert".clone_into(&mut app.world.role);
        self.lend_keys();
        Ok(done)
    }

    /// Bytes `from` … `from + length` of an attached file.
    pub fn attachment_piece(&mut self, args: report::AttachmentPiece) -> Result<Vec<u8>> {
        report::piece(self.app()?, &args)
    }

    /// The paper of an opinion as it would be exported; a draft is marked as such.
    pub fn opinion_paper(&mut self, args: OpinionWhich) -> Result<Vec<u8>> {
        export::opinion_pdf(self.app()?, args.opinion).map(|(bytes, _)| bytes)
    }

    /// The paper of a unified sheet as it would be exported; a draft is marked as such.
    pub fn sheet_paper(&mut self, args: SheetWhich) -> Result<Vec<u8>> {
        export::sheet_pdf(self.app()?, args.sheet).map(|(bytes, _)| bytes)
    }

    /// Writes an attached file into the desk's folder, for the system's viewer.
    pub fn attachment_extract(&mut self, args: AttachmentExtract) -> Result<Done<Extracted>> {
        let app = self.open.as_ref().map(|open| &open.app).ok_or_else(|| Error::refused("workspace_not_open"))?;
        self.handed_out.extract(app, &args).map(Done::read)
    }

    /// Remembers a paper that was just written, so that it may be opened.
    pub fn note_exported(&mut self, path: &Path) {
        self.handed_out.note(path);
    }

    /// The path the system's viewer may open: an extracted attachment, or a paper or folder just exported.
    pub fn may_be_opened(&self, path: &Path) -> Result<PathBuf> {
        self.handed_out.may_be_opened(path)
    }

    /// How the window stood the last time.
    pub fn window(&self) -> Option<WindowPlace> {
        window::read(&self.folder)
    }

    /// Keeps how the window stands.
    pub fn keep_window(&self, place: WindowPlace) -> Result<()> {
        window::write(&self.folder, place)
    }

    /// Makes `app` the open workspace; the one before is closed. `place` is where the person is in it, if that is known.
    fn take_up(&mut self, mut app: App, path: &Path, place: Option<Place>) {
        self.put_away();
        self.refused = None;
        self.asks_code = None;
        self.changes.clear();
        let path = app.store.path().unwrap_or(path).to_path_buf();
        let (place, trouble) = match place {
            Some(place) => (place, None),
            None => Place::of(&self.folder, &path),
        };
        self.troubles.extend(trouble);
        let recovered = place.is_open().then(|| recovered_up_to(&app, &place)).flatten();
        let at = (app.world.now)();
        self.open = Some(Open { app, path, place, recovered, package: None });
        self.take_seat();
        let Some(open) = &mut self.open else { return };
        let title = open.package.as_ref().map(|seat| seat.title.as_str());
        let noted = recent::note(&self.folder, &open.path, title, &at).and_then(|()| open.place.set_open(true));
        self.note_trouble(noted);
    }

    /// In a workspace that was made of a package its expert sits, whoever uses this computer.
    fn take_seat(&mut self) {
        let Some(open) = &mut self.open else { return };
        let seat = PackageSeat::of(&open.app);
        if let Ok(Some(seat)) = &seat {
            open.app.world.actor.clone_from(&seat.expert);
            "expert".clone_into(&mut open.app.world.role);
        }
        let noted = seat.map(|seat| open.package = seat);
        self.note_trouble(noted);
        self.lend_keys();
    }

    /// Closes what is open. A failure there loses nothing that was acknowledged; the next opening tidies up and says so.
    fn put_away(&mut self) {
        let Some(Open { app, mut place, .. }) = self.open.take() else { return };
        let closed = app.store.close().and_then(|()| place.set_open(false));
        self.note_trouble(closed);
    }

    fn note_trouble(&mut self, result: Result<()>) {
        let Err(error) = result else { return };
        let sentence = locale::sentence(&error);
        if !self.troubles.contains(&sentence) {
            self.troubles.push(sentence);
        }
    }

    /// Whether this very file is open here already. A file is never looked into while it is open: see `store::guard`.
    fn has_open(&self, path: &Path) -> bool {
        let same = |open: &Open| std::fs::canonicalize(path).ok() == std::fs::canonicalize(&open.path).ok();
        path.exists() && self.open.as_ref().is_some_and(same)
    }

    fn actor(&self) -> (String, String) {
        let role = match self.settings.in_force().role {
            Some(DeskRole::Staff) => "staff",
            Some(DeskRole::Expert) | None => "expert",
        };
        (locale::text(&["desk.actor_", role].concat()).to_owned(), role.to_owned())
    }

    fn world(&self) -> World {
        let (actor, role) = self.actor();
        World { work: self.work.clone(), ..World::real(actor, role) }
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.put_away();
    }
}

/// The later of the last line of the log and the last keeping.
fn recovered_up_to(app: &App, place: &Place) -> Option<String> {
    let newest = LogFilter { limit: Some(1), ..LogFilter::default() };
    let logged = app.store.log(&newest).ok().and_then(|events| events.into_iter().next()).map(|event| event.at);
    let kept = place.kept_at().map(str::to_owned);
    let time = |at: &String| chrono::DateTime::parse_from_rfc3339(at).ok();
    logged.into_iter().chain(kept).max_by_key(time)
}

/// Whether a path names a package rather than a workspace; other files are refused, each ending with its own sentence.
fn is_package(path: &Path) -> Result<bool> {
    refuse_strange_path(path)?;
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let shown = || [("path", path.display().to_string())];
    match ending.as_str() {
        "tongping" => Ok(false),
        "tpk" => Ok(true),
        "tpr" => Err(Error::refused_with("return_not_opened", shown())),
        _ => Err(Error::refused_with("workspace_ending_other", shown())),
    }
}

/// The names of workspaces travel to the page as text.
fn refuse_strange_path(path: &Path) -> Result<()> {
    let strange = || Error::refused_with("path_unreadable", [("path", path.display().to_string())]);
    if path.to_str().is_some() { Ok(()) } else { Err(strange()) }
}

fn refuse_unwritable_name(path: &Path) -> Result<()> {
    refuse_strange_path(path)?;
    workspace::with_extension(path)
}
