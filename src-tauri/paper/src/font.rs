//! The faces: which file gives the glyph of a character in a role, and how wide it is. Files are opened when a
//! character first needs them and stay open for the life of `Fonts`; what is embedded of them is `pdf`'s business.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::OnceLock;

use unicode_normalization::char::decompose_compatible;

use crate::PaperError;
use crate::flow::Role;

/// A font file, or one face of a collection.
#[derive(Clone)]
pub struct Face {
    /// PostScript-like name without spaces, e.g. `TongpingSong`; it becomes the name inside the PDF.
    pub name: String,
    /// The file.
    pub bytes: &'static [u8],
    /// Face within a collection; 0 otherwise.
    pub index: u32,
}

impl fmt::Debug for Face {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{} ({} bytes)", self.name, self.index, self.bytes.len())
    }
}

/// The faces of every role with their substitutes.
pub struct Fonts {
    files: Vec<File>,
    chains: BTreeMap<Role, Vec<usize>>,
    last: Vec<usize>,
}

struct File {
    face: Face,
    open: OnceLock<Result<Open, String>>,
}

/// An opened face.
pub(crate) struct Open {
    pub(crate) parsed: ttf_parser::Face<'static>,
    pub(crate) units_per_em: f32,
}

impl fmt::Debug for Fonts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.files.iter().map(|file| &file.face)).finish()
    }
}

impl Fonts {
    /// Takes for each role its face followed by that face's substitutes in order; `last` is tried after those of any
    /// role. Nothing is opened yet.
    pub fn new(roles: Vec<(Role, Vec<Face>)>, last: Vec<Face>) -> Self {
        let mut fonts = Self { files: Vec::new(), chains: BTreeMap::new(), last: Vec::new() };
        for (role, faces) in roles {
            let chain: Vec<usize> = faces.into_iter().map(|face| fonts.file(face)).collect();
            fonts.chains.entry(role).or_default().extend(chain);
        }
        fonts.last = last.into_iter().map(|face| fonts.file(face)).collect();
        fonts
    }

    /// The number of a face; the same file given twice is one face.
    fn file(&mut self, face: Face) -> usize {
        let same = |file: &File| std::ptr::eq(file.face.bytes, face.bytes) && file.face.index == face.index;
        self.files.iter().position(same).unwrap_or_else(|| {
            self.files.push(File { face, open: OnceLock::new() });
            self.files.len() - 1
        })
    }

    /// The face behind a number that `Glyph` carries.
    /// The characters of a text that no face of the role has, each once, in the order met.
    pub fn missing(&self, role: Role, text: &str) -> Result<Vec<char>, PaperError> {
        let mut missing = Vec::new();
        for ch in text.chars().filter_map(settable).filter(|ch| *ch != '\n') {
            if !missing.contains(&ch) && find(self, role, ch)?.is_none() {
                missing.push(ch);
            }
        }
        Ok(missing)
    }

    pub(crate) fn face(&self, number: u16) -> &Face {
        &self.files[usize::from(number)].face
    }

    /// Opens a face, or returns it as opened before.
    pub(crate) fn open(&self, number: u16) -> Result<&Open, PaperError> {
        let file = &self.files[usize::from(number)];
        let open = file.open.get_or_init(|| {
            let parsed = ttf_parser::Face::parse(file.face.bytes, file.face.index).map_err(|e| e.to_string())?;
            let units_per_em = f32::from(parsed.units_per_em());
            Ok(Open { parsed, units_per_em })
        });
        open.as_ref().map_err(|what| PaperError::Font { name: file.face.name.clone(), what: what.clone() })
    }

    fn chain(&self, role: Role) -> impl Iterator<Item = usize> {
        let own = self.chains.get(&role).into_iter().flatten();
        own.chain(&self.last).copied()
    }
}

/// One glyph of one face.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Glyph {
    /// Number of the face in `Fonts`.
    pub(crate) face: u16,
    /// Glyph id in that face.
    pub(crate) id: u16,
    /// Advance in em, cut to 1/1000 as the PDF states it.
    pub(crate) advance: f32,
    /// Blank at the left and right of the ink, in em; measured for punctuation only.
    pub(crate) bearings: (f32, f32),
}

