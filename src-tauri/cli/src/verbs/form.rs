//! What the words of `tongping form` do.

use super::{Access, Door, form_draft, form_text};
use crate::args::Form;
use crate::print;
use serde_json::json;
use tongping_core::error::Result;
use tongping_core::form_file;

pub(super) fn run(door: &Door, verb: Form) -> Result<()> {
    match verb {
        Form::Draft(verb) => form_draft::run(door, verb),
        Form::Compare(words) => form_draft::compare(door, &words),
        Form::Try(words) => form_draft::try_out(door, words),
        Form::Check { file } => {
            let (form, warnings) = form_file::read(&form_text(&file)?)?;
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
            let rows = json!(
                forms
                    .iter()
                    .map(
                        |form| json!({ "code": form.id, "version": form.version, "title": form.title, "frozen": false })
                    )
                    .collect::<Vec<_>>()
            );
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
        Form::Import { file } => {
            let args = json!({ "json": form_text(&file)? });
            door.show(Access::Work, "form_import", args, |row| print::forms(&json!([row])))
        }
    }
}
