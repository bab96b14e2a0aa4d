#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Can the pot always pay? Many slots of two networks with everybody as greedy as allowed.

usage: ledger.py [SLOTS] [SEED]     2 000 slots of seed 1 by default
       ledger.py --self-test        breaks the rules one by one; each time the checks must notice

One community, one pot, two networks whose slots clear late and page by page. After every step (a
slot that begins, a clearing, a page, any call) the checks of `pot.py` run, among them that the pot
could pay everybody who may leave at that moment; and greedy accounts then really leave.

Exit code 0: every rule held. 1: one was broken, or a broken rule went unnoticed.
"""

import json
import random
import sys
from collections import deque

import market
import mutants
from books import ruled
from pot import CENT, GUARANTOR, Broken, Pot, Refused, require

NETWORKS, ROWS, PAGE = (0, 1), 8, 3
CAP, LOSS_MAX, PRICE_MAX = 3_000, 2_000, 400_000
# The most one slot can cost the grid account.
SLOT_COST = (ROWS * CAP + LOSS_MAX) * PRICE_MAX
REENTRY = CAP * PRICE_MAX
OPEN_MAX = 5
ALL = 10**30
# A queued withdrawal of a named account stops new clearings for so many blocks.
STOP_BLOCKS = 10
BLOCKS_PER_SLOT = 8


class Network:
    def __init__(self, number):
        self.number = number
        self.open = deque()
        self.sweep = deque()
        self.next_slot, self.swept_until = 0, -1
        self.owners = [("member", number, row, 0) for row in range(ROWS)]
        self.late = deque()

    def kept(self):
        """What the open slots may cost the grid account."""
        return SLOT_COST * sum(slot["mode"] != "closed" for slot in self.open)


class World:
    def __init__(self, seed, pot=None):
        self.chance = random.Random(seed)
        self.pot = pot or Pot()
        self.networks = [Network(number) for number in NETWORKS]
        self.queue = []
        self.payments, self.collected, self.paid_out = [], [], []
        self.taken_over = set()
        self.block, self.greed, self.slots = 0, 0.0, 0
        self.storm = None
        self.pot.deposit(GUARANTOR, 10 * SLOT_COST)
        for network in self.networks:
            for name in ("grid", "balancing"):
                self.pot.accounts[name, network.number] = self.pot.new_account()
            for owner in network.owners:
                self.pot.accounts[owner] = self.pot.new_account()
            self.attempt(self.pot.set_limit, ("grid", network.number), 4 * SLOT_COST)

    def kept(self):
        return {network.number: network.kept() for network in self.networks}

    def checked(self):
        """The checks, then everybody greedy takes what it can, then the checks again."""
        self.pot.check(self.kept())
        for network in self.networks:
            grid = self.pot.accounts["grid", network.number]
            covered = grid.position + grid.limit >= network.kept()
            require(covered or network.sweep, "open slots are not covered")
        for key in list(self.pot.accounts):
            if self.chance.random() < self.greed:
                self.request(key, ALL)
        if self.pay_queue():
            self.pot.check(self.kept())

    # Withdrawals.

    def network_of(self, key):
        return self.networks[key[1]] if len(key) > 1 else None

    def request(self, key, amount):
        """A member waits for the slots that had ended: all but the running one."""
        if all(key != other for other, *_ in self.queue):
            network = self.network_of(key)
            due = network.next_slot - 2 if network else 0
            self.queue.append((key, amount, due, self.block))

    def pay_queue(self):
        waiting, paid = [], 0
        self.chance.shuffle(self.queue)
        for key, amount, due, since in self.queue:
            if not self.may_pay(key, due):
                require(self.block - since <= STOP_BLOCKS or key[0] == "member", "waits too long")
                waiting.append((key, amount, due, since))
                continue
            network = self.network_of(key)
            late = key[0] == "member" and network.swept_until < due
            require(not late, "a withdrawal did not wait for slots that had ended")
            self.pot.withdraw(key, amount, network.kept() if network else 0)
            paid += 1
        self.queue = waiting
        return paid

    def may_pay(self, key, due):
        if key[0] == "member":
            return self.pot.is_settled(self.network_of(key).swept_until, due)
        return self.pot.named_may_withdraw()

    # Slots.

    def begin_slot(self, network):
        """Freezes who takes part, the tariff and where the grid's share is billed."""
        grid = self.pot.accounts["grid", network.number]
        open_slots = len(network.open) + 1
        mode = self.pot.mode(grid.position + grid.limit, open_slots, SLOT_COST)
        self.pot.seen[f"mode {mode}"] += 1
        rows = []
        for key in network.owners:
            account = self.pot.accounts[key]
            if account.position > REENTRY:
                self.pot.seen["re-entered"] += account.outside
                account.outside = False
                self.taken_over.discard(key)
            require(account.outside or key not in self.taken_over, "inside without a deposit")
            rows.append(self.row(account.outside))
        slot = {
            "slot": network.next_slot,
            "tariff": self.tariff(),
            "mode": mode,
            "rows": rows,
            "owners": list(network.owners),
        }
        keys = self.chance.choice([None, None, None, "dynamic", "static"])
        network.open.append(ruled(slot, keys, self.chance.randint(-PRICE_MAX, PRICE_MAX)))
        network.next_slot += 1

    def tariff(self):
        chance = self.chance
        if self.storm:
            return [-PRICE_MAX if self.storm == "import" else PRICE_MAX, PRICE_MAX, 0, 0]
        if chance.random() < 0.1:
            feed_in = chance.choice([-PRICE_MAX, -70_000, 0, PRICE_MAX])
        else:
            feed_in = chance.randint(-50_000, 150_000)
        fees = [chance.randint(0, 9_000), chance.randint(0, 3_000)]
        return [feed_in, min(PRICE_MAX, feed_in + chance.randint(0, 350_000)), *fees]

    def row(self, outside):
        chance = self.chance
        limit = lambda: chance.choice([None, None, None, chance.randint(-50_000, 350_000)])
        return {
            "sell_min": limit(),
            "buy_max": limit(),
            "outside": outside,
            "participation_percent": chance.choice([100, 100, 50, 0]),
            "share_ppm": chance.choice([125_000, 60_000, 0]),
        }

    def measure(self, slot):
        """Readings of a slot: often one-sided, so that accounts run dry."""
        chance = self.chance
        most = {side: CAP // chance.choice([1, 5, CAP + 1]) for side in ("export", "import")}
        for index, row in enumerate(slot["rows"]):
            for side, energy in most.items():
                row[side] = chance.choice([0, energy, chance.randint(0, energy)])
                if self.storm:
                    halves = "export" if index % 2 else "import"
                    full = self.storm if self.storm in most else halves
                    row[side] = CAP if side == full else 0
        slot["loss"] = chance.choice([0, chance.randint(-LOSS_MAX, LOSS_MAX), LOSS_MAX])
        net = sum(row["export"] - row["import"] for row in slot["rows"])
        slot["grid_net"] = slot["loss"] - net

    def clear(self, network):
        slot = network.open[0]
        self.measure(slot)
        figures, row_legs, _, _ = self.pot.settle(slot)
        for row, owner, leg in zip(slot["rows"], slot["owners"], row_legs):
            require(not row["outside"] or leg == 0, "a row outside has a leg")
        self.pot.named_legs(network.number, figures, figures["balancing"], row_legs)
        legs = list(zip(slot["owners"], row_legs))
        network.sweep.extend(legs[at : at + PAGE] for at in range(0, ROWS, PAGE))

    def sweep_page(self, network):
        slot = network.open[0]
        for owner, leg in network.sweep.popleft():
            before = self.pot.accounts[owner].position
            self.pot.row_leg(network.number, owner, leg)
            if leg < 0 and self.pot.accounts[owner].position == before:
                self.taken_over.add(owner)
        if network.sweep:
            return
        require(self.pot.suspense[network.number] == 0, "S10: suspense is left after a sweep")
        network.swept_until = slot["slot"]
        network.open.popleft()
        self.slots += 1

    def late_legs(self, network):
        for _ in range(len(network.late)):
            key, leg = network.late.popleft()
            if not self.pot.late_leg(network.number, key, leg, network.kept()):
                network.late.append((key, leg))

    def run_block(self):
        self.block += 1
        named = (since for key, _, _, since in self.queue if key[0] != "member")
        stopped = any(self.block - since <= STOP_BLOCKS for since in named)
        for network in self.networks:
            lazy = len(network.open) < OPEN_MAX and self.chance.random() < 0.6
            if network.sweep:
                self.sweep_page(network)
            elif len(network.open) > 1 and not stopped and not lazy:
                self.clear(network)
            else:
                self.late_legs(network)
            self.checked()

    # What people, operators and the bank do.

    def member(self):
        return self.chance.choice([key for key in self.pot.accounts if key[0] == "member"])

    def most_in_debt(self):
        keys = [key for key in self.pot.accounts if key[0] == "member"]
        return min(keys, key=lambda key: self.pot.accounts[key].position)

    def attempt(self, call, *arguments):
        try:
            call(*arguments)
        except Refused:
            self.pot.seen["refused"] += 1

    def amount(self, most):
        return self.chance.choice([1, most, self.chance.randint(0, most)])

    def act(self):
        self.chance.choice(self.ACTS)(self)
        self.checked()

    def pay_in(self):
        most = self.chance.choice([REENTRY + 1, 3 * REENTRY])
        self.pot.deposit(self.member(), self.amount(most))

    def pay_in_named(self):
        """Mostly to who is shortest: it had a warning."""
        keys = [key for key in self.pot.accounts if key[0] != "member"]
        spare = lambda key: self.pot.accounts[key].position + self.pot.accounts[key].limit
        key = self.chance.choice([min(keys, key=spare), self.chance.choice(keys)])
        self.pot.deposit(key, self.amount(OPEN_MAX * SLOT_COST))

    def donate(self):
        self.pot.donate(self.amount(REENTRY))
        if self.chance.random() < 0.5:
            self.pot.absorb()

    def change_limit(self):
        self.attempt(self.pot.set_limit, self.member(), self.amount(2 * REENTRY))

    def change_named_limit(self):
        network = self.chance.choice(self.networks)
        name = self.chance.choice(["grid", "balancing"])
        account = self.pot.accounts[name, network.number]
        least = network.kept() - account.position if name == "grid" else 0
        limit = self.chance.choice([0, 1, 3, OPEN_MAX + 2]) * SLOT_COST
        self.attempt(self.pot.set_limit, (name, network.number), limit, least)

    def owner_changes(self):
        """From the next slot not begun: a row of 0, without limit, inside."""
        network = self.chance.choice(self.networks)
        row = self.chance.randrange(ROWS)
        old = network.owners[row]
        new = (*old[:3], old[3] + 1)
        self.pot.accounts[new] = self.pot.succeed(old)
        network.owners[row] = new

    def forget_lines(self):
        """Old owners' accounts that hold nothing and wait for nothing."""
        busy = {key for key, *_ in [*self.queue, *self.payments, *self.collected, *self.paid_out]}
        for network in self.networks:
            busy.update(network.owners, *(slot["owners"] for slot in network.open))
            busy.update(key for key, _ in network.late)
        for key, account in list(self.pot.accounts.items()):
            empty = not (account.position or account.in_payment or account.arrears)
            if key[0] == "member" and empty and key not in busy:
                del self.pot.accounts[key]

    def gap_or_correction(self):
        key = self.member()
        leg = self.chance.randint(-REENTRY, REENTRY)
        self.network_of(key).late.append((key, leg))

    def bill(self):
        """A closed statement: whole cents are paid out or collected, the rest is carried."""
        key = self.chance.choice([self.member(), self.most_in_debt()])
        position = self.pot.accounts[key].position
        cents = abs(position) // CENT * CENT
        if cents and position > 0:
            self.pot.hold(key, cents)
            self.payments.append((key, cents))
        elif cents:
            self.pot.collect(key, cents)
            self.collected.append((key, cents))

    def payment_ends(self):
        if self.payments:
            key, amount = self.payments.pop(self.chance.randrange(len(self.payments)))
            if self.chance.random() < 0.3:
                self.pot.release(key, amount)
            else:
                self.pot.burn_held(key, amount)
                self.paid_out.append((key, amount))

    def debit_comes_back(self):
        if self.collected:
            key, amount = self.collected.pop(self.chance.randrange(len(self.collected)))
            self.pot.return_debit(key, amount)
            self.pot.seen["debit returned"] += 1

    def credit_comes_back(self):
        if self.paid_out:
            self.pot.return_credit(*self.paid_out.pop())

    def claim_is_paid(self):
        self.pot.pay_claim()

    def write_off(self):
        key = self.most_in_debt()
        self.pot.seen["written off"] += self.pot.accounts[key].position < 0
        self.pot.write_off(key)

    def planned_device(self):
        self.attempt(self.pot.plan_leg, self.member(), self.chance.randint(-REENTRY, REENTRY))

    def device_deposit(self):
        self.attempt(self.pot.lock, self.member(), self.amount(REENTRY))
        unlock = lambda amount: self.pot.unlock(self.member(), amount)
        call = self.chance.choice([unlock, self.pot.forfeit, self.pot.reward])
        self.attempt(call, self.amount(REENTRY // 5))

    def mood_changes(self):
        """Greed, from nobody to everybody at every moment; storms: the dearest slots there are."""
        self.greed = self.chance.choice([0, 0, 0, 0.02, 0.3, 1])
        self.storm = self.chance.choice([None] * 9 + ["export", "import", "halves"])

    ACTS = (
        *(pay_in,) * 6, *(pay_in_named,) * 6, donate, *(change_limit,) * 6, change_named_limit,
        owner_changes, forget_lines, *(gap_or_correction,) * 2, *(bill,) * 6, *(payment_ends,) * 4,
        *(debit_comes_back,) * 3, credit_comes_back, claim_is_paid, write_off, *(mood_changes,) * 2,
        *(planned_device,) * 3, device_deposit,
    )

    def run(self, slots):
        while self.slots < slots:
            for network in self.networks:
                if len(network.open) < OPEN_MAX:
                    self.begin_slot(network)
            for _ in range(BLOCKS_PER_SLOT):
                self.run_block()
                self.act()
        return {"slots": self.slots, "seen": dict(sorted(self.pot.seen.items()))}


def self_test():
    """Every mutant has to be noticed."""
    noticed = {}
    for mutant in mutants.ALL:
        try:
            World(1, mutant()).run(3_000)
        except Broken as broken:
            noticed[mutant.__name__] = str(broken)
        else:
            print(f"ledger: nobody noticed {mutant.__name__}", file=sys.stderr)
    print(json.dumps({"tried": len(mutants.ALL), "noticed": noticed}))
    return 0 if len(noticed) == len(mutants.ALL) else 1


def main(arguments):
    if arguments == ["--self-test"]:
        return self_test()
    slots = int(arguments[0]) if arguments else 2_000
    seed = int(arguments[1]) if arguments[1:] else 1
    try:
        print(json.dumps(World(seed).run(slots)))
    except Broken as broken:
        print(f"ledger: broken: {broken}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
