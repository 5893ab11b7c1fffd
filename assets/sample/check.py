#!/usr/bin/env python3
"""Checks the demonstration data in this folder: figures, shapes, references. Exits 1 on any mismatch."""
import json
import re
import sys
from datetime import datetime
from decimal import Decimal as D, ROUND_HALF_UP
from pathlib import Path

HERE = Path(__file__).resolve().parent
errors, done = [], []


def need(ok, text):
    if not ok:
        errors.append(text)


def r2(x):
    return x.quantize(D("0.01"), ROUND_HALF_UP)


def num(s):
    return D(s) if re.fullmatch(r"-?\d+(\.\d+)?", s) else None


# ---------------------------------------------------------------- manuscripts
class Report:
    def __init__(self, name):
        self.name = name
        text = (HERE / name).read_text("utf-8")
        _, front, self.body = text.split("---\n", 2)
        self.front = dict(l.split(": ", 1) for l in front.strip().split("\n"))
        keys = "title subtitle unit department kind agency lead date notice".split()
        need(list(self.front) == keys, f"{name}: front matter keys")
        need(self.front["notice"].startswith("演示数据"), f"{name}: notice")
        self.tables, self.heads, self.places, self.paras = {}, [], set(), []
        chapter = first = second = ""
        for block in re.split(r"\n\s*\n", self.body.strip()):
            lines = block.split("\n")
            h = re.match(r"(#+) (.+)", lines[0])
            t = re.match(r"表 (\d+)  (\S.*)$", lines[0])
            if h:
                need(len(lines) == 1, f"{name}: heading with more lines: {lines[0]}")
                level, title = len(h[1]), h[2]
                self.heads.append((level, title))
                need(not re.search(r"[。；，：]$", title), f"{name}: stop at the end of a heading: {title}")
                if level == 1:
                    chapter = re.match(r"摘要|附件\d+", title)[0]
                    self.places.add(chapter)
                elif level == 2:
                    first = re.match(r"([一二三四五六七])、", title)[1]
                    self.places.add(first)
                elif level == 3:
                    second = first + re.match(r"（[一二三四五六七八]）", title)[0]
                    self.places.add(second)
                else:
                    self.places.add(second + re.match(r"(\d+)\. ", title)[1])
            elif t:
                self.table(int(t[1]), lines)
            else:
                need(len(lines) == 1, f"{name}: paragraph of several lines: {lines[0][:20]}")
                need(not re.search(r"^[|\-*>]|\*\*|`|\]\(", block), f"{name}: markup: {block[:30]}")
                self.paras.append(block)
        firsts = [t[0] for l, t in self.heads if l == 2]
        need(firsts == list("一二三四五六七"), f"{name}: the seven parts")
        need([t for l, t in self.heads if l == 1][0] == "摘要", f"{name}: 摘要 first")
        need(list(self.tables) == list(range(1, len(self.tables) + 1)), f"{name}: table numbers")
        for m in re.finditer(r"(?<!代)表(\d+)", self.body):
            need(int(m[1]) in self.tables, f"{name}: reference to 表{m[1]}")
        for m in re.finditer(r"附件(\d+)", self.body):
            need(f"附件{m[1]}" in self.places, f"{name}: reference to 附件{m[1]}")
        flat = "\n".join(self.paras + [t for _, t in self.heads if not re.match(r"\d\. ", t)])
        bad = re.findall(r".{0,6}[,;:!?()\[\]\"'].{0,6}|.{0,6}[\u4e00-\u9fff]\.[\u4e00-\u9fff].{0,6}", flat)
        need(not bad, f"{name}: half-width punctuation {bad}")
        need(not re.search(r"[》”]、[《“]", flat), f"{name}: 、 between titles or quotations")
        need(not re.search(r"\d万元(?<!\.\d\d万元)", flat), f"{name}: 万元 without two decimals")

    def table(self, n, lines):
        rows = [[c.strip() for c in l.strip()[1:-1].split("|")] for l in lines[1:]]
        head, spec, data = rows[0], rows[1], rows[2:]
        need(n not in self.tables, f"{self.name} 表{n}: twice")
        for r in rows:
            need(len(r) == len(head), f"{self.name} 表{n}: cells in row {r}")
        for c in spec:
            need(re.fullmatch(r"[LCRJ]\d+", c), f"{self.name} 表{n}: width {c}")
        need(sum(int(c[1:]) for c in spec) == 100, f"{self.name} 表{n}: widths add to {sum(int(c[1:]) for c in spec)}")
        for i, r in enumerate(data):
            for j, c in enumerate(r):
                need(c != "" and (c != "^" or i) and (c != "<" or j), f"{self.name} 表{n}: cell {i},{j}")
                need(not re.search(r"[,;:!?()\"']", c), f"{self.name} 表{n}: half-width in {c}")
        self.tables[n] = (head, data)

    def col(self, n, j):
        return [num(r[j]) for r in self.tables[n][1]]

    def sums(self, n, cols):
        """the last row is the sum of the rows above, subtotals left out"""
        data = self.tables[n][1]
        for j in cols:
            v = [num(r[j]) for r in data[:-1] if not any("小计" in c for c in r)]
            total = num(data[-1][j])
            need(total == sum(x for x in v if x is not None), f"{self.name} 表{n} column {j}: {sum(x for x in v if x is not None)} is not {total}")

    def rate(self, n, a, b, c, less=False):
        for r in self.tables[n][1]:
            x, y, z = num(r[a]), num(r[b]), num(r[c])
            if None in (x, y, z):
                continue
            v = r2(((x - y) / y if less else x / y) * 100)
            need(v == z, f"{self.name} 表{n} {r}: rate {v}")

    def survey(self, n, people):
        data = self.tables[n][1]
        scores = []
        for r in data[:-1]:
            c = [num(x) for x in r[1:6]]
            need(sum(c) == people, f"{self.name} 表{n} {r[0]}: {sum(c)} people")
            s = r2(sum(x * w for x, w in zip(c, (100, 80, 60, 30, 0))) / people)
            need(s == num(r[6]), f"{self.name} 表{n} {r[0]}: score {s}")
            scores.append(num(r[6]))
        need(r2(sum(scores) / len(scores)) == num(data[-1][6]), f"{self.name} 表{n}: mean")

    def says(self, *texts):
        for t in texts:
            need(t in self.body, f"{self.name}: should say {t}")