/// Looks glyphs up for one document and remembers them; collects the characters that no face has.
pub(crate) struct Glyphs<'a> {
    fonts: &'a Fonts,
    /// Per role, 256 characters per leaf.
    memo: Vec<Vec<Option<Box<Leaf>>>>,
    missing: BTreeSet<char>,
}

type Leaf = [Option<Glyph>; 256];

impl<'a> Glyphs<'a> {
    pub(crate) fn new(fonts: &'a Fonts) -> Self {
        Self { fonts, memo: (0..5).map(|_| Vec::new()).collect(), missing: BTreeSet::new() }
    }

    /// The glyph of a character. A character that no face has is remembered for the error and given as a blank.
    pub(crate) fn get(&mut self, role: Role, ch: char) -> Result<Glyph, PaperError> {
        let (leaf, place) = (ch as usize >> 8, ch as usize & 255);
        let leaves = &mut self.memo[role as usize];
        if leaves.len() <= leaf {
            leaves.resize_with(leaf + 1, || None);
        }
        let entries = leaves[leaf].get_or_insert_with(|| Box::new([None; 256]));
        if let Some(glyph) = entries[place] {
            return Ok(glyph);
        }
        let glyph = match find(self.fonts, role, ch)? {
            Some(glyph) => glyph,
            None => {
                self.missing.insert(ch);
                Glyph { face: 0, id: 0, advance: 1.0, bearings: (0.0, 0.0) }
            }
        };
        entries[place] = Some(glyph);
        Ok(glyph)
    }

    /// An error that names every character met so far without a glyph.
    pub(crate) fn complete(&self) -> Result<(), PaperError> {
        if self.missing.is_empty() {
            return Ok(());
        }
        Err(PaperError::MissingGlyphs { chars: self.missing.iter().copied().collect() })
    }
}

fn find(fonts: &Fonts, role: Role, ch: char) -> Result<Option<Glyph>, PaperError> {
    for number in fonts.chain(role) {
        let number = u16::try_from(number).unwrap_or(u16::MAX);
        let open = fonts.open(number)?;
        let Some(id) = open.parsed.glyph_index(ch).filter(|id| id.0 != 0) else { continue };
        let thousandths =
            (f32::from(open.parsed.glyph_hor_advance(id).unwrap_or(0)) * 1000.0 / open.units_per_em).trunc();
        let advance = thousandths / 1000.0;
        let bearings = if crate::kinsoku::is_mark(ch) { bearings(open, id, advance) } else { (0.0, 0.0) };
        return Ok(Some(Glyph { face: number, id: id.0, advance, bearings }));
    }
    Ok(None)
}

fn bearings(open: &Open, id: ttf_parser::GlyphId, advance: f32) -> (f32, f32) {
    open.parsed.glyph_bounding_box(id).map_or((0.0, 0.0), |ink| {
        let left = f32::from(ink.x_min) / open.units_per_em;
        let right = advance - f32::from(ink.x_max) / open.units_per_em;
        (left.max(0.0), right.max(0.0))
    })
}

/// The text as it is set: Kangxi radicals and compatibility ideographs become the unified ideograph of the same shape
/// (one glyph can carry only one text in a PDF), tabs become spaces, and what has no shape is left out.
pub(crate) fn settable(ch: char) -> Option<char> {
    match ch {
        '\n' => Some('\n'),
        '\t' => Some(' '),
        '\u{2028}' | '\u{2029}' => Some('\n'),
        '\u{2e80}'..='\u{2fd5}' | '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}' => {
            let mut unified = None;
            let mut parts = 0;
            decompose_compatible(ch, |part| {
                unified = Some(part);
                parts += 1;
            });
            if parts == 1 { unified } else { Some(ch) }
        }
        '\u{00ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => None,
        '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}' => None,
        _ if ch.is_control() => None,
        _ => Some(ch),
    }
}
