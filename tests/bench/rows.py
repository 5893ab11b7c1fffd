"""Writes rows.tsv, the content of the benchmark document, from seed 42. Run once; every engine reads the file."""
import pathlib
import random

SENTENCES = [
    "项目单位已按《部门预算绩效管理办法》编制年度目标，指标与资金规模基本相称。",
    "部分产出指标仍使用“有效提升”“明显改善”等表述，缺少可以核对的数值。",
    "评价组抽查了 12 个乡镇（街道）的 36 份台账，抽查率为 18.5%，未见重复列支。",
    "资金于2026年3月5日下达，至6月30日支出进度为 62.4%，低于序时进度约 5 个百分点。",
    "依据财绩〔2026〕1号通知，整改事项应在 30 个工作日内报送，逾期须说明原因。",
    "访谈对象犇喆堃、䶮玥两位负责人均表示，设备交付时间早于合同约定的期限。",
    "满意度调查共回收有效问卷 428 份，均值为 91.7 分，高于上年度的 88.3 分。",
    "报告对成本效益的分析偏于笼统，建议补充单位成本并与同类地区（2023—2025 年）比较。",
    "信息系统（Ver. 2.1）已完成部署，日均访问 1,260 次；运维记录见附件《运行日志》。",
    "总体来看，项目决策依据充分；但过程管理中“重支出、轻绩效”的情况仍需纠正。",
]
DIMENSIONS = ["决策", "过程", "产出", "效益", "满意度", "成本控制", "可持续影响", "资金管理"]


def main():
    rng = random.Random(42)
    cut = lambda low, high: text(rng, rng.randint(low, high))
    lines = ["\t".join(["P", cut(150, 260)]) for _ in range(6)]
    for number in range(1, 2561):
        score = f"{rng.randint(600, 1000) / 10:.1f}"
        lines.append("\t".join(["R", str(number), rng.choice(DIMENSIONS), cut(30, 60), cut(45, 110), score, cut(15, 50)]))
    pathlib.Path(__file__).with_name("rows.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def text(rng, length):
    """A run of sentences from a random one on, cut to the length."""
    start = rng.randrange(len(SENTENCES))
    whole = "".join(SENTENCES[(start + i) % len(SENTENCES)] for i in range(9))
    return whole[:length].rstrip()


main()
