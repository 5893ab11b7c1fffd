"""Measures Tongping's arithmetic, the import of returns, and its typesetting against typst and reportlab; checks the goals.

    python3 tests/bench/run.py [--rows 507] [--runs 5]

Each engine runs as a fresh process, alternating; the figure is the median of user + system seconds. The gate compares
ratios of one session, never absolute seconds, except for the opinion of three pages. A peer that cannot be installed
is reported as "not run" and the gate for it is not passed, only skipped. Exit code 1 when a goal is missed.
"""
import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import venv

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
FONTS = ROOT / "assets" / "fonts"
ROWS = HERE / "rows.tsv"
PEERS = {"typst": "typst==0.15.2", "reportlab": "reportlab==5.1.0"}
GOALS = {"typst": 4.0, "reportlab": 8.0}
OPINION_SECONDS = 0.15
# Reports, experts, criteria: milliseconds for the tallies with every statistic.
TALLY_MILLISECONDS = {("1", "25", "60"): 5.0, ("40", "25", "60"): 250.0}
# Times the milliseconds of copying and hashing the same files; most memory in KiB.
PACKAGE_RATIO = 1.5
PACKAGE_MEMORY = 100 << 10
# Time over scores on logarithmic scales: 1 is linear.
TALLY_SLOPE = 1.15


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", default="507")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    missed = arithmetic(build("tongping-core", "tally_bench"), options.runs)
    missed |= packages(build("tongping-core", "container_bench"), options.runs)
    missed = max(missed, imports(options.runs))
    binary = build("tongping-paper", "bench")
    python, peers = peer_python()
    with tempfile.TemporaryDirectory(prefix="tongping-bench-") as place:
        pdf = lambda name: os.path.join(place, name + ".pdf")
        kai = FONTS / "TongpingKai.ttf"
        table = {"tongping": [binary, ROWS, options.rows, pdf("tongping"), FONTS, "kai"]}
        if "typst" in peers:
            table["typst"] = [python, HERE / "peer_typst.py", ROWS, options.rows, pdf("typst"), FONTS, "TongpingKai"]
        if "reportlab" in peers:
            table["reportlab"] = [python, HERE / "peer_reportlab.py", ROWS, options.rows, pdf("reportlab"), kai]
        table["opinion"] = [binary, ROWS, "2", pdf("opinion"), FONTS, "all"]
        seconds = measure(table, options.runs)
        sizes = {name: os.path.getsize(pdf(name)) // 1024 for name in table if os.path.exists(pdf(name))}
    return max(missed, report(seconds, sizes, options.rows))


def build(package, example):
    """Builds a release example and returns its path."""
    command = ["cargo", "build", "--release", "--quiet", "-p", package, "--example", example]
    subprocess.run(command, cwd=ROOT, check=True)
    target = os.environ.get("CARGO_TARGET_DIR", ROOT / "target")
    return ROOT / target / "release" / "examples" / example


def imports(runs):
    """Imports the returns of 9 experts on 40 reports of 40 criteria; 1 when a goal is missed."""
    command = ["cargo", "build", "--release", "--quiet", "-p", "tongping-tests", "--bin", "import-bench"]
    subprocess.run(command, cwd=ROOT, check=True)
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    return subprocess.run([target / "release" / "import-bench", "9", "40", str(runs)]).returncode


def arithmetic(binary, runs):
    """Prints the medians of the tallies and the slope over scores; 1 when a goal is missed."""
    done = subprocess.run([binary, str(runs)], capture_output=True, text=True, check=True)
    missed = False
    for kind, *words in (line.split() for line in done.stdout.splitlines()):
        if kind == "slope":
            missed |= float(words[0]) > TALLY_SLOPE
            verdict = "ok" if float(words[0]) <= TALLY_SLOPE else "MISSED"
            print(f"tally: time grows with scores to the power {words[0]} (goal {TALLY_SLOPE}) {verdict}")
            continue
        reports, experts, criteria, scores, taken = words
        goal = TALLY_MILLISECONDS.get((reports, experts, criteria))
        missed |= goal is not None and float(taken) > goal
        verdict = "" if goal is None else f" (goal {goal:.0f}) " + ("ok" if float(taken) <= goal else "MISSED")
        print(f"tally: {reports} × {experts} × {criteria} = {scores} scores with statistics {taken} ms{verdict}")
    return int(missed)


def packages(binary, runs):
    """Prints what writing a package costs beside copying and hashing its files; 1 when a goal is missed."""
    with tempfile.TemporaryDirectory(prefix="tongping-bench-") as place:
        done = subprocess.run([binary, place, str(runs)], capture_output=True, text=True, check=True)
    missed = False
    for name, taken, *ratio in (line.split() for line in done.stdout.splitlines()):
        if name == "memory":
            missed |= int(taken) > PACKAGE_MEMORY
            verdict = "ok" if int(taken) <= PACKAGE_MEMORY else "MISSED"
            print(f"package: most memory {int(taken) >> 10} MB (goal {PACKAGE_MEMORY >> 10}) {verdict}")
        elif not ratio:
            print(f"package: 20 × 10 MB copied and hashed in {taken} ms")
        elif name == "encrypted":
            # Encryption and a second hash come on top; no goal, only a figure to watch.
            print(f"package: {name} written in {taken} ms, ratio {ratio[0]}")
        else:
            missed |= float(ratio[0]) > PACKAGE_RATIO
            verdict = "ok" if float(ratio[0]) <= PACKAGE_RATIO else "MISSED"
            print(f"package: {name} written in {taken} ms, ratio {ratio[0]} (goal {PACKAGE_RATIO}) {verdict}")
    return int(missed)


def peer_python():
    """An environment outside the checkout with the peers that could be installed."""
    place = pathlib.Path(os.environ.get("TONGPING_BENCH_ENV", pathlib.Path(tempfile.gettempdir(), "tongping-bench-env")))
    python = place / "bin" / "python"
    if not python.exists():
        venv.create(place, with_pip=True)
    present = set()
    for name, package in PEERS.items():
        if subprocess.run([python, "-c", f"import {name}"], capture_output=True).returncode != 0:
            install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", package]
            subprocess.run(install, capture_output=True)
        if subprocess.run([python, "-c", f"import {name}"], capture_output=True).returncode == 0:
            present.add(name)
    return python, present


def measure(commands, runs):
    """Median CPU seconds of each command; the commands take turns. The first round warms caches and is dropped."""
    taken = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            used = cpu(command)
            if used is None:
                taken[name] = None
            elif taken[name] is not None and turn > 0:
                taken[name].append(used)
    return {name: statistics.median(values) for name, values in taken.items() if values}


def cpu(command):
    """User + system seconds of one fresh process, or None when it fails."""
    child = subprocess.Popen([str(part) for part in command], stderr=subprocess.PIPE)
    errors = child.stderr.read().decode(errors="replace")
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        print(f"{command[0]}: {errors.strip()[-400:]}", file=sys.stderr)
        return None
    return usage.ru_utime + usage.ru_stime


def report(seconds, sizes, rows):
    missed = False
    ours = seconds.get("tongping")
    if ours is None or "opinion" not in seconds:
        print("paper: tongping failed")
        return 1
    print(f"paper: {rows} rows, tongping {ours:.3f} CPU s, {sizes.get('tongping', 0)} KB")
    for name, goal in GOALS.items():
        if name not in seconds:
            print(f"paper: {name} not run")
            continue
        ratio = seconds[name] / ours
        missed |= ratio < goal
        verdict = "ok" if ratio >= goal else "MISSED"
        print(f"paper: {name} {seconds[name]:.3f} CPU s, {sizes.get(name, 0)} KB, ratio {ratio:.1f} (goal {goal:.0f}) {verdict}")
    opinion = seconds["opinion"]
    missed |= opinion > OPINION_SECONDS
    verdict = "ok" if opinion <= OPINION_SECONDS else "MISSED"
    print(f"paper: opinion of 3 pages {opinion:.3f} CPU s, {sizes.get('opinion', 0)} KB (goal {OPINION_SECONDS}) {verdict}")
    return 1 if missed else 0


sys.exit(main())
