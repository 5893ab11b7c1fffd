//! What every text must satisfy before it is kept or signed: not longer than its field, and printable, because a signed
//! opinion that cannot be printed is no opinion.

use crate::documents;
use crate::domain::opinion::MAX_TEXT;
use crate::domain::problem::{Place, Problem};
use crate::error::{Error, Result};

/// Longest name, title, number or place, in characters.
pub(crate) const MAX_NAME: usize = 500;

/// The problem of a text that holds characters no face has.
pub(crate) fn unprintable(text: &str, place: Place) -> Result<Option<Problem>> {
    let missing = documents::unprintable(text)?;
    let problem = |missing: &[char]| Problem::error("text_unprintable", place).with("chars", documents::named(missing));
    Ok((!missing.is_empty()).then(|| problem(&missing)))
}

/// Refuses names that are too long or cannot be printed, all with their places.
pub(crate) fn refuse_bad_names(names: &[(&str, &str)]) -> Result<()> {
    refuse_bad(names, MAX_NAME)
}

/// Refuses running texts that are too long or cannot be printed, all with their places.
pub(crate) fn refuse_bad_texts(texts: &[(&str, &str)]) -> Result<()> {
    refuse_bad(texts, MAX_TEXT)
}

fn refuse_bad(texts: &[(&str, &str)], most: usize) -> Result<()> {
    let mut found = Vec::new();
    for (path, text) in texts {
        let length = text.chars().count();
        if length > most {
            let problem = Problem::error("text_too_long", Place::field(*path));
            found.push(problem.with("length", length).with("most", most));
        } else {
            found.extend(unprintable(text, Place::field(*path))?);
        }
    }
    if found.is_empty() { Ok(()) } else { Err(Error::Invalid(found)) }
}
