# SPDX-License-Identifier: Apache-2.0
"""Tables in Markdown and pictures of the experiment."""

from oscillation_svg import Chart, Line

RUNS = {
    "coordinated": "plan",
    "open_loop": "answer to the published price",
    "beta_0.25": "price + 0.25 EUR/MWh per kW",
    "beta_0.25_averaged_0.3": "the same, averaged",
    "clearing_price": "the community's own price",
}
FIGURES = (("peak_w", 1e3), ("ramp_w", 1e3), ("overload_wh", 1e3), ("bill_nano", 1e9))
EARNED = (
    ("coordinated", "earned_nano"), ("open_loop", "expected_nano"),
    ("beta_0.25", "expected_nano"), ("beta_0.25", "earned_nano"),
    ("clearing_price", "expected_nano"), ("clearing_price", "earned_nano"),
)  # fmt: skip


def row(*cells):
    """A row of a table."""
    return f"| {' | '.join(cells)} |"


def header(*names):
    """The head of a table."""
    return [row(*names), "|" + "---|" * len(names)]


def span(values, digits=0):
    """From the least to the greatest."""
    texts = [f"{value:,.{digits}f}".replace(",", " ") for value in (min(values), max(values))]
    return texts[0] if texts[0] == texts[1] else f"{texts[0]} to {texts[1]}"


def table(instances, found):
    """All figures for the docs."""
    days = sorted({one.day for one in instances})
    by_day = {day: [one for one in instances if one.day == day] for day in days}
    seeds = len(instances) // len(days)
    usual_s, most_s = found["step_response_s"], found["step_response_max_s"]
    lines = [
        "Made by `scripts/experiments/oscillation.sh`; the district and what is assumed of it",
        "are in [scripts/experiments](../scripts/experiments/README.md). A price that all devices",
        "answer moves the load, and where the load moves the price, too, nothing comes to rest:",
        "",
        "![Net load of the district](img/dispatch/answer.svg)",
        "![The community's own price, two rounds in a row](img/dispatch/rounds.svg)",
        "![What moves from one round to the next](img/dispatch/oscillation.svg)",
        "",
        f"Seeds per day: {seeds}; from the least to the greatest of them; last rounds. The bill is",
        "what the grid gets and devices ask, without what overload would cost.",
        "",
    ]
    lines += network(by_day) + [""] + plans(by_day)
    lines += [
        "",
        "On 2023-07-02 prices fall to -500 EUR/MWh: a battery that could charge and discharge at",
        "once would burn energy for money. No plan can do that, and no bound from prices can quite",
        "exclude it: the gap of that day is this.",
        "",
    ]
    lines += [
        "What a device has after its own costs, EUR a day, mean over days and seeds. A price that",
        "answers devices is not the one they expected.",
        "",
        *earnings(instances),
        "",
        f"A step of 40 kW at the feeder is made good to 5 % after {usual_s:.1f} s in the median,",
        f"{most_s:.1f} s at most: 2 to 200 gateways, 100 seeds each.",
        "",
        "![A step at the feeder](img/dispatch/step.svg)",
    ]
    return lines


def network(by_day):
    """What the network sees."""
    lines = header(
        "Day", "Devices follow", "Peak, kW", "Ramp, kW", "Over 400 kVA, kWh", "Bill, EUR",
        "Moves per round, kWh",
    )  # fmt: skip
    for day, instances in by_day.items():
        for name, what in RUNS.items():
            cells = [span([one.final(name, key) / by for one in instances]) for key, by in FIGURES]
            digits = 2 if name == "coordinated" else 0
            moves = [one.swing(name) / 1e3 for one in instances if name != "open_loop"]
            cells.append(span(moves, digits) if moves else "")
            lines.append(row(day if name == "coordinated" else "", what, *cells))
    return lines


