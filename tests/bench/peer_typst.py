"""The benchmark document through typst: peer_typst.py ROWS.tsv COUNT OUT.pdf FONT_DIR FAMILY."""
import sys

import typst

HEAD = """
#set document(title: "专家评审意见汇总", author: "统评", date: datetime(year: 2026, month: 3, day: 1))
#set page(paper: "a4", margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm),
  footer: context align(center, text(14pt)[— #counter(page).display() —]))
#set text(font: "FAMILY", size: 16pt, lang: "zh", region: "CN", top-edge: 0.88em, bottom-edge: -0.12em)
#set par(justify: true, leading: 12.95pt, spacing: 12.95pt, first-line-indent: (amount: 2em, all: true))
#show heading.where(level: 1): it => align(center, text(22pt, weight: "bold", it.body))
#show heading.where(level: 2): it => text(16pt, weight: "bold", it.body)
"""
TABLE = """#[
#set text(10.5pt)
#set par(leading: 4.5pt, spacing: 4.5pt, first-line-indent: 0em)
#table(columns: (11fr, 19fr, 38fr, 46fr, 13fr, 29fr), inset: 3pt, stroke: 0.5pt,
  align: (x, y) => if y == 0 or x == 0 or x == 4 { center + horizon } else { left + horizon },
  table.header([序号], [评价维度], [评价内容], [评价依据与说明], [得分], [评审意见]),
"""


def main(rows, count, out, fonts, family):
    lines = [line.split("\t") for line in open(rows, encoding="utf-8").read().splitlines()]
    parts = [HEAD.replace("FAMILY", family), "= 专家评审意见汇总\n", "== 一、总体情况\n"]
    parts += [quote(line[1]) + "\n\n" for line in lines if line[0] == "P"]
    parts += ["== 二、逐项意见\n", TABLE]
    for line in [line for line in lines if line[0] == "R"][: int(count)]:
        parts.append("  " + ", ".join(f"[{quote(field)}]" for field in line[1:]) + ",\n")
    parts.append(")]\n")
    source = "".join(parts).encode("utf-8")
    typst.compile(source, output=out, font_paths=[fonts], ignore_system_fonts=True, pdf_standards=["a-2a", "ua-1"])


def quote(text):
    """Plain text as typst code, so that no character is markup."""
    return '#"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


main(*sys.argv[1:])
