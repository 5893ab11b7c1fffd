//! What every text must satisfy: not longer than its field when it is kept, and printable when it is signed or made
//! final, because a signed paper that cannot be printed is no paper.

use crate::documents;
use crate::domain::opinion::MAX_TEXT;
use crate::domain::problem::{Place, Problem};
use crate::error::{Error, Result};
use serde_json::Value;

/// Longest name, title, number or place, in characters.
pub(crate) const MAX_NAME: usize = 500;

/// The problem of a text that holds characters no face has.
pub(crate) fn unprintable(text: &str, place: Place) -> Result<Option<Problem>> {
    let missing = documents::unprintable(text)?;
    let problem = |missing: &[char]| Problem::error("text_unprintable", place).with("chars", documents::named(missing));
    Ok((!missing.is_empty()).then(|| problem(&missing)))
}

/// Refuses a record that cannot be printed: every text of it counts, names and titles too.
pub(crate) fn refuse_unprintable(record: &Value) -> Result<()> {
    let mut texts = String::new();
    collect(record, &mut texts);
    match unprintable(&texts, Place::Whole)? {
        Some(problem) => Err(Error::invalid(problem)),
        None => Ok(()),
    }
}

fn collect(value: &Value, texts: &mut String) {
    match value {
        Value::String(text) => texts.push_str(text),
        Value::Array(items) => items.iter().for_each(|item| collect(item, texts)),
        Value::Object(fields) => fields.values().for_each(|field| collect(field, texts)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Refuses names that are too long, all with their places.
pub(crate) fn refuse_long_names(names: &[(&str, &str)]) -> Result<()> {
    refuse_longer(names, MAX_NAME)
}

/// Refuses running texts that are too long, all with their places.
pub(crate) fn refuse_long_texts(texts: &[(&str, &str)]) -> Result<()> {
    refuse_longer(texts, MAX_TEXT)
}

fn refuse_longer(texts: &[(&str, &str)], most: usize) -> Result<()> {
    let long = |(path, text): &(&str, &str)| {
        let length = text.chars().count();
        let problem = || Problem::error("text_too_long", Place::field(*path)).with("length", length).with("most", most);
        (length > most).then(problem)
    };
    let found: Vec<Problem> = texts.iter().filter_map(long).collect();
    if found.is_empty() { Ok(()) } else { Err(Error::Invalid(found)) }
}
