//! What the system's own programs may open: attached files, written out for reading only, and papers just exported.
//! Nothing that a computer would run is handed out.

use super::kept::make_folder;
use crate::app::{App, export, report};
use crate::domain::id::ReportId;
use crate::error::{Error, Result};
use crate::file::write_whole_with;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Texts, pictures and office files; macros, pages and programs are not among them.
const ENDINGS: &[&str] = &[
    "pdf", "ofd", "doc", "docx", "wps", "odt", "rtf", "txt", "xls", "xlsx", "et", "ods", "csv", "ppt", "pptx", "dps",
    "odp", "png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp",
];

/// A file name is cut to so many bytes; most file systems take 255.
const MAX_NAME: usize = 200;

/// An attached file to write out.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct AttachmentExtract {
    /// Of which report.
    pub report: ReportId,
    /// Its name there.
    pub name: String,
}

/// Where an attached file was written to.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Extracted {
    /// The file, for `system_open`.
    pub path: PathBuf,
}

/// What was handed out since the program started.
pub(super) struct HandedOut {
    /// Where the folders of all running programs lie.
    folder: PathBuf,
    /// This program's own, with the lock that says so; removed at the end.
    own: Option<(TempDir, File)>,
    exported: BTreeSet<PathBuf>,
}

impl HandedOut {
    /// Removes what a program that was killed had left: nobody locks it any more.
    pub(super) fn new(desk: &Path) -> Self {
        let folder = desk.join("attachments");
        for run in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let left_behind = File::open(lock_of(&run.path())).is_ok_and(|lock| lock.try_lock().is_ok());
            if left_behind {
                let _ = std::fs::remove_dir_all(run.path());
            }
        }
        Self { folder, own: None, exported: BTreeSet::new() }
    }

    /// Writes an attached file out, unless it is there already.
    pub(super) fn extract(&mut self, app: &App, args: &AttachmentExtract) -> Result<Extracted> {
        if !may_be_read(Path::new(&args.name)) {
            return Err(Error::refused_with("attachment_ending", [("name", args.name.clone())]));
        }
        let file = report::attachment(app, args.report, &args.name)?;
        let folder = self.own_folder()?.join(&file.sha256[..16]);
        make_folder(&folder)?;
        let path = folder.join(plain_name(&args.name));
        if !path.exists() {
            write_whole_with(&path, |target| report::copy(app, &file, target))?;
            let failed = |source| Error::failed("file_write", &path, source);
            let mut rights = std::fs::metadata(&path).map_err(failed)?.permissions();
            // Notes made in a viewer would be lost with the folder: it has to be told to save elsewhere.
            rights.set_readonly(true);
            std::fs::set_permissions(&path, rights).map_err(failed)?;
        }
        Ok(Extracted { path })
    }

    pub(super) fn note(&mut self, path: &Path) {
        if let Ok(path) = std::fs::canonicalize(path) {
            self.exported.insert(path);
        }
    }

    pub(super) fn may_be_opened(&self, path: &Path) -> Result<PathBuf> {
        let path = std::fs::canonicalize(path).map_err(|source| Error::failed("file_read", path, source))?;
        let own = self.own.as_ref().and_then(|(own, _)| std::fs::canonicalize(own.path()).ok());
        let extracted = own.is_some_and(|own| path.starts_with(own));
        let exported = self.exported.contains(&path);
        let beside_exported = path.is_dir() && self.exported.iter().any(|file| file.parent() == Some(&path));
        let known = beside_exported || ((extracted || exported) && (path.is_dir() || may_be_read(&path)));
        if known { Ok(path) } else { Err(Error::refused_with("open_not_ours", [("path", path.display().to_string())])) }
    }

    fn own_folder(&mut self) -> Result<&Path> {
        if self.own.is_none() {
            make_folder(&self.folder)?;
            let failed = |source| Error::failed("folder_make", &self.folder, source);
            let own = tempfile::Builder::new().prefix("run-").tempdir_in(&self.folder).map_err(failed)?;
            let lock = File::create(lock_of(own.path())).map_err(failed)?;
            lock.lock().map_err(failed)?;
            self.own = Some((own, lock));
        }
        Ok(self.own.as_ref().map_or(&self.folder, |(own, _)| own.path()))
    }
}

fn lock_of(run: &Path) -> PathBuf {
    run.join("in-use")
}

fn may_be_read(path: &Path) -> bool {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    ENDINGS.contains(&ending.as_str())
}

/// A name every file system takes, with its ending, without signs that would show it otherwise than it is.
fn plain_name(name: &str) -> String {
    let turns =
        |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    let name: String = export::file_name(name).chars().filter(|c| !turns(*c)).collect();
    let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
    let mut stem = stem.trim_start_matches(['.', ' ', '-']);
    while stem.len() + ending.len() + 1 > MAX_NAME {
        let mut shorter = stem.chars();
        shorter.next_back();
        stem = shorter.as_str();
    }
    let mark = if stem.is_empty() || is_device(stem) { "_" } else { "" };
    [mark, stem, ".", ending].concat()
}

/// Whether Windows takes a name for one of its devices, whatever ending it has.
fn is_device(stem: &str) -> bool {
    let first = stem.split('.').next().unwrap_or(stem).trim_end().to_ascii_uppercase();
    let numbered = |kind| first.strip_prefix(kind).is_some_and(|no: &str| matches!(no.as_bytes(), [b'1'..=b'9']));
    matches!(first.as_str(), "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_plain_and_keep_their_ending() {
        assert_eq!(plain_name("附件：1/2 㛃䶮𬭎.pdf"), "附件：1_2 㛃䶮𬭎.pdf");
        assert_eq!(plain_name("../-x\u{202e}fdp.docx"), "_-xfdp.docx");
        for (device, plain) in [("CON.docx", "_CON.docx"), ("nul.a.pdf", "_nul.a.pdf"), ("Com1 .pdf", "_Com1 .pdf")] {
            assert_eq!(plain_name(device), plain);
        }
        assert_eq!(plain_name("COM10.pdf"), "COM10.pdf");
        assert_eq!(plain_name(".pdf"), "_.pdf");
        let long = plain_name(&["长".repeat(300), ".xlsx".to_owned()].concat());
        assert!(long.len() <= MAX_NAME && long.ends_with("长.xlsx"), "{long}");
    }

    #[test]
    fn only_what_is_read_is_handed_out() {
        for good in ["a.PDF", "a.b.docx", "表.et"] {
            assert!(may_be_read(Path::new(good)), "{good}");
        }
        for bad in ["a.exe", "a.html", "a.svg", "a.docm", "a.desktop", "pdf", "a.pdf.", "a.sh"] {
            assert!(!may_be_read(Path::new(bad)), "{bad}");
        }
    }
}
