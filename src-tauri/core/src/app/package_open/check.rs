//! Whether what a package says agrees with itself: form, reports and files with the hashes of its signed manifest. Only
//! then may it become a workspace.

use super::contradiction;
use crate::app::opinion::number_of;
use crate::domain::form::Form;
use crate::domain::kind::SessionRules;
use crate::domain::problem::{Problem, blocks};
use crate::error::{Error, Result};
use crate::exchange::container::{Container, Manifest};
use crate::exchange::package::{PackageBody, ReportPart};
use crate::form_file;
use std::collections::{BTreeMap, HashSet};

/// The body of a package and its form; every contradiction is told.
pub(super) fn read(container: &mut Container) -> Result<(PackageBody, Form)> {
    let body: PackageBody = serde_json::from_slice(&container.body).map_err(|fault| {
        Error::invalid(contradiction(&format!("body.json {}", fault.line())).with("detail", fault.to_string()))
    })?;
    let manifest = &container.manifest;
    let (form, _) = form_file::read(&body.form.to_string())?;
    let mut found = wrong_form(manifest, &body, &form)?;
    found.extend(wrong_head(manifest, &body));
    found.extend(wrong_reports(manifest, &body)?);
    if found.is_empty() { Ok((body, form)) } else { Err(Error::Invalid(found)) }
}

/// A form that is not the one the manifest names, or does not suit the conclusions laid over it.
fn wrong_form(manifest: &Manifest, body: &PackageBody, form: &Form) -> Result<Vec<Problem>> {
    let mut found = Vec::new();
    let named = (&manifest.form_id, &manifest.form_version, &manifest.form_sha256);
    if named != (&form.id, &form.version, &form_file::sha256(form)) {
        found.push(contradiction("form"));
    }
    if !body.session.rules.is_empty() {
        match serde_json::from_str::<SessionRules>(&body.session.rules) {
            Ok(rules) if !blocks(&form.clone().with_conclusions(&rules.conclusions).check()) => {}
            Ok(_) | Err(_) => found.push(contradiction("rules")),
        }
    }
    Ok(found)
}

/// A session, a member or keys that are not those of the manifest.
fn wrong_head(manifest: &Manifest, body: &PackageBody) -> Vec<Problem> {
    let bureau = manifest.bureau.as_ref();
    let signs = bureau.is_some_and(|bureau| bureau.sign_public_key == manifest.signer.public_key);
    let receives = bureau.is_some_and(|bureau| bureau.age_recipient.parse::<age::x25519::Recipient>().is_ok());
    let checks = [
        ("session", manifest.session_id == body.session.uid && manifest.session_no == body.session.no),
        ("member", manifest.expert_id == body.member.expert_uid && manifest.member_no == body.member.seat),
        ("bureau", signs && receives),
        ("secret", crate::from_hex::<32>(&body.secret).is_some()),
        ("package", manifest.package_rev >= 1 && is_file_name(&manifest.package_id)),
    ];
    checks.into_iter().filter(|(_, agrees)| !agrees).map(|(part, _)| contradiction(part)).collect()
}

/// Workspaces are named after the package: nothing but a UUID may stand there.
fn is_file_name(uid: &str) -> bool {
    uid.len() == 36 && uid.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
}

/// Reports that are not those of the manifest, that a workspace cannot keep, or whose files are not in the package.
fn wrong_reports(manifest: &Manifest, body: &PackageBody) -> Result<Vec<Problem>> {
    let mut found = Vec::new();
    let stored = |sha256: &str| ["files/", sha256].concat();
    let sizes: BTreeMap<&str, u64> = manifest.entries.iter().map(|entry| (entry.sha256.as_str(), entry.size)).collect();
    let named: HashSet<&str> =
        manifest.entries.iter().filter(|e| e.path.starts_with(&stored(&e.sha256))).map(|e| e.sha256.as_str()).collect();
    if body.reports.is_empty() || manifest.reports.len() != body.reports.len() {
        found.push(contradiction("reports"));
    }
    for (line, part) in manifest.reports.iter().zip(&body.reports) {
        let files: Vec<_> = part.files.iter().map(|file| file.sha256.clone()).collect();
        let is_there = |sha256: &str, size: u64| named.contains(sha256) && sizes.get(sha256) == Some(&size);
        let agrees = line.report_id == part.uid
            && line.report_sha256 == part.sha256()?
            && line.files == files
            && part.opinion_no == number_of(&body.session.no, part.position, body.member.seat)
            && part.files.iter().all(|file| is_there(&file.sha256, file.size))
            && each_once(part.files.iter().map(|file| &file.name))
            && each_once(part.fields.iter().map(|(field, _)| field))
            && part.fields.iter().all(|(_, text)| !text.is_empty());
        if !agrees {
            found.push(contradiction(&part.no));
        }
    }
    let of = |value: fn(&ReportPart) -> String| each_once(body.reports.iter().map(value));
    if !(of(|part| part.uid.clone()) && of(|part| part.no.clone()) && of(|part| part.position.to_string())) {
        found.push(contradiction("reports"));
    }
    Ok(found)
}

fn each_once<T: std::hash::Hash + Eq>(values: impl Iterator<Item = T>) -> bool {
    let mut seen = HashSet::new();
    values.into_iter().all(|value| seen.insert(value))
}
