"""A second opinion on `tongping tally`: random forms and score tables, the arithmetic done over again with exact
fractions from the written rules alone, and every digit compared. A disagreement is shrunk before it is printed.

Usage: oracle.py --cli PATH [--seed N] [--cases N] [--jobs N] [--show N] [--keep DIR]
"""

import argparse
import copy
import csv
import io
import json
import os
import random
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction

STEPS = ["0.01", "0.02", "0.05", "0.1", "0.125", "0.2", "0.25", "0.3", "0.5", "1"]
RULES = ["mean", "trim_one_each", "median", "weighted"]
KINDS = ["业务", "管理", "财务"]
POLICIES = ["reject", "renormalise", "zero"]
ENDINGS = ["\n", "\r\n"]
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨欧阳㛃䶮𬭎"


# ---- the rules -------------------------------------------------------------------------------------------------------


def rounded(value, places, rounding):
    """`value` >= 0 as text with exactly `places` digits after the point."""
    scaled = value * 10**places
    whole = scaled.numerator // scaled.denominator
    rest = scaled - whole
    if rest > Fraction(1, 2) or (rest == Fraction(1, 2) and (rounding == "half_up" or whole % 2 == 1)):
        whole += 1
    digits = str(whole).rjust(places + 1, "0")
    return digits if places == 0 else f"{digits[:-places]}.{digits[-places:]}"


def middle(values):
    values = sorted(values)
    half = len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2


def over(points, maxima, full, policy):
    """One expert's points over some criteria that are worth `full` together; None = no opinion on them."""
    answered = [i for i, p in enumerate(points) if p is not None]
    if policy == "zero":
        return sum((points[i] for i in answered), Fraction(0))
    if not answered:
        return None
    total = sum(points[i] for i in answered)
    if policy == "renormalise" and len(answered) < len(points):
        total = total * full / sum(maxima[i] for i in answered)
    return total


def expected(case):
    """The result as the command line prints it, or ("refused" | "missing" | "bad", what)."""
    tally = {"rule": "mean", "level": "criterion", "places": 2, "rounding": "half_up", "missing": "reject"}
    tally |= {"min_panel": 1, **case["tally"]}
    rule, policy = case["rule"] or tally["rule"], case["missing"] or tally["missing"]
    places, rounding = tally["places"], tally["rounding"]
    groups, experts = case["groups"], case["experts"]
    criteria = [c for group in groups for c in group]
    maxima = [Fraction(c["weight"] or c["max"]) for c in criteria]
    full = sum(maxima)
    share = [worth / Fraction(c["max"]) for worth, c in zip(maxima, criteria)]
    points = [
        [None if c["scores"][e] is None else Fraction(c["scores"][e]) * s for c, s in zip(criteria, share)]
        for e in range(len(experts))
    ]

    wrong = {(row, column) for row, column, _ in case["bad"]}
    if wrong:  # all faults together: what is missing is told with what is wrong
        table = enumerate((c["scores"] for c in criteria), 2)
        holes = {(row, e + 2) for row, scores in table for e, score in enumerate(scores) if score is None}
        return "bad", wrong | holes if policy == "reject" else wrong
    if policy == "reject":
        holes = {(c["id"], experts[e]) for c in criteria for e in range(len(experts)) if c["scores"][e] is None}
        if holes:
            return "missing", holes
    totals = [over(own, maxima, full, policy) for own in points]
    sitting = [e for e, total in enumerate(totals) if total is not None]
    if rule == "weighted" and not case["kinds"]:
        return "refused", "tally_needs_kinds"
    heavy = {w["kind"]: Fraction(w["weight"]) for w in tally.get("weights", [])}
    weight = [heavy.get(kind, Fraction(1)) if rule == "weighted" else 1 for kind in case["kinds"] or experts]
    if rule == "by_panel":
        rule = "trim_one_each" if len(sitting) >= 5 else "mean"
    least = max(tally["min_panel"], 5) if rule == "trim_one_each" else tally["min_panel"]
    if len(sitting) < least:
        return "refused", "panel_too_small"
    dropped = []
    if rule == "trim_one_each":
        highest = next(e for e in sitting if totals[e] == max(totals[i] for i in sitting))
        others = [e for e in sitting if e != highest]
        dropped = [highest, next(e for e in others if totals[e] == min(totals[i] for i in others))]
    kept = [e for e in sitting if e not in dropped]

    def row(first, count):
        part, worth = slice(first, first + count), sum(maxima[first : first + count])
        given = [(over(points[e][part], maxima[part], worth, policy), weight[e]) for e in kept]
        given = [(p, w) for p, w in given if p is not None]
        if not given:
            return None, worth
        mean = sum((p * w for p, w in given), Fraction(0)) / sum(w for _, w in given)
        value = middle([p for p, _ in given]) if rule == "median" else mean
        return rounded(value, places, rounding), worth

    by_criterion = [row(i, 1) for i in range(len(criteria))]
    rows, first = by_criterion, 0
    if tally["level"] == "group":
        rows = []
        for group in groups:
            rows.append(row(first, len(group)))
            first += len(group)
    scored = [(Fraction(value), worth) for value, worth in rows if value is not None]
    total = None
    if scored:
        total = sum(value for value, _ in scored)
        if sum(worth for _, worth in scored) != full:
            total = total * full / sum(worth for _, worth in scored)
        total = rounded(total, places, rounding)

    def grade(shown):
        if shown is None:
            return None
        return next((name for name, low in case["grades"] if Fraction(low) <= Fraction(shown)), None)

    return "result", {
        "criteria": [{"id": c["id"], "mean": value} for c, (value, _) in zip(criteria, by_criterion)],
        "experts": [
            {"name": name, "total": None if t is None else rounded(t, places, rounding)}
            for name, t in zip(experts, totals)
        ],
        "total": total,
        "grade": grade(total),
        "rule": rule,
        "dropped": [experts[e] for e in dropped],
    }


