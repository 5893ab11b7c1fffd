//! What a person may do: one file per noun. Each function checks the rules and then makes one write.

pub mod attachment;
mod basis;
pub mod board;
pub mod compose;
pub mod dispute;
pub mod draw;
pub mod expert;
pub mod export;
pub mod fill_in;
pub mod form;
pub mod form_draft;
pub mod form_move;
pub mod form_source;
pub mod form_try;
pub mod hand_back;
pub mod head_field;
pub mod history;
pub mod import;
pub mod intake;
pub mod kind;
pub mod library;
pub mod log;
pub mod opinion;
pub mod overview;
pub mod package;
pub mod package_open;
pub mod panel;
pub mod paper_entry;
pub mod rebuild;
pub mod report;
pub mod report_edit;
pub mod sample;
pub mod score;
pub mod session;
pub mod sheet;
pub mod signature;
pub mod statistics;
pub mod step;
pub mod table_list;
pub mod tally;
pub mod task;
mod text;
pub mod workspace;

use crate::error::{Error, Result};
use crate::exchange::container::CODE_HARDNESS;
use crate::exchange::keys::BureauKeys;
use crate::store::{Stamp, Store, WriteOp, Written};
use crate::work::Work;
use rusqlite::Transaction;
use sha2::{Digest, Sha256};

/// One open workspace and the world around it. Time, identity and randomness come in here and nowhere else, so that
/// every story can be told again with the same bytes.
pub struct App {
    /// The workspace.
    pub store: Store,
    /// Clock, ids and who is acting.
    pub world: World,
}

/// Fills bytes at random.
pub type Random = Box<dyn FnMut(&mut [u8]) -> Result<()> + Send>;

/// Where time, ids and the actor come from.
pub struct World {
    /// The time now, RFC 3339 with offset, whole seconds.
    pub now: Box<dyn FnMut() -> String + Send>,
    /// A new UUIDv7 for a thing made at that time.
    pub uid: Box<dyn FnMut() -> String + Send>,
    /// Who is acting, as the log names him or her.
    pub actor: String,
    /// In which role: `staff` or `expert`.
    pub role: String,
    /// Fills bytes at random: secrets, codes, keys.
    pub random: Random,
    /// Work factor of codes (log2 of scrypt's N): `container::CODE_HARDNESS`, less in tests alone.
    pub hardness: u8,
    /// The keys of the bureau, while they are unlocked.
    pub keys: Option<BureauKeys>,
    /// Tells how far long work has come, and stops it.
    pub work: Work,
}

impl World {
    /// The machine's own clock and random ids.
    pub fn real(actor: impl Into<String>, role: impl Into<String>) -> Self {
        Self {
            now: Box::new(|| chrono::Local::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, false)),
            uid: Box::new(|| uuid::Uuid::now_v7().to_string()),
            actor: actor.into(),
            role: role.into(),
            random: Box::new(|bytes| getrandom::fill(bytes).map_err(|fault| Error::bug("random", fault.to_string()))),
            hardness: CODE_HARDNESS,
            keys: None,
            work: Work::default(),
        }
    }

    /// A clock that stands still at `now` until it is set again, and ids that count up: for tests and the sample.
    pub fn scripted(now: impl Into<String>, actor: impl Into<String>) -> Self {
        let now = now.into();
        let mut count: u64 = 0;
        Self {
            now: Box::new(move || now.clone()),
            uid: Box::new(move || {
                count += 1;
                format!("00000000-0000-7000-8000-{count:012x}")
            }),
            actor: actor.into(),
            role: "staff".into(),
            random: Box::new(scripted_bytes()),
            hardness: 10,
            keys: None,
            work: Work::default(),
        }
    }
}

/// Bytes that look random and are the same every time: SHA-256 of a counter.
fn scripted_bytes() -> impl FnMut(&mut [u8]) -> Result<()> + Send {
    let mut count: u64 = 0;
    move |bytes| {
        for piece in bytes.chunks_mut(32) {
            count += 1;
            let digest = Sha256::digest(count.to_be_bytes());
            piece.copy_from_slice(&digest[..piece.len()]);
        }
        Ok(())
    }
}

impl World {
    /// The unlocked keys of the bureau; refused (`keys_locked`) while there are none.
    pub fn keys(&self) -> Result<&BureauKeys> {
        self.keys.as_ref().ok_or_else(|| Error::refused("keys_locked"))
    }

    /// So many random bytes.
    pub fn random_bytes<const N: usize>(&mut self) -> Result<[u8; N]> {
        let mut bytes = [0; N];
        (self.random)(&mut bytes)?;
        Ok(bytes)
    }

    /// Who acts now, for the log.
    pub fn stamp(&mut self) -> Stamp {
        Stamp {
            at: (self.now)(),
            actor: self.actor.clone(),
            role: self.role.clone(),
            app_version: env!("CARGO_PKG_VERSION").into(),
        }
    }
}

/// What a write did, for the envelope of a reply.
#[derive(Debug, Default)]
pub struct Effect {
    /// Tables that were written.
    pub touched: Vec<String>,
    /// Whether `log_undo` can take it back.
    pub undo: Option<&'static str>,
}

/// A value and what was written on the way to it.
pub struct Done<T> {
    /// The reply.
    pub value: T,
    /// The write.
    pub effect: Effect,
}

impl<T> Done<T> {
    /// A value that was only read.
    pub fn read(value: T) -> Self {
        Self { value, effect: Effect::default() }
    }

    /// The same effect with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Done<U> {
        Done { value: f(self.value), effect: self.effect }
    }
}

/// Commands that are not undone but reversed by their own command with a reason.
const NOT_UNDOABLE: &[&str] = &[
    "workspace_create",
    "session_open",
    "opinion_sign",
    "opinions_sign",
    "opinion_reopen",
    "tally_lock",
    "tally_correct",
    "sheet_finalise",
    "sheet_revise",
    "report_attach",
    "packages_export",
    "package_open",
    "fill_in_export",
    "fill_ins_export",
    "paper_entry",
    "reports_attach",
    // What experts signed is never deleted: a newer return supersedes it.
    "import_run",
    "hand_back",
];

/// Whether a command can be taken back by undo.
pub fn undoable(op: &str) -> bool {
    !NOT_UNDOABLE.contains(&op)
}

impl App {
    /// One write under the name of its command.
    pub(crate) fn write<T>(
        &mut self,
        op: &'static str,
        subject: impl Into<String>,
        reason: Option<String>,
        action: impl FnOnce(&Transaction<'_>) -> Result<T>,
    ) -> Result<Done<T>> {
        let event = WriteOp { reason, ..WriteOp::new(op, subject, &self.world.stamp()) };
        let Written { value, touched, event_seq } = self.store.write(&event, action)?;
        let undo = (event_seq.is_some() && undoable(op)).then_some(op);
        Ok(Done { value, effect: Effect { touched, undo } })
    }
}
