# SPDX-License-Identifier: Apache-2.0
"""Puts the meters of both networks together and writes the files of one data set."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import plants
import tariffs
from homes import home_energy, read_homes, watt_hours
from sources import SLOTS

SLOT_SECONDS = 900
NETWORKS = {"electricity": "Wh", "heat": "kJ"}
SHOP_KWH_A_YEAR = 14_000
DAYS_BEFORE = 700
"""Registers start as if every day before had been like those of the data set on average."""
FEEDER_CAP_W = 250_000

METER_COLUMNS = (
    "network,index,name,class,role_note,power_cap_w,resolution,accuracy_ppm,"
    "import_register_start,export_register_start,parent"
)
READING_COLUMNS = "network,index,slot,import,export"
TARIFF_COLUMNS = "network,slot,feed_in_nano,retail_nano,network_fee_nano,fund_fee_nano"
ORDER_COLUMNS = "network,index,buy_max_nano,sell_min_nano"
CHP_COLUMNS = "slot,running,made_wh,made_kj,gas_wh,buffer_kj"
SOURCE_COLUMNS = "name,component,series,source_date,shift_slots,scale"


@dataclass
class Meter:
    """A meter and what it moved, slot by slot."""

    name: str
    role: str
    note: str
    power_cap_w: int
    accuracy_ppm: int
    imports: list
    exports: list
    parent: str = ""


def describe(home):
    """A home's equipment in words without commas."""
    parts = [home.row["household"]]
    if home.number("pv_wp"):
        parts.append(f"PV {home.number('pv_wp')} Wp")
    if home.row["car"]:
        parts.append(home.row["car"])
    if home.heating == "heat-pump":
        parts.append(f"heat pump in {home.row['building']}")
    if home.heating == "chp":
        parts.append("micro Stirling CHP 1 kW electric 5.5 kW heat")
    return " + ".join(parts)


def power_cap(home):
    """The connection: 3 x 35 A, with a large car or a heat pump 3 x 50 A."""
    return 34_500 if home.row["car"] == "large-car" or home.heating == "heat-pump" else 24_000


