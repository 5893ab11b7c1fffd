//! Makes a return: the container around what an expert hands back, complete beside its target and read back, with the
//! papers that carry its check code.

use super::standing::Standing;
use crate::app::{App, signature};
use crate::domain::signature::SignatureKind;
use crate::error::{Error, Result};
use crate::exchange::container::{
    self, Draft, Fault, Kind, Manifest, Part, Program, Shut, Signer, Written, manifest::FORMAT,
};
use crate::exchange::returned::ReturnedState;
use crate::file::Staged;
use crate::locale::{fill, text};
use crate::store::hand_back::HandedBackRow;
use crate::store::package;
use crate::work::Work;
use age::x25519::Recipient;
use ed25519_dalek::SigningKey;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

/// What makes one return differ from another of the same content.
pub(super) struct Stamp {
    pub(super) uid: String,
    pub(super) seq: i64,
    pub(super) prev: Option<String>,
    pub(super) created_at: String,
    log_head: String,
    app: Program,
}

impl Stamp {
    /// That of the next return.
    pub(super) fn next(app: &mut App, last: Option<&HandedBackRow>) -> Result<Self> {
        Ok(Self {
            uid: (app.world.uid)(),
            seq: last.map_or(1, |last| last.seq + 1),
            prev: last.map(|last| last.sha256.clone()),
            created_at: (app.world.now)(),
            log_head: app.store.head()?.hash16,
            app: Program { name: "tongping".into(), version: env!("CARGO_PKG_VERSION").into() },
        })
    }

    /// That of a return which was made before, so that the same content gives the same bytes again.
    fn again(last: &HandedBackRow, manifest: Manifest) -> Self {
        Self {
            uid: last.uid.clone(),
            seq: last.seq,
            prev: manifest.prev_return_sha256,
            created_at: manifest.created_at,
            log_head: manifest.log_head,
            app: manifest.app,
        }
    }
}

/// The stamp of the last return, if it says of this package what would be said now; its bytes may still differ, where
/// another version of the program would write the summary in other words.
pub(super) fn same_again(standing: &Standing, last: Option<&HandedBackRow>) -> Result<Option<Stamp>> {
    let Some(last) = last else { return Ok(None) };
    let manifest: Manifest = serde_json::from_str(&last.manifest).map_err(|source| Error::bug("hand_back", source))?;
    let body = crate::hex(&Sha256::digest(standing.body()?));
    let is_same_body = manifest.entries.iter().any(|entry| entry.path == "body.json" && entry.sha256 == body);
    let is_same_package = manifest.package_sha256.as_deref() == Some(standing.opened.sha256.as_str());
    Ok((is_same_body && is_same_package).then(|| Stamp::again(last, manifest)))
}

/// What a return is made of.
pub(super) struct Making<'a> {
    standing: &'a Standing,
    body: Vec<u8>,
    /// Signatures by their hash: kind and bytes, each once.
    inks: BTreeMap<String, (SignatureKind, Vec<u8>)>,
    signing: SigningKey,
    secret: [u8; 32],
    recipient: Recipient,
}

impl<'a> Making<'a> {
    pub(super) fn new(app: &App, standing: &'a Standing) -> Result<Self> {
        let signing = app.store.read(|conn| package::own_key(conn, &standing.opened.uid))?;
        let inks = app.store.read(|conn| {
            let mut inks = BTreeMap::new();
            for record in standing.reports.iter().filter_map(|one| one.signed.as_ref()).map(|signed| &signed.record) {
                if let (Some(ink), Some(named)) = (signature::ink_of(conn, record)?, &record.signature) {
                    inks.insert(named.sha256.clone(), ink);
                }
            }
            Ok(inks)
        })?;
        let bureau = standing.package.bureau.as_ref().ok_or_else(|| Error::refused("hand_back_without_bureau"))?;
        let recipient = bureau.age_recipient.parse();
        Ok(Self {
            body: standing.body()?,
            inks,
            signing: signing.ok_or_else(|| Error::refused("hand_back_without_key"))?,
            secret: standing.opened.secret,
            recipient: recipient.map_err(|fault: &str| Error::bug("hand_back", fault))?,
            standing,
        })
    }

    /// What the inner ZIP comes to, read back as the bureau will read it.
    pub(super) fn inner(&self, stamp: &Stamp) -> Result<Written> {
        let mut inner = Vec::new();
        let written = container::write(&mut inner, self.draft(stamp, Shut::Plain)?, &Work::default())?;
        let unread = |fault: Fault| match fault {
            Fault::Failed(error) => error,
            other => Error::bug("hand_back", format!("{other:?}")),
        };
        let read = container::read(&inner, Kind::Return).map_err(unread)?;
        let is_whole = read.sha256 == written.sha256
            && read.body == self.body
            && read.signer == self.signing.verifying_key().to_bytes()
            && read.is_invited(&self.secret);
        if is_whole { Ok(written) } else { Err(Error::bug("hand_back", "the return reads otherwise")) }
    }

