//! JSON as it stands in a file people may have written: duplicate keys and unknown fields are found instead of swallowed,
//! and every fault is reported with its path, not only the first.

use crate::domain::number::Points;
use crate::domain::problem::{Place, Problem};
use std::collections::HashSet;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// A parsed value that still knows of duplicate keys and of numbers with a point.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Tree {
    Null,
    Bool(bool),
    /// A whole number.
    Whole(i64),
    /// A number with a point or an exponent: its text is lost, so it is never accepted.
    Inexact,
    Text(String),
    List(Vec<Tree>),
    /// Keys in file order, duplicates included.
    Object(Vec<(String, Tree)>),
}

/// Parses a text; the position of a syntax error is given as line and column.
pub(crate) fn parse(text: &str) -> Result<Tree, Problem> {
    serde_json::from_str(text).map_err(|fault| {
        let place = Place::cell(fault.line(), fault.column(), "");
        let code = if fault.to_string().contains("recursion limit") { "json_too_deep" } else { "json_syntax" };
        Problem::error(code, place)
    })
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }
    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Bool(value))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Whole(value))
    }
    fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
        Ok(i64::try_from(value).map_or(Tree::Inexact, Tree::Whole))
    }
    fn visit_f64<E>(self, _: f64) -> Result<Tree, E> {
        Ok(Tree::Inexact)
    }
    fn visit_str<E>(self, value: &str) -> Result<Tree, E> {
        Ok(Tree::Text(value.to_owned()))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = seq.next_element()? {
            list.push(item);
        }
        Ok(Tree::List(list))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Tree::Object(fields))
    }
}

/// Reads the fields of one object, collecting problems. A field that is missing or wrong yields its default, so that the
/// rest is still checked; the caller refuses the whole when a problem was found.
pub(crate) struct Fields<'a> {
    path: String,
    fields: &'a [(String, Tree)],
    asked: Vec<&'static str>,
    found: &'a mut Vec<Problem>,
}

impl<'a> Fields<'a> {
    /// The fields of `tree`, which stands at `path` (empty = the root).
    pub(crate) fn new(tree: &'a Tree, path: &str, found: &'a mut Vec<Problem>) -> Self {
        let fields: &[(String, Tree)] = match tree {
            Tree::Object(fields) => fields,
            Tree::Null | Tree::Bool(_) | Tree::Whole(_) | Tree::Inexact | Tree::Text(_) | Tree::List(_) => {
                found.push(Problem::error("json_not_an_object", Place::field(path)));
                &[]
            }
        };
        let mut seen = HashSet::new();
        for (name, _) in fields {
            if !seen.insert(name) {
                found.push(Problem::error("json_duplicate_key", Place::field(join(path, name))));
            }
        }
        Self { path: path.to_owned(), fields, asked: Vec::new(), found }
    }

    fn get(&mut self, name: &'static str) -> Option<&'a Tree> {
        self.asked.push(name);
        let tree = self.fields.iter().find(|(key, _)| key == name).map(|(_, tree)| tree);
        tree.filter(|tree| **tree != Tree::Null)
    }

    /// Reports a fault of one field.
    pub(crate) fn problem(&mut self, code: &'static str, name: &str) {
        self.found.push(Problem::error(code, Place::field(join(&self.path, name))));
    }

    /// A text; missing = a problem.
    pub(crate) fn text(&mut self, name: &'static str) -> String {
        if self.get(name).is_none() {
            self.problem("json_field_missing", name);
        }
        self.text_or(name, "")
    }

    /// A text or a default.
    pub(crate) fn text_or(&mut self, name: &'static str, default: &str) -> String {
        match self.get(name) {
            None => default.to_owned(),
            Some(Tree::Text(text)) => {
                if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
                    self.problem("text_control_character", name);
                }
                text.clone()
            }
            Some(_) => {
                self.problem("json_not_a_text", name);
                default.to_owned()
            }
        }
    }

    /// A decimal as text; missing = a problem.
    pub(crate) fn points(&mut self, name: &'static str) -> Points {
        if self.get(name).is_none() {
            self.problem("json_field_missing", name);
        }
        self.points_or_none(name).unwrap_or(Points::ZERO)
    }

