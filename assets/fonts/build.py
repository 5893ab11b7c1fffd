"""Cuts the faces down to what official Chinese papers need and gives them names of their own.

Called by `build` with the unpacked packages and the target folder.  It writes the faces, the list of the 8105 characters
of the Table of General Standard Chinese Characters, and the licence texts.  Nothing here reads a clock or the network.
"""
import bz2
import gzip
import sys
from pathlib import Path

from fontTools import subset
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTCollection, TTFont

NOTO = "usr/share/fonts/opentype/noto/"
SIMPLIFIED = 2  # place of the SC face in the Noto collections: JP KR SC TC HK
WENKAI = "usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf"
FANDOL = "usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf"

OFL = "Licensed under the SIL Open Font License, Version 1.1. A modified version: subset and renamed."
GPL = ("Licensed under the GNU General Public License, version 3, with the GPL font exception. "
       "A modified version: subset and renamed.")

# family, file, source, characters ("table" or "wide"), licence, address of the licence
FACES = [
    ("TongpingTitle", "TongpingTitle.otf", NOTO + "NotoSerifCJK-Bold.ttc", "table", OFL),
    # The face of last resort also has the whole of GBK, for rare names in their old forms.
    ("TongpingSong", "TongpingSong.otf", NOTO + "NotoSerifCJK-Regular.ttc", "wide", OFL),
    ("TongpingHei", "TongpingHei.otf", NOTO + "NotoSansCJK-Medium.ttc", "table", OFL),
    ("TongpingKai", "TongpingKai.ttf", WENKAI, "table", OFL),
    ("TongpingFang", "TongpingFang.otf", FANDOL, "table", GPL),
    ("TongpingFangFallback", "TongpingFangFallback.otf", NOTO + "NotoSerifCJK-Light.ttc", "table", OFL),
]
ADDRESS = {OFL: "https://openfontlicense.org", GPL: "https://www.gnu.org/licenses/gpl-3.0.html"}
# A face may only be shipped when these are all there, unless it is known to lack them.
LACKS_OF_TABLE = {"TongpingFang": 1467}

RANGES = [
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x00FF),  # Latin-1
    (0x0391, 0x03A9), (0x03B1, 0x03C9),  # Greek letters
    (0x2010, 0x2027), (0x2030, 0x203B),  # dashes, quotes, leaders, per mille, primes, reference mark
    (0x2070, 0x208E),  # superscripts and subscripts
    (0x2150, 0x217F),  # fractions, Roman numerals
    (0x2190, 0x2199), (0x21D0, 0x21D4),  # arrows
    (0x2460, 0x24FF),  # circled and bracketed numbers
    (0x2500, 0x257F),  # box drawing
    (0x2580, 0x2593),  # blocks
    (0x3000, 0x301F),  # CJK punctuation, including the brackets of year numbers
    (0x3021, 0x3029),
    (0x3041, 0x3096), (0x30A1, 0x30FE),  # kana, which stand in names of products
    (0x3105, 0x3129),
    (0x3220, 0x3243), (0x3280, 0x32B0),
    (0x3380, 0x33DF),  # squared units
    (0xFE30, 0xFE4F),
    (0xFF01, 0xFF5E), (0xFFE0, 0xFFE6),  # full-width forms
]
SINGLES = ("\u01ce\u01d0\u01d2\u01d4\u01da\u0101\u0113\u011b\u012b\u0144\u0148\u014d\u016b"  # pinyin
           "℃℅℉№℡™Ω℮←↑→↓↔∀∂∃∅∆∇∈∏∑−∕∗√∝∞∟∠∣∥∧∨∩∪∫∮∴∵∶∷∼∽≈≌≒≠≡≤≥≦≧≪≫≮≯⊕⊙⊥⊿⌒"
           "■□▢▣▲△▶▷▼▽◀◁◆◇○◎●◢◣◤◥★☆☎☐☑☒☞♀♂♠♥♦♣✓✔✕✗✘❖➀➁➂€₩￥㎡㎥·〇")


def general_standard_table(root: Path) -> list[str]:
    """The 8105 characters in the order of the table, from the property kTGH of the Unihan database."""
    place = {}
    path = root / "usr/share/unicode/Unihan_OtherMappings.txt.bz2"
    with bz2.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            fields = line.rstrip("\n").split("\t")
            if len(fields) == 3 and fields[1] == "kTGH":
                year, number = fields[2].split(":")
                assert year == "2013" and int(number) not in place, line
                place[int(number)] = chr(int(fields[0][2:], 16))
    assert sorted(place) == list(range(1, 8106)) and len(set(place.values())) == 8105
    return [place[number] for number in range(1, 8106)]


