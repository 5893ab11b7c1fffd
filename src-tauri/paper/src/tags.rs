//! The document level of the PDF, for which printpdf has no interface: structure tree, language, metadata, output
//! intent, outline, identifiers; then compression and the final bytes.

use std::collections::BTreeMap;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat, dictionary};
use sha2::{Digest, Sha256};

use crate::page::Pages;
use crate::tree::Kind;
use crate::xmp::{PRODUCER, packet, pdf_date};
use crate::{PaperError, Style, icc};

/// The marked content of the pages.
pub(crate) struct Marks {
    /// Per page, the node of each identifier.
    pages: Vec<Vec<usize>>,
    /// Per node, page and identifier of its pieces.
    pieces: Vec<Vec<(usize, i64)>>,
    /// Per node, page and height (from below) where it begins.
    starts: Vec<Option<(usize, f32)>>,
    /// Per figure the corners it covers: left, lower, right, upper edge.
    boxes: BTreeMap<usize, [f32; 4]>,
}

impl Marks {
    pub(crate) fn new(nodes: usize) -> Self {
        Self { pages: Vec::new(), pieces: vec![Vec::new(); nodes], starts: vec![None; nodes], boxes: BTreeMap::new() }
    }

    /// Begins a page.
    pub(crate) fn page(&mut self) {
        self.pages.push(Vec::new());
    }

    /// Tells what a figure covers.
    pub(crate) fn covers(&mut self, node: usize, corners: [f32; 4]) {
        self.boxes.insert(node, corners);
    }

    /// Gives the next identifier on the page to a node whose piece begins at a height.
    pub(crate) fn add(&mut self, node: usize, top: f32) -> i64 {
        let page = self.pages.len() - 1;
        let id = self.pages[page].len() as i64;
        self.pages[page].push(node);
        self.pieces[node].push((page, id));
        self.starts[node].get_or_insert((page, top));
        id
    }
}

/// Name of a structure type.
pub(crate) fn role(kind: Kind) -> &'static str {
    match kind {
        Kind::Document => "Document",
        Kind::Section => "Sect",
        Kind::Heading(1) => "H1",
        Kind::Heading(2) => "H2",
        Kind::Heading(3) => "H3",
        Kind::Heading(4) => "H4",
        Kind::Heading(5) => "H5",
        Kind::Heading(_) => "H6",
        Kind::Paragraph => "P",
        Kind::Caption => "P",
        Kind::Table => "Table",
        Kind::Head => "THead",
        Kind::Body => "TBody",
        Kind::Row => "TR",
        Kind::HeaderCell(..) => "TH",
        Kind::Cell(..) => "TD",
        Kind::Figure => "Figure",
        Kind::Group => "Div",
    }
}

/// Adds the document level and gives the bytes.
pub(crate) fn finish(
    mut document: Document,
    pages: &Pages,
    marks: &Marks,
    style: &Style,
) -> Result<Vec<u8>, PaperError> {
    document.version = "1.7".to_owned();
    let page_ids: Vec<ObjectId> = document.get_pages().into_values().collect();
    for (i, id) in page_ids.iter().enumerate() {
        let page = document.get_dictionary_mut(*id).map_err(wrong)?;
        page.set("StructParents", i as i64);
        page.set("Tabs", "S");
        if page.get(b"Annots").and_then(Object::as_array).is_ok_and(Vec::is_empty) {
            page.remove(b"Annots");
        }
    }
    compress(&mut document)?;
    let id = identity(&document, pages, style);
    let tree = structure(&mut document, pages, marks, &page_ids);
    let outline = outline(&mut document, pages, marks, &page_ids);
    catalog(&mut document, style, &id, (tree, outline))?;
    let info = document.add_object(info(style));
    if let Ok(Object::Reference(old)) = document.trailer.get(b"Info").cloned() {
        document.objects.remove(&old);
    }
    document.trailer.set("Info", info);
    let half = Object::String(id.to_vec(), StringFormat::Hexadecimal);
    document.trailer.set("ID", vec![half.clone(), half]);
    let mut bytes = Vec::new();
    document.save_modern(&mut bytes).map_err(|e| PaperError::Write { what: e.to_string() })?;
    Ok(bytes)
}

#[allow(clippy::needless_pass_by_value)] // It is what `map_err` hands over.
fn wrong(error: lopdf::Error) -> PaperError {
    PaperError::Write { what: error.to_string() }
}

/// Deflates every stream that has no filter.
fn compress(document: &mut Document) -> Result<(), PaperError> {
    for object in document.objects.values_mut() {
        let Object::Stream(stream) = object else { continue };
        if stream.dict.has(b"Filter") {
            continue;
        }
        let mut encoder = ZlibEncoder::new(Vec::with_capacity(stream.content.len() / 2), Compression::new(6));
        let packed = encoder.write_all(&stream.content).and_then(|()| encoder.finish());
        let packed = packed.map_err(|e| PaperError::Write { what: e.to_string() })?;
        stream.dict.set("Filter", "FlateDecode");
        stream.set_content(packed);
    }
    Ok(())
}

