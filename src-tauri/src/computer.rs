//! The computer the window stands on, as the page may use it: dialogs, the system's viewer, closing.

use crate::closing::Closing;
use crate::{Shell, Title, dialogs, placing};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, TryLockError};
use std::time::{Duration, Instant};
use tauri::WebviewWindow;
use tongping_core::api::desk::{self, DialogOpen, DialogSave, Host, SystemOpen};
use tongping_core::desk::Desk;
use tongping_core::error::{Error, Result};
use tongping_core::locale;
use tongping_core::work::Progress;

/// The window and what lives as long as it.
pub(crate) struct Computer {
    pub(crate) window: WebviewWindow,
    pub(crate) shell: Arc<Shell>,
}

impl Computer {
    /// Puts the name of the workspace into the title bar, if it is another one. What stands there is remembered: asking
    /// the window would wait for its thread after every key. While the desk is busy the call that keeps it so names the
    /// window when it ends.
    pub(crate) fn name_the_window(&self) {
        let title = match self.shell.desk.try_lock() {
            Ok(desk) => desk.title(),
            Err(TryLockError::Poisoned(desk)) => desk.into_inner().title(),
            Err(TryLockError::WouldBlock) => return,
        };
        let mut bar = self.shell.title.lock().unwrap_or_else(PoisonError::into_inner);
        bar.watching = None;
        self.show_title(&mut bar, title);
    }

    /// Work that goes on for long stands in the title bar too: the window may lie behind others.
    fn tell_in_the_title(&self, progress: &Progress) {
        const LONG: Duration = Duration::from_secs(10);
        let mut bar = self.shell.title.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let words = locale::work(progress);
        if !words.is_empty() && now.saturating_duration_since(*bar.watching.get_or_insert(now)) >= LONG {
            let title =
                locale::fill("desk.title", [("name", words.as_str()), ("product", locale::text("product.name"))]);
            self.show_title(&mut bar, title);
        }
    }

    fn show_title(&self, bar: &mut Title, title: String) {
        if bar.shown != title && self.window.set_title(&title).is_ok() {
            bar.shown = title;
        }
    }
}

impl Host for Computer {
    fn desk(&self) -> &Mutex<Desk> {
        &self.shell.desk
    }

    fn dialog_open(&self, args: DialogOpen) -> Result<Option<PathBuf>> {
        dialogs::ask(&self.window, dialogs::Question::open(args.kind))
    }

    fn dialog_open_many(&self, args: DialogOpen) -> Result<Vec<PathBuf>> {
        dialogs::ask_many(&self.window, dialogs::Question::open_many(args.kind))
    }

    fn work_show(&self, (): ()) -> Result<Progress> {
        let progress = self.shell.work.progress();
        self.tell_in_the_title(&progress);
        Ok(progress)
    }

    fn work_cancel(&self, (): ()) -> Result<()> {
        self.shell.work.cancel();
        Ok(())
    }

    fn dialog_save(&self, args: DialogSave) -> Result<Option<PathBuf>> {
        dialogs::ask(&self.window, dialogs::Question::save(args.kind, &args.name))
    }

    fn system_open(&self, args: SystemOpen) -> Result<()> {
        let path = desk::locked(&self.shell.desk).may_be_opened(&args.path)?;
        open_with_the_system(&path)
    }

    fn window_close(&self, (): ()) -> Result<()> {
        placing::keep(&self.window, &self.shell.desk);
        *self.shell.closing.lock().unwrap_or_else(PoisonError::into_inner) = Closing::Granted;
        self.window.destroy().map_err(|source| Error::bug("window_close", source))
    }

    fn window_stay(&self, (): ()) -> Result<()> {
        self.shell.closing.lock().unwrap_or_else(PoisonError::into_inner).stay(Instant::now());
        Ok(())
    }
}

const OPENER: &str = if cfg!(windows) {
    "explorer"
} else if cfg!(target_os = "macos") {
    "open"
} else {
    "xdg-open"
};

/// Starts the program that the system names for a file or folder. It may run as long as it likes; a system that has none
/// says so at once.
fn open_with_the_system(path: &Path) -> Result<()> {
    const SOON: Duration = Duration::from_millis(1500);
    const STEP: Duration = Duration::from_millis(50);
    if dialogs::opens_nothing() {
        return Ok(());
    }
    let failed = |source: std::io::Error| Error::failed("system_open", path, source);
    let mut child = std::process::Command::new(OPENER).arg(path).spawn().map_err(failed)?;
    let start = Instant::now();
    while start.elapsed() < SOON {
        if let Some(status) = child.try_wait().map_err(failed)? {
            // Windows' own opener answers with a failure even when all went well.
            let went_well = status.success() || cfg!(windows);
            let none = || Error::refused_with("no_viewer", [("path", path.display().to_string())]);
            return if went_well { Ok(()) } else { Err(none()) };
        }
        std::thread::sleep(STEP);
    }
    std::thread::spawn(move || child.wait());
    Ok(())
}
