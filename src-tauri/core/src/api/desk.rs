//! The commands of a desk, each once, and the one way in for the window and the test server: what a person asks of the
//! desk, of the computer it stands on, and of the open workspace.

use super::{Deserialize, Error, Result, Value, arguments, envelope, error_json};
use crate::app::Done;
use crate::app::export::Exported;
use crate::app::opinion::OpinionWhich;
use crate::app::report::AttachmentPiece;
use crate::app::sheet::SheetWhich;
use crate::app::task::{TaskView, TaskWhich};
use crate::desk::{
    AttachmentExtract, Desk, DeskKeep, DeskPath, DeskSet, DeskView, Extracted, PackageLook, PackageOpen, PackageWhich,
};
use crate::desk::{KeysMake, KeysRestore, KeysSheetConfirm, KeysSheetExport, KeysUnlock, KeysView};
use crate::work::Progress;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

macro_rules! desk_commands {
    ($($(#[doc = $doc:literal])+ $name:ident($args:ty) -> $reply:ty = $function:ident;)*) => {
        /// Names of the commands of the desk itself, in order.
        pub const DESK_COMMANDS: &[&str] = &[$(stringify!($name)),*];

        impl Desk {
            /// Runs a command of the desk, or one of the open workspace; the reply is that of `api::call`.
            pub fn call(&mut self, name: &str, args: Value) -> Result<Value> {
                match name {
                    $(stringify!($name) => {
                        let done: Done<$reply> = self.$function(arguments::<$args>(args)?)?;
                        envelope(done)
                    })*
                    _ => self.call_workspace(name, args),
                }
            }
        }

        #[cfg(feature = "types")]
        fn desk_list(cfg: &ts_rs::Config, types: &mut super::types::Types) -> String {
            let mut text = String::new();
            $(
                types.add::<$args>();
                types.add::<$reply>();
                let doc = [$($doc.trim()),+].join(" ");
                let (args, reply) = (<$args as ts_rs::TS>::name(cfg), <$reply as ts_rs::TS>::name(cfg));
                text += &format!("  /** {doc} */\n  {}: [{args}, {reply}];\n", stringify!($name));
            )*
            text
        }
    };
}

desk_commands! {
    /// Settings, the open workspace, the ones before.
    desk_show(()) -> DeskView = show;
    /// Changes the settings that are named.
    desk_set(DeskSet) -> DeskView = set;
    /// Opens a workspace or a package and closes the one before; if that cannot be, everything stays as it is.
    desk_open(DeskPath) -> DeskView = open;
    /// Makes a new workspace and opens it; refuses to overwrite.
    desk_create(DeskPath) -> DeskView = create;
    /// Writes the demonstration, with a session for practising, and opens it; refuses to overwrite.
    desk_sample(DeskPath) -> DeskView = sample;
    /// Closes the workspace.
    desk_close(()) -> DeskView = close;
    /// Writes a verified copy of the workspace to another place and goes on working there.
    desk_move(DeskPath) -> DeskView = move_to;
    /// Keeps where the person is in the open workspace.
    desk_keep(DeskKeep) -> () = keep;
    /// An expert sits down: from now on the log names him or her.
    desk_sit(TaskWhich) -> TaskView = sit;
    /// What a package says of itself, as far as that can be known without its code.
    package_look(PackageWhich) -> PackageLook = package_look;
    /// Opens a package: makes its workspace or brings it up to date, opens that, and seats the expert.
    package_open(PackageOpen) -> DeskView = package_open;
    /// Writes an attached file into the desk's own folder, for `system_open`.
    attachment_extract(AttachmentExtract) -> Extracted = attachment_extract;
    /// 单位钥匙 of this computer; for staff, as all that follow.
    keys_show(()) -> KeysView = keys_show;
    /// Makes new keys; refused while there are any.
    keys_make(KeysMake) -> KeysView = keys_make;
    /// Unlocks the keys with the password, or asks the system's keyring again.
    keys_unlock(KeysUnlock) -> KeysView = keys_unlock;
    /// Restores the keys from the code of their recovery sheet.
    keys_restore(KeysRestore) -> KeysView = keys_restore;
    /// Writes the recovery sheet as PDF, to be printed and then deleted.
    keys_sheet_export(KeysSheetExport) -> Exported = keys_sheet_export;
    /// Keeps that one group of the printed sheet was typed again.
    keys_sheet_confirm(KeysSheetConfirm) -> KeysView = keys_sheet_confirm;
}

macro_rules! bytes_commands {
    ($($(#[doc = $doc:literal])+ $name:ident($args:ty);)*) => {
        impl Desk {
            /// Runs a command whose reply is bytes.
            pub fn bytes(&mut self, name: &str, args: Value) -> Result<Vec<u8>> {
                match name {
                    $(stringify!($name) => self.$name(arguments::<$args>(args)?),)*
                    _ => Err(Error::missing("command", name)),
                }
            }
        }

        #[cfg(feature = "types")]
        fn bytes_list(cfg: &ts_rs::Config, types: &mut super::types::Types) -> String {
            let mut text = String::new();
            $(
                types.add::<$args>();
                let doc = [$($doc.trim()),+].join(" ");
                text += &format!("  /** {doc} */\n  {}: {};\n", stringify!($name), <$args as ts_rs::TS>::name(cfg));
            )*
            text
        }
    };
}

bytes_commands! {
    /// A piece of an attached file; only that piece is read.
    attachment_piece(AttachmentPiece);
    /// The paper of an opinion as it would be exported (PDF); a draft is marked as such.
    opinion_paper(OpinionWhich);
    /// The paper of a unified sheet as it would be exported (PDF); a draft is marked as such.
    sheet_paper(SheetWhich);
}

/// What to choose in a dialog for opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum OpenKind {
    /// A workspace.
    Workspace,
    /// A picture of a signature.
    Picture,
    /// 评审包.
    Package,
    /// Files that came back: 评审结果文件, 填报表.
    Returned,
    /// A list as a workbook or CSV.
    Table,
    /// Files of a report.
    Attachment,
    /// The scan of a paper.
    Scan,
}

/// What to choose in a dialog for saving.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SaveKind {
    /// A workspace.
    Workspace,
    /// A folder for papers.
    Folder,
    /// One paper.
    Paper,
    /// 评审结果文件.
    Return,
    /// A workbook.
    Workbook,
    /// Plain text.
    Text,
}

/// A dialog for opening.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct DialogOpen {
    /// What is looked for.
    pub kind: OpenKind,
}

/// A dialog for saving.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct DialogSave {
    /// What is saved.
    pub kind: SaveKind,
    /// The name to begin with.
    pub name: String,
}

