//! The dialogs in which a person chooses a path: the only place where a path comes from, besides the one the program was
//! started with. What is asked stands here; how it is shown is the system's affair.

#[cfg(feature = "e2e")]
mod scripted;
mod shown;

use std::path::PathBuf;
use tauri::WebviewWindow;
use tongping_core::api::desk::{OpenKind, SaveKind};
use tongping_core::error::Result;
use tongping_core::locale::text;

/// What becomes of the path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Open,
    OpenMany,
    Save,
    Folder,
}

/// One dialog.
#[derive(Debug)]
pub(crate) struct Question {
    pub(crate) purpose: Purpose,
    /// Its title.
    pub(crate) title: &'static str,
    /// The name to begin with; empty for none.
    pub(crate) name: String,
    /// Name of the filter.
    pub(crate) filter: &'static str,
    /// Endings that pass it, without dot; a new file gets the first. Empty for folders.
    pub(crate) endings: &'static [&'static str],
}

impl Question {
    /// A file that is there.
    pub(crate) fn open(kind: OpenKind) -> Self {
        let (title, filter, endings): (_, _, &[_]) = match kind {
            OpenKind::Workspace => (text("dialog.workspace_open"), text("dialog.filter_workspace"), &["tongping"]),
            OpenKind::Picture => (text("dialog.picture_open"), text("dialog.filter_picture"), &["png", "jpg", "jpeg"]),
            OpenKind::Package => (text("dialog.package_open"), text("dialog.filter_package"), &["tpk"]),
            OpenKind::Returned => (text("dialog.returned_open"), text("dialog.filter_returned"), &["tpr", "xlsx"]),
            OpenKind::Table => (text("dialog.table_open"), text("dialog.filter_table"), &["xlsx", "csv"]),
            OpenKind::Attachment => (text("dialog.attachment_open"), "", &[]),
            OpenKind::Scan => (text("dialog.scan_open"), text("dialog.filter_scan"), &["pdf", "png", "jpg", "jpeg"]),
        };
        Self { purpose: Purpose::Open, title, name: String::new(), filter, endings }
    }

    /// Several files that are there.
    pub(crate) fn open_many(kind: OpenKind) -> Self {
        Self { purpose: Purpose::OpenMany, ..Self::open(kind) }
    }

    /// A file or folder to write to.
    pub(crate) fn save(kind: SaveKind, name: &str) -> Self {
        let (purpose, title, filter, endings): (_, _, _, &[_]) = match kind {
            SaveKind::Workspace => {
                (Purpose::Save, text("dialog.workspace_save"), text("dialog.filter_workspace"), &["tongping"])
            }
            SaveKind::Paper => (Purpose::Save, text("dialog.paper_save"), text("dialog.filter_paper"), &["pdf"]),
            SaveKind::Return => (Purpose::Save, text("dialog.return_save"), text("dialog.filter_return"), &["tpr"]),
            SaveKind::Workbook => {
                (Purpose::Save, text("dialog.workbook_save"), text("dialog.filter_workbook"), &["xlsx"])
            }
            SaveKind::Text => (Purpose::Save, text("dialog.text_save"), text("dialog.filter_text"), &["txt"]),
            SaveKind::Folder => (Purpose::Folder, text("dialog.folder_save"), "", &[]),
        };
        // A name is no path, whatever the page says.
        let name = name.chars().filter(|c| !c.is_control()).map(|c| if matches!(c, '/' | '\\') { '_' } else { c });
        Self { purpose, title, name: name.collect(), filter, endings }
    }

    /// The chosen path, with its ending where a new file has none.
    fn completed(&self, path: PathBuf) -> PathBuf {
        let has = |path: &PathBuf| {
            let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
            self.endings.iter().any(|known| *known == ending)
        };
        match self.endings.first() {
            Some(ending) if self.purpose == Purpose::Save && !has(&path) => {
                let mut name = path.into_os_string();
                name.push(".");
                name.push(ending);
                PathBuf::from(name)
            }
            _ => path,
        }
    }
}

/// Asks the person; none when nothing was chosen. It waits as long as the person does, so no lock may be held.
pub(crate) fn ask(window: &WebviewWindow, question: Question) -> Result<Option<PathBuf>> {
    Ok(ask_many(window, question)?.into_iter().next())
}

/// The same for a question that several paths may answer.
pub(crate) fn ask_many(window: &WebviewWindow, question: Question) -> Result<Vec<PathBuf>> {
    #[cfg(feature = "e2e")]
    if let Some(chosen) = scripted::ask()? {
        return Ok(chosen.into_iter().map(|path| question.completed(path)).collect());
    }
    let (chosen, question) = shown::ask(window, question)?;
    Ok(chosen.into_iter().map(|path| question.completed(path)).collect())
}

/// Whether the system's viewer stays closed, because nobody looks.
pub(crate) fn opens_nothing() -> bool {
    cfg!(feature = "e2e")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_gets_its_ending_and_a_name_is_no_path() {
        let save = Question::save(SaveKind::Workspace, "../评审\u{7}.tongping");
        assert_eq!(save.name, ".._评审.tongping");
        let completed = |path: &str| save.completed(PathBuf::from(path)).display().to_string();
        assert_eq!(completed("/a/评审"), "/a/评审.tongping");
        assert_eq!(completed("/a/v1.0"), "/a/v1.0.tongping");
        assert_eq!(completed("/a/b.TONGPING"), "/a/b.TONGPING");
        assert_eq!(Question::open(OpenKind::Workspace).completed(PathBuf::from("/a/b")), PathBuf::from("/a/b"));
        assert_eq!(Question::save(SaveKind::Folder, "x").completed(PathBuf::from("/a/b")), PathBuf::from("/a/b"));
    }

    #[test]
    fn every_dialog_is_in_chinese() {
        let opening = [
            OpenKind::Workspace,
            OpenKind::Picture,
            OpenKind::Package,
            OpenKind::Returned,
            OpenKind::Table,
            OpenKind::Attachment,
            OpenKind::Scan,
        ];
        let opening = opening.map(Question::open_many);
        let saving = [
            SaveKind::Workspace,
            SaveKind::Paper,
            SaveKind::Folder,
            SaveKind::Return,
            SaveKind::Workbook,
            SaveKind::Text,
        ];
        let saving = saving.map(|kind| Question::save(kind, ""));
        for question in opening.into_iter().chain(saving) {
            assert!(!question.title.is_ascii() && (question.filter.is_empty() || !question.filter.is_ascii()));
        }
    }
}
