//! The system's own dialogs, in front of the window they belong to. Toolkits want them on the thread that runs the window;
//! the caller waits elsewhere.

use super::{Purpose, Question};
use std::path::PathBuf;
use std::sync::mpsc::{Sender, channel};
use tauri::{Manager, WebviewWindow};
use tongping_core::error::{Error, Result};

/// The chosen paths, none when the person closed the dialog, and the question.
pub(super) fn ask(window: &WebviewWindow, question: Question) -> Result<(Vec<PathBuf>, Question)> {
    let (sender, receiver) = channel();
    let parent = window.clone();
    let asked = window.run_on_main_thread(move || show(&parent, question, sender));
    asked.map_err(|source| Error::bug("dialog_show", source))?;
    receiver.recv().map_err(|source| Error::bug("dialog_show", source))
}

/// Where a person's papers lie: a better beginning than wherever the program was started.
fn beginning(window: &WebviewWindow) -> Option<PathBuf> {
    let papers = window.path().document_dir().ok().filter(|folder| folder.is_dir());
    papers.or_else(|| window.path().home_dir().ok())
}

type Answer = Sender<(Vec<PathBuf>, Question)>;

/// GTK itself, not a library around it: those start a second thread for GTK and leave the dialog without a parent.
#[cfg(target_os = "linux")]
fn show(parent: &WebviewWindow, question: Question, answer: Answer) {
    use gtk::prelude::{FileChooserExt, NativeDialogExt};
    use gtk::{FileChooserAction, FileChooserNative, FileFilter, ResponseType};
    use std::cell::Cell;
    use tongping_core::locale::text;

    let (action, accept) = match question.purpose {
        Purpose::Open | Purpose::OpenMany => (FileChooserAction::Open, text("dialog.open")),
        Purpose::Save => (FileChooserAction::Save, text("dialog.confirm")),
        Purpose::Folder => (FileChooserAction::SelectFolder, text("dialog.confirm")),
    };
    let owner = parent.gtk_window().ok();
    let cancel = text("dialog.cancel");
    let dialog = FileChooserNative::new(Some(question.title), owner.as_ref(), action, Some(accept), Some(cancel));
    dialog.set_modal(true);
    dialog.set_select_multiple(question.purpose == Purpose::OpenMany);
    if let Some(folder) = beginning(parent) {
        dialog.set_current_folder(folder);
    }
    if !question.endings.is_empty() {
        let filter = FileFilter::new();
        filter.set_name(Some(question.filter));
        for ending in question.endings {
            filter.add_pattern(&["*.", ending].concat());
            filter.add_pattern(&["*.", &ending.to_uppercase()].concat());
        }
        dialog.add_filter(filter);
    }
    if question.purpose == Purpose::Save {
        dialog.set_do_overwrite_confirmation(true);
        dialog.set_current_name(&question.name);
    }
    // Nobody else holds the dialog: it holds itself until it is answered.
    let once = Cell::new(Some((dialog.clone(), question, answer)));
    dialog.connect_response(move |shown, response| {
        if let Some((_held, question, answer)) = once.take() {
            let chosen = if response == ResponseType::Accept { shown.filenames() } else { Vec::new() };
            shown.hide();
            // The caller may be gone with its window.
            let _ = answer.send((chosen, question));
        }
    });
    dialog.show();
}

#[cfg(not(target_os = "linux"))]
fn show(parent: &WebviewWindow, question: Question, answer: Answer) {
    let mut dialog = rfd::AsyncFileDialog::new().set_parent(parent).set_title(question.title);
    if let Some(folder) = beginning(parent) {
        dialog = dialog.set_directory(folder);
    }
    if !question.endings.is_empty() {
        dialog = dialog.add_filter(question.filter, question.endings);
    }
    let one = |file: Option<rfd::FileHandle>| file.into_iter().collect::<Vec<_>>();
    let chosen: std::pin::Pin<Box<dyn Future<Output = Vec<rfd::FileHandle>> + Send>> = match question.purpose {
        Purpose::Open => Box::pin(async move { one(dialog.pick_file().await) }),
        Purpose::OpenMany => Box::pin(async move { dialog.pick_files().await.unwrap_or_default() }),
        Purpose::Save => Box::pin(async move { one(dialog.set_file_name(&question.name).save_file().await) }),
        Purpose::Folder => Box::pin(async move { one(dialog.pick_folder().await) }),
    };
    std::thread::spawn(move || {
        let chosen = tauri::async_runtime::block_on(chosen);
        let chosen = chosen.into_iter().map(|file| file.path().to_path_buf()).collect();
        let _ = answer.send((chosen, question));
    });
}
