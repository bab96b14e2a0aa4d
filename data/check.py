#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks a data set folder: `python3 data/check.py data/winter [more folders]`.

Prints one line per problem and ends with 1 if there is any. Needs Python 3.11, nothing else.
"""

import hashlib
import json
import sys
from pathlib import Path

HEADERS = {
    "meters.csv": "network,index,name,class,role_note,power_cap_w,resolution,accuracy_ppm,"
    "import_register_start,export_register_start,parent",
    "readings.csv": "network,index,slot,import,export",
    "tariffs.csv": "network,slot,feed_in_nano,retail_nano,network_fee_nano,fund_fee_nano",
    "orders.csv": "network,index,buy_max_nano,sell_min_nano",
    "chp.csv": "slot,running,made_wh,made_kj,gas_wh,buffer_kj",
}
TEXT_COLUMNS = {"network", "name", "class", "role_note"}
EMPTY_COLUMNS = {"parent", "buy_max_nano", "sell_min_nano"}
SIGNED_COLUMNS = {"feed_in_nano", "retail_nano", "buy_max_nano", "sell_min_nano"}
JOULES = {"electricity": 3_600, "heat": 1_000}
OPTIONAL = {"orders.csv", "chp.csv"}
DAYS_MAX = 31
DAY_SECONDS = 86_400
CHP_SLOTS_MIN = 4
BUFFER_KJ = 43_200


class Invalid(Exception):
    """A file that can't be read any further."""


def whole(text, column, where):
    """An integer written the one canonical way."""
    if text == "" and column in EMPTY_COLUMNS:
        return None
    try:
        value = int(text)
    except ValueError:
        raise Invalid(f"{where}: {column} is {text!r}, not an integer") from None
    if str(value) != text:
        raise Invalid(f"{where}: {column} is {text!r}, not written canonically")
    if value < 0 and column not in SIGNED_COLUMNS:
        raise Invalid(f"{where}: {column} is negative")
    return value


def table(folder, name):
    """The rows of a file as dictionaries, integers where they belong."""
    raw = Path(folder, name).read_bytes()
    if b"\r" in raw:
        raise Invalid(f"{name}: line ends are not LF")
    if not raw.endswith(b"\n"):
        raise Invalid(f"{name}: empty, or the last line has no end")
    if not raw.isascii():
        raise Invalid(f"{name}: not plain ASCII")
    lines = raw.decode("ascii").splitlines()
    if lines[0] != HEADERS[name]:
        raise Invalid(f"{name}: the header is not {HEADERS[name]}")
    columns, rows = lines[0].split(","), []
    for number, line in enumerate(lines[1:], start=2):
        fields, where = line.split(","), f"{name} line {number}"
        if len(fields) != len(columns):
            raise Invalid(f"{where}: {len(fields)} fields, not {len(columns)}")
        row = dict(zip(columns, fields, strict=True))
        if row.get("network", "heat") not in JOULES:
            raise Invalid(f"{where}: unknown network {row['network']}")
        for column in columns:
            if column not in TEXT_COLUMNS:
                row[column] = whole(row[column], column, where)
        rows.append(row)
    if not rows and name not in OPTIONAL:
        raise Invalid(f"{name}: no rows")
    return rows


def check_meters(meters):
    """Indexes, names, roles and facts of one network's meters."""
    if [meter["index"] for meter in meters] != list(range(len(meters))):
        yield "indexes are not dense from 0 in order"
    if len({meter["name"] for meter in meters}) != len(meters):
        yield "a name occurs twice"
    if [meter["class"] for meter in meters].count("feeder") != 1:
        yield "there is not exactly one feeder"
    classes = {meter["index"]: meter["class"] for meter in meters}
    for meter in meters:
        if meter["class"] not in ("boundary", "feeder", "sub"):
            yield f"{meter['name']}: unknown class {meter['class']}"
        if (meter["class"] == "sub") != (meter["parent"] is not None):
            yield f"{meter['name']}: only sub-meters have a parent"
        if meter["parent"] is not None and classes.get(meter["parent"]) != "boundary":
            yield f"{meter['name']}: the parent is not a boundary meter"
        if meter["power_cap_w"] == 0 or meter["resolution"] == 0:
            yield f"{meter['name']}: power cap or resolution is 0"
        if meter["accuracy_ppm"] > 1_000_000:
            yield f"{meter['name']}: accuracy above 1 000 000 ppm"