# ---- random cases ----------------------------------------------------------------------------------------------------


def plain(value):
    return format(Decimal(value.numerator) / Decimal(value.denominator), "f")


def random_max(rng, step):
    """A maximum, most often a whole number of steps; now and then not: full points are reachable all the same."""
    if rng.random() < 0.1:
        return Fraction(rng.randrange(1, 4000), 100)
    most = max(1, int(Fraction(rng.choice([1, 5, 10, 30, 1000])) / step))
    return step * rng.randrange(1, most + 1)


def unlike(rng, c, most, n):
    """Turns a criterion into one of another kind: named choices, counted deductions. `typed` is what stands in the table
    then, `scores` the points it must count for."""
    kind = rng.choice(["choice", "yes_no", "deduct"])
    if kind == "yes_no":
        c["own"] = {"yes_no": True}
        picked = [rng.choice([("是", most), ("√", most), ("否", Fraction(0)), ("不符合", Fraction(0))]) for _ in range(n)]
    elif kind == "choice":
        points = sorted({most * Fraction(i, 10) for i in rng.sample(range(11), rng.randrange(2, 6))}, reverse=True)
        points = [p for p in points if len(plain(p).partition(".")[2]) <= 6] or [most]
        names = [f"档{i}" for i in range(len(points))]
        c["own"] = {"choices": [{"name": n, "points": plain(p)} for n, p in zip(names, points)]}
        picked = [rng.choice([(n, p), (plain(p), p)]) for n, p in (rng.choice(list(zip(names, points))) for _ in range(n))]
    else:
        lists = []
        for i in range(rng.randrange(1, 4)):
            each = min(most, Fraction(rng.randrange(1, 100), rng.choice([10, 100])))
            top = min(most, each * rng.randrange(1, 5)) if rng.random() < 0.4 else None
            lists.append({"name": f"扣{i}", "points": plain(each), "unit": "项"} | ({"most": plain(top)} if top else {}))
        c["own"] = {"deductions": lists}
        picked = []
        for _ in range(n):
            counts = [rng.choice([0, 0, 1, 2, 3, rng.randrange(200)]) for _ in lists]
            lost = sum(min(k * Fraction(d["points"]), Fraction(d.get("most", c["max"]))) for k, d in zip(counts, lists))
            text = rng.choice(["、", "，", ",", ";"]).join(f"{k}{rng.choice(['', '项'])}" for k in counts)
            picked.append((rng.choice(["×", "x", "*"]) + text, max(Fraction(0), most - lost)))
    c["typed"] = [text for text, _ in picked]
    c["scores"] = [plain(points) for _, points in picked]


def random_score(rng, step, most, spread):
    if spread == "tied":
        return (most / step).__floor__() * step * rng.choice([0, 1])
    if rng.random() < 0.05:
        return most
    return step * rng.randrange(0, (most / step).__floor__() + 1)