    /// A decimal as text, if it is there.
    pub(crate) fn points_or_none(&mut self, name: &'static str) -> Option<Points> {
        match self.get(name)? {
            Tree::Text(text) => match Points::read(text) {
                Ok(points) => Some(points),
                Err(why) => {
                    let place = Place::field(join(&self.path, name));
                    self.found.push(Problem::error(why.code(), place).with("text", crate::domain::form::shown(text)));
                    None
                }
            },
            Tree::Whole(_) | Tree::Inexact => {
                self.problem("json_decimal_not_text", name);
                None
            }
            Tree::Bool(_) | Tree::Null | Tree::List(_) | Tree::Object(_) => {
                self.problem("json_not_a_text", name);
                None
            }
        }
    }

    /// A whole number between bounds, written as a number or as text.
    pub(crate) fn whole_or(&mut self, name: &'static str, default: u32, most: u32) -> u32 {
        let value = match self.get(name) {
            None => return default,
            Some(Tree::Whole(value)) => u32::try_from(*value).ok(),
            Some(Tree::Text(text)) => text.trim().parse().ok(),
            Some(_) => None,
        };
        value.filter(|value| *value <= most).unwrap_or_else(|| {
            let place = Place::field(join(&self.path, name));
            self.found.push(Problem::error("json_whole_out_of_range", place).with("most", most));
            default
        })
    }

    /// A yes or no.
    pub(crate) fn flag(&mut self, name: &'static str) -> bool {
        match self.get(name) {
            None => false,
            Some(Tree::Bool(value)) => *value,
            Some(_) => {
                self.problem("json_not_a_flag", name);
                false
            }
        }
    }

    /// One of a closed list of names, or a default.
    pub(crate) fn one_of<T: Copy>(&mut self, name: &'static str, names: &[(&str, T)], default: T) -> T {
        let Some(tree) = self.get(name) else { return default };
        let text = if let Tree::Text(text) = tree { text.as_str() } else { "" };
        names.iter().find(|(known, _)| *known == text).map_or_else(
            || {
                let known: Vec<_> = names.iter().map(|(known, _)| *known).collect();
                let place = Place::field(join(&self.path, name));
                let text = crate::domain::form::shown(text);
                self.found.push(
                    Problem::error("json_unknown_name", place).with("text", text).with("known", known.join("、")),
                );
                default
            },
            |(_, value)| *value,
        )
    }

    /// One of a closed list of names that must be there.
    pub(crate) fn needed_of<T: Copy>(&mut self, name: &'static str, names: &[(&str, T)], default: T) -> T {
        if self.get(name).is_none() {
            self.problem("json_field_missing", name);
        }
        self.one_of(name, names, default)
    }

    /// The items of a list, each with its path; missing = empty.
    pub(crate) fn list(&mut self, name: &'static str) -> Vec<(&'a Tree, String)> {
        match self.get(name) {
            None => Vec::new(),
            Some(Tree::List(items)) => {
                let path = join(&self.path, name);
                items.iter().enumerate().map(|(i, item)| (item, format!("{path}[{i}]"))).collect()
            }
            Some(_) => {
                self.problem("json_not_a_list", name);
                Vec::new()
            }
        }
    }

    /// The texts of a list; what is none is reported and left out.
    pub(crate) fn texts(&mut self, name: &'static str) -> Vec<String> {
        let mut texts = Vec::new();
        for (tree, path) in self.list(name) {
            match tree {
                Tree::Text(text) => texts.push(text.clone()),
                _ => self.found.push(Problem::error("json_not_a_text", Place::Field { path })),
            }
        }
        texts
    }

    /// An object, if it is there.
    pub(crate) fn one<T>(&mut self, name: &'static str, read: impl FnOnce(Fields<'_>) -> T) -> Option<T> {
        let tree = self.get(name)?;
        let path = join(&self.path, name);
        Some(read(Fields::new(tree, &path, self.found)))
    }

    /// A list of objects read one by one.
    pub(crate) fn each<T>(&mut self, name: &'static str, mut read: impl FnMut(Fields<'_>) -> T) -> Vec<T> {
        let items = self.list(name);
        items.into_iter().map(|(tree, path)| read(Fields::new(tree, &path, self.found))).collect()
    }

    /// Reports every field that nobody asked for.
    pub(crate) fn finish(self) {
        for (name, _) in self.fields {
            if !self.asked.contains(&name.as_str()) {
                let path = join(&self.path, name);
                self.found.push(Problem::error("json_unknown_field", Place::field(path)));
            }
        }
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}
