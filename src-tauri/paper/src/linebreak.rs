//! A paragraph becomes lines: glyphs with the space before each, filled greedily, punctuation squeezed, slack spread.
//! Where a line may break is `kinsoku`'s answer; where lines go on the page is decided by `page`.

use crate::PaperError;
use crate::flow::{Align, Paragraph};
use crate::font::{Glyphs, settable};
use crate::kinsoku::{self, Break};

/// One character with its glyph and the space around it, in points.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Atom {
    pub(crate) ch: char,
    pub(crate) face: u16,
    pub(crate) gid: u16,
    /// Width, tracking included.
    pub(crate) advance: f32,
    /// Width as the face has it.
    pub(crate) natural: f32,
    /// Space before it when it is not the first of its line: air beside Latin, or a negative squeeze.
    before: f32,
    /// Blank at its right that the end of a line may swallow.
    tail: f32,
    /// The gap before it may take slack.
    stretches: bool,
    brk: Break,
}

/// A line: a range of atoms and how they are spread.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line {
    start: usize,
    end: usize,
    /// Distance of the first atom from the left edge of the paragraph's room.
    pub(crate) x: f32,
    /// Slack added to each gap that stretches.
    extra: f32,
}

/// A line that would have to open its gaps by more than this (in em) stays flush left: before a long date or word a
/// ragged line reads better than a gaping one.
const LOOSEST: f32 = 0.35;

/// A paragraph in lines.
#[derive(Debug, Clone)]
pub(crate) struct SetParagraph {
    pub(crate) atoms: Vec<Atom>,
    pub(crate) lines: Vec<Line>,
    pub(crate) size: f32,
    pub(crate) leading: f32,
    /// Node of the structure tree.
    pub(crate) node: usize,
}

/// Where a paragraph stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Room {
    /// Width in points.
    pub(crate) width: f32,
    /// In a cell there is no character grid, and figures that are centred or flush right get no air.
    pub(crate) cell: bool,
}

impl SetParagraph {
    /// Height of all lines.
    pub(crate) fn height(&self) -> f32 {
        self.lines.len() as f32 * self.leading
    }

    /// The atoms of a line with their distance from the left edge.
    pub(crate) fn placed(&self, line: Line) -> impl Iterator<Item = (f32, &Atom)> {
        let mut pen = line.x;
        self.atoms[line.start..line.end].iter().enumerate().map(move |(i, atom)| {
            if i > 0 {
                pen += atom.before + if atom.stretches { line.extra } else { 0.0 };
            }
            let x = pen;
            pen += atom.advance;
            (x, atom)
        })
    }
}

/// A finite number within bounds: lengths come from documents and must not derail the layout.
pub(crate) fn tame(value: f32, low: f32, high: f32) -> f32 {
    if value.is_finite() { value.clamp(low, high) } else { low }
}

/// Sets a paragraph.
pub(crate) fn set(
    paragraph: &Paragraph,
    room: Room,
    node: usize,
    glyphs: &mut Glyphs<'_>,
) -> Result<SetParagraph, PaperError> {
    let size = tame(paragraph.style.size, 1.0, 200.0);
    let leading = tame(paragraph.style.leading, size, 400.0);
    let pitch = if room.cell { size } else { grid_pitch(room.width, size) };
    let air = !room.cell || matches!(paragraph.align, Align::Left | Align::Justify);
    let atoms = atoms(paragraph, size, pitch - size, air, glyphs)?;
    let (left, right) = paragraph.indent_em;
    let left = tame(left * pitch, 0.0, room.width * 0.9);
    let width = (room.width - left - tame(right * pitch, 0.0, room.width)).max(room.width * 0.1);
    let first = tame(paragraph.first_indent_em * pitch, -left, (width - size).max(0.0));
    let frame = Frame { left, width, first, align: paragraph.align, size };
    let lines = fill(&atoms, frame);
    Ok(SetParagraph { atoms, lines, size, leading, node })
}