def scores_in_text(rep, part, score_table, name_col, max_col, score_col, except_for=()):
    """every “name（分值…，得…）” of the text agrees with the score table"""
    rows = {r[name_col]: r for r in rep.tables[score_table][1]}
    seen = 0
    for m in re.finditer(r"(?m)^(\S+?)（(\d+\.\d\d)分，得(\d+\.\d\d)分）", rep.body):
        row = next((r for k, r in rows.items() if k == m[1] or k.endswith(m[1])), None)
        need(row is not None, f"{rep.name}: {m[1]} is not in 表{score_table}")
        if row and m[1] not in except_for:
            need((row[max_col], row[score_col]) == (m[2], m[3]), f"{rep.name}: {m[1]} {m[2]} {m[3]} against {row}")
        seen += 1
    need(seen == part, f"{rep.name}: {seen} indicators with points in the text, expected {part}")


def summary(rep, n, detail, first_col, score_col, differs=()):
    """the table of first-level points is the sum of the detailed one"""
    group, got = None, {}
    for r in rep.tables[detail][1][:-1]:
        group = r[0] if r[0] != "^" else group
        got[group] = got.get(group, D(0)) + num(r[score_col])
    for r in rep.tables[n][1][:-1]:
        if r[0] not in differs:
            need(got[r[0]] == num(r[2]), f"{rep.name} 表{n}: {r[0]} {got[r[0]]}")
    rep.sums(n, (1, 2))
    rep.rate(n, 2, 1, 3)


