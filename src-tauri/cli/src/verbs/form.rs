//! What the words of `tongping form` do.

use super::{Access, Door, form_draft, form_text};
use crate::args::Form;
use crate::args::form::Asked;
use crate::print;
use serde_json::json;
use std::path::Path;
use tongping_core::app::library::FormBrief;
use tongping_core::domain::form::Form as ReviewForm;
use tongping_core::domain::problem::{Place, Problem};
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
        Form::Show { form, version } => show(door, &form, version.as_deref()),
        Form::Print { form, version, out } => print_blank(door, &form, version.as_deref(), &out),
        Form::Import { file, asked } if form_xlsx::is_workbook(&file) => {
            let args = json!({ "path": file, "sheet": asked.sheet, "code": asked.code, "version": asked.version });
            door.show(Access::Work, "form_import_xlsx", args, print::form_imported)
        }
        Form::Export { form, out, asked } => export(door, &form, &out, &asked),
        Form::Import { file, asked } => {
            refuse_asked(&asked)?;
            let args = json!({ "json": form_text(&file)? });
            door.show(Access::Work, "form_import", args, print::imported)
        }
    }
}

fn show(door: &Door, word: &str, version: Option<&str>) -> Result<()> {
    let Some((form, warnings)) = outside_workspace(door, word, version, &Asked::default())? else {
        let (code, version) = code_and_version(word, version);
        return door.show(Access::Look, "form_show", json!({ "code": code, "version": version }), |value| {
            print::form(&value["form"]);
        });
    };
    if door.json {
        print::json(&json!(form));
    } else {
        print::warnings(&warnings);
        print::form(&json!(form));
    }
    Ok(())
}

/// Writes the blank paper of a form. Only a draft has no check code yet.
fn print_blank(door: &Door, word: &str, version: Option<&str>, out: &Path) -> Result<()> {
    let Some((form, _)) = outside_workspace(door, word, version, &Asked::default())? else {
        let (code, version) = code_and_version(word, version);
        let args = json!({ "code": code, "version": version, "path": out });
        return door.show(Access::Look, "export_form", args, |one| print::exported(&json!([one])));
    };
    let sha256 = (!form_draft::is_draft(word)).then(|| form_file::sha256(&form));
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

/// A form as a person names it, unless it is a version in the workspace: a file, a draft, a form of the program. Another
/// version than the one asked for is missing, never taken in its place.
fn outside_workspace(
    door: &Door,
    word: &str,
    version: Option<&str>,
    asked: &Asked,
) -> Result<Option<(ReviewForm, Vec<Problem>)>> {
    let (code, version) = code_and_version(word, version);
    let (form, warnings) = if is_file(Path::new(word)) {
        form_of(Path::new(word), asked)?
    } else if form_draft::is_draft(word) {
        (form_draft::draft_of(door, word)?, Vec::new())
    } else if let Some(code) = code.strip_prefix("built-in:") {
        (form_file::built_in(code)?, Vec::new())
    } else if door.workspace.is_none() {
        (form_file::built_in(code)?, Vec::new())
    } else {
        return Ok(None);
    };
    match version {
        Some(version) if version != form.version => Err(Error::missing("form", [code, version].join(" "))),
        _ => Ok(Some((form, warnings))),
    }
}

/// `T-RV-SCORE@1.1.0` says the version with the code; without it, the option `--version` does.
fn code_and_version<'a>(word: &'a str, version: Option<&'a str>) -> (&'a str, Option<&'a str>) {
    match (word.split_once('@'), version) {
        (Some((code, own)), None) if !is_file(Path::new(word)) => (code, Some(own)),
        _ => (word, version),
    }
}

/// Whether a word names a form file: it has the ending of one, also where there is none, or it is there.
pub(super) fn is_file(path: &Path) -> bool {
    let ends_so = |ending: &std::ffi::OsStr| ["json", "xlsx"].iter().any(|one| ending.eq_ignore_ascii_case(one));
    path.extension().is_some_and(ends_so) || path.is_file()
}

/// A form out of a file of either kind.
pub(super) fn form_of(path: &Path, asked: &Asked) -> Result<(ReviewForm, Vec<Problem>)> {
    if !form_xlsx::is_workbook(path) {
        refuse_asked(asked)?;
        return form_file::read(&form_text(path)?);
    }
    let Asked { sheet, code, version } = asked;
    let asked =
        form_xlsx::Asked { name: "", sheet: sheet.as_deref(), code: code.as_deref(), version: version.as_deref() };
    form_xlsx::read_file(path, asked)
}

/// Refuses words that would change nothing: a JSON file says its own code and version.
fn refuse_asked(asked: &Asked) -> Result<()> {
    let words = [("--sheet", &asked.sheet), ("--code", &asked.code), ("--version", &asked.version)];
    let problem = |word: &str| Problem::error("word_for_workbooks", Place::Whole).with("word", word);
    let found: Vec<_> = words.iter().filter(|(_, said)| said.is_some()).map(|(word, _)| problem(word)).collect();
    if found.is_empty() { Ok(()) } else { Err(Error::Invalid(found)) }
}

/// Writes a form to a file, wherever it comes from.
fn export(door: &Door, word: &str, out: &Path, asked: &Asked) -> Result<()> {
    let Some((form, warnings)) = outside_workspace(door, word, asked.version.as_deref(), asked)? else {
        let (code, version) = code_and_version(word, asked.version.as_deref());
        let args = json!({ "code": code, "version": version, "path": out });
        return door.show(Access::Look, "form_export", args, |one| print::exported(&json!([one])));
    };
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
