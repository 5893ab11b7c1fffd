//! A kept return or fill-in form, derived once more by the same steps by which it came in.

use super::known::{SessionKnown, kept_parcel};
use super::{meeting, verify};
use crate::app::fill_in;
use crate::domain::answers::Answers;
use crate::domain::comparison::{Field, value_of};
use crate::domain::form::Form;
use crate::domain::id::{MemberId, ReportId};
use crate::error::{Error, Result};
use crate::exchange::fill_in::Filled;
use crate::exchange::returned::ReturnedState;
use crate::locale;
use crate::store::received::{self, Received};
use crate::store::report;
use rusqlite::Connection;
use sha2::{Digest, Sha256};
use std::rc::Rc;

/// An opinion derived from a kept return.
pub(crate) struct Derived {
    /// On which report.
    pub(crate) report: ReportId,
    /// By which member.
    pub(crate) member: MemberId,
    /// What was signed, with its SHA-256; none of a fill-in form, of which the record was made here.
    pub(crate) signed: Option<(String, String)>,
    /// Its answers.
    pub(crate) answers: Answers,
    /// The form they are given on.
    pub(crate) form: Rc<Form>,
}

/// Derives the opinions of a kept file; the inner error tells why the file no longer holds, or cannot be read again.
pub(crate) fn derive(conn: &Connection, file: &Received) -> Result<std::result::Result<Vec<Derived>, String>> {
    let altered = || Ok(Err(locale::text("rebuild.altered").to_owned()));
    for sha256 in [Some(&file.sha256), file.inner_sha256.as_ref()].into_iter().flatten() {
        if crate::hex(&Sha256::digest(report::bytes(conn, sha256)?)) != *sha256 {
            return altered();
        }
    }
    if file.kind == "fill_in" {
        return of_form(conn, file);
    }
    let mut parcel = match kept_parcel(conn, file) {
        Ok(parcel) => parcel,
        Err(Error::Refused { .. }) => return altered(),
        Err(error) => return Err(error),
    };
    let Some(id) = received::session_of(conn, &parcel.manifest().session_id)? else { return altered() };
    let of = SessionKnown::read(conn, id)?;
    let member = of.answered(parcel.manifest()).map(|(package, member)| (package.secret, member.clone()));
    let Some((secret, member)) = member else { return altered() };
    if !parcel.container.is_invited(&secret) || file.signer.as_ref() != Some(&parcel.signer()) {
        return altered();
    }
    let form = Rc::new(of.form.clone());
    let mut derived = Vec::new();
    for at in 0..parcel.body.opinions.len() {
        let Some(report) = of.report(&parcel.body.opinions[at].report_uid).cloned() else { continue };
        if parcel.body.opinions[at].state != ReturnedState::Signed {
            continue;
        }
        match verify::verify(&of, (&report, &member), at, &mut parcel)? {
            Ok(verified) => derived.push(Derived {
                report: report.id,
                member: member.id,
                signed: Some((verified.frozen.content, verified.frozen.sha256)),
                answers: verified.answers,
                form: Rc::clone(&form),
            }),
            Err(why) => return Ok(Err(why)),
        }
    }
    Ok(Ok(derived))
}

/// What a kept fill-in form says of the reports that were handed back in it.
fn of_form(conn: &Connection, file: &Received) -> Result<std::result::Result<Vec<Derived>, String>> {
    let read = match fill_in::read_again(conn, &report::bytes(conn, &file.sha256)?) {
        Ok(read) => read,
        Err(error @ (Error::Invalid(_) | Error::Refused { .. })) => return Ok(Err(locale::sentence(&error))),
        Err(error) => return Err(error),
    };
    let (member, form) = (read.member, Rc::new(read.form));
    let handed_back = read.reports.into_iter().zip(read.fill_in.reports).filter(|(_, filled)| filled.is_handed_back);
    let derived = |(report, filled): (ReportId, Filled)| Derived {
        report,
        member,
        signed: None,
        answers: filled.answers,
        form: Rc::clone(&form),
    };
    Ok(Ok(handed_back.map(derived).collect()))
}

/// A field as people call it.
pub(crate) fn label(form: &Form, field: &Field) -> String {
    meeting::label(form, field)
}

/// What stands in a field, in one line.
pub(crate) fn shown(answers: &Answers, field: &Field) -> String {
    meeting::shown(value_of(answers, field).as_ref())
}