/// The first half of a hash over everything on the pages, the faces included, and the metadata.
fn identity(document: &Document, pages: &Pages, style: &Style) -> [u8; 16] {
    let mut hash = Sha256::new();
    for object in document.objects.values() {
        if let Object::Stream(stream) = object {
            hash.update(&stream.content);
        }
    }
    let date = style.created.map(pdf_date).unwrap_or_default();
    for text in [&style.title, &style.author, &date] {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text.as_bytes());
    }
    hash.update((pages.nodes.len() as u64).to_be_bytes());
    let full = hash.finalize();
    let mut half = [0; 16];
    half.copy_from_slice(&full[..16]);
    half
}

/// Writes the structure tree; returns its root.
fn structure(document: &mut Document, pages: &Pages, marks: &Marks, page_ids: &[ObjectId]) -> ObjectId {
    let nodes = &pages.nodes;
    let root = document.new_object_id();
    let ids: Vec<ObjectId> = nodes.iter().map(|_| document.new_object_id()).collect();
    let mut kids: Vec<Vec<Object>> = nodes.iter().map(|_| Vec::new()).collect();
    // Children stand after their parents, so going backwards every node knows whether it has content.
    for (i, node) in nodes.iter().enumerate().rev() {
        let cell = matches!(node.kind, Kind::Cell(..) | Kind::HeaderCell(..));
        let empty = kids[i].is_empty() && marks.pieces[i].is_empty();
        if empty && i > 0 && !cell {
            continue;
        }
        let first = marks.pieces[i].first().map(|piece| piece.0);
        kids[i].reverse();
        let mut content: Vec<Object> = marks.pieces[i].iter().map(|piece| reference(*piece, first, page_ids)).collect();
        content.append(&mut kids[i]);
        let mut element = dictionary! {
            "Type" => "StructElem",
            "S" => role(node.kind),
            "P" => if i == 0 { root } else { ids[node.parent] },
        };
        if let Some(page) = first {
            element.set("Pg", page_ids[page]);
        }
        match content.len() {
            0 => {}
            1 => element.set("K", content.remove(0)),
            _ => element.set("K", content),
        }
        attributes(&mut element, pages, marks, i);
        document.objects.insert(ids[i], element.into());
        if i > 0 {
            kids[node.parent].push(ids[i].into());
        }
    }
    let mut numbers = Vec::with_capacity(marks.pages.len() * 2);
    for (i, page) in marks.pages.iter().enumerate() {
        let parents: Vec<Object> = page.iter().map(|node| ids[*node].into()).collect();
        numbers.push(Object::from(i as i64));
        numbers.push(document.add_object(parents).into());
    }
    let parent_tree = document.add_object(dictionary! { "Nums" => numbers });
    let element = dictionary! {
        "Type" => "StructTreeRoot",
        "K" => ids[0],
        "ParentTree" => parent_tree,
        "ParentTreeNextKey" => marks.pages.len() as i64,
    };
    document.objects.insert(root, element.into());
    root
}

/// A piece of marked content, on the page of the element or with its own.
fn reference((page, id): (usize, i64), first: Option<usize>, page_ids: &[ObjectId]) -> Object {
    if Some(page) == first {
        return id.into();
    }
    dictionary! { "Type" => "MCR", "Pg" => page_ids[page], "MCID" => id }.into()
}

/// Title of a heading; words and place of a figure; span and scope of a cell.
fn attributes(element: &mut Dictionary, pages: &Pages, marks: &Marks, index: usize) {
    let node = &pages.nodes[index];
    if node.kind == Kind::Figure {
        element.set("Alt", lopdf::text_string(node.title.as_deref().unwrap_or_default()));
        if let Some(corners) = marks.boxes.get(&index) {
            let corners: Vec<Object> = corners.iter().map(|edge| Object::Real(*edge)).collect();
            element.set("A", dictionary! { "O" => "Layout", "Placement" => "Block", "BBox" => corners });
        }
        return;
    }
    if let Some(title) = &node.title {
        element.set("T", lopdf::text_string(title));
    }
    let (columns, rows, header) = match node.kind {
        Kind::HeaderCell(columns, rows) => (columns, rows, true),
        Kind::Cell(columns, rows) => (columns, rows, false),
        _ => return,
    };
    if !header && columns == 1 && rows == 1 {
        return;
    }
    let mut table = dictionary! { "O" => "Table" };
    if header {
        let row = &pages.nodes[node.parent];
        let in_head = pages.nodes[row.parent].kind == Kind::Head;
        table.set("Scope", if in_head { "Column" } else { "Row" });
    }
    if columns > 1 {
        table.set("ColSpan", columns as i64);
    }
    if rows > 1 {
        table.set("RowSpan", rows as i64);
    }
    element.set("A", table);
}

