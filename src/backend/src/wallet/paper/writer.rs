//! The bytes of a PDF: pages, the font in full, and the tree that says what is a heading and what a table.

use super::{
    Paper,
    layout::{HEIGHT, Layout, WIDTH},
    letters::Letters,
};
use crate::Result;
use miniz_oxide::deflate::compress_to_vec_zlib;
use pdf_writer::{
    Content, Filter, Finish as _, Name, Pdf, Rect, Ref, Str, TextStr,
    types::{ArtifactType, CidFontType, FontFlags, StructRole, SystemInfo, UnicodeCmap},
};

/// Of 10; more takes longer and saves nothing to speak of.
const EFFORT: u8 = 6;
const FONT: Name = Name(b"F");
const FONT_NAME: Name = Name(b"DejaVuSans");
const IDENTITY: SystemInfo = SystemInfo {
    registry: Str(b"Adobe"),
    ordering: Str(b"Identity"),
    supplement: 0,
};

/// A line of text in its place, as glyphs.
pub struct Piece {
    pub x: f32,
    pub y: f32,
    pub size: f32,
    pub text: Vec<u8>,
}

#[derive(Default)]
pub struct Page {
    pub pieces: Vec<Piece>,
    /// Hairlines: from, height, to, width.
    pub rules: Vec<(f32, f32, f32, f32)>,
}

/// What something on the pages is.
pub struct Element {
    role: StructRole,
    pub children: Vec<Element>,
    /// Page and place in it of each line that it consists of.
    pub pieces: Vec<(usize, usize)>,
}

impl Element {
    pub fn leaf(role: StructRole) -> Self {
        Self {
            role,
            children: Vec::new(),
            pieces: Vec::new(),
        }
    }
}

fn number(index: usize) -> i32 {
    i32::try_from(index).unwrap_or(i32::MAX)
}

/// A document in the making.
struct Writer {
    pdf: Pdf,
    next: Ref,
    pages: Vec<Ref>,
    /// For each page the element that each of its lines belongs to.
    owners: Vec<Vec<Ref>>,
}

/// # Errors
/// When the font cannot be read.
pub fn write(paper: &Paper) -> Result<Vec<u8>> {
    let mut letters = Letters::new()?;
    let (pages, elements) = Layout::of(paper, &mut letters);
    let mut writer = Writer {
        pdf: Pdf::new(),
        next: Ref::new(1),
        pages: Vec::new(),
        owners: pages.iter().map(|page| vec![Ref::new(1); page.pieces.len()]).collect(),
    };
    let (catalog, tree, root, info) = (writer.id(), writer.id(), writer.id(), writer.id());
    let font = writer.font(&letters);
    writer.pages = pages.iter().map(|_| writer.next.bump()).collect();
    let node = writer.id();
    for (index, page) in pages.iter().enumerate() {
        writer.page(index, page, node, font);
    }
    let kids = writer.pages.clone();
    writer.pdf.pages(node).count(number(kids.len())).kids(kids);
    let children: Vec<Ref> = elements.iter().map(|element| writer.element(element, root)).collect();
    let mut document = writer.pdf.struct_element(root);
    document.kind(StructRole::Document).parent(tree);
    document.children().items(children);
    document.finish();
    writer.tree(tree, root);
    writer
        .pdf
        .document_info(info)
        .title(TextStr(&paper.title))
        .creator(TextStr("PeerTest Hub"));
    let mut catalog = writer.pdf.catalog(catalog);
    catalog.pages(node).lang(TextStr("en"));
    catalog.mark_info().marked(true);
    catalog.viewer_preferences().display_doc_title(true);
    catalog.pair(Name(b"StructTreeRoot"), tree);
    catalog.finish();
    Ok(writer.pdf.finish())
}

impl Writer {
    fn id(&mut self) -> Ref {
        self.next.bump()
    }

