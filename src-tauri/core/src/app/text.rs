//! What every text must satisfy: not longer than its field and without control characters when it is kept, and printable
//! when it is signed or made final, because a signed paper that cannot be printed is no paper.

use crate::documents;
use crate::domain::opinion::MAX_TEXT;
use crate::domain::problem::{Place, Problem};
use crate::error::{Error, Result};
use serde_json::Value;

/// Longest name, title, number or place, in characters.
pub(crate) const MAX_NAME: usize = 500;

/// The problem of a text that holds control characters, or characters no face has.
pub(crate) fn unprintable(text: &str, place: Place) -> Result<Option<Problem>> {
    with_controls(text, place.clone()).map_or_else(|| faceless(text, place), |problem| Ok(Some(problem)))
}

fn faceless(text: &str, place: Place) -> Result<Option<Problem>> {
    let missing = documents::unprintable(text)?;
    let problem = |missing: &[char]| Problem::error("text_unprintable", place).with("chars", documents::named(missing));
    Ok((!missing.is_empty()).then(|| problem(&missing)))
}

/// Refuses a record that cannot be printed: every text of it counts, names and titles too. Control characters pass here:
/// papers leave them out, and a title that was kept before they were refused can no longer be changed.
pub(crate) fn refuse_unprintable(record: &Value) -> Result<()> {
    let mut texts = String::new();
    collect(record, &mut texts);
    match faceless(&texts, Place::Whole)? {
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

/// Whether a text says nothing: blanks, and characters that have no shape.
pub(crate) fn is_blank(text: &str) -> bool {
    let invisible = |c| matches!(c, '\u{00ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    let turns = |c| matches!(c, '\u{202a}'..='\u{202e}');
    text.chars().all(|c| c.is_whitespace() || c.is_control() || invisible(c) || turns(c))
}

/// The problem of a text with control characters other than blanks; signs that turn the direction of writing are kept as
/// typed, papers leave them out.
fn with_controls(text: &str, place: Place) -> Option<Problem> {
    let controls = text.chars().any(|c| c.is_control() && !c.is_whitespace());
    controls.then(|| Problem::error("text_control_character", place))
}

/// Refuses names that are too long or hold control characters, all with their places.
pub(crate) fn refuse_long_names(names: &[(&str, &str)]) -> Result<()> {
    refuse_longer(names, MAX_NAME)
}

/// Refuses running texts that are too long or hold control characters, all with their places.
pub(crate) fn refuse_long_texts(texts: &[(&str, &str)]) -> Result<()> {
    refuse_longer(texts, MAX_TEXT)
}

fn refuse_longer(texts: &[(&str, &str)], most: usize) -> Result<()> {
    let long = |(path, text): &(&str, &str)| {
        let length = text.chars().count();
        let problem = || Problem::error("text_too_long", Place::field(*path)).with("length", length).with("most", most);
        (length > most).then(problem)
    };
    let controlled = texts.iter().filter_map(|(path, text)| with_controls(text, Place::field(*path)));
    let found: Vec<Problem> = texts.iter().filter_map(long).chain(controlled).collect();
    if found.is_empty() { Ok(()) } else { Err(Error::Invalid(found)) }
}