def write_table(table: list[str], path: Path) -> None:
    lines = ["# 通用规范汉字表 (State Council, 2013): 8105 characters in the order of the table.",
             "# From the property kTGH of Unihan 15.0 (Debian package unicode-data); lines with # are comments."]
    for name, start, end in [("一级字表", 0, 3500), ("二级字表", 3500, 6500), ("三级字表", 6500, 8105)]:
        lines.append(f"# {name} {end - start}")
        lines += ["".join(table[at:min(at + 50, end)]) for at in range(start, end, 50)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def hanzi_of(encoding: str, first: range) -> set[str]:
    found = set()
    for high in first:
        for low in range(0x40, 0xFF):
            try:
                char = bytes([high, low]).decode(encoding)
            except UnicodeDecodeError:
                continue
            if 0x4E00 <= ord(char) <= 0x9FFF:
                found.add(char)
    return found


def give_names(font: TTFont, family: str, licence: str) -> None:
    """Replaces every name.  Only the copyright statement stays: both licences ask for that."""
    names = font["name"]
    rights = names.getDebugName(0)
    names.names = []
    full = {0: rights, 1: family, 2: "Regular", 3: f"tongping:{family}", 4: family, 5: "Version 1.000", 6: family,
            13: licence, 14: ADDRESS[licence]}
    for number, text in full.items():
        names.setName(text, number, 3, 1, 0x409)
    if "CFF " in font:
        compact = font["CFF "].cff
        compact.fontNames = [family]
        top = compact.topDictIndex[0]
        top.FullName = top.FamilyName = family
        top.rawDict.pop("Weight", None)
        top.rawDict.pop("XUID", None)
        top.rawDict.pop("UniqueID", None)
        top.Notice = rights


# Check boxes are in no face of the packages.  Each is composed of two signs the face has, in the place of a glyph nobody
# needs (white telephone, white shogi piece), because that keeps the tables of a CID-keyed face as they are.
DONORS = {"☑": ("\u260f", "✓"), "☒": ("\u2616", "×")}


def make_check_boxes(font: TTFont) -> None:
    glyphs, cmap, top = font.getGlyphSet(), font.getBestCmap(), font["CFF "].cff.topDictIndex[0]
    box = cmap[ord("□")]
    frame = BoundsPen(glyphs)
    glyphs[box].draw(frame)
    left, bottom, right, height = frame.bounds
    places = {ord("☐"): box}
    for char, (donor, mark) in DONORS.items():
        inner = BoundsPen(glyphs)
        glyphs[cmap[ord(mark)]].draw(inner)
        x0, y0, x1, y1 = inner.bounds
        scale = 0.72 * (right - left) / max(x1 - x0, y1 - y0)
        name, old = cmap[ord(donor)], top.CharStrings[cmap[ord(donor)]]
        width = font["hmtx"][box][0]
        private = old.private
        pen = T2CharStringPen(None if width == private.defaultWidthX else width - private.nominalWidthX, glyphs)
        glyphs[box].draw(pen)
        shift = ((left + right) / 2 - scale * (x0 + x1) / 2, (bottom + height) / 2 - scale * (y0 + y1) / 2)
        glyphs[cmap[ord(mark)]].draw(TransformPen(pen, (scale, 0, 0, scale, *shift)))
        top.CharStrings[name] = pen.getCharString(private, old.globalSubrs)
        font["hmtx"][name] = font["hmtx"][box]
        places[ord(char)] = name
    donors = [ord(donor) for donor, _ in DONORS.values()]
    for part in font["cmap"].tables:
        if part.format == 14:
            continue
        for code in donors:
            part.cmap.pop(code, None)
        part.cmap.update(places)


def cut(root: Path, target: Path, family: str, file: str, source: str, chars: set[str], licence: str) -> set[str]:
    path = root / source
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "gasp", "DSIG", "kern"]
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    options.name_legacy = True
    options.notdef_outline = True
    options.recalc_timestamp = False
    font = (TTCollection(path, recalcTimestamp=False).fonts[SIMPLIFIED] if path.suffix == ".ttc"
            else TTFont(path, recalcTimestamp=False))
    cutter = subset.Subsetter(options)
    composed = path.suffix == ".ttc"
    donors = {donor for donor, _ in DONORS.values()} if composed else set()
    cutter.populate(unicodes=sorted(map(ord, chars | donors)))
    cutter.subset(font)
    if composed:
        make_check_boxes(font)
    give_names(font, family, licence)
    # One weight per family: the program chooses a face by role, never by weight, so "bold" flags would only mislead.
    font["OS/2"].fsSelection = 0x40
    font["head"].macStyle = 0
    font["head"].modified = font["head"].created
    font.save(target / file, reorderTables=True)
    return set(map(chr, font.getBestCmap()))