def report_1():
    p = Report("report-1.md")
    p.sums(1, range(1, 6))
    for r in p.tables[1][1]:
        need(sum(num(x) for x in r[1:4]) == num(r[4]), f"report-1 表1 {r}")
    p.sums(2, (1, 2, 3)), p.rate(2, 3, 2, 4)
    p.sums(3, range(1, 6)), p.rate(3, 5, 1, 6)
    for r in p.tables[3][1]:
        need(num(r[2]) - num(r[3]) - num(r[4]) == num(r[5]), f"report-1 表3 {r}")
    summary(p, 5, 12, 0, 5), p.sums(12, (2, 5))
    scores_in_text(p, 19, 12, 1, 2, 5, ("满意度",))
    p.sums(6, (1, 2)), p.rate(6, 2, 1, 3)
    for r in p.tables[7][1]:
        n = D(re.match(r"[\d.]+", r[2])[0])
        unit, std = (D(re.match(r"[\d.]+", x)[0]) for x in (r[3], r[4]))
        need(r2(num(r[1]) / n) == unit and r2((unit - std) / std * 100) == num(r[5]), f"report-1 表7 {r}")
    p.sums(8, (1, 2, 3)), p.rate(8, 3, 2, 4)
    need(486 + 327 + 174 + 168 + 109 == p.col(8, 2)[-1] and r2(D(486 + 327) / 1264 * 100) == D("64.32"), "report-1: kinds of complaints")
    weights = [num(r[2]) for n in (9, 10) for r in p.tables[n][1]] + p.col(11, 3)
    need(weights == p.col(12, 2)[:-1] and sum(weights) == 100, "report-1: weights")
    p.sums(13, (1, 2, 3)), p.survey(14, 572)
    people = [(int(a), D(b)) for a, b in re.findall(r"(\d+)人，占(\d+\.\d\d)%", p.body)]
    need(len(people) == 8 and all(r2(D(a) / 572 * 100) == b for a, b in people), "report-1: respondents")
    for a, b in ((0, 2), (2, 5), (5, 8)):
        need(sum(x for x, _ in people[a:b]) == 572 and sum(x for _, x in people[a:b]) == 100, "report-1: respondents")
    p.sums(15, (1, 2, 3))
    p.says("84.99分", "节约率2.05%", "12.90%", "占实际支出的47.50%", "仅占合同金额的1.39%", "涉及资金16.74万元", "超标准支出约95.10万元")
    need(r2(D("1.86") * 9) == D("16.74") and r2(D("3158.42") - D("356.20") * D("8.60")) == D("95.10"), "report-1: amounts of the problems")
    # deliberate, see README.md
    p.says("实际完成365.20万平方米", "满意度为83.86分", "海府办〔2019〕31号", "对4个街镇开展现场核查")
    need(p.tables[15][1][3][2] == "—", "report-1 表15: 白鹭街道")
    return p


def report_2():
    p = Report("report-2.md")
    p.sums(2, (1, 2)), p.rate(2, 2, 1, 3)
    p.sums(3, (1, 2)), p.rate(3, 2, 1, 3)
    p.sums(4, (1, 3))
    for r in p.tables[4][1][:-1]:
        need(num(r[1]) * num(r[2]) == num(r[3]), f"report-2 表4 {r}")
    need(p.col(4, 3)[-1] == p.col(3, 2)[0] and p.col(2, 2)[2] == p.col(3, 2)[-1], "report-2: subsidies")
    need(12 * D("8.5") + 22 * 6 + 12 * 4 - D("0.44") == p.col(3, 2)[1], "report-2: operating subsidy")
    need(6 * 15 + 4 * 8 == p.col(3, 2)[2] and D("26.5") * 2 == p.col(3, 2)[3], "report-2: building, delivery")
    summary(p, 5, 8, 0, 6), p.sums(8, (2, 6))
    p.sums(6, (2,)), need(r2((D("207.80") / D("172.30") - 1) * 100) == D("20.60") and r2((D("172.30") / D("134.50") - 1) * 100) == D("28.10"), "report-2 表6")
    p.sums(7, (1, 2, 4, 5)), p.rate(7, 2, 1, 3)
    p.survey(9, 462), need(128 + 196 + 138 == 462, "report-2: ages")
    need(r2(D("998.74") / D("207.80")) == D("4.81") and r2(D("1026") / 200) == D("5.13"), "report-2: cost of a meal")
    need(r2(D(21860) / 84600 * 100) == D("25.84") and r2(D(29) / 46 * 100) == D("63.04"), "report-2: shares")
    for _, score in re.findall(r"(指标得)(\d+\.\d\d)分", p.body):
        need(num(score) in p.col(5, 2), f"report-2: {score}")
    p.says("受益老年人2.18万人", "老年人代表18人", "考核帐目")
    n = sum(int(x) for x in re.findall(r"(?m)^\S+?（(\d+)人）：", p.body))
    need(n == 17, f"report-2: {n} people interviewed in 附件3")
    return p


