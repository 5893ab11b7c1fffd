//! Pages become PDF pages through printpdf: marked content, one identifier per run of a node, text, rules. The document
//! level — tags, metadata, outline — is added by `tags`.

use std::collections::BTreeMap;

use printpdf::{
    Color, DictItem, FontId, Greyscale, Line, LineCapStyle, LineJoinStyle, LinePoint, Mm, Op, PaintMode, PdfDocument,
    PdfFontHandle, PdfPage, PdfResources, PdfSaveOptions, Point, Polygon, PolygonRing, Pt, RawImage, RawImageData,
    RawImageFormat, TextItem, TextMatrix, WindingOrder, XObject, XObjectId, XObjectTransform,
};
use sha2::{Digest, Sha256};

use crate::embed::Embedded;
use crate::figure::Drawn;
use crate::page::{FigureRun, Item, Mark, Page, Pages, Placed, Rect, Rule, TextRun, paper};
use crate::picture::Picture;
use crate::tags::{self, Marks};
use crate::{PaperError, Style};

/// Writes the pages.
pub(crate) fn write(pages: &Pages, style: &Style) -> Result<Vec<u8>, PaperError> {
    let mut pdf = PdfDocument::new(&style.title);
    let embedded = Embedded::new(&pages.pages, &style.fonts, &mut pdf.resources)?;
    add_pictures(&pages.pages, &mut pdf.resources);
    let mut marks = Marks::new(pages.nodes.len());
    for page in &pages.pages {
        let (width, height) = paper(page.landscape);
        let mut writer = PageWriter::new(&embedded, &pages.nodes, &mut marks, height);
        writer.page(page);
        let ops = writer.ops;
        pdf.pages.push(PdfPage::new(Mm::from(Pt(width)), Mm::from(Pt(height)), ops));
    }
    let options = PdfSaveOptions { optimize: false, subset_fonts: false, secure: true, image_optimization: None };
    let document = pdf.to_lopdf_document(&options, &mut Vec::new());
    tags::finish(document, pages, &marks, style)
}

/// Writes the operators of one page.
struct PageWriter<'a> {
    ops: Vec<Op>,
    embedded: &'a Embedded,
    nodes: &'a [crate::tree::Node],
    marks: &'a mut Marks,
    height: f32,
    /// What is set: face with its copy and size, character spacing, grey.
    font: Option<(u16, usize, f32)>,
    spacing: f32,
    grey: f32,
    in_text: bool,
    /// Start of the current line within a text section.
    cursor: (f32, f32),
}

impl<'a> PageWriter<'a> {
    fn new(embedded: &'a Embedded, nodes: &'a [crate::tree::Node], marks: &'a mut Marks, height: f32) -> Self {
        marks.page();
        Self {
            ops: Vec::new(),
            embedded,
            nodes,
            marks,
            height,
            font: None,
            spacing: 0.0,
            grey: 0.0,
            in_text: false,
            cursor: (0.0, 0.0),
        }
    }

    fn page(&mut self, page: &Page) {
        let mut at = 0;
        while at < page.items.len() {
            let mark = mark(&page.items[at]);
            let count = page.items[at..].iter().take_while(|item| self::mark(item) == mark).count();
            let items = &page.items[at..at + count];
            let top = items.first().map_or(0.0, top);
            self.begin(mark, top);
            self.rules(items);
            for item in items {
                match item {
                    Item::Text(run) => self.run(run),
                    Item::Figure(figure) => self.figure(figure),
                    Item::Rule(_) => {}
                }
            }
            self.end_text();
            self.ops.push(Op::EndMarkedContent);
            at += count;
        }
    }

