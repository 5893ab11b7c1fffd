//! What the workspace knows of those whose returns come in: read once for each session and member, and carried on from
//! file to file, so that the second file of an expert meets what the first one brought.

use super::look::{self, Parcel};
use super::verify;
use crate::app::kind;
use crate::domain::answers::Answers;
use crate::domain::form::{Conclusion, Form};
use crate::domain::id::{MemberId, OpinionId, ReportId, SessionId};
use crate::domain::number::Shown;
use crate::domain::opinion::OpinionState;
use crate::domain::record::{FormRecord, OpinionRecord, Origin};
use crate::domain::report::Report;
use crate::domain::session::{Member, Recusal, Session};
use crate::error::{Error, Result};
use crate::exchange::container::Manifest;
use crate::exchange::returned::ReturnedState;
use crate::store::package::{self, IssuedPackage};
use crate::store::received::{self, Received};
use crate::store::{dispute, intake, opinion, report, session};
use rusqlite::Connection;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Everything known so far.
#[derive(Default)]
pub(super) struct Known {
    sessions: BTreeMap<i64, Rc<SessionKnown>>,
    members: BTreeMap<i64, MemberKnown>,
}

/// A session.
pub(super) struct SessionKnown {
    /// It.
    pub(super) session: Session,
    /// Its form with the conclusions of its kind laid over it.
    pub(super) form: Form,
    /// The form version as records name it.
    pub(super) form_record: FormRecord,
    /// The conclusions that are laid over.
    pub(super) conclusions: Vec<Conclusion>,
    /// Its reports.
    pub(super) reports: Vec<Report>,
    /// Its panel.
    pub(super) members: Vec<Member>,
    /// Its packages, every revision.
    pub(super) packages: Vec<IssuedPackage>,
    /// Reports whose tally is locked or whose sheet is final.
    pub(super) closed: BTreeSet<i64>,
}

/// A member.
pub(super) struct MemberKnown {
    /// UUID of the expert.
    pub(super) expert_uid: String,
    /// Keys the returns may be signed with.
    pub(super) keys: Vec<String>,
    /// What came in so far.
    pub(super) received: Vec<Received>,
    /// The recusals of this member.
    pub(super) recusals: Vec<Recusal>,
    /// The opinions here.
    pub(super) stored: BTreeMap<i64, Stored>,
    /// What the last return said, report by report: the SHA-256 of what was signed, and the answers.
    pub(super) base: BTreeMap<i64, (String, Answers)>,
}

/// An opinion as it stands here, or as it will.
#[derive(Clone)]
pub(super) struct Stored {
    /// Its row; none before it is written.
    pub(super) opinion: Option<OpinionId>,
    /// Its version.
    pub(super) version: i64,
    /// Its answers.
    pub(super) answers: Answers,
    /// SHA-256 of what is frozen; none on a draft.
    pub(super) sha256: Option<String>,
    /// Its total as frozen.
    pub(super) total: Option<Shown>,
    /// How it came in.
    pub(super) origin: Option<Origin>,
}

impl Known {
    /// The session of that UUID, if it is here.
    pub(super) fn session(&mut self, conn: &Connection, uid: &str) -> Result<Option<Rc<SessionKnown>>> {
        let Some(id) = received::session_of(conn, uid)? else { return Ok(None) };
        if let Some(known) = self.sessions.get(&id.0) {
            return Ok(Some(Rc::clone(known)));
        }
        let known = Rc::new(SessionKnown::read(conn, id)?);
        self.sessions.insert(id.0, Rc::clone(&known));
        Ok(Some(known))
    }

    /// A member of a session.
    pub(super) fn member(&mut self, conn: &Connection, of: &SessionKnown, member: &Member) -> Result<&mut MemberKnown> {
        match self.members.entry(member.id.0) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(place) => Ok(place.insert(MemberKnown::read(conn, of, member)?)),
        }
    }
}

impl SessionKnown {
    /// Reads a session.
    pub(super) fn read(conn: &Connection, id: SessionId) -> Result<Self> {
        let current = session::get(conn, id)?;
        let reports = report::list(conn, id)?;
        let mut closed = BTreeSet::new();
        for report in &reports {
            if dispute::is_locked(conn, report.id)? || crate::app::sheet::is_final(conn, report.id)? {
                closed.insert(report.id.0);
            }
        }
        Ok(Self {
            form: kind::form_of(conn, &current)?,
            form_record: kind::form_record(conn, &current)?,
            conclusions: kind::laid_over(conn, id)?,
            members: session::members(conn, id)?,
            packages: package::of_session(conn, id)?,
            session: current,
            reports,
            closed,
        })
    }

