//! What an expert would hand back now: every report of the package he or she opened, with the signed opinion on it.

use crate::app::{App, signature};
use crate::domain::id::OpinionId;
use crate::domain::opinion::{Opinion, OpinionState};
use crate::domain::record::OpinionRecord;
use crate::domain::report::Report;
use crate::domain::session::{Member, RecusalKind, Session};
use crate::error::{Error, Result};
use crate::exchange::container::{Manifest, ReportLine};
use crate::exchange::returned::{InkPart, ReturnBody, ReturnedOpinion, ReturnedState, SignedPart};
use crate::form_file;
use crate::store::opinion::Frozen;
use crate::store::package::{self, OpenedPackage};
use crate::store::{opinion, report, session};
use rusqlite::Connection;

/// The package an expert works on, and how far each of its reports is.
pub(super) struct Standing {
    /// The newest revision that was opened.
    pub(super) opened: OpenedPackage,
    /// Its manifest.
    pub(super) package: Manifest,
    /// The session.
    pub(super) session: Session,
    /// The expert.
    pub(super) member: Member,
    /// The reports in the order of the package.
    pub(super) reports: Vec<ReportStanding>,
}

/// How far one report is.
pub(super) struct ReportStanding {
    /// As the package names it.
    pub(super) line: ReportLine,
    /// The report.
    pub(super) report: Report,
    /// What a return says of it.
    pub(super) state: ReturnedState,
    /// 回避事由, or why it cannot be reviewed; empty else.
    pub(super) ground: String,
    /// The opinion, once begun.
    pub(super) opinion: Option<OpinionId>,
    /// Its present version.
    pub(super) version: Option<i64>,
    /// What is signed, where that is what goes along.
    pub(super) signed: Option<SignedOpinion>,
}

/// A signed opinion as it was frozen, and the scores as they were typed.
pub(super) struct SignedOpinion {
    pub(super) opinion: Opinion,
    pub(super) frozen: Frozen,
    pub(super) record: OpinionRecord,
}

impl Standing {
    /// Reads it; refused (`hand_back_without_package`) in a workspace that was not made of a package.
    pub(super) fn read(app: &App) -> Result<Self> {
        app.store.read(|conn| {
            let opened = package::opened(conn)?.ok_or_else(|| Error::refused("hand_back_without_package"))?;
            let manifest: Manifest =
                serde_json::from_str(&opened.manifest).map_err(|source| Error::bug("hand_back", source))?;
            let (member, its_session) = session::member(conn, opened.member)?;
            let all = report::list(conn, its_session)?;
            let reports = manifest.reports.iter().map(|line| {
                let found = all.iter().find(|report| report.uid == line.report_id);
                let found = found.ok_or_else(|| Error::missing("report", &line.report_id))?;
                of_report(conn, line, found, &member)
            });
            Ok(Self {
                reports: reports.collect::<Result<_>>()?,
                session: session::get(conn, its_session)?,
                package: manifest,
                opened,
                member,
            })
        })
    }

    /// `body.json` of a return of it: the same content is always the same bytes.
    pub(super) fn body(&self) -> Result<Vec<u8>> {
        let opinions = self.reports.iter().map(|one| ReturnedOpinion {
            report_uid: one.report.uid.clone(),
            state: one.state,
            ground: one.ground.clone(),
            signed: one.signed.as_ref().map(SignedOpinion::part),
        });
        let body = ReturnBody { opinions: opinions.collect() };
        let value = serde_json::to_value(body).map_err(|source| Error::bug("hand_back", source))?;
        Ok(form_file::sorted(value).to_string().into_bytes())
    }

    /// What the manifest of a return says of each report.
    pub(super) fn lines(&self) -> Result<Vec<ReportLine>> {
        let line = |one: &ReportStanding| {
            let state = serde_json::to_value(one.state).map_err(|source| Error::bug("hand_back", source))?;
            let total = one.signed.as_ref().and_then(|signed| signed.record.total);
            Ok(ReportLine {
                report_id: one.line.report_id.clone(),
                report_sha256: one.line.report_sha256.clone(),
                files: Vec::new(),
                state: state.as_str().map(str::to_owned),
                opinion_sha256: one.signed.as_ref().map(|signed| signed.frozen.sha256.clone()),
                total: total.map(|total| total.to_string()),
            })
        };
        self.reports.iter().map(line).collect()
    }

    /// The signed opinions with their versions.
    pub(super) fn signed(&self) -> Vec<(OpinionId, i64)> {
        let signed = self.reports.iter().filter_map(|one| one.signed.as_ref());
        signed.map(|signed| (signed.opinion.id, signed.opinion.version)).collect()
    }
}

impl SignedOpinion {
    fn part(&self) -> SignedPart {
        let ink = self.record.signature.as_ref();
        SignedPart {
            uid: self.opinion.uid.clone(),
            content: self.frozen.content.clone(),
            sha256: self.frozen.sha256.clone(),
            signed_at: self.frozen.at.clone(),
            scores: self.opinion.scores.clone(),
            signature: ink.map(|ink| InkPart { kind: ink.kind, sha256: ink.sha256.clone() }),
        }
    }
}

fn of_report(conn: &Connection, line: &ReportLine, found: &Report, member: &Member) -> Result<ReportStanding> {
    let recusals = session::recusals(conn, found.session)?;
    let own = recusals.into_iter().find(|recusal| recusal.is_of(member.id, found.id));
    let begun = opinion::find(conn, found.id, member.id)?;
    let (id, version) = (begun.as_ref().map(|begun| begun.id), begun.as_ref().map(|begun| begun.version));
    let signed = match begun.filter(|begun| own.is_none() && begun.state == OpinionState::Signed) {
        Some(begun) => Some(frozen(conn, begun)?),
        None => None,
    };
    let state = match own.as_ref().map(|recusal| recusal.kind) {
        Some(RecusalKind::Recusal) => ReturnedState::Recused,
        Some(RecusalKind::Declined) => ReturnedState::Declined,
        None if signed.is_some() => ReturnedState::Signed,
        None => ReturnedState::Incomplete,
    };
    Ok(ReportStanding {
        line: line.clone(),
        report: found.clone(),
        ground: own.map(|recusal| recusal.ground).unwrap_or_default(),
        opinion: id,
        version,
        state,
        signed,
    })
}

fn frozen(conn: &Connection, opinion: Opinion) -> Result<SignedOpinion> {
    let frozen = opinion::signed(conn, opinion.id)?.ok_or_else(|| Error::bug("hand_back", "signed without content"))?;
    let record = signature::thaw(&frozen)?;
    Ok(SignedOpinion { opinion, frozen, record })
}