def random_tally(rng):
    every = {
        "rule": rng.choice(RULES + ["by_panel"]),
        "level": rng.choice(["criterion", "group"]),
        "places": rng.choice([0, 1, 2, 2, 2, 3, 4, 6]),
        "rounding": rng.choice(["half_up", "half_even"]),
        "missing": rng.choice(POLICIES),
        "min_panel": rng.choice([1, 1, 1, 3, 6, 9]),
    }
    some = {key: value for key, value in every.items() if rng.random() < 0.7}
    weights = [{"kind": kind, "weight": plain(Fraction(rng.randrange(1, 40), 10))} for kind in KINDS[1:]]
    return some | ({"weights": weights} if some.get("rule") == "weighted" or rng.random() < 0.2 else {})


def random_case(rng):
    n_experts = rng.choice([1, 2, 3, 4, 5, 5, 6, 7, 9, rng.randrange(1, 26)])
    n_criteria = rng.choice([1, 2, 3, rng.randrange(1, 16), rng.randrange(1, 61)])
    holes = rng.choice([0, 0, 0, 0.03, 0.3, 0.9])
    spread = rng.choice(["any", "any", "tied"])
    mixed, weighted, levels = rng.choice([0, 0, 0.3, 1]), rng.random() < 0.2, rng.choice([1, 1, 2, 3])
    step = Fraction(rng.choice(STEPS))
    experts = [f"{rng.choice(SURNAMES)}{i + 1}" for i in range(n_experts)]
    groups, group = [], []
    for i in range(n_criteria):
        own = Fraction(rng.choice(STEPS)) if rng.random() < 0.2 else None
        most = random_max(rng, own or step)
        c = {"id": f"{len(groups) + 1}.{i + 1}", "max": plain(most), "step": own and plain(own), "own": {}, "weight": None}
        c["typed"] = c["scores"] = [plain(random_score(rng, own or step, most, spread)) for _ in experts]
        if rng.random() < mixed:
            unlike(rng, c, most, n_experts)
        if weighted:
            c["weight"] = plain(Fraction(rng.randrange(1, 4000), rng.choice([1, 10, 100])))
        c["typed"], c["scores"] = list(c["typed"]), list(c["scores"])
        for e in range(n_experts):
            if rng.random() < holes:
                c["typed"][e] = c["scores"][e] = None
        group.append(c)
        if rng.random() < 0.25 or i == n_criteria - 1:
            groups.append(group)
            group = []
    if rng.random() < 0.25 and n_experts > 1:  # two experts of one mind: ties of totals
        a, b = rng.sample(range(n_experts), 2)
        for c in (c for group in groups for c in group):
            c["scores"][b], c["typed"][b] = c["scores"][a], c["typed"][a]
    full = sum(Fraction(c["weight"] or c["max"]) for group in groups for c in group)
    lows = sorted({Fraction(rng.randrange(0, 101), 100) * full for _ in range(rng.randrange(0, 5))}, reverse=True)
    lows = [low for low in lows if low.denominator in (1, 2, 4, 5, 10, 20, 25, 50, 100, 1000, 10000)]
    case = {
        "step": plain(step),
        "experts": experts,
        "groups": groups,
        "grades": [(f"第{i + 1}等", plain(low)) for i, low in enumerate(lows)],
        "tally": random_tally(rng) if rng.random() < 0.8 else {},
        "rule": rng.choice([None, None] + RULES),
        "missing": rng.choice([None] + POLICIES),
        "kinds": [rng.choice(KINDS) for _ in experts] if rng.random() < 0.5 else [],
        "levels": levels,
        "bad": [],
        "dress": rng.randrange(1 << 30),
    }
    if case["tally"].get("missing", "reject") != "reject":  # 不适用 asks for a policy
        for c in (c for group in groups for c in group if rng.random() < 0.3):
            c["own"]["optional"] = True
            c["typed"] = [rng.choice([None, "不适用", "N/A"]) if t is None else t for t in c["typed"]]
    if rng.random() < 0.08:
        spoil(rng, case)
    return case


def spoil(rng, case):
    """Puts scores into the table that must be refused, and notes where: line and column of the file."""
    criteria = [c for group in case["groups"] for c in group]
    cells = [(r, e) for r in range(len(criteria)) for e in range(len(case["experts"]))]
    for r, e in rng.sample(cells, min(len(cells), rng.randrange(1, 6))):
        wrong = ["1e3", "NaN", "-1", "+1", "四", "1.2.3", "inf", "0x1", "1,5", plain(Fraction(criteria[r]["max"]) + 1)]
        case["bad"].append((r + 2, e + 2, rng.choice(wrong)))


