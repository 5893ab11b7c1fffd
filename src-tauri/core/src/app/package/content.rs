//! What the package of one member holds: everything of the session he or she may review, and nothing of the reports he or
//! she is recused from or cannot review.

use crate::app::attachment::{refuse_turning, without_turning};
use crate::app::opinion::number_of;
use crate::domain::form::Form;
use crate::domain::record::FormRecord;
use crate::domain::report::Report;
use crate::domain::session::{Member, Session};
use crate::error::{Error, Result};
use crate::exchange::package::{FilePart, MemberPart, PackageBody, ReportPart, SessionPart};
use crate::form_file;
use crate::store::{expert, form, report, session};
use rusqlite::Connection;
use std::collections::BTreeSet;

/// The content of a package and what its manifest says of it.
pub(crate) struct Content {
    /// `body.json`.
    pub(crate) body: PackageBody,
    /// The form as it was issued.
    pub(crate) form: FormRecord,
    /// The same with the conclusions of the session's kind laid over it.
    pub(crate) form_in_use: Form,
    /// The attached files, each content once.
    pub(crate) files: Vec<FilePart>,
    /// Reports of the session that are not in it.
    pub(crate) absent: usize,
}

impl Content {
    /// What the member would get now, under this invitation secret.
    pub(crate) fn of(conn: &Connection, its_session: &Session, member: &Member, secret: [u8; 32]) -> Result<Self> {
        let issued = form::get(conn, its_session.form)?;
        let form: serde_json::Value = serde_json::from_str(&form_file::canonical(&issued))
            .map_err(|source| Error::bug("package_write", source))?;
        let recusals = session::recusals(conn, its_session.id)?;
        let all = report::list(conn, its_session.id)?;
        let mine = all.iter().filter(|target| !recusals.iter().any(|recusal| recusal.is_of(member.id, target.id)));
        let reports = mine.map(|target| report_part(conn, its_session, target, member)).collect::<Result<Vec<_>>>()?;
        let mut seen = BTreeSet::new();
        let files = reports.iter().flat_map(|part| &part.files).filter(|file| seen.insert(file.sha256.clone()));
        let files: Vec<_> = files.cloned().collect();
        let body = PackageBody {
            session: SessionPart {
                uid: its_session.uid.clone(),
                no: its_session.no.clone(),
                head: its_session.head.clone(),
                rules: session::rules(conn, its_session.id)?,
            },
            form,
            member: MemberPart {
                expert_uid: expert::get(conn, member.expert)?.uid,
                seat: member.seat,
                role: member.role,
                name: member.name.clone(),
                kind: member.kind.clone(),
                employer: member.employer.clone(),
                job_title: member.job_title.clone(),
                field: member.field.clone(),
            },
            reports,
            secret: crate::hex(&secret),
        };
        Ok(Self {
            absent: all.len() - body.reports.len(),
            form: crate::app::kind::form_record(conn, its_session)?,
            form_in_use: crate::app::kind::form_of(conn, its_session)?,
            body,
            files,
        })
    }

    /// Bytes of the attached files.
    pub(crate) fn size_of_files(&self) -> u64 {
        self.files.iter().map(|file| file.size).sum()
    }
}

/// One report as the package of a member carries it.
pub(crate) fn report_part(
    conn: &Connection,
    its_session: &Session,
    target: &Report,
    member: &Member,
) -> Result<ReportPart> {
    let files = report::attachments(conn, target.id)?;
    // Attached by an earlier version, which let such names in.
    if let Some(file) = files.iter().find(|file| refuse_turning(&file.name).is_err()) {
        let (no, title) = (target.head.no.clone(), target.head.title.clone());
        let params = [("no", no), ("title", title), ("name", without_turning(&file.name))];
        return Err(Error::refused_with("package_file_name_turns", params));
    }
    let files = files.iter().map(|file| FilePart::new(&file.name, &file.sha256, u64::try_from(file.size).unwrap_or(0)));
    let head = target.head.clone();
    Ok(ReportPart {
        uid: target.uid.clone(),
        position: target.position,
        opinion_no: number_of(&its_session.no, target.position, member.seat),
        no: head.no,
        title: head.title,
        unit: head.unit,
        department: head.department,
        agency: head.agency,
        lead: head.lead,
        review_type: head.review_type,
        year: head.year,
        amount: head.amount,
        budget_book: head.budget_book,
        edition: head.edition,
        fields: report::fields(conn, target.id)?,
        files: files.collect(),
    })
}