def report_3():
    p = Report("report-3.md")
    p.sums(1, (2, 3)), p.rate(1, 3, 2, 4)
    for n in (2, 3):
        p.sums(n, (1, 2, 3)), p.rate(n, 3, 2, 4)
    p.sums(4, (2, 3)), p.rate(4, 3, 2, 4)
    d = p.tables[4][1]
    for a, b in ((0, 8), (9, 12)):
        for j in (2, 3):
            need(sum(num(r[j]) for r in d[a:b]) == num(d[b][j]), "report-3 表4: subtotal")
    need(p.col(4, 3)[-1] == p.col(2, 3)[2], "report-3: projects")
    p.sums(5, (1, 2, 3))
    summary(p, 6, 13, 0, 4, ("过程",)), p.sums(13, (2, 4))
    scores_in_text(p, 28, 13, 1, 2, 4, ("资金使用合规性",))
    p.rate(7, 2, 1, 3)
    need(r2(sum(p.col(7, 3)[:3]) / 3) == p.col(7, 3)[3], "report-3 表7")
    p.sums(8, (1, 2)), p.rate(8, 2, 1, 3)
    p.rate(9, 3, 2, 4)
    p.sums(10, (1, 2)), p.rate(10, 2, 1, 3)
    p.sums(11, (1, 2, 3, 4))
    p.sums(12, (3,)), need(p.col(12, 3)[:-1] == p.col(13, 2)[:-1], "report-3: weights")
    p.sums(14, (1, 2, 3)), p.survey(15, 386)
    need(sum(1 for r in p.tables[16][1] if r[4] == "—" and r[5] == "—") == 9, "report-3 表16: nine gaps")
    # deliberate, see README.md
    need(p.col(13, 4)[-1] == D("79.77") and p.col(6, 2)[-1] == D("80.77"), "report-3: the two totals")
    p.says("资金使用合规性（3.00分，得2.00分）", "实际完成率（9.00分，得9.00分）", "部门实际支出18177.22万元", "80～89分")
    need(len([t for l, t in p.heads if l == 4 and p.heads.index((l, t)) > p.heads.index((3, "（二）存在的问题及原因分析"))]) == 5, "report-3: five problems")
    six = p.heads.index(next(h for h in p.heads if h[1].startswith("六、")))
    need(sum(1 for l, _ in p.heads[six:] if l == 3) == 4, "report-3: four proposals")
    return p


# ---------------------------------------------------------------- sample.json
FORM = {"1.1": 4, "1.2": 3, "1.3": 3, "2.1": 4, "2.2": 8, "2.3": 6, "2.4": 4, "2.5": 3, "3.1": 8, "3.2": 6, "3.3": 6,
        "4.1": 8, "4.2": 6, "4.3": 6, "5.1": 8, "5.2": 8, "5.3": 4, "6.1": 3, "6.2": 2}
VECTORS = {"1": "9 8.5 9.5 7 9", "2": "22.5 21 23 17 22", "3": "17 16.5 18 12 17.5",
           "4": "18 17 18.5 13.5 17.5", "5": "17.5 16 18 12 17", "6": "4.5 4 4.5 3.5 4.5"}
CONCLUSIONS = ("通过", "修改后通过", "不通过")


