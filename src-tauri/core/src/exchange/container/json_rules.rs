//! What JSON of a stranger must satisfy before anybody parses it: depth, no floats, no key twice, lengths. It is checked
//! while it streams by and no tree of it is built, so a hostile text costs no memory.
//!
//! Values stand as they were typed, for a signed content is hashed byte for byte; only keys must be NFC.

use super::fault::{Checked, Fault, shown};
use super::manifest::Kind;
use crate::domain::problem::{Place, Problem};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use std::cell::RefCell;
use std::collections::HashSet;
use unicode_normalization::is_nfc;

/// Deepest nesting.
const MAX_DEPTH: usize = 32;
/// Longest text in bytes.
const MAX_TEXT: usize = 256 << 10;
/// Most keys of one object.
const MAX_KEYS: usize = 4096;
/// Most values altogether: a tree of them stays below some tens of megabytes.
const MAX_VALUES: usize = 400_000;

/// Checks a JSON text; `file` names it in the places of problems. The signed content of a return may be as long as the
/// body itself, and is checked by the same rules in its turn.
pub(super) fn check(bytes: &[u8], file: &str, kind: Kind) -> Checked<()> {
    let text = std::str::from_utf8(bytes).map_err(|_| Fault::broken_at("container_json_not_utf8", file))?;
    let rules = Rules { kind, found: RefCell::default(), path: RefCell::new(file.to_owned()), values: RefCell::new(0) };
    rules.run(text)
}

struct Rules {
    kind: Kind,
    found: RefCell<Option<Problem>>,
    path: RefCell<String>,
    values: RefCell<usize>,
}

impl Rules {
    fn run(&self, text: &str) -> Checked<()> {
        let mut reader = serde_json::Deserializer::from_str(text);
        let done =
            Value { rules: self, depth: 0, is_content: false }.deserialize(&mut reader).and_then(|()| reader.end());
        let Err(fault) = done else { return Ok(()) };
        let syntax = || {
            let code = if fault.to_string().contains("recursion limit") {
                "container_json_deep"
            } else {
                "container_json_syntax"
            };
            let at = format!("{}:{}", fault.line(), fault.column());
            self.problem(code).with("at", at)
        };
        Err(Fault::Broken(self.found.take().unwrap_or_else(syntax)))
    }

    fn problem(&self, code: &'static str) -> Problem {
        Problem::error(code, Place::field(self.path.borrow().clone()))
    }

    /// Notes a problem and stops the reading.
    fn stop<E: serde::de::Error>(&self, problem: Problem) -> E {
        self.found.borrow_mut().get_or_insert(problem);
        E::custom("stopped")
    }

    /// Goes on below a step of the path.
    fn within<T>(&self, step: &str, inner: impl FnOnce() -> T) -> T {
        // A hostile path may grow with the depth, not beyond it.
        let length = self.path.borrow().len();
        self.path.borrow_mut().push_str(step);
        let done = inner();
        self.path.borrow_mut().truncate(length);
        done
    }
}

/// One value somewhere in the text.
struct Value<'a> {
    rules: &'a Rules,
    depth: usize,
    /// Whether it stands under the key of a signed content.
    is_content: bool,
}

impl<'de> DeserializeSeed<'de> for Value<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let n = {
            let mut values = self.rules.values.borrow_mut();
            *values += 1;
            *values
        };
        if n > MAX_VALUES {
            return Err(self.rules.stop(self.rules.problem("container_json_many").with("most", MAX_VALUES)));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }
    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }
    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }
    fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<(), E> {
        Err(self.rules.stop(self.rules.problem("container_json_float")))
    }
    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        let rules = self.rules;
        if text.contains('\0') {
            return Err(rules.stop(rules.problem("container_json_nul")));
        }
        let is_name = rules.path.borrow().ends_with(".name");
        if is_name && text.chars().any(turns_writing) {
            return Err(rules.stop(rules.problem("container_json_bidi")));
        }
        if self.is_content {
            return rules.run_within(text).map_err(|problem| rules.stop(problem));
        }
        if text.len() > MAX_TEXT {
            return Err(rules.stop(rules.problem("container_json_long").with("most", MAX_TEXT >> 10)));
        }
        Ok(())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let depth = self.deeper()?;
        for at in 0.. {
            let next = || seq.next_element_seed(Value { rules: self.rules, depth, is_content: false });
            if self.rules.within(&format!("[{at}]"), next)?.is_none() {
                break;
            }
        }
        Ok(())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let (rules, depth) = (self.rules, self.deeper()?);
        let mut keys: HashSet<String> = HashSet::new();
        while let Some(key) = map.next_key::<String>()? {
            if let Some(code) = wrong_key(&key) {
                return Err(rules.stop(rules.problem(code).with("name", shown(&key))));
            }
            let is_content = rules.kind == Kind::Return && key == "content";
            let step = format!(".{}", shown(&key));
            if !keys.insert(key) {
                return Err(rules.stop(rules.within(&step, || rules.problem("container_json_twice"))));
            }
            if keys.len() > MAX_KEYS {
                return Err(rules.stop(rules.problem("container_json_many").with("most", MAX_KEYS)));
            }
            rules.within(&step, || map.next_value_seed(Value { rules, depth, is_content }))?;
        }
        Ok(())
    }
}

impl Value<'_> {
    fn deeper<E: serde::de::Error>(&self) -> Result<usize, E> {
        if self.depth >= MAX_DEPTH {
            return Err(self.rules.stop(self.rules.problem("container_json_deep")));
        }
        Ok(self.depth + 1)
    }
}

impl Rules {
    /// Checks a text that is JSON in its turn; contents do not nest again.
    fn run_within(&self, text: &str) -> Result<(), Problem> {
        let inner = Self {
            kind: Kind::Package,
            found: RefCell::default(),
            path: RefCell::new(self.path.borrow().clone()),
            values: RefCell::new(*self.values.borrow()),
        };
        let done = inner.run(text);
        self.values.replace(inner.values.take());
        match done {
            Ok(()) => Ok(()),
            Err(Fault::Broken(problem)) => Err(problem),
            Err(_) => Err(self.problem("container_json_syntax")),
        }
    }
}

/// What is wrong with a key.
fn wrong_key(key: &str) -> Option<&'static str> {
    let is_strange = key.chars().any(|c| c.is_control() || turns_writing(c)) || !is_nfc(key);
    (key.len() > MAX_TEXT || is_strange).then_some("container_json_key")
}

/// Signs that turn the direction of writing and let a name look like another one.
pub(crate) fn turns_writing(c: char) -> bool {
    matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