def check_readings(network, meters, readings, slots, seconds):
    """Every meter has every slot once, below its cap and in steps of its resolution."""
    known = {meter["index"]: meter for meter in meters}
    wanted = {(index, slot) for index in known for slot in range(slots)}
    seen = [(row["index"], row["slot"]) for row in readings]
    if len(seen) != len(wanted) or set(seen) != wanted:
        yield "readings do not cover every meter and slot exactly once"
    for row in readings:
        meter = known.get(row["index"])
        if meter is None:
            continue
        for axis in ("import", "export"):
            joules = row[axis] * JOULES[network]
            if joules >= meter["power_cap_w"] * seconds:
                yield f"{meter['name']} slot {row['slot']}: {axis} not below the power cap"
            if row[axis] % meter["resolution"] != 0:
                yield f"{meter['name']} slot {row['slot']}: {axis} finer than the resolution"


def slot_sums(meters, readings, slots):
    """Per slot: boundary import and export, feeder import and export."""
    classes = {meter["index"]: meter["class"] for meter in meters}
    sums = [[0, 0, 0, 0] for _ in range(slots)]
    for row in readings:
        at = {"boundary": 0, "feeder": 2}.get(classes.get(row["index"]))
        if at is not None and row["slot"] < slots:
            sums[row["slot"]][at] += row["import"]
            sums[row["slot"]][at + 1] += row["export"]
    return sums


def losses(sums):
    """Per slot: what was lost, and what was fed in."""
    for imported, exported, feeder_in, feeder_out in sums:
        yield exported + feeder_out - feeder_in - imported, exported + feeder_out


def check_energy(sums, stated, per_day):
    """The feeder explains the members plus a loss inside the declared terms, in every slot and over
    the day that ends with it; totals are stated."""
    terms, lost = stated["declared"], list(losses(sums))
    for slot, (loss, _) in enumerate(lost):
        last_day = lost[max(0, slot + 1 - per_day) : slot + 1]
        loss_sum, fed_sum = (sum(column) for column in zip(*last_day, strict=True))
        if not 0 <= loss <= terms["loss_limit_per_slot"]:
            yield f"slot {slot}: a loss of {loss} is outside 0 and the limit"
        if loss_sum * 1_000_000 > terms["loss_ppm"] * fed_sum:
            yield f"slot {slot}: the last day's loss is above the declared share"
    found = [sum(column) for column in zip(*sums, strict=True)]
    names = ("import", "export", "feeder_import", "feeder_export")
    for name, value in [*zip(names, found, strict=True), ("loss", sum(loss for loss, _ in lost))]:
        if stated[name] != value:
            yield f"day.json states {name} {stated[name]}, the readings give {value}"


def check_subs(meters, readings, slack):
    """A home with a metered generator has no other one, so from the first slot on it exports at
    most what that has made, and `slack`, which its store held at first."""
    exports = {}
    for row in readings:
        exports.setdefault(row["index"], {})[row["slot"]] = row["export"]
    for meter in meters:
        if meter["class"] != "sub" or meter["parent"] not in exports:
            continue
        stored, made = slack, exports.get(meter["index"], {})
        for slot, given in sorted(exports[meter["parent"]].items()):
            stored += made.get(slot, 0) - given
            if stored < 0:
                yield f"{meter['name']} slot {slot}: its home has exported more than it made"
                break


def check_chp(rows, slots, made):
    """The engine runs as its rules say, also over midnight; `made` is what its meters show."""
    if [row["slot"] for row in rows] != list(range(slots)):
        yield "chp.csv does not cover every slot once in order"
        return
    run, full = 0, max(row["made_wh"] for row in rows)
    for row in rows:
        slot = row["slot"]
        if run and not row["running"] and run < CHP_SLOTS_MIN:
            yield f"chp.csv slot {slot}: the engine stops after {run} slots"
        expected = 0 if not row["running"] else full if run else full // 2
        if row["made_wh"] != expected:
            yield f"chp.csv slot {slot}: {row['made_wh']} Wh made, not {expected}"
        run = run + 1 if row["running"] else 0
        if row["buffer_kj"] > BUFFER_KJ:
            yield f"chp.csv slot {slot}: the buffer overflows"
        shown = [made[network].get(slot) for network in ("electricity", "heat")]
        if shown != [row["made_wh"], row["made_kj"]]:
            yield f"chp.csv slot {slot}: the unit's meters show {shown}"