/// Sets a heading over several lines of nearly equal length, so that no last line holds a lone word.
pub(crate) fn balance(set: &mut SetParagraph, width: f32) {
    let count = set.lines.len();
    let forced = set.atoms.iter().any(|atom| atom.ch == '\n');
    if count < 2 || forced {
        return;
    }
    let (mut low, mut high) = (width * 0.4, width);
    while high - low > set.size * 0.25 {
        let middle = (low + high) / 2.0;
        let frame = Frame { left: 0.0, width: middle, first: 0.0, align: Align::Center, size: set.size };
        if fill(&set.atoms, frame).len() > count { low = middle } else { high = middle }
    }
    let frame = Frame { left: 0.0, width: high, first: 0.0, align: Align::Center, size: set.size };
    set.lines = fill(&set.atoms, frame);
    for line in &mut set.lines {
        line.x += (width - high) / 2.0;
    }
}

/// Width of one character when the line misses a whole number of them by less than 0.4 (16 pt on 156 mm: 28 of 15.79).
fn grid_pitch(width: f32, size: f32) -> f32 {
    let count = width / size;
    let whole = count.ceil();
    if whole - count < 0.4 && count > 12.0 { width / whole } else { size }
}

fn atoms(
    paragraph: &Paragraph,
    size: f32,
    tracking: f32,
    air: bool,
    glyphs: &mut Glyphs<'_>,
) -> Result<Vec<Atom>, PaperError> {
    let mut text = String::new();
    let mut chars = Vec::new();
    let mut roles = Vec::new();
    for run in &paragraph.runs {
        let role = run.role.unwrap_or(paragraph.style.role);
        for ch in run.text.chars().filter_map(settable) {
            text.push(ch);
            chars.push(ch);
            roles.push(role);
        }
    }
    let breaks = kinsoku::breaks(&text, &chars);
    let mut atoms: Vec<Atom> = Vec::with_capacity(chars.len());
    let mut bearings = (0.0, 0.0);
    for (i, &written) in chars.iter().enumerate() {
        let ch = if written == '\u{a0}' { ' ' } else { written };
        if ch == '\n' {
            atoms.push(Atom { brk: breaks[i], ..BREAK });
            continue;
        }
        let glyph = glyphs.get(roles[i], ch)?;
        let wide = glyph.advance > 0.9;
        let own = if wide { glyph.bearings } else { (0.0, 0.0) };
        let previous = atoms.last().filter(|atom| atom.ch != '\n');
        let before = previous.map_or(0.0, |previous| size * gap(previous.ch, ch, bearings, own, air));
        atoms.push(Atom {
            ch,
            face: glyph.face,
            gid: glyph.id,
            advance: glyph.advance * size + if wide { tracking } else { 0.0 },
            natural: glyph.advance * size,
            before,
            tail: if wide && kinsoku::is_closing(ch) { size * glyph.bearings.1.min(0.5) } else { 0.0 },
            stretches: previous.is_some_and(|previous| stretches(previous.ch, ch)),
            brk: if glyph.advance == 0.0 { Break::Never } else { breaks[i] },
        });
        bearings = own;
    }
    Ok(atoms)
}

const BREAK: Atom = Atom {
    ch: '\n',
    face: 0,
    gid: 0,
    advance: 0.0,
    natural: 0.0,
    before: 0.0,
    tail: 0.0,
    stretches: false,
    brk: Break::Never,
};

/// The space between two characters in em: two full-width marks lose half an em of the blank between them (less where
/// the glyphs leave less), an ideograph and a Latin letter or digit get 0.2.
fn gap(before: char, after: char, left: (f32, f32), right: (f32, f32), air: bool) -> f32 {
    let marks = kinsoku::is_mark(before) && kinsoku::is_mark(after);
    if marks && !(kinsoku::is_opening(before) && kinsoku::is_closing(after)) {
        let right_of_first = if kinsoku::is_closing(before) { left.1 } else { 0.0 };
        let left_of_second = if kinsoku::is_opening(after) { right.0 } else { 0.0 };
        let opening_pair = kinsoku::is_opening(before) && kinsoku::is_opening(after);
        let blank = if opening_pair { right.0 } else { right_of_first + left_of_second };
        return -(blank - 0.05).clamp(0.0, 0.5);
    }
    let meets = (kinsoku::is_ideograph(before) && kinsoku::is_western(after))
        || (kinsoku::is_western(before) && kinsoku::is_ideograph(after));
    if air && meets { 0.2 } else { 0.0 }
}