    /// The report of that UUID.
    pub(super) fn report(&self, uid: &str) -> Option<&Report> {
        self.reports.iter().find(|report| report.uid == uid)
    }

    /// The package a return answers, with the member it was issued for; none if it was never issued here.
    pub(super) fn answered(&self, manifest: &Manifest) -> Option<(&IssuedPackage, &Member)> {
        let is_it = |package: &&IssuedPackage| {
            package.uid == manifest.package_id
                && package.revision == manifest.package_rev
                && manifest.package_sha256.as_ref() == Some(&package.sha256)
        };
        let package = self.packages.iter().find(is_it)?;
        let member = self.members.iter().find(|member| member.id == package.member)?;
        Some((package, member))
    }

    /// The newest revision of a member's package.
    pub(super) fn newest(&self, member: MemberId) -> Option<&IssuedPackage> {
        self.packages.iter().filter(|package| package.member == member).max_by_key(|package| package.revision)
    }
}

impl MemberKnown {
    fn read(conn: &Connection, of: &SessionKnown, member: &Member) -> Result<Self> {
        let recusals = session::recusals(conn, of.session.id)?;
        let mut known = Self {
            expert_uid: received::expert_uid(conn, member.expert)?.unwrap_or_default(),
            keys: received::keys_of(conn, member.id)?,
            received: received::of_member(conn, member.id)?,
            recusals: recusals.into_iter().filter(|recusal| recusal.member == member.id).collect(),
            stored: BTreeMap::new(),
            base: BTreeMap::new(),
        };
        for report in &of.reports {
            if let Some(head) = intake::head(conn, report.id, member.id)? {
                known.stored.insert(report.id.0, stored(conn, head.id)?);
            }
        }
        known.read_base(conn, of)?;
        Ok(known)
    }

    /// What the last return said, from the kept files themselves: the oldest first, so that later ones win.
    fn read_base(&mut self, conn: &Connection, of: &SessionKnown) -> Result<()> {
        for file in self.received.iter().filter(|file| file.is_accepted && file.kind == "return") {
            let parcel = kept_parcel(conn, file)?;
            self.base.extend(said(of, &parcel));
        }
        // A fill-in form has no signature: what it said was handed back too, and a signed return takes its place.
        for (report, stored) in &self.stored {
            if stored.origin == Some(Origin::FillIn)
                && let Some(sha256) = &stored.sha256
            {
                self.base.insert(*report, (sha256.clone(), stored.answers.clone()));
            }
        }
        Ok(())
    }

    /// Notes what a return says that is being taken in.
    pub(super) fn take_base(&mut self, of: &SessionKnown, parcel: &Parcel) {
        self.base.extend(said(of, parcel));
    }

    /// The recusal from a report.
    pub(super) fn recusal(&self, report: ReportId) -> Option<&Recusal> {
        self.recusals.iter().find(|recusal| recusal.report == report)
    }

    /// The returns that count.
    pub(super) fn accepted(&self) -> impl Iterator<Item = &Received> {
        self.received.iter().filter(|file| file.is_accepted && file.kind == "return")
    }
}

/// A kept return, read again; `Bug` where the file no longer holds, which `log verify` tells in words.
pub(super) fn kept_parcel(conn: &Connection, file: &Received) -> Result<Parcel> {
    let bytes = report::bytes(conn, file.content_sha256())?;
    look::read(&bytes, None).map_err(|_| Error::refused("record_altered"))
}

/// What a return says of the reports that are still here: hash and answers of what was signed.
fn said(of: &SessionKnown, parcel: &Parcel) -> Vec<(i64, (String, Answers))> {
    let signed = parcel.body.opinions.iter().filter(|opinion| opinion.state == ReturnedState::Signed);
    let one = |opinion: &crate::exchange::returned::ReturnedOpinion| {
        let report = of.report(&opinion.report_uid)?;
        let part = opinion.signed.as_ref()?;
        let record: OpinionRecord = serde_json::from_str(&part.content).ok()?;
        Some((report.id.0, (part.sha256.clone(), verify::answers(&record, part))))
    };
    signed.filter_map(one).collect()
}

/// An opinion as it stands here.
fn stored(conn: &Connection, id: OpinionId) -> Result<Stored> {
    let current = opinion::get(conn, id)?;
    let frozen = if current.state == OpinionState::Signed { opinion::signed(conn, id)? } else { None };
    let record: Option<OpinionRecord> = frozen.as_ref().map(crate::app::signature::thaw).transpose()?;
    Ok(Stored {
        opinion: Some(id),
        version: current.version,
        answers: current.answers(),
        sha256: frozen.map(|frozen| frozen.sha256),
        total: record.as_ref().and_then(|record| record.total),
        origin: record.and_then(|record| record.origin),
    })
}
