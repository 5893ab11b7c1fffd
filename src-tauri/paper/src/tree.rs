//! The structure tree of a document while it is laid out: what each piece of text is, in reading order. `tags` writes
//! it into the PDF.

/// What a node of the structure tree is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The whole paper.
    Document,
    /// One section of several.
    Section,
    /// A heading, 1…6.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// The caption of a table.
    Caption,
    /// A table.
    Table,
    /// The header rows of a table.
    Head,
    /// The other rows of a table.
    Body,
    /// A row.
    Row,
    /// A header cell over so many columns and rows.
    HeaderCell(usize, usize),
    /// A cell over so many columns and rows.
    Cell(usize, usize),
    /// Something drawn; its title says what.
    Figure,
    /// A grouping without meaning: tables that only align fields.
    Group,
}

/// One node. Children come in the order of their creation.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Index of its parent; the root is its own parent.
    pub parent: usize,
    /// Title of a heading or section; for a figure what it is in words.
    pub title: Option<String>,
}

/// An entry of the outline.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// 1 = outermost.
    pub depth: usize,
    /// What it says.
    pub title: String,
    /// Node whose first line is the destination; for a section its first page.
    pub node: usize,
}

/// The tree under construction.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) nodes: Vec<Node>,
    pub(crate) outline: Vec<Entry>,
    /// Levels of the headings that enclose the next one, so that H1, H2 … never skip a level.
    open: Vec<u8>,
    /// Depth that a titled section adds to its headings in the outline.
    base: usize,
}

impl Tree {
    pub(crate) fn new() -> Self {
        let root = Node { kind: Kind::Document, parent: 0, title: None };
        Self { nodes: vec![root], outline: Vec::new(), open: Vec::new(), base: 0 }
    }

    /// Adds a node and gives its index.
    pub(crate) fn add(&mut self, kind: Kind, parent: usize) -> usize {
        self.nodes.push(Node { kind, parent, title: None });
        self.nodes.len() - 1
    }

    /// Adds a figure with what it is in words.
    pub(crate) fn figure(&mut self, alt: &str, parent: usize) -> usize {
        let node = self.add(Kind::Figure, parent);
        self.nodes[node].title = Some(alt.to_owned());
        node
    }

    /// Adds a section.
    pub(crate) fn section(&mut self, title: Option<&String>) -> usize {
        let node = self.add(Kind::Section, 0);
        self.base = 0;
        if let Some(title) = title {
            self.nodes[node].title = Some(title.clone());
            self.outline.push(Entry { depth: 1, title: title.clone(), node });
            self.base = 1;
        }
        node
    }

    /// Adds a heading of a level as the document counts them.
    pub(crate) fn heading(&mut self, level: u8, text: &str, parent: usize) -> usize {
        while self.open.last().is_some_and(|open| *open >= level) {
            self.open.pop();
        }
        self.open.push(level);
        let depth = self.open.len().min(6);
        let node = self.add(Kind::Heading(u8::try_from(depth).unwrap_or(6)), parent);
        // A forced break in a Chinese title stands for nothing.
        let title: String = text.split('\n').map(str::trim).collect();
        self.nodes[node].title = Some(title.clone());
        self.outline.push(Entry { depth: self.base + depth, title, node });
        node
    }
}