def check_tariffs(tariffs, slots):
    """One tariff a slot, feed-in not above retail, fees not negative."""
    if [row["slot"] for row in tariffs] != list(range(slots)):
        yield "tariffs do not cover every slot once in order"
    for row in tariffs:
        if row["feed_in_nano"] > row["retail_nano"]:
            yield f"slot {row['slot']}: feed-in above retail"


def check_orders(orders, meters):
    """Orders belong to boundary meters, one each."""
    boundary = {meter["index"] for meter in meters if meter["class"] == "boundary"}
    indexes = [row["index"] for row in orders]
    if len(set(indexes)) != len(indexes):
        yield "a meter has two orders"
    if not set(indexes) <= boundary:
        yield "an order without a boundary meter"


def read(folder):
    """Every file of the folder, digests compared on the way."""
    missing = [name for name in (*HEADERS, "day.json") if not Path(folder, name).is_file()]
    missing = [name for name in missing if name not in OPTIONAL]
    if missing:
        raise Invalid(f"missing: {' '.join(missing)}")
    try:
        day = json.loads(Path(folder, "day.json").read_bytes())
        for name, digest in day["sha256"].items():
            if hashlib.sha256(Path(folder, name).read_bytes()).hexdigest() != digest:
                raise Invalid(f"{name}: not the file that day.json names by its sha256")
        if set(day["networks"]) != set(JOULES):
            raise Invalid("day.json: other networks")
        seconds = day.get("days", 1) * 86_400
        if not 1 <= day.get("days", 1) <= DAYS_MAX or day["slots"] * day["slot_seconds"] != seconds:
            raise Invalid("day.json: slots that do not make 1 to 31 whole days")
    except (KeyError, TypeError, ValueError, OSError) as error:
        raise Invalid(f"day.json: {error!r}") from None
    tables = {name: table(folder, name) for name in HEADERS if Path(folder, name).is_file()}
    return day, tables


def rows_of(network, tables):
    """The rows of one network, by file."""
    tables = {name: rows for name, rows in tables.items() if name != "chp.csv"}
    return {
        name: [row for row in rows if row["network"] == network] for name, rows in tables.items()
    }


def network_problems(network, day, tables):
    """What is wrong with one network."""
    of = rows_of(network, tables)
    meters, readings, slots = of["meters.csv"], of["readings.csv"], day["slots"]
    per_day = DAY_SECONDS // day["slot_seconds"]
    yield from check_meters(meters)
    yield from check_readings(network, meters, readings, slots, day["slot_seconds"])
    yield from check_energy(slot_sums(meters, readings, slots), day["networks"][network], per_day)
    yield from check_subs(meters, readings, BUFFER_KJ if network == "heat" else 0)
    yield from check_tariffs(of["tariffs.csv"], slots)
    yield from check_orders(of.get("orders.csv", []), meters)


def chp_problems(day, tables):
    """What is wrong with the CHP's log, where there is one."""
    if "chp.csv" not in tables:
        return
    made = {}
    for network in JOULES:
        of = rows_of(network, tables)
        units = {meter["index"] for meter in of["meters.csv"] if meter["class"] == "sub"}
        rows = (row for row in of["readings.csv"] if row["index"] in units)
        made[network] = {row["slot"]: row["export"] for row in rows}
    yield from check_chp(tables["chp.csv"], day["slots"], made)


def problems(folder):
    """All problems of a data set, as sentences."""
    try:
        day, tables = read(folder)
        found = [
            f"{network}: {text}"
            for network in JOULES
            for text in network_problems(network, day, tables)
        ]
        return found + list(chp_problems(day, tables))
    except Invalid as error:
        return [str(error)]
    except KeyError as error:
        return [f"day.json: {error} is missing"]


def main(folders):
    """Entry point."""
    if not folders:
        print("usage: check.py FOLDER [FOLDER ...]", file=sys.stderr)
        return 2
    found = 0
    for folder in folders:
        texts = problems(folder)
        found += len(texts)
        for text in texts:
            print(f"{folder}: {text}", file=sys.stderr)
        if not texts:
            print(f"{folder}: fine")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