    fn begin(&mut self, mark: Option<Mark>, top: f32) {
        let name = |name: &str| DictItem::Name(name.as_bytes().to_vec());
        let (tag, map) = match mark {
            Some(Mark::Node(node)) => {
                let id = self.marks.add(node, self.height - top);
                let map = BTreeMap::from([("MCID".to_owned(), DictItem::Int(id))]);
                (tags::role(self.nodes[node].kind), map)
            }
            None => ("Artifact", BTreeMap::from([("Type".to_owned(), name("Layout"))])),
            Some(Mark::Repeat | Mark::Furniture | Mark::Watermark) => {
                let mut map = BTreeMap::from([("Type".to_owned(), name("Pagination"))]);
                match mark {
                    Some(Mark::Furniture) => drop(map.insert("Subtype".to_owned(), name("Footer"))),
                    Some(Mark::Watermark) => drop(map.insert("Subtype".to_owned(), name("Watermark"))),
                    _ => {}
                }
                ("Artifact", map)
            }
        };
        self.ops.push(Op::BeginMarkedContentWithProperties { tag: tag.to_owned(), properties: DictItem::Dict { map } });
    }

    /// The rules among some items, one path per width.
    fn rules(&mut self, items: &[Item]) {
        let rules = items.iter().filter_map(|item| if let Item::Rule(rule) = item { Some(rule) } else { None });
        let mut by_width: BTreeMap<i32, Vec<&Rule>> = BTreeMap::new();
        for rule in rules {
            by_width.entry((rule.width * 100.0) as i32).or_default().push(rule);
        }
        for (width, rules) in by_width {
            let point = |(x, y): (f32, f32)| LinePoint {
                p: Point { x: Pt(hundredth(x)), y: Pt(hundredth(self.height - y)) },
                bezier: false,
            };
            let ring = |rule: &&Rule| PolygonRing { points: vec![point(rule.from), point(rule.to)] };
            let rings = rules.iter().map(ring).collect();
            let polygon = Polygon { rings, mode: PaintMode::Stroke, winding_order: WindingOrder::NonZero };
            self.ops.push(Op::SetOutlineThickness { pt: Pt(width as f32 / 100.0) });
            self.ops.push(Op::DrawPolygon { polygon });
        }
    }

    /// A figure: its lines as curves of a round pen, or its picture.
    fn figure(&mut self, figure: &FigureRun) {
        self.end_text();
        let Rect { x, y, width, height } = figure.area;
        let (left, lower) = (hundredth(x), hundredth(self.height - y - height));
        let (right, upper) = (hundredth(x + width), hundredth(self.height - y));
        if let Mark::Node(node) = figure.mark {
            self.marks.covers(node, [left, lower, right, upper]);
        }
        match &figure.drawn {
            Drawn::Lines(pen, lines) => {
                self.ops.push(Op::SaveGraphicsState);
                self.ops.push(Op::SetOutlineThickness { pt: Pt(*pen) });
                self.ops.push(Op::SetLineCapStyle { cap: LineCapStyle::Round });
                self.ops.push(Op::SetLineJoinStyle { join: LineJoinStyle::Round });
                for line in lines {
                    let points = curve(line).into_iter().map(|((x, y), bezier)| LinePoint {
                        p: Point { x: Pt(hundredth(x)), y: Pt(hundredth(self.height - y)) },
                        bezier,
                    });
                    let line = Line { points: points.collect(), is_closed: false };
                    self.ops.push(Op::DrawLine { line });
                }
                self.ops.push(Op::RestoreGraphicsState);
            }
            Drawn::Filled(areas) => self.filled(areas),
            Drawn::Picture(picture) => {
                let transform = XObjectTransform {
                    translate_x: Some(Pt(left)),
                    translate_y: Some(Pt(lower)),
                    scale_x: Some(hundredth(right - left)),
                    scale_y: Some(hundredth(upper - lower)),
                    no_auto_scale: true,
                    ..XObjectTransform::default()
                };
                self.ops.push(Op::UseXobject { id: picture_name(picture), transform });
            }
        }
    }