# ---- the case as files -----------------------------------------------------------------------------------------------


def nested(id, criteria, levels):
    """A group of so many levels over the criteria, in their order."""
    worth = plain(sum(Fraction(c.get("weight") or c["max"]) for c in criteria))
    group = {"id": id, "name": f"第{id}组", "max": worth}
    if levels == 1:
        return group | {"criteria": criteria}
    half = (len(criteria) + 1) // 2
    parts = [part for part in (criteria[:half], criteria[half:]) if part]
    return group | {"groups": [nested(f"{id}.{i + 1}", part, levels - 1) for i, part in enumerate(parts)]}


def form_file(case):
    groups = []
    for g, group in enumerate(case["groups"]):
        criteria = []
        for c in group:
            own = {key: c[key] for key in ("step", "weight") if c[key]} | c["own"]
            criteria.append({"id": c["id"], "name": f"指标{c['id']}", "max": c["max"], **own})
        groups.append(nested(f"g{g + 1}", criteria, case["levels"]))
    form = {
        "format": 1,
        "id": "ORACLE",
        "version": "1",
        "title": "核对用评审表",
        "total": plain(sum(Fraction(g["max"]) for g in groups)),
        "step": case["step"],
        "grades": [{"name": name, "from": low} for name, low in case["grades"]],
        "groups": groups,
    }
    if case["tally"]:
        form["tally"] = case["tally"]
    return json.dumps(form, ensure_ascii=False).encode()


def dressed(rng, text):
    """The same number as people type it: full width, blanks, more noughts."""
    if text is None:
        return rng.choice(["", "", " "])
    if not text.replace(".", "").isdigit():
        return text
    way = rng.randrange(12)
    if way == 0:
        return text.translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))
    if way == 1:
        return f" {text} "
    if way == 2:
        return "0" + text
    if way == 3 and "." in text and len(text.split(".")[1]) < 6:
        return text + "0"
    return text


def scores_file(case):
    """The table as bytes, and the line of every criterion in it."""
    rng = random.Random(case["dress"])
    bad = {(row, column): text for row, column, text in case["bad"]}
    rows = [c for group in case["groups"] for c in group]
    table = [
        [c["id"]] + [bad.get((r + 2, e + 2)) or dressed(rng, text) for e, text in enumerate(c["typed"])]
        for r, c in enumerate(rows)
    ]
    if not bad and rng.random() < 0.3:
        rng.shuffle(table)
    out = io.StringIO()
    quoting, ending = rng.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), rng.choice(ENDINGS)
    writer = csv.writer(out, quoting=quoting, lineterminator=ending)
    writer.writerow([rng.choice(["", "指标", "criterion"])] + case["experts"])
    writer.writerows(table)
    if case["kinds"]:
        writer.writerow(["专家类别"] + case["kinds"])
    lines = {row[0]: line for line, row in enumerate(table, 2)}
    encoded = out.getvalue().encode(rng.choice(["utf-8", "utf-8-sig", "gb18030", "utf-16"]))
    return encoded if unambiguous(encoded, out.getvalue()) else out.getvalue().encode(), lines


def unambiguous(encoded, text):
    """Few characters in GB18030 may by chance be UTF-8 of something else; nobody can tell then."""
    try:
        return encoded.decode("utf-8-sig") == text
    except UnicodeDecodeError:
        return True


# ---- running and comparing -------------------------------------------------------------------------------------------


