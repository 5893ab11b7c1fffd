"""The benchmark document through reportlab: peer_reportlab.py ROWS.tsv COUNT OUT.pdf FONT.ttf."""
import sys
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, TableStyle


def main(rows, count, out, font):
    pdfmetrics.registerFont(TTFont("Kai", font))
    style = lambda name, size, leading, **more: ParagraphStyle(
        name, fontName="Kai", fontSize=size, leading=leading, wordWrap="CJK", **more)
    title = style("title", 22, 33, alignment=TA_CENTER)
    heading = style("heading", 16, 28.95, firstLineIndent=32)
    body = style("body", 16, 28.95, firstLineIndent=32, alignment=TA_JUSTIFY)
    cell = style("cell", 10.5, 15, alignment=TA_JUSTIFY)
    middle = style("middle", 10.5, 15, alignment=TA_CENTER)
    lines = [line.split("\t") for line in open(rows, encoding="utf-8").read().splitlines()]
    story = [Paragraph("专家评审意见汇总", title), Paragraph("一、总体情况", heading)]
    story += [Paragraph(escape(line[1]), body) for line in lines if line[0] == "P"]
    story.append(Paragraph("二、逐项意见", heading))
    table = [[Paragraph(name, middle) for name in ("序号", "评价维度", "评价内容", "评价依据与说明", "得分", "评审意见")]]
    for line in [line for line in lines if line[0] == "R"][: int(count)]:
        table.append([Paragraph(escape(t), middle if i in (0, 4) else cell) for i, t in enumerate(line[1:])])
    widths = [156 * mm * weight / 156 for weight in (11, 19, 38, 46, 13, 29)]
    rules = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    rules += [(f"{side}PADDING", (0, 0), (-1, -1), 3) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")]
    story.append(LongTable(table, colWidths=widths, repeatRows=1, style=TableStyle(rules)))

    def number(canvas, document):
        canvas.setFont("Kai", 14)
        canvas.drawCentredString(A4[0] / 2, 28 * mm, f"— {document.page} —")

    # The frame has 6 points of padding on each side of its own.
    document = SimpleDocTemplate(out, pagesize=A4, topMargin=37 * mm - 6, bottomMargin=35 * mm - 6,
                                 leftMargin=28 * mm - 6, rightMargin=26 * mm - 6, title="专家评审意见汇总", author="统评")
    document.build(story, onFirstPage=number, onLaterPages=number)


main(*sys.argv[1:])