def plans(by_day):
    """What is proven of the plans."""
    lines = header(
        "Day", "Cost with peak and ramp, EUR", "Gap, ppm", "Greatest regret, EUR",
        "Without a plan, EUR", "Solved in, s",
    )  # fmt: skip
    for day, instances in by_day.items():
        solved = [one.solved for one in instances]
        lines.append(row(
            day,
            span([one["certificate"]["cost_nano"] / 1e9 for one in solved], 2),
            span([one["gap_ppm"] for one in solved]),
            span([one["certificate"]["regret_max_nano"] / 1e9 for one in solved], 5),
            span([one["fallback_cost_nano"] / 1e9 for one in solved], 2),
            span([one["solve_s"] for one in solved], 1),
        ))  # fmt: skip
    return lines


def earnings(instances):
    """A row per kind of device."""
    lines = header(
        "Device", "Plan", "Published price", "0.25 EUR/MWh per kW: expected", "and got",
        "Community's price: expected", "and got",
    )  # fmt: skip
    for kind in dict.fromkeys(one["kind"] for one in instances[0].found["devices"]):
        cells = []
        for name, key in EARNED:
            devices = [one for instance in instances for one in instance.runs[name]["devices"]]
            values = [one[key] for one in devices if one["kind"] == kind]
            cells.append(f"{sum(values) / len(values) / 1e9:.2f}")
        lines.append(row(kind, *cells))
    return lines


def pictures(instance, step):
    """Name and chart of every picture."""
    slot_h = instance.found["slot_s"] / 3_600
    hours = [(at, f"{(12 + at) % 24:02d}:00") for at in range(0, 25, 3)]

    def net(text, style, name, key="net_w"):
        points = [(at * slot_h, watt / 1e3) for at, watt in enumerate(instance.runs[name][key])]
        return Line(text, style, points, steps=True)

    def day(title, *lines):
        limit = Line("transformer", "limit", [(0, 400), (24, 400)])
        return Chart(f"{title}, {instance.day}", "time of day", "kW", [*lines, limit], hours)

    plan = net("plan", "coordinated", "coordinated")
    selfish = net("every device answers the published price", "selfish", "open_loop")
    yield "answer.svg", day("Net load of the district", plan, selfish)
    before = net("one round", "selfish", "clearing_price", "net_before_w")
    after = net("the next", "second", "clearing_price")
    yield "rounds.svg", day("The community's own price, two rounds in a row", before, after, plan)
    yield "oscillation.svg", moves(instance)
    yield "step.svg", answer_to_step(step)


def moves(instance):
    """What moves from round to round."""
    shown = {
        "beta_0.25": ("0.25 EUR/MWh per kW", "selfish"),
        "clearing_price": ("community's own price", "second"),
        "beta_0.25_averaged_0.3": ("0.25, averaged", "third"),
        "coordinated": ("plan, made again", "coordinated"),
    }
    lines = []
    for name, (text, style) in shown.items():
        rounds = [(one["round"], one["oscillation_wh"]) for one in instance.runs[name]["rounds"]]
        lines.append(Line(text, style, [(at, wh / 1e6) for at, wh in rounds if wh is not None]))
    last = lines[0].points[-1][0]
    lines[-1].points.append((last, lines[-1].points[-1][1]))
    title = f"What moves from one round to the next, {instance.day}"
    return Chart(title, "round", "MWh", lines, [(at, str(at)) for at in range(1, last + 1)])


def answer_to_step(step):
    """A feeder after a step."""
    course = [(at * step["course_every_s"], watt / 1e3) for at, watt in enumerate(step["course_w"])]
    end = course[-1][0]
    lines = [
        Line("deviation from the plan", "coordinated", course),
        Line("5 %", "limit", [(0, 2), (end, 2)]),
        Line("", "limit", [(0, -2), (end, -2)]),
    ]
    ticks = [(at, str(at)) for at in range(0, int(end) + 1, 2)]
    return Chart(
        "A step of 40 kW at the feeder, 60 gateways", "s after the step", "kW", lines, ticks
    )