/// A file or folder for the system's viewer.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct SystemOpen {
    /// An extracted attachment, or a paper or folder just exported.
    pub path: PathBuf,
}

macro_rules! host_commands {
    ($($(#[doc = $doc:literal])+ $name:ident($args:ty) -> $reply:ty;)*) => {
        /// Names of the commands of the computer, in order.
        pub const HOST_COMMANDS: &[&str] = &[$(stringify!($name)),*];

        /// The computer the desk stands on. Its commands may wait for a person, so they run while the desk is free.
        pub trait Host {
            /// The desk on it.
            fn desk(&self) -> &Mutex<Desk>;
            $($(#[doc = $doc])+ fn $name(&self, args: $args) -> Result<$reply>;)*
        }

        /// None when the command is not one of the computer.
        fn call_host(host: &dyn Host, name: &str, args: &Value) -> Option<Result<Value>> {
            match name {
                $(stringify!($name) => Some(
                    arguments::<$args>(args.clone())
                        .and_then(|args| host.$name(args))
                        .and_then(|reply| envelope(Done::read(reply))),
                ),)*
                _ => None,
            }
        }

        #[cfg(feature = "types")]
        fn host_list(cfg: &ts_rs::Config, types: &mut super::types::Types) -> String {
            let mut text = String::new();
            $(
                types.add::<$args>();
                types.add::<$reply>();
                let doc = [$($doc.trim()),+].join(" ");
                let (args, reply) = (<$args as ts_rs::TS>::name(cfg), <$reply as ts_rs::TS>::name(cfg));
                text += &format!("  /** {doc} */\n  {}: [{args}, {reply}];\n", stringify!($name));
            )*
            text
        }
    };
}

host_commands! {
    /// Asks the person for a file to open; null when nothing was chosen.
    dialog_open(DialogOpen) -> Option<PathBuf>;
    /// Asks the person for files to open, several at once; empty when nothing was chosen.
    dialog_open_many(DialogOpen) -> Vec<PathBuf>;
    /// Asks the person for a file or folder to write to; null when nothing was chosen.
    dialog_save(DialogSave) -> Option<PathBuf>;
    /// How far the work has come that the desk is busy with.
    work_show(()) -> Progress;
    /// Asks that work to stop; it answers by itself, with nothing half done.
    work_cancel(()) -> ();
    /// Opens an extracted attachment, an exported paper or its folder with the system's viewer.
    system_open(SystemOpen) -> ();
    /// Closes the window; the page has kept everything.
    window_close(()) -> ();
    /// The page could not keep everything and asks to stay; closing once more closes all the same.
    window_stay(()) -> ();
}

/// The desk of a host. A call that panicked has left it sound: the store rolls back.
pub fn locked(desk: &Mutex<Desk>) -> MutexGuard<'_, Desk> {
    desk.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Answers one call of the page; an error comes back as the core describes it. A panic becomes a fault of ours, so that
/// one broken call never takes the window and the unsaved text with it.
pub fn answer(host: &dyn Host, name: &str, args: Value) -> std::result::Result<Value, Value> {
    guarded(|| match call_host(host, name, &args) {
        Some(reply) => reply,
        None => locked(host.desk()).call(name, args),
    })
}

/// The same for a call whose reply is bytes.
pub fn answer_bytes(host: &dyn Host, name: &str, args: Value) -> std::result::Result<Vec<u8>, Value> {
    guarded(|| locked(host.desk()).bytes(name, args))
}

fn guarded<T>(work: impl FnOnce() -> Result<T>) -> std::result::Result<T, Value> {
    let result = catch_unwind(AssertUnwindSafe(work));
    result.unwrap_or_else(|_| Err(Error::bug("window_call", "panic"))).map_err(|error| error_json(&error))
}

impl Desk {
    fn call_workspace(&mut self, name: &str, args: Value) -> Result<Value> {
        let reply = match self.app() {
            Ok(app) => super::call(app, name, args)?,
            Err(closed) => {
                return super::call_without_workspace(name).map_err(|error| match error {
                    Error::Refused { code: "workspace_not_given", .. } => closed,
                    other => other,
                });
            }
        };
        if name.starts_with("export_") || name.ends_with("_export") || name == "hand_back" {
            let value = &reply["value"];
            let one = value.get("path").into_iter();
            let listed = [Some(value), value.get("papers")].into_iter().flatten().filter_map(Value::as_array);
            let many = listed.flatten().filter_map(|file| file.get("path"));
            for path in one.chain(many).filter_map(Value::as_str) {
                self.note_exported(Path::new(path));
            }
        }
        Ok(reply)
    }
}

/// TypeScript of the lists: the commands of desk and computer, and those that answer bytes.
#[cfg(feature = "types")]
pub(super) fn lists(cfg: &ts_rs::Config, types: &mut super::types::Types) -> (String, String) {
    ([desk_list(cfg, types), host_list(cfg, types)].join("\n"), bytes_list(cfg, types))
}
