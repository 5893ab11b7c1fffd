//! Kinds of sessions: what a review is about decides which forms fit, what the papers are called and, where it says so,
//! which conclusions may be chosen. A session keeps these rules as they were when it was added.

use super::form::{Conclusion, Form};
use super::problem::{Place, Problem};
use super::record::TitlesRecord;
use serde::{Deserialize, Serialize};

/// 评审类型.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Kind {
    /// Name, e.g. 事前绩效评估.
    pub name: String,
    /// Other names people use for it.
    pub also: Vec<String>,
    /// What it is for, in a sentence.
    pub about: String,
    /// Code of the form that is taken where none is named.
    pub form: String,
    /// The built-in forms that fit.
    pub forms: Vec<KindForm>,
    /// What the papers are called.
    pub titles: Titles,
    /// Conclusions in the place of the form's own; empty = the form's.
    pub conclusions: Vec<Conclusion>,
    /// Evidence label (domain rules §0.1).
    pub evidence: String,
    /// Which part comes from where, in words.
    pub source: String,
}

/// A built-in form that fits a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct KindForm {
    /// Its code.
    pub code: String,
    /// What the papers are called with this form; none = as with the others.
    pub titles: Option<Titles>,
}

/// Titles of the papers; `{organiser}` in them becomes the organiser, a line feed breaks the line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Titles {
    /// Of one expert's opinion.
    pub opinion: String,
    /// Of the panel's sheet.
    pub sheet: String,
    /// Of the summary of scores.
    pub summary: String,
}

/// What a kind decides for a session with one form; kept with the session, so later changes of the kind change nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRules {
    /// Number of the stored format.
    pub format: u32,
    /// Name of the kind.
    pub kind: String,
    /// Titles of the papers.
    pub titles: Titles,
    /// Conclusions in the place of the form's own; empty = the form's.
    pub conclusions: Vec<Conclusion>,
    /// Evidence label of the kind.
    pub evidence: String,
    /// Which part comes from where, in words.
    pub source: String,
}

impl Kind {
    /// Whether people call it so.
    pub fn is_called(&self, name: &str) -> bool {
        self.name == name || self.also.iter().any(|also| also == name)
    }

    /// Whether a built-in form fits.
    pub fn admits(&self, code: &str) -> bool {
        self.forms.iter().any(|form| form.code == code)
    }

    /// What it decides for a session with this form.
    pub fn rules_for(&self, code: &str) -> SessionRules {
        let own = self.forms.iter().find(|form| form.code == code).and_then(|form| form.titles.clone());
        SessionRules {
            format: 1,
            kind: self.name.clone(),
            titles: own.unwrap_or_else(|| self.titles.clone()),
            conclusions: self.conclusions.clone(),
            evidence: self.evidence.clone(),
            source: self.source.clone(),
        }
    }

    /// What is wrong with the kind at `path`: blank texts, a default form that is not among those that fit.
    pub fn check(&self, path: &str) -> Vec<Problem> {
        let titles = self
            .forms
            .iter()
            .enumerate()
            .filter_map(|(f, form)| Some((format!("{path}.forms[{f}].titles"), form.titles.as_ref()?)));
        let mut texts = vec![(format!("{path}.name"), &self.name), (format!("{path}.about"), &self.about)];
        for (at, titles) in titles.chain([(format!("{path}.titles"), &self.titles)]) {
            texts.push((format!("{at}.opinion"), &titles.opinion));
            texts.push((format!("{at}.sheet"), &titles.sheet));
            texts.push((format!("{at}.summary"), &titles.summary));
        }
        let blank = texts.into_iter().filter(|(_, text)| text.trim().is_empty());
        let mut found: Vec<_> = blank.map(|(path, _)| Problem::error("text_empty", Place::Field { path })).collect();
        if !self.admits(&self.form) {
            let place = Place::field(format!("{path}.form"));
            found.push(Problem::error("kind_form_not_listed", place).with("form", &self.form));
        }
        found
    }
}

impl From<Titles> for TitlesRecord {
    fn from(titles: Titles) -> Self {
        Self { opinion: titles.opinion, sheet: titles.sheet, summary: titles.summary }
    }
}

impl Form {
    /// The form as a session uses it: with the conclusions its kind lays over it; none = the form's own.
    #[must_use]
    pub fn with_conclusions(mut self, laid_over: &[Conclusion]) -> Self {
        if !laid_over.is_empty() {
            self.conclusions = laid_over.to_vec();
        }
        self
    }
}