    /// The return complete beside its target, closed for the bureau, read back and compared; and its size.
    pub(super) fn stage(&self, path: &Path, stamp: &Stamp, inner: &Written) -> Result<(Staged, u64)> {
        let mut hash = Sha256::new();
        let mut size = 0;
        let staged = Staged::new(path, |file| {
            let draft = self.draft(stamp, Shut::Recipient(&self.recipient))?;
            let mut both = Both { file, hash: &mut hash, size: &mut size };
            let written = container::write(&mut both, draft, &Work::default())?;
            let same = written.sha256 == inner.sha256 && written.manifest == inner.manifest;
            if same { Ok(()) } else { Err(Error::bug("hand_back", "two returns of one number differ")) }
        })?;
        staged.compare(&hash.finalize())?;
        Ok((staged, size))
    }

    fn draft<'b>(&'b self, stamp: &Stamp, shut: Shut<'b>) -> Result<Draft<'b>> {
        Ok(Draft {
            manifest: self.manifest(stamp)?,
            body: self.body.clone(),
            summary: summary(self.standing, stamp),
            files: self.inks.iter().map(|(sha256, (kind, bytes))| part(sha256, *kind, bytes)).collect(),
            signing: &self.signing,
            secret: Some(&self.secret),
            shut,
        })
    }

    fn manifest(&self, stamp: &Stamp) -> Result<Manifest> {
        let package = &self.standing.package;
        Ok(Manifest {
            kind: Kind::Return,
            format: FORMAT,
            min_reader: FORMAT,
            crit: Vec::new(),
            app: stamp.app.clone(),
            created_at: stamp.created_at.clone(),
            entries: Vec::new(),
            session_id: package.session_id.clone(),
            session_no: package.session_no.clone(),
            form_id: package.form_id.clone(),
            form_version: package.form_version.clone(),
            form_sha256: package.form_sha256.clone(),
            expert_id: package.expert_id.clone(),
            member_no: package.member_no,
            package_id: self.standing.opened.uid.clone(),
            package_rev: self.standing.opened.revision,
            prev_package_sha256: None,
            reports: self.standing.lines()?,
            package_sha256: Some(self.standing.opened.sha256.clone()),
            return_id: Some(stamp.uid.clone()),
            return_seq: Some(stamp.seq),
            prev_return_sha256: stamp.prev.clone(),
            signer: Signer::default(),
            log_head: stamp.log_head.clone(),
            bureau: None,
            due_at: None,
        })
    }
}

/// Writes into a file and remembers what was written.
struct Both<'a> {
    file: &'a mut dyn Write,
    hash: &'a mut Sha256,
    size: &'a mut u64,
}

impl Write for Both<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let taken = self.file.write(bytes)?;
        self.hash.update(&bytes[..taken]);
        *self.size += u64::try_from(taken).unwrap_or_default();
        Ok(taken)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}

fn part<'a>(sha256: &str, kind: SignatureKind, bytes: &'a [u8]) -> Part<'a> {
    let ending = match kind {
        SignatureKind::Strokes => "json",
        _ if bytes.starts_with(b"\x89PNG") => "png",
        _ => "jpg",
    };
    Part {
        sha256: sha256.to_owned(),
        ending: ending.to_owned(),
        size: u64::try_from(bytes.len()).unwrap_or_default(),
        open: Box::new(move || Ok(Box::new(bytes))),
    }
}

/// `summary.txt`: the same for human eyes, long after the program is gone.
fn summary(standing: &Standing, stamp: &Stamp) -> String {
    let head = &standing.session.head;
    let mut lines = vec![
        fill("return.summary", [("no", standing.session.no.as_str()), ("title", head.title.as_str())]),
        fill("return.expert", [("name", standing.member.name.as_str()), ("organiser", head.organiser.as_str())]),
        fill("return.made", [("seq", stamp.seq.to_string().as_str()), ("at", stamp.created_at.as_str())]),
    ];
    for one in &standing.reports {
        lines.push(String::new());
        let (no, title) = (one.report.head.no.as_str(), one.report.head.title.as_str());
        let word = text(match one.state {
            ReturnedState::Signed => "returned.signed",
            ReturnedState::Incomplete => "returned.incomplete",
            ReturnedState::Declined => "returned.declined",
            ReturnedState::Recused => "returned.recused",
        });
        lines.push(fill("return.report", [("no", no), ("title", title), ("state", word), ("ground", &one.ground)]));
        let Some(record) = one.signed.as_ref().map(|signed| &signed.record) else { continue };
        let total = record.total.map(|total| total.to_string()).unwrap_or_default();
        let grade = record.grade.as_deref().unwrap_or_default();
        let whole = [("total", total.as_str()), ("grade", grade), ("conclusion", record.conclusion.as_str())];
        lines.push(fill("return.total", whole));
        for score in &record.scores {
            let points = score.points.map(|points| points.to_string()).unwrap_or_default();
            let mark = score.mark.as_deref().unwrap_or_default();
            lines.push(format!("{} {points}{mark} {}", score.criterion, score.reason).trim_end().to_owned());
        }
        for remark in &record.remarks {
            let body = &remark.body;
            lines.push(format!("{}. {} {} {} {}", remark.no, body.place, body.page, body.problem, body.suggestion));
        }
        lines.extend([&record.merits, &record.budget_advice].into_iter().filter(|said| !said.is_empty()).cloned());
    }
    lines.push(String::new());
    lines.join("\n")
}