def plain_licence(root: Path, package: str, name: str) -> str:
    """The licence paragraph of a Debian copyright file, without that format's indents and lone dots."""
    text = (root / f"usr/share/doc/{package}/copyright").read_text(encoding="utf-8")
    start = f"\nLicense: {name}\n"
    lines = text[text.index(start + " -") + len(start):].split("\n")
    kept = []
    for line in lines:
        if line and not line.startswith(" "):
            break
        kept.append("" if line.strip() == "." else line[1:])
    return "\n".join(kept).strip() + "\n"


FONT_EXCEPTION = """\
TongpingFang.otf is a modified version (subset and renamed) of FandolFang-Regular.otf by the Fandol team (Clerk Ma and
Jie Su), version 1.300, as packaged in Debian's texlive-lang-chinese.  Its licence is the GNU General Public License,
version 3 (below), with the GPL font exception.  The complete recipe is the script `build` in this folder.
This face is a separate work beside the program; the program runs without it.

As a special exception, if you create a document which uses this font, and embed this font or unaltered portions of this
font into the document, this font does not by itself cause the resulting document to be covered by the GNU General Public
License. This exception does not however invalidate any other reasons why the document might be covered by the GNU General
Public License. If you modify this font, you may extend this exception to your version of the font, but you are not
obligated to do so. If you do not wish to do so, delete this exception statement from your version.

----------------------------------------------------------------------------------------------------------------------

"""


def write_licences(root: Path, target: Path) -> None:
    noto = plain_licence(root, "fonts-noto-cjk", "SIL-1.1")
    wenkai = plain_licence(root, "fonts-lxgw-wenkai", "OFL-1.1")
    head = "{files}: modified versions (subset and renamed) of {name}.\n{rights}\n\n"
    (target / "LICENSE-noto.txt").write_text(head.format(
        files="TongpingTitle.otf, TongpingSong.otf, TongpingHei.otf, TongpingFangFallback.otf",
        name="Noto Serif CJK SC and Noto Sans CJK SC",
        rights="Copyright 2014-2021, 2017-2022 Adobe (http://www.adobe.com/). Noto is a trademark of Google Inc.")
        + noto, encoding="utf-8")
    (target / "LICENSE-wenkai.txt").write_text(head.format(
        files="TongpingKai.ttf", name="LXGW WenKai",
        rights='Copyright 2021-2023 LXGW, with Reserved Font Names "霞鹜" and "LXGW".\nCopyright 2020 The Klee Project Authors.')
        + wenkai, encoding="utf-8")
    unihan = (root / "usr/share/doc/unicode-data/copyright").read_bytes()
    (target / "LICENSE-unihan.txt").write_bytes(unihan)
    with gzip.open(root / "usr/share/doc/texlive-doc/fonts/fandol/COPYING.gz", "rt", encoding="utf-8") as text:
        (target / "LICENSE-fandol.txt").write_text(FONT_EXCEPTION + text.read(), encoding="utf-8")


def main() -> None:
    root, target = Path(sys.argv[1]), Path(sys.argv[2])
    table = general_standard_table(root)
    write_table(table, target / "hanzi-8105.txt")
    signs = {chr(code) for first, last in RANGES for code in range(first, last + 1)} | set(SINGLES)
    chars = {"table": signs | set(table) | hanzi_of("gb2312", range(0xB0, 0xF8))}
    chars["wide"] = chars["table"] | hanzi_of("gbk", range(0x81, 0xFF))
    for family, file, source, extent, licence in FACES:
        held = cut(root, target, family, file, source, chars[extent], licence)
        lacking = sum(char not in held for char in table)
        assert lacking == LACKS_OF_TABLE.get(family, 0), f"{family} lacks {lacking} characters of the table"
        without = "".join(sorted(char for char in signs if char not in held))
        size = (target / file).stat().st_size
        print(f"{file}: {size / 1e6:.1f} MB, {len(held)} characters, {8105 - lacking} of 8105; signs it lacks: {without}")
    write_licences(root, target)


main()
