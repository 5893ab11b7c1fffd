//! Embeds the faces: each is cut to the glyphs a document uses before it is handed to printpdf, which would embed it
//! whole. Glyph ids in the PDF are those of the cut face.

use std::collections::{BTreeMap, HashMap};

use printpdf::{FontId, ParsedFont, PdfFont, PdfResources};
use subsetter::GlyphRemapper;

use crate::PaperError;
use crate::font::Fonts;
use crate::page::{Item, Page, Placed};

/// The faces of a document as resources. One glyph may stand for two characters (a space and a wide space, µ and μ) but
/// can give back only one, so the second character gets the face embedded once more.
pub(crate) struct Embedded {
    /// Which copy of a face a character is in; absent means the first.
    copies: HashMap<(u16, char), usize>,
    names: BTreeMap<(u16, usize), FontId>,
}

impl Embedded {
    /// Collects what the pages use and adds the cut faces to the resources.
    pub(crate) fn new(pages: &[Page], fonts: &Fonts, resources: &mut PdfResources) -> Result<Self, PaperError> {
        let mut used: BTreeMap<(u16, usize), BTreeMap<u16, char>> = BTreeMap::new();
        let mut copies = HashMap::new();
        let mut seen = Seen::default();
        for page in pages {
            for item in &page.items {
                let Item::Text(run) = item else { continue };
                for glyph in &run.glyphs {
                    if seen.met(run.face, glyph.ch) {
                        continue;
                    }
                    let taken = |copy: &usize| {
                        let there = used.get(&(run.face, *copy)).and_then(|map| map.get(&glyph.gid));
                        there.is_some_and(|ch| *ch != glyph.ch)
                    };
                    let copy = (0..).find(|copy| !taken(copy)).unwrap_or(0);
                    if copy > 0 {
                        copies.insert((run.face, glyph.ch), copy);
                    }
                    used.entry((run.face, copy)).or_default().insert(glyph.gid, glyph.ch);
                }
            }
        }
        let mut names = BTreeMap::new();
        for ((face, copy), glyphs) in used {
            let (name, font) = cut(fonts, face, &glyphs)?;
            resources.fonts.map.insert(name.clone(), font);
            names.insert((face, copy), name);
        }
        Ok(Self { copies, names })
    }

    /// The resource in which a glyph of a face is.
    pub(crate) fn name(&self, face: u16, glyph: &Placed) -> Option<(usize, &FontId)> {
        let copy = if self.copies.is_empty() { 0 } else { self.copies.get(&(face, glyph.ch)).copied().unwrap_or(0) };
        self.names.get(&(face, copy)).map(|name| (copy, name))
    }
}

/// The characters met so far, one bit each per face: every glyph of a document asks.
#[derive(Default)]
struct Seen(Vec<Vec<u64>>);

impl Seen {
    /// Whether a character was met before; from now on it was.
    fn met(&mut self, face: u16, ch: char) -> bool {
        let (face, word, bit) = (usize::from(face), ch as usize / 64, ch as usize % 64);
        if self.0.len() <= face {
            self.0.resize_with(face + 1, Vec::new);
        }
        let bits = &mut self.0[face];
        if bits.len() <= word {
            bits.resize(word + 1, 0);
        }
        let before = bits[word] >> bit & 1 == 1;
        bits[word] |= 1 << bit;
        before
    }
}

/// Cuts a face to some glyphs and names it after them, as ISO 32000 asks of subsets.
fn cut(fonts: &Fonts, number: u16, glyphs: &BTreeMap<u16, char>) -> Result<(FontId, PdfFont), PaperError> {
    let face = fonts.face(number);
    let wrong = |what: String| PaperError::Font { name: face.name.clone(), what };
    let ids: Vec<u16> = glyphs.keys().copied().collect();
    let remapper = GlyphRemapper::new_from_glyphs_sorted(&ids);
    let program = subsetter::subset(face.bytes, face.index, &remapper).map_err(|e| wrong(e.to_string()))?;
    let mut parsed = ParsedFont::from_bytes(&program, 0, &mut Vec::new())
        .ok_or_else(|| wrong("the cut face cannot be read".to_owned()))?;
    parsed.codepoint_to_glyph.clear();
    parsed.font_name = None;
    for (old, ch) in glyphs {
        if let Some(new) = remapper.get(*old) {
            parsed.set_codepoint_mapping(*ch as u32, new);
        }
    }
    Ok((FontId(format!("{}+{}", tag(number, glyphs), face.name)), PdfFont::new(parsed)))
}

/// Six letters from the face and its glyphs (FNV-1a).
fn tag(number: u16, glyphs: &BTreeMap<u16, char>) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for value in glyphs.iter().flat_map(|(gid, ch)| [u32::from(*gid), *ch as u32]).chain([u32::from(number)]) {
        hash = (hash ^ u64::from(value)).wrapping_mul(0x0100_0000_01b3);
    }
    (0..6)
        .map(|_| {
            let letter = b'A' + (hash % 26) as u8;
            hash /= 26;
            char::from(letter)
        })
        .collect()
}