def shop(sources, season, trace):
    """The shop's load: the BDEW profile for 1 GWh a year, scaled to the shop's year."""
    power = []
    for day in season.each_day():
        profile = sources.shop(day.load_day)
        # Wh a slot are 4 000 mW; the shop is SHOP_KWH_A_YEAR millionths of the profile's customer
        power += [value * SHOP_KWH_A_YEAR * 4 // 1_000 for value in profile]
        trace.append(
            ["shop", "load", "demandlib G25", day.load_day.isoformat(), 0, SHOP_KWH_A_YEAR]
        )
    return watt_hours(power)


def with_feeder(network, boundaries, subs):
    """The feeder first, then boundary meters, then sub-meters: their order is their index."""
    imports = [sum(values) for values in zip(*(meter.imports for meter in boundaries), strict=True)]
    exports = [sum(values) for values in zip(*(meter.exports for meter in boundaries), strict=True)]
    lost = plants.losses(network, imports, exports)
    taken, given = plants.feeder(imports, exports, lost)
    accuracy = 5_000 if network == "electricity" else 20_000
    note = "upstream grid" if network == "electricity" else "upstream heat supplier"
    first = Meter("feeder", "feeder", note, FEEDER_CAP_W, accuracy, taken, given)
    return [first, *boundaries, *subs]


def neighbourhood(sources, season, prices):
    """All meters per network, what the CHP did, and where each component comes from."""
    homes, trace = read_homes(), []
    zero = [0] * (SLOTS * season.days)
    # heat first: the CHP follows it, and its electricity belongs to its home's boundary meter
    for home in homes:
        home_energy(sources, season, home, zero, [])
    takers = [home for home in homes if home.heating == "network"]
    taken = [sum(values) for values in zip(*(home.heat_kj for home in takers), strict=True)]
    chp_home = next(home for home in homes if home.heating == "chp")
    chp = plants.run_chp(chp_home.heat_kj, taken, season.chp_hours)
    centre_kj, centre_wh = plants.run_centre(taken, chp, prices, season.centre_cop_permille)
    for home in homes:
        home_energy(sources, season, home, chp.made_wh, trace)

    electric = [
        Meter(home.name, "boundary", describe(home), power_cap(home), 10_000,
              home.import_wh, home.export_wh)
        for home in homes
    ]  # fmt: skip
    shop_wh = shop(sources, season, trace)
    electric.append(Meter("shop", "boundary", "small shop", 34_500, 10_000, shop_wh, zero))
    electric.append(
        Meter("heat-centre", "boundary", "heat pump of the heat network", 34_500, 10_000,
              centre_wh, zero)
    )  # fmt: skip
    unit = Meter("chp-unit", "sub", "CHP generator", 1_500, 10_000, zero, chp.made_wh, "chp-home")
    heat = [
        Meter("chp-home", "boundary", "CHP home with buffer", 15_000, 30_000,
              chp.import_kj, chp.export_kj)
    ]  # fmt: skip
    for home in takers:
        heat.append(
            Meter(home.name, "boundary", f"heat for {home.row['building']}", 25_000, 30_000,
                  home.heat_kj, zero)
        )  # fmt: skip
    heat.append(
        Meter("heat-centre", "boundary", "heat pump 12 kW heat", 15_000, 30_000, zero, centre_kj)
    )
    heat_unit = Meter("chp-unit", "sub", "CHP engine heat", 7_000, 30_000, zero, chp.made_kj,
                      "chp-home")  # fmt: skip
    networks = {
        "electricity": with_feeder("electricity", electric, [unit]),
        "heat": with_feeder("heat", heat, [heat_unit]),
    }
    return networks, chp, trace


def meter_rows(networks, days):
    """Rows of `meters.csv`."""
    for network, meters in networks.items():
        index_of = {meter.name: at for at, meter in enumerate(meters)}
        for index, meter in enumerate(meters):
            start = [sum(axis) * DAYS_BEFORE // days for axis in (meter.imports, meter.exports)]
            parent = index_of[meter.parent] if meter.parent else ""
            yield [network, index, meter.name, meter.role, meter.note, meter.power_cap_w, 1,
                   meter.accuracy_ppm, *start, parent]  # fmt: skip


def reading_rows(networks):
    """Rows of `readings.csv`, in the order network, slot, meter: as time goes by."""
    for network, meters in networks.items():
        for slot in range(len(meters[0].imports)):
            for index, meter in enumerate(meters):
                yield [network, index, slot, meter.imports[slot], meter.exports[slot]]


def order_rows(networks):
    """Rows of `orders.csv`."""
    for network, name, buy_max, sell_min in tariffs.ORDERS:
        index = [meter.name for meter in networks[network]].index(name)
        limits = ["" if limit is None else limit for limit in (buy_max, sell_min)]
        yield [network, index, *limits]


def heat_tariffs(sources, season, prices):
    """Tariffs of heat: each day has its gas price."""
    for number, day in enumerate(season.each_day()):
        of_day = prices[number * SLOTS : (number + 1) * SLOTS]
        yield from tariffs.heat(of_day, sources.gas_2019(day.gas_day))


def tariff_rows(sources, season, prices):
    """Rows of `tariffs.csv`; an hour's price holds for its four slots."""
    electricity, heat = tariffs.electricity(prices), heat_tariffs(sources, season, prices)
    for network, table in (("electricity", electricity), ("heat", heat)):
        for slot, row in enumerate(table):
            yield [network, slot, *row]


def chp_rows(chp):
    """Rows of `chp.csv`."""
    columns = (chp.running, chp.made_wh, chp.made_kj, chp.gas_wh, chp.buffer_kj)
    return ([slot, *row] for slot, row in enumerate(zip(*columns, strict=True)))


def declared_loss(lost, fed_in):
    """A technical loss in ppm that covers the last day before every slot, as far as it lies in
    the data, with a tenth to spare, and a limit per slot of twice the largest loss."""
    worst, loss_sum, fed_sum = 0, 0, 0
    for slot, (loss, fed) in enumerate(zip(lost, fed_in, strict=True)):
        gone = slot - SLOTS
        loss_sum += loss - (lost[gone] if gone >= 0 else 0)
        fed_sum += fed - (fed_in[gone] if gone >= 0 else 0)
        worst = max(worst, -(-loss_sum * 1_100_000 // fed_sum))
    return {"loss_ppm": -(-worst // 1_000) * 1_000, "loss_limit_per_slot": 2 * max(lost)}


def totals(network, meters):
    """The network in sums, for `day.json`."""
    feeder, members = meters[0], [meter for meter in meters if meter.role == "boundary"]
    imports = [sum(values) for values in zip(*(meter.imports for meter in members), strict=True)]
    exports = [sum(values) for values in zip(*(meter.exports for meter in members), strict=True)]
    lost = plants.losses(network, imports, exports)
    fed_in = [made + given for made, given in zip(exports, feeder.exports, strict=True)]
    used = sum(min(taken, made) for taken, made in zip(imports, exports, strict=True))
    return {
        "unit": NETWORKS[network],
        "boundary_meters": len(members),
        "feeder_meters": 1,
        "sub_meters": len(meters) - len(members) - 1,
        "import": sum(imports),
        "export": sum(exports),
        "used_locally": used,
        "loss": sum(lost),
        "feeder_import": sum(feeder.imports),
        "feeder_export": sum(feeder.exports),
        "declared": declared_loss(lost, fed_in),
    }


def write_csv(path, columns, rows):
    """A header and rows, LF line ends, no quotes."""
    lines = [columns] + [",".join(str(value) for value in row) for row in rows]
    path.write_bytes(("\n".join(lines) + "\n").encode("ascii"))


def describe_set(season, networks):
    """What `day.json` says before the digests."""
    longer = {"name": f"{season.name}-month", "title": f"{season.name} month", "days": season.days}
    return {
        **(longer if season.days > 1 else {}),
        "season": season.name,
        "date": season.price_day.isoformat(),
        "utc_offset_hours": season.utc_offset_hours,
        "slot_seconds": SLOT_SECONDS,
        "slots": SLOTS * season.days,
        "source_dates": {
            "prices": season.price_day.isoformat(),
            "loads": season.load_day.isoformat(),
            "pv": season.pv_day.isoformat(),
            "gas": season.gas_day.isoformat(),
        },
        "networks": {network: totals(network, meters) for network, meters in networks.items()},
    }


def write_set(sources, season, folder):
    """Writes one data set into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    prices = [price for price in plants.local_hours(sources, season) for _ in range(4)]
    networks, chp, trace = neighbourhood(sources, season, prices)
    files = {
        "meters.csv": (METER_COLUMNS, meter_rows(networks, season.days)),
        "readings.csv": (READING_COLUMNS, reading_rows(networks)),
        "tariffs.csv": (TARIFF_COLUMNS, tariff_rows(sources, season, prices)),
        "orders.csv": (ORDER_COLUMNS, order_rows(networks)),
        "chp.csv": (CHP_COLUMNS, chp_rows(chp)),
        "sources.csv": (SOURCE_COLUMNS, trace),
    }
    for name, (columns, rows) in files.items():
        write_csv(folder / name, columns, rows)
    digests = {
        name: hashlib.sha256(Path(folder, name).read_bytes()).hexdigest() for name in sorted(files)
    }
    day = {**describe_set(season, networks), "sha256": digests}
    text = json.dumps(day, indent=2, sort_keys=False) + "\n"
    Path(folder, "day.json").write_bytes(text.encode("ascii"))