def tally(ops):
    totals = {o["expert"]: sum(o["by_group"].values()) for o in ops}
    kept = ops
    if len(ops) >= 5:
        order = sorted(ops, key=lambda o: totals[o["expert"]])
        kept = order[1:-1]
    groups = {g: r2(sum(o["by_group"][g] for o in kept) / len(kept)) for g in "123456"}
    return totals, groups, sum(groups.values())


def suggestion(total):
    return "通过" if total >= 90 else "修改后通过" if total >= 80 else None if total >= 60 else "不通过"


def sample(reports):
    d = json.loads((HERE / "sample.json").read_text("utf-8"), parse_float=lambda s: need(False, f"number {s}"))
    need(d["format"] == 1 and d["notice"].startswith("演示数据") and d["form"] == "T-RV-SCORE", "head")
    s = d["session"]
    need(s["starts_on"] < s["ends_on"] and s["no"] == "HY-PS-2026-001" and s["kind"] == "财政重点评价", "session")
    names = [e["name"] for e in d["experts"]]
    need(len(set(names)) == 12, "twelve experts")
    for e in d["experts"]:
        need(list(e) == ["name", "kind", "employer", "job_title", "field", "avoid_units"], f"expert {e['name']}")
        need(e["kind"] in ("业务", "管理", "财务", "人大代表", "政协委员", "其他"), f"kind of {e['name']}")
    panel = [p["expert"] for p in d["panel"]]
    need(len(set(panel)) == 5 and set(panel) <= set(names), "panel")
    need([p["role"] for p in d["panel"]].count("chair") == 1, "one chair")
    reps = {r["no"]: r for r in d["reports"]}
    need(len(reps) == 3 and len({r["budget_book"] for r in d["reports"]}) >= 2, "reports")
    for r in d["reports"]:
        f = reports[r["manuscript"]]
        for k in ("title", "unit", "department", "agency", "lead"):
            need(f.front[k] == r[k], f"{r['no']}: {k} differs from the manuscript")
        need(f.front["kind"] == r["review_type"] and f"{r['amount']}万元" in f.body, f"{r['no']}: type or amount")
    recused = {(x["expert"], x["report"]) for x in d["recusals"]}
    avoid = {e["name"]: e["avoid_units"] for e in d["experts"]}
    for who in panel:
        for no, r in reps.items():
            hit = set(avoid[who]) & {r["unit"], r["department"], r["agency"]}
            need(bool(hit) == ((who, no) in recused), f"recusal of {who} from {no}: {hit}")
    pairs = [(o["expert"], o["report"]) for o in d["opinions"]]
    need(len(pairs) == len(set(pairs)) == 14, "fourteen opinions")
    need(set(pairs) == {(w, n) for w in panel for n in reps} - recused, "opinions against the panel")
    figures, unexplained, deductions = [], 0, 0
    for o in d["opinions"]:
        tag = f"{o['expert']} {o['report']}"
        need([x["criterion"] for x in o["scores"]] == list(FORM), f"{tag}: criteria")
        o["by_group"] = {g: D(0) for g in "123456"}
        for x in o["scores"]:
            p, top = D(x["points"]), D(FORM[x["criterion"]])
            need(isinstance(x["points"], str) and 0 <= p <= top and p * 2 == int(p * 2), f"{tag} {x}")
            need(p >= top * D("0.6") or x["reason"], f"{tag} {x['criterion']}: below 60 % without a reason")
            need(p < top or not x["reason"], f"{tag} {x['criterion']}: full points with a reason")
            o["by_group"][x["criterion"][0]] += p
            deductions += p < top
            unexplained += p < top and not x["reason"]
        need(o["veto"] == [] and o["conclusion"] in CONCLUSIONS, f"{tag}: conclusion")
        need(2 <= len(o["remarks"]) <= 6, f"{tag}: remarks")
        places = reports[reps[o["report"]]["manuscript"]].places
        for m in o["remarks"]:
            need(list(m) == ["place", "page", "criterion", "problem", "suggestion", "nature"], f"{tag}: remark keys")
            need(m["place"] in places, f"{tag}: no section {m['place']}")
            need(m["criterion"] in FORM and m["nature"] in ("必须修改", "建议修改"), f"{tag}: {m['criterion']}")
            need(D(next(x["points"] for x in o["scores"] if x["criterion"] == m["criterion"])) < FORM[m["criterion"]],
                 f"{tag}: remark on {m['criterion']}, which has full points")
        t = datetime.fromisoformat(o["signed_at"])
        need(s["starts_on"] <= t.date().isoformat() <= s["ends_on"], f"{tag}: signed {t}")
    for g, v in VECTORS.items():
        got = [next(o for o in d["opinions"] if o["expert"] == w and o["report"] == d["reports"][0]["no"])["by_group"][g] for w in panel]
        need(got == [D(x) for x in v.split()], f"vector of group {g}: {got}")
    need([x["report"] for x in d["sheets"]] == list(reps), "three sheets")
    for sh in d["sheets"]:
        no = sh["report"]
        ops = [o for o in d["opinions"] if o["report"] == no]
        totals, groups, total = tally(ops)
        figures.append(f"{no}: " + "，".join(f"{w} {totals[w]}" for w in panel if w in totals) + f"; unified {total}")
        all_remarks = {(o["expert"], i + 1) for o in ops for i in range(len(o["remarks"]))}
        used = [tuple(x) for i in sh["items"] for x in i["sources"]] + [tuple(u["source"]) for u in sh["unused"]]
        need(len(used) == len(set(used)) and set(used) == all_remarks, f"{no}: remarks used {set(used) ^ all_remarks}")
        nature = {(o["expert"], i + 1): m["nature"] for o in ops for i, m in enumerate(o["remarks"])}
        for i in sh["items"]:
            need(i["sources"] and i["place"] in reports[reps[no]["manuscript"]].places, f"{no}: {i['theme']} {i['place']}")
            need((i["nature"] == "必须修改") == any(nature[tuple(x)] == "必须修改" for x in i["sources"]), f"{no}: nature of {i['problem'][:20]}")
        need(all(u["reason"] for u in sh["unused"]), f"{no}: unused without a reason")
        need(sh["conclusion"] in CONCLUSIONS, f"{no}: conclusion")
        need(sh["conclusion"] == suggestion(total) or sh["conclusion_reason"], f"{no}: conclusion without a reason")
        need({x["expert"] for x in sh["dissents"]} == {o["expert"] for o in ops if CONCLUSIONS.index(o["conclusion"]) > CONCLUSIONS.index(sh["conclusion"])}, f"{no}: dissents")
        need(sh["finalised_at"] > max(o["signed_at"] for o in ops) and sh["finalised_at"][:10] <= s["ends_on"], f"{no}: dates")
    raw = (HERE / "sample.json").read_text("utf-8")
    words = re.findall(r'"(?:[^"\\]|\\.)*"', raw)
    bad = [w for w in words if re.search(r"[\u4e00-\u9fff][,;:!?()\[\]]|[,;:!?()\[\]][\u4e00-\u9fff]|\\\"", w)]
    need(not bad, f"sample.json: half-width punctuation {bad[:3]}")
    return figures, deductions, unexplained


def main():
    reports = {p.name: p for p in (report_1(), report_2(), report_3())}
    figures, deductions, unexplained = sample(reports)
    for p in reports.values():
        han = len(re.findall(r"[\u4e00-\u9fff]", p.body))
        everything = len(re.sub(r"[\s|#^<]", "", p.body))
        print(f"{p.name}: {len(p.tables)} tables, {han} Chinese characters, {everything} with figures and punctuation")
    print("\n".join(figures))
    print(f"{deductions} deductions, {unexplained} without a reason")
    print("checked: headings, table shapes and numbers, sums, rates, points, surveys, deliberate differences, punctuation,")
    print("         sample.json: references, steps, maxima, vectors, recusals, remarks used once, conclusions, dates")
    for e in errors:
        print("ERROR", e)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