    /// Areas in black, as one path.
    fn filled(&mut self, areas: &[Rect]) {
        if self.grey != 0.0 {
            let col = Color::Greyscale(Greyscale { percent: 0.0, icc_profile: None });
            self.ops.push(Op::SetFillColor { col });
            self.grey = 0.0;
        }
        let point = |x: f32, y: f32| LinePoint {
            p: Point { x: Pt(hundredth(x)), y: Pt(hundredth(self.height - y)) },
            bezier: false,
        };
        let ring = |area: &Rect| {
            let (right, lower) = (area.x + area.width, area.y + area.height);
            let points = vec![point(area.x, area.y), point(right, area.y), point(right, lower), point(area.x, lower)];
            PolygonRing { points }
        };
        let rings = areas.iter().map(ring).collect();
        let polygon = Polygon { rings, mode: PaintMode::Fill, winding_order: WindingOrder::NonZero };
        self.ops.push(Op::DrawPolygon { polygon });
    }

    fn begin_text(&mut self) {
        if !self.in_text {
            self.ops.push(Op::StartTextSection);
            self.in_text = true;
            self.cursor = (0.0, 0.0);
        }
    }

    fn end_text(&mut self) {
        if self.in_text {
            self.ops.push(Op::EndTextSection);
            self.in_text = false;
        }
    }

    /// A run; where its glyphs are in two copies of the face, one piece per copy.
    fn run(&mut self, run: &TextRun) {
        let embedded = self.embedded;
        let mut rest = run.glyphs.as_slice();
        while let Some((copy, name)) = rest.first().and_then(|glyph| embedded.name(run.face, glyph)) {
            let same = |glyph: &&Placed| embedded.name(run.face, glyph).is_some_and(|(other, _)| other == copy);
            let count = rest.iter().take_while(same).count();
            let (piece, tail) = rest.split_at(count);
            self.piece(run, piece, copy, name);
            rest = tail;
        }
    }

    fn piece(&mut self, run: &TextRun, glyphs: &[Placed], copy: usize, name: &FontId) {
        let offset = glyphs[0].x;
        if run.turn != 0.0 {
            self.end_text();
        }
        self.begin_text();
        if self.grey != run.grey {
            let col = Color::Greyscale(Greyscale { percent: run.grey, icc_profile: None });
            self.ops.push(Op::SetFillColor { col });
            self.grey = run.grey;
        }
        if self.font != Some((run.face, copy, run.size)) {
            let font = PdfFontHandle::External(name.clone());
            self.ops.push(Op::SetFont { font, size: Pt(run.size) });
            self.font = Some((run.face, copy, run.size));
        }
        self.place(run, offset);
        let spacing = common_gap(glyphs);
        if spacing != self.spacing {
            self.ops.push(Op::SetCharacterSpacing { multiplier: spacing });
            self.spacing = spacing;
        }
        self.ops.push(Op::ShowText { items: text_items(glyphs, run.size, spacing) });
        if run.turn != 0.0 {
            self.end_text();
        }
    }

    /// Moves to where a piece of a run begins.
    fn place(&mut self, run: &TextRun, offset: f32) {
        if run.turn == 0.0 {
            let (x, y) = (hundredth(run.x + offset), hundredth(self.height - run.y));
            let pos = Point { x: Pt(hundredth(x - self.cursor.0)), y: Pt(hundredth(y - self.cursor.1)) };
            self.ops.push(Op::SetTextCursor { pos });
            self.cursor = (x, y);
            return;
        }
        let (sin, cos) = run.turn.to_radians().sin_cos();
        let (x, y) = (run.x + offset * cos, self.height - run.y - offset * sin);
        let digits = |value: f32| (value * 1e5).round() / 1e5;
        let matrix = [digits(cos), digits(-sin), digits(sin), digits(cos), hundredth(x), hundredth(y)];
        self.ops.push(Op::SetTextMatrix { matrix: TextMatrix::Raw(matrix) });
    }
}

/// Adds the pictures on the pages to the resources, each once.
fn add_pictures(pages: &[Page], resources: &mut PdfResources) {
    let figures = pages.iter().flat_map(|page| &page.items);
    let pictures = figures.filter_map(|item| match item {
        Item::Figure(FigureRun { drawn: Drawn::Picture(picture), .. }) => Some(picture),
        Item::Figure(_) | Item::Text(_) | Item::Rule(_) => None,
    });
    for picture in pictures {
        let image = RawImage {
            pixels: RawImageData::U8(picture.samples.clone()),
            width: picture.width as usize,
            height: picture.height as usize,
            data_format: if picture.coloured { RawImageFormat::RGB8 } else { RawImageFormat::R8 },
            tag: Vec::new(),
        };
        resources.xobjects.map.insert(picture_name(picture), XObject::Image(image));
    }
}

