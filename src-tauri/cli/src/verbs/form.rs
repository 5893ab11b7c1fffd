//! What the words of `tongping form` do.

use super::{Access, Door, form_draft, form_text};
use crate::args::Form;
use crate::args::form::Asked;
use crate::print;
use serde_json::json;
use std::path::Path;
use tongping_core::app::library::FormBrief;
use tongping_core::domain::form::Form as ReviewForm;
use tongping_core::domain::problem::Problem;
use tongping_core::error::{Error, Result};
use tongping_core::exchange::form_xlsx;
use tongping_core::{documents, file, form_file};

pub(super) fn run(door: &Door, verb: Form) -> Result<()> {
    match verb {
        Form::Draft(verb) => form_draft::run(door, verb),
        Form::Compare(words) => form_draft::compare(door, &words),
        Form::Try(words) => form_draft::try_out(door, words),
        Form::Check { file, asked } => {
            let (form, warnings) = form_of(&file, &asked)?;
            if door.json {
                print::json(&json!({ "form": form, "problems": warnings, "sha256": form_file::sha256(&form) }));
            } else {
                print::form_checked(&form, &warnings);
            }
            Ok(())
        }
        Form::List if door.workspace.is_some() => door.show(Access::Look, "form_list", json!({}), print::forms),
        Form::List => {
            let forms =
                form_file::BUILT_IN.iter().map(|(id, _)| form_file::built_in(id)).collect::<Result<Vec<_>>>()?;
            let row = |form: &ReviewForm| {
                let brief = FormBrief::of(form);
                json!({
                    "code": form.id, "version": form.version, "title": form.title, "frozen": false,
                    "evidence": brief.evidence, "groups": brief.groups, "criteria": brief.criteria, "total": brief.total,
                })
            };
            let rows = json!(forms.iter().map(row).collect::<Vec<_>>());
            if door.json {
                print::json(&rows);
            } else {
                print::forms(&rows);
            }
            Ok(())
        }
        Form::Show { code, version } if door.workspace.is_some() => {
            door.show(Access::Look, "form_show", json!({ "code": code, "version": version }), |value| {
                print::form(&value["form"]);
            })
        }
        Form::Show { code, .. } => {
            let form = json!(form_file::built_in(&code)?);
            if door.json {
                print::json(&form);
            } else {
                print::form(&form);
            }
            Ok(())
        }
        Form::Print { form, version, out } => print_blank(door, &form, version.as_deref(), &out),
        Form::Import { file, asked } if form_xlsx::is_workbook(&file) => {
            let args = json!({ "path": file, "sheet": asked.sheet, "code": asked.code, "version": asked.version });
            door.show(Access::Work, "form_import_xlsx", args, print::form_imported)
        }
        Form::Export { from, out, asked } => export(door, &from, &out, &asked),
        Form::Import { file, .. } => {
            let args = json!({ "json": form_text(&file)? });
            door.show(Access::Work, "form_import", args, print::imported)
        }
    }
}

/// Writes the blank paper of a form: of a file, a draft, a stored version, or a built-in form.
fn print_blank(door: &Door, named: &str, version: Option<&str>, out: &Path) -> Result<()> {
    let path = Path::new(named);
    let draft = named.strip_prefix("draft:");
    if draft.is_none() && !is_file(path) && door.workspace.is_some() {
        let args = json!({ "code": named, "version": version, "path": out });
        return door.show(Access::Look, "export_form", args, |one| print::exported(&json!([one])));
    }
    let (form, sha256) = if draft.is_some() {
        (form_draft::draft_of(door, named)?, None)
    } else {
        let form = if is_file(path) { form_of(path, &Asked::default())?.0 } else { form_file::built_in(named)? };
        let sha256 = form_file::sha256(&form);
        (form, Some(sha256))
    };
    if version.is_some_and(|version| version != form.version) {
        return Err(Error::missing("form", format!("{named} {}", version.unwrap_or_default())));
    }
    let bytes = documents::form::pdf(&form, sha256.as_deref())?;
    file::write_whole(out, &bytes)?;
    let one = json!({ "path": out, "size": bytes.len() });
    if door.json {
        print::json(&one);
    } else {
        print::exported(&json!([one]));
    }
    Ok(())
}

/// Whether a word names a form file: it has the ending of one, also where there is none, or it is there.
pub(super) fn is_file(path: &Path) -> bool {
    let ends_so = |ending: &std::ffi::OsStr| ["json", "xlsx"].iter().any(|one| ending.eq_ignore_ascii_case(one));
    path.extension().is_some_and(ends_so) || path.is_file()
}

/// A form out of a file of either kind.
pub(super) fn form_of(path: &Path, asked: &Asked) -> Result<(ReviewForm, Vec<Problem>)> {
    if !form_xlsx::is_workbook(path) {
        return form_file::read(&form_text(path)?);
    }
    let Asked { sheet, code, version } = asked;
    let asked =
        form_xlsx::Asked { name: "", sheet: sheet.as_deref(), code: code.as_deref(), version: version.as_deref() };
    form_xlsx::read_file(path, asked)
}

/// Writes a form of a file, of the workspace or of the program to a file.
fn export(door: &Door, from: &str, out: &Path, asked: &Asked) -> Result<()> {
    let path = Path::new(from);
    if !is_file(path) && door.workspace.is_some() {
        let args = json!({ "code": from, "version": asked.version, "path": out });
        return door.show(Access::Look, "form_export", args, |one| print::exported(&json!([one])));
    }
    let (form, warnings) = if is_file(path) { form_of(path, asked)? } else { (form_file::built_in(from)?, Vec::new()) };
    let bytes = form_xlsx::bytes_for(out, &form)?;
    file::write_whole(out, &bytes)?;
    let made = json!({ "path": out, "size": bytes.len() });
    if door.json {
        print::json(&json!({ "value": made, "problems": warnings }));
    } else {
        print::warnings(&warnings);
        print::exported(&json!([made]));
    }
    Ok(())
}