/// Writes the outline, nested by depth; returns its root unless there is nothing to show.
fn outline(document: &mut Document, pages: &Pages, marks: &Marks, page_ids: &[ObjectId]) -> Option<ObjectId> {
    let places: Vec<(usize, f32)> = pages.outline.iter().map(|entry| start(pages, marks, entry.node)).collect();
    let entries = &pages.outline;
    if entries.is_empty() {
        return None;
    }
    let root = document.new_object_id();
    let ids: Vec<ObjectId> = entries.iter().map(|_| document.new_object_id()).collect();
    // Parent of each entry: the nearest one before it that is less deep.
    let mut open: Vec<usize> = Vec::new();
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); entries.len()];
    let mut top = Vec::new();
    let mut parents = vec![root; entries.len()];
    for (i, entry) in entries.iter().enumerate() {
        while open.last().is_some_and(|last| entries[*last].depth >= entry.depth) {
            open.pop();
        }
        match open.last() {
            Some(parent) => {
                children[*parent].push(i);
                parents[i] = ids[*parent];
            }
            None => top.push(i),
        }
        open.push(i);
    }
    for siblings in children.iter().chain([&top]) {
        for (place, i) in siblings.iter().enumerate() {
            let (page, height) = places[*i];
            let dest: Vec<Object> =
                vec![page_ids[page].into(), "XYZ".into(), Object::Null, Object::Real(height.round()), Object::Null];
            let title = lopdf::text_string(&entries[*i].title);
            let mut item = dictionary! { "Title" => title, "Parent" => parents[*i], "Dest" => dest };
            if place > 0 {
                item.set("Prev", ids[siblings[place - 1]]);
            }
            if let Some(next) = siblings.get(place + 1) {
                item.set("Next", ids[*next]);
            }
            if let (Some(first), Some(last)) = (children[*i].first(), children[*i].last()) {
                item.set("First", ids[*first]);
                item.set("Last", ids[*last]);
                item.set("Count", descendants(&children, *i));
            }
            document.objects.insert(ids[*i], item.into());
        }
    }
    let mut dict = dictionary! { "Type" => "Outlines", "Count" => entries.len() as i64 };
    if let (Some(first), Some(last)) = (top.first(), top.last()) {
        dict.set("First", ids[*first]);
        dict.set("Last", ids[*last]);
    }
    document.objects.insert(root, dict.into());
    Some(root)
}

fn descendants(children: &[Vec<usize>], of: usize) -> i64 {
    children[of].iter().map(|child| 1 + descendants(children, *child)).sum()
}

/// Page and height where a node or the first of its descendants begins.
fn start(pages: &Pages, marks: &Marks, node: usize) -> (usize, f32) {
    let within = |mut i: usize| {
        while i > node {
            i = pages.nodes[i].parent;
        }
        i == node
    };
    let rest = (node..pages.nodes.len()).take_while(|i| within(*i));
    rest.into_iter().find_map(|i| marks.starts[i]).unwrap_or((0, 842.0))
}

/// What the catalog says of the whole document.
fn catalog(
    document: &mut Document,
    style: &Style,
    id: &[u8; 16],
    (tree, outline): (ObjectId, Option<ObjectId>),
) -> Result<(), PaperError> {
    let mut profile = Stream::new(dictionary! { "N" => 3 }, icc::srgb());
    profile.compress().map_err(wrong)?;
    let profile = document.add_object(profile);
    let intent = dictionary! {
        "Type" => "OutputIntent",
        "S" => "GTS_PDFA1",
        "OutputConditionIdentifier" => Object::string_literal("sRGB"),
        "Info" => Object::string_literal("sRGB IEC61966-2.1"),
        "DestOutputProfile" => profile,
    };
    let metadata = Stream::new(dictionary! { "Type" => "Metadata", "Subtype" => "XML" }, packet(style, id).into());
    let metadata = document.add_object(metadata.with_compression(false));
    let catalog = document.catalog_mut().map_err(wrong)?;
    catalog.set("Lang", Object::string_literal("zh-CN"));
    catalog.set("MarkInfo", dictionary! { "Marked" => true });
    catalog.set("StructTreeRoot", tree);
    catalog.set("ViewerPreferences", dictionary! { "DisplayDocTitle" => true });
    catalog.set("OutputIntents", vec![Object::from(intent)]);
    catalog.set("Metadata", metadata);
    if let Some(outline) = outline {
        catalog.set("Outlines", outline);
        catalog.set("PageMode", "UseOutlines");
    }
    Ok(())
}

fn info(style: &Style) -> Dictionary {
    let mut info = dictionary! {
        "Title" => lopdf::text_string(&style.title),
        "Producer" => Object::string_literal(PRODUCER),
        "Creator" => Object::string_literal(PRODUCER),
    };
    if let Some(date) = style.created.map(pdf_date) {
        info.set("CreationDate", Object::string_literal(date.clone()));
        info.set("ModDate", Object::string_literal(date));
    }
    if !style.author.is_empty() {
        info.set("Author", lopdf::text_string(&style.author));
    }
    info
}