/// The name of a picture, from what it shows.
fn picture_name(picture: &Picture) -> XObjectId {
    let mut hash = Sha256::new();
    hash.update(picture.width.to_be_bytes());
    hash.update(picture.height.to_be_bytes());
    hash.update(&picture.samples);
    let digits = hash.finalize().iter().take(6).fold(String::new(), |name, byte| name + &format!("{byte:02x}"));
    XObjectId(format!("Picture{digits}"))
}

/// A line through its points as a smooth curve: from middle to middle of its pieces, each point between pulling it
/// towards itself. Answers points and whether each is a handle, as printpdf takes them.
fn curve(points: &[(f32, f32)]) -> Vec<((f32, f32), bool)> {
    let [first, .., last] = points else {
        // A round pen set down and lifted leaves a dot; a line of no length is left out by some viewers.
        return points.iter().flat_map(|(x, y)| [((*x, *y), false), ((*x + 0.01, *y), false)]).collect();
    };
    let middle = |a: (f32, f32), b: (f32, f32)| ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0);
    let towards =
        |from: (f32, f32), to: (f32, f32)| (from.0 + (to.0 - from.0) * 2.0 / 3.0, from.1 + (to.1 - from.1) * 2.0 / 3.0);
    let mut path = vec![(*first, false)];
    let mut pen = middle(*first, points[1]);
    path.push((pen, false));
    for pair in points[1..].windows(2) {
        let end = middle(pair[0], pair[1]);
        path.extend([(towards(pen, pair[0]), true), (towards(end, pair[0]), true), (end, false)]);
        pen = end;
    }
    path.push((*last, false));
    path
}

fn hundredth(value: f32) -> f32 {
    (value * 100.0).round() / 100.0
}

fn mark(item: &Item) -> Option<Mark> {
    match item {
        Item::Text(run) => Some(run.mark),
        Item::Figure(figure) => Some(figure.mark),
        Item::Rule(_) => None,
    }
}

fn top(item: &Item) -> f32 {
    match item {
        Item::Text(run) => run.y - run.size,
        Item::Rule(rule) => rule.from.1,
        Item::Figure(figure) => figure.area.y,
    }
}

/// The most frequent space between glyphs, in points: it becomes the character spacing, so that most of a justified
/// line is one string.
fn common_gap(glyphs: &[Placed]) -> f32 {
    let mut gaps: Vec<i32> =
        glyphs.windows(2).map(|pair| thousandths(pair[1].x - pair[0].x - pair[0].advance)).collect();
    gaps.sort_unstable();
    let longest = gaps.chunk_by(|a, b| (b - a).abs() <= 1).max_by_key(|run| run.len());
    longest.map_or(0.0, |run| run[run.len() / 2] as f32 / 1000.0)
}

fn thousandths(value: f32) -> i32 {
    (value * 1000.0).round() as i32
}

/// The text of a run with the spaces that differ from the character spacing. The pen is followed as a viewer moves it,
/// so that rounding never adds up.
fn text_items(glyphs: &[Placed], size: f32, spacing: f32) -> Vec<TextItem> {
    let mut items = Vec::new();
    let mut text = String::new();
    let mut pen = glyphs[0].x;
    for glyph in glyphs {
        let number = ((pen - glyph.x) * 1000.0 / size).round();
        if number.abs() >= 2.0 {
            if !text.is_empty() {
                items.push(TextItem::Text(std::mem::take(&mut text)));
            }
            items.push(TextItem::Offset(number));
            pen -= number * size / 1000.0;
        }
        text.push(glyph.ch);
        pen += glyph.advance + spacing;
    }
    items.push(TextItem::Text(text));
    items
}