def run(cli, case, folder):
    form, scores = os.path.join(folder, "form.json"), os.path.join(folder, "scores.csv")
    with open(form, "wb") as file:
        file.write(form_file(case))
    with open(scores, "wb") as file:
        file.write(scores_file(case)[0])
    words = [cli, "tally", "--form", form, "--scores", scores, "--json"]
    words += ["--rule", case["rule"]] if case["rule"] else []
    words += ["--missing", case["missing"]] if case["missing"] else []
    done = subprocess.run(words, capture_output=True, timeout=120)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def disagreement(cli, case, folder):
    """What differs, in words; None when nothing does."""
    kind, want = expected(case)
    code, out, err = run(cli, case, folder)
    if kind != "result":
        exit_code = 3 if kind == "refused" else 2
        if code != exit_code or out:
            return f"{kind} {want}: exit code {code} instead of {exit_code}, stdout {out[:200]!r}, stderr {err[:300]!r}"
        error = json.loads(err)["error"]
        if kind == "refused":
            return None if error["code"] == want else f"code {error['code']} instead of {want}"
        if kind == "missing":
            lines = scores_file(case)[1]
            want = {(lines[id], case["experts"].index(name) + 2) for id, name in want}
            got = {(p["place"].get("row", p["code"]), p["place"].get("column", 0)) for p in error["problems"]}
            named = {(p["place"].get("label", " ?"), p["params"].get("expert", "?")) for p in error["problems"]}
            if any(label.rsplit(" ", 1)[-1] != expert for label, expert in named):
                return f"labels {sorted(named)}"
        else:
            got = {(p["place"].get("row", p["code"]), p["place"].get("column", 0)) for p in error["problems"]}
        return None if got == want else f"named {sorted(got, key=str)} instead of {sorted(want)}"
    if code != 0:
        return f"exit code {code} instead of 0: {err[:400]}"
    got = json.loads(out)
    for key, value in want.items():
        shown = got.get(key)
        if key in ("criteria", "experts"):
            fields = value[0].keys()
            shown = [{field: line[field] for field in fields} for line in shown]
        if shown != value:
            pairs = [(a, b) for a, b in zip(value, shown) if a != b] if isinstance(value, list) else (value, shown)
            return f"{key}: expected, got = {pairs}"
    return None


def smaller(case):
    """Cases with one expert, one criterion, one setting less."""
    for e in range(len(case["experts"])):
        if len(case["experts"]) > 1 and not case["bad"]:
            less = copy.deepcopy(case)
            del less["experts"][e]
            for c in (c for group in less["groups"] for c in group):
                del c["scores"][e]
                del c["typed"][e]
            less["kinds"] = less["kinds"][:e] + less["kinds"][e + 1 :]
            yield less
    for g in range(len(case["groups"])):
        for i in range(len(case["groups"][g])):
            less = copy.deepcopy(case)
            del less["groups"][g][i]
            less["groups"] = [group for group in less["groups"] if group]
            less["grades"] = []
            if less["groups"] and not case["bad"]:
                yield less
    for key in case["tally"]:
        yield {**case, "tally": {k: v for k, v in case["tally"].items() if k != key}}
    for key, empty in [("grades", []), ("rule", None), ("missing", None), ("levels", 1), ("bad", case["bad"][1:])]:
        if case[key] != empty:
            yield {**case, key: empty}


def shrunk(cli, case, folder):
    found = True
    while found:
        found = next((less for less in smaller(case) if disagreement(cli, less, folder)), None)
        case = found or case
    return case


def one(cli, seed, keep):
    case = random_case(random.Random(seed))
    with tempfile.TemporaryDirectory() as folder:
        if not disagreement(cli, case, folder):
            return expected(case)[0], None
        case = shrunk(cli, case, folder)
        words = disagreement(cli, case, folder)
        if keep:
            os.makedirs(keep, exist_ok=True)
            for name, text in [("form.json", form_file(case)), ("scores.csv", scores_file(case)[0])]:
                with open(os.path.join(keep, f"{seed}-{name}"), "wb") as file:
                    file.write(text)
        options = {"rule": case["rule"], "missing": case["missing"]}
        files = f"{form_file(case).decode()}\n{scores_file(case)[0]!r}"
        return "differs", f"seed {seed}: {words}\noptions: {options}\n{files}\n"


def main():
    words = argparse.ArgumentParser()
    words.add_argument("--cli", required=True)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--cases", type=int, default=300)
    words.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    words.add_argument("--show", type=int, default=5, help="differences to print")
    words.add_argument("--keep", help="folder for the files of the shrunk cases")
    options = words.parse_args()
    counts, differences = {}, []
    with ThreadPoolExecutor(options.jobs) as pool:
        seeds = range(options.seed * 1_000_000, options.seed * 1_000_000 + options.cases)
        for kind, words in pool.map(lambda seed: one(options.cli, seed, options.keep), seeds):
            counts[kind] = counts.get(kind, 0) + 1
            if words:
                differences.append(words)
    for words in differences[: options.show]:
        print(words)
    print(json.dumps({"cases": options.cases, "counts": counts, "differences": len(differences)}))
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