    fn page(&mut self, index: usize, page: &Page, node: Ref, font: Ref) {
        let text = self.id();
        let packed = compress_to_vec_zlib(&content(page), EFFORT);
        self.pdf.stream(text, &packed).filter(Filter::FlateDecode);
        let mut written = self.pdf.page(self.pages[index]);
        written
            .parent(node)
            .media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT))
            .contents(text)
            .struct_parents(number(index));
        written.resources().fonts().pair(FONT, font);
    }

    fn element(&mut self, element: &Element, parent: Ref) -> Ref {
        let id = self.id();
        let children: Vec<Ref> = element.children.iter().map(|child| self.element(child, id)).collect();
        for (page, piece) in &element.pieces {
            self.owners[*page][*piece] = id;
        }
        let mut written = self.pdf.struct_element(id);
        written.kind(element.role).parent(parent);
        let mut kids = written.children();
        for child in children {
            kids.struct_element(child);
        }
        for (page, piece) in &element.pieces {
            let mut marked = kids.marked_content_ref();
            marked.page(self.pages[*page]).marked_content_id(number(*piece));
        }
        id
    }

    /// The root of what things are, and the way back from each line to its element.
    fn tree(&mut self, tree: Ref, root: Ref) {
        let lists: Vec<Ref> = (0..self.owners.len()).map(|_| self.next.bump()).collect();
        for (list, owners) in lists.iter().zip(&self.owners) {
            self.pdf.indirect(*list).array().items(owners.iter().copied());
        }
        let mut written = self.pdf.indirect(tree).dict();
        written
            .pair(Name(b"Type"), Name(b"StructTreeRoot"))
            .pair(Name(b"K"), root);
        let mut back = written.insert(Name(b"ParentTree")).dict();
        let mut numbers = back.insert(Name(b"Nums")).array();
        for (index, list) in lists.into_iter().enumerate() {
            numbers.item(number(index)).item(list);
        }
    }

    fn font(&mut self, letters: &Letters) -> Ref {
        let [font, cid, descriptor, file, cmap] = std::array::from_fn(|_| self.id());
        let bytes = letters.bytes();
        let packed = compress_to_vec_zlib(bytes, EFFORT);
        let mut stream = self.pdf.stream(file, &packed);
        stream.filter(Filter::FlateDecode);
        stream.pair(Name(b"Length1"), number(bytes.len()));
        stream.finish();
        let mut unicode = UnicodeCmap::<u16>::new(Name(b"Custom"), IDENTITY);
        for (glyph, letter) in &letters.used {
            unicode.pair(*glyph, *letter);
        }
        self.pdf.cmap(cmap, unicode.finish().as_slice());
        let mut written = self.pdf.type0_font(font);
        written.base_font(FONT_NAME).encoding_predefined(Name(b"Identity-H"));
        written.descendant_font(cid).to_unicode(cmap);
        written.finish();
        let mut written = self.pdf.cid_font(cid);
        written
            .subtype(CidFontType::Type2)
            .base_font(FONT_NAME)
            .system_info(IDENTITY);
        written.font_descriptor(descriptor).default_width(0.0);
        written.cid_to_gid_map_predefined(Name(b"Identity"));
        let mut widths = written.widths();
        for glyph in letters.used.keys() {
            widths.same(*glyph, *glyph, letters.advance(*glyph));
        }
        widths.finish();
        written.finish();
        let (ascent, descent) = letters.extent();
        self.pdf
            .font_descriptor(descriptor)
            .name(FONT_NAME)
            .flags(FontFlags::SYMBOLIC)
            .bbox(Rect::new(-1000.0, descent, 2000.0, ascent))
            .italic_angle(0.0)
            .ascent(ascent)
            .descent(descent)
            .cap_height(729.0)
            .stem_v(80.0)
            .font_file2(file);
        font
    }
}

/// The lines are marked with their places in the page; the hairlines are no part of what it says.
fn content(page: &Page) -> Vec<u8> {
    let mut content = Content::new();
    let mut mark = content.begin_marked_content_with_properties(Name(b"Artifact"));
    mark.properties().artifact().kind(ArtifactType::Layout);
    mark.finish();
    for (from, y, to, width) in &page.rules {
        content
            .set_line_width(*width)
            .move_to(*from, *y)
            .line_to(*to, *y)
            .stroke();
    }
    content.end_marked_content();
    for (place, piece) in page.pieces.iter().enumerate() {
        content
            .begin_marked_content_with_properties(Name(b"P"))
            .properties()
            .identify(number(place));
        content
            .begin_text()
            .set_font(FONT, piece.size)
            .next_line(piece.x, piece.y)
            .show(Str(&piece.text))
            .end_text()
            .end_marked_content();
    }
    content.finish().to_vec()
}
