# SPDX-License-Identifier: Apache-2.0
"""Tariffs from day-ahead and gas prices, and the few price limits that members set.

Prices come in thousandths of EUR/MWh: 1 of them is 1 nano-EUR/Wh, and 5/18 nano-EUR/kJ.
"""

ELECTRICITY_SURCHARGE = 230_000
"""23 ct/kWh between day-ahead price and retail price: grid, levies, taxes, supply."""
ELECTRICITY_FEES = (5_000, 2_000)
"""0.5 ct/kWh to the local network, 0.2 ct/kWh to the common fund."""
HEAT_SURCHARGE = 80_000
"""8 ct/kWh between the fuel of a kWh of heat and its retail price: pipes, plant, taxes."""
HEAT_FEES = (3_000, 1_000)
"""0.3 ct/kWh to the local network, 0.1 ct/kWh to the common fund."""

ORDERS = [
    # network, meter, buy_max and sell_min in nano-EUR per Wh or kJ; None is no limit
    ("electricity", "chp-home", None, 100_000),
    ("electricity", "home-06", None, 60_000),
    ("electricity", "home-07", 240_000, None),
    ("electricity", "home-13", None, 20_000),
    ("electricity", "home-18", 260_000, None),
    ("electricity", "home-29", 270_000, 40_000),
    ("heat", "chp-home", None, 9_000),
    ("heat", "home-06", 25_000, None),
]


def per_kj(price):
    """Thousandths of EUR/MWh as nano-EUR per kJ, rounded down."""
    return price * 5 // 18


def electricity(prices):
    """Feed-in is the day-ahead price, also below zero; retail adds the surcharge."""
    return [(price, price + ELECTRICITY_SURCHARGE, *ELECTRICITY_FEES) for price in prices]


def heat(prices, gas):
    """Feed-in is what the heat saves upstream: gas burnt at 90 %, or a heat pump with an
    efficiency of 3 if that is cheaper in the slot, at least 0; retail is gas plus surcharge."""
    boiler = gas * 10 // 9
    retail = per_kj(boiler + HEAT_SURCHARGE)
    network_fee, fund_fee = (per_kj(fee) for fee in HEAT_FEES)
    return [
        (per_kj(min(boiler, max(0, price) // 3)), retail, network_fee, fund_fee)
        for price in prices
    ]