fn stretches(before: char, after: char) -> bool {
    if kinsoku::is_pair(before, after) || after == ' ' {
        return false;
    }
    before == ' ' || kinsoku::is_chinese(before) || kinsoku::is_chinese(after)
}

#[derive(Clone, Copy)]
struct Frame {
    left: f32,
    width: f32,
    first: f32,
    align: Align,
    size: f32,
}

/// Fills lines greedily. Every line takes at least one atom, so the narrowest column comes to an end.
fn fill(atoms: &[Atom], frame: Frame) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut start = 0;
    loop {
        let indent = if lines.is_empty() { frame.first } else { 0.0 };
        let end = line_end(atoms, start, frame.width - indent);
        let last = end >= atoms.len() || atoms[end - 1].ch == '\n';
        lines.push(spread(atoms, (start, end), indent, last, frame));
        start = end;
        if start >= atoms.len() {
            return lines;
        }
        // Spaces at a line's end vanish; after a forced break they are meant.
        if !last {
            while start < atoms.len() && atoms[start].ch == ' ' {
                start += 1;
            }
            if start >= atoms.len() {
                return lines;
            }
        }
    }
}

/// One past the last atom of the line that begins at `start`.
fn line_end(atoms: &[Atom], start: usize, room: f32) -> usize {
    let room = room + 0.01;
    let (mut pen, mut ink, mut tail) = (0.0, 0.0, 0.0);
    let mut best: [usize; 4] = [0; 4];
    for (i, atom) in atoms.iter().enumerate().skip(start) {
        if atom.ch == '\n' {
            return i + 1;
        }
        pen += atom.advance + if i > start { atom.before } else { 0.0 };
        if atom.ch != ' ' {
            ink = pen;
            tail = atom.tail;
        }
        if ink - tail <= room {
            match atoms.get(i + 1).map(|next| next.brk) {
                None => return i + 1,
                Some(Break::Never) => best[0] = i + 1,
                Some(Break::Rough) => best[1] = i + 1,
                Some(Break::Number) => best[2] = i + 1,
                Some(Break::Free | Break::Forced) => best[3] = i + 1,
            }
            if atoms[i + 1].ch == '\n' {
                return i + 2;
            }
        } else if ink - room > 2.0 * atom.advance.max(8.0) {
            break;
        }
    }
    best.into_iter().rev().find(|end| *end > start).unwrap_or(start + 1)
}

/// Places a line between its edges.
fn spread(atoms: &[Atom], (start, end): (usize, usize), indent: f32, last: bool, frame: Frame) -> Line {
    let mut end = end.min(atoms.len());
    while end > start && matches!(atoms[end - 1].ch, '\n' | ' ') {
        end -= 1;
    }
    let line = &atoms[start..end];
    let mut width = 0.0;
    let mut gaps = 0;
    for (i, atom) in line.iter().enumerate() {
        width += atom.advance + if i > 0 { atom.before } else { 0.0 };
        gaps += usize::from(i > 0 && atom.stretches);
    }
    let slack = (frame.width - indent - width).max(0.0);
    let shift = match frame.align {
        Align::Left | Align::Justify => 0.0,
        Align::Center => slack / 2.0,
        Align::Right => slack,
    };
    let spreads = frame.align == Align::Justify && !last && gaps > 0 && slack / gaps as f32 <= frame.size * LOOSEST;
    let extra = if spreads { slack / gaps as f32 } else { 0.0 };
    Line { start, end, x: frame.left + indent + shift, extra }
}
