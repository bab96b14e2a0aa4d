# SPDX-License-Identifier: Apache-2.0
"""The money of one community: a plain model of its pot, its accounts and its bank.

Every rule that a mistake could hide in is a small method of its own, so that `ledger.py` can break
them one at a time and see that the checks notice. Amounts are whole nano.
"""

from collections import Counter
from dataclasses import dataclass

import market

GUARANTOR = ("guarantor",)
CENT = 10_000_000


class Broken(Exception):
    """Something that must always hold does not."""


class Refused(Exception):
    """A call that is not allowed. Nothing has changed."""


@dataclass
class Account:
    position: int = 0
    limit: int = 0
    in_payment: int = 0
    arrears: int = 0
    outside: bool = False


def require(holds, what):
    if not holds:
        raise Broken(what)


class Pot:
    def __init__(self):
        self.accounts = {GUARANTOR: Account()}
        self.held = self.booked = self.fund = self.claim = self.deposits = 0
        self.rounding, self.suspense = Counter(), Counter()
        # The world outside: the currency there is, where it is, and the bank's money behind it.
        self.issued = self.wallets = self.fiat = 0
        self.seen = Counter()

    @property
    def guarantor(self):
        return self.accounts[GUARANTOR]

    def limits(self):
        return sum(a.limit for key, a in self.accounts.items() if key != GUARANTOR)

    def free(self):
        """What of the guarantor's money covers no limit."""
        return self.guarantor.position - self.limits()

    def new_account(self):
        return Account()

    def succeed(self, _old):
        """The account of a meter's new owner."""
        return self.new_account()

    def sweeping(self):
        return any(self.suspense.values())

    # In and out of the pot.

    def enter(self, amount):
        self.held += amount
        self.booked += amount

    def leave(self, amount):
        require(amount <= self.held, "the pot is short")
        self.held -= amount
        self.booked -= amount

    def deposit_fiat(self, amount):
        """Somebody brings money to the bank and gets currency."""
        self.fiat += amount
        self.issued += amount
        self.wallets += amount

    def deposit(self, key, amount):
        self.deposit_fiat(amount)
        self.wallets -= amount
        self.enter(amount)
        self.accounts[key].position += amount

    def donate(self, amount):
        """Currency sent straight to the pot: nobody's."""
        self.deposit_fiat(amount)
        self.wallets -= amount
        self.held += amount

    def absorb(self):
        surplus = self.held - self.booked
        self.fund += surplus
        self.booked += surplus

    # Withdrawals.

    def payable(self, key, kept):
        """The most an account can take out now. `kept`: what the grid's open slots may cost it."""
        account = self.accounts[key]
        if key == GUARANTOR:
            return max(0, self.free() - self.claim)
        if key[0] == "member":
            return max(0, account.position)
        if key[0] == "grid":
            return max(0, min(account.position, account.position + account.limit - kept))
        return max(0, account.position)

    def withdraw(self, key, requested, kept):
        account = self.accounts[key]
        amount = min(requested, self.payable(key, kept))
        before = account.position
        self.leave(amount)
        account.position -= amount
        self.wallets += amount
        self.seen["withdrawn"] += amount > 0
        require(account.position >= min(before, 0), "a withdrawal went into credit")
        require(key[0] == "member" or not self.sweeping(), "a named account was paid in a sweep")

    def is_settled(self, swept_until, due):
        """Whether a member's withdrawal need not wait any longer."""
        return swept_until >= due

    def named_may_withdraw(self):
        return not self.sweeping()

    # Slots.

    def mode(self, headroom, open_slots, slot_cost):
        """Where the next slot's grid share is billed. `open_slots` counts that slot."""
        if headroom >= (open_slots + 1) * slot_cost:
            return "on_chain"
        return "outside" if headroom >= open_slots * slot_cost else "closed"

    def settle(self, slot):
        return market.settle(slot)

    def named_legs(self, network, figures, balancing, row_legs):
        """The named legs, at clearing. The balancing account's falls to the grid if it is short."""
        grid, carrier = self.accounts["grid", network], self.accounts["balancing", network]
        grid.position += figures["grid"]
        if balancing < 0 and carrier.position + balancing < -carrier.limit:
            self.fall_to_grid(network, balancing)
        else:
            carrier.position += balancing
        self.fund += figures["fund"]
        self.rounding[network] += figures["rounding"]
        self.suspense[network] += sum(row_legs)

    def row_leg(self, network, key, leg):
        account = self.accounts[key]
        self.suspense[network] -= leg
        if leg < 0 and account.position + leg < -account.limit:
            self.fall_to_grid(network, leg)
            self.put_outside(account)
            self.seen["taken over"] += 1
        else:
            account.position += leg

    def fall_to_grid(self, network, leg):
        self.accounts["grid", network].position += leg

    def put_outside(self, account):
        account.outside = True

    def late_leg(self, network, key, leg, kept):
        """A gap or a correction: between the member and the balancing account. False: it waits."""
        account, carrier = self.accounts[key], self.accounts["balancing", network]
        grid = self.accounts["grid", network]
        if leg > 0 and not self.can_credit(carrier, leg):
            return False
        if leg < 0 and account.position + leg < -account.limit:
            if grid.position + grid.limit + leg < kept:
                return False
            self.fall_to_grid(network, leg)
            self.put_outside(account)
            self.seen["late leg taken over"] += 1
        else:
            account.position += leg
        carrier.position -= leg
        self.seen["late leg"] += 1
        return True

    def can_credit(self, carrier, leg):
        return carrier.position - leg >= -carrier.limit

    # Planned devices: between members and the fund, at any moment.

    def plan_leg(self, key, leg):
        """What the fund gives a member, all or nothing, or gets from it as far as its limit goes."""
        account = self.accounts[key]
        if leg > self.fund:
            raise Refused("the fund holds less")
        moved = max(leg, -max(0, self.chargeable(account)))
        account.position += moved
        self.fund -= moved
        self.seen["plan leg"] += moved != 0
        self.seen["plan leg cut"] += moved != leg

    def chargeable(self, account):
        return account.position + account.limit

    def lock(self, key, amount):
        account = self.accounts[key]
        if amount > account.position - account.arrears:
            raise Refused("a deposit is no credit")
        account.position -= amount
        self.deposits += amount
        self.seen["device deposit"] += amount > 0

    def unlock(self, key, amount):
        amount = min(amount, self.deposits)
        self.deposits -= amount
        self.accounts[key].position += amount

    def forfeit(self, amount):
        amount = min(amount, self.deposits)
        self.deposits -= amount
        self.fund += amount

    def reward(self, amount):
        """To whoever made a plan, out of the pot."""
        if amount > self.fund:
            raise Refused("the fund holds less")
        self.fund -= amount
        self.leave(amount)
        self.wallets += amount
        self.seen["reward"] += amount > 0

    # The guarantor.

    def set_limit(self, key, limit, least=0):
        """`least`: what the grid's limit has to be for its open slots."""
        account = self.accounts[key]
        if limit < max(-account.position, least):
            raise Refused("the account, or an open slot, needs it")
        if not self.covers(limit - account.limit):
            raise Refused("the guarantor does not cover it")
        account.limit = limit

    def covers(self, more):
        return more <= self.free()

    def write_off(self, key):
        account = self.accounts[key]
        debt = max(0, -account.position)
        self.bear(debt)
        account.position += debt
        account.limit = account.arrears = 0

    def bear(self, debt):
        self.guarantor.position -= debt

    # The bank.

    def hold(self, key, amount):
        account = self.accounts[key]
        if amount > account.position:
            raise Refused("more than the position")
        account.position -= amount
        account.in_payment += amount

    def release(self, key, amount):
        """The pay-out failed."""
        self.accounts[key].in_payment -= amount
        self.accounts[key].position += amount

    def burn_held(self, key, amount):
        """The pay-out was booked."""
        self.accounts[key].in_payment -= amount
        self.leave(amount)
        self.issued -= amount
        self.fiat -= amount

    def mint(self, amount):
        self.fiat += amount
        self.issued += amount
        self.enter(amount)

    def collect(self, key, amount):
        account = self.accounts[key]
        arrears, position = account.arrears, account.position
        self.mint(amount)
        paid = min(self.owed_first(account), amount)
        account.arrears -= paid
        self.guarantor.position += paid
        account.position += amount - paid
        lifted = account.position > position
        require(not (lifted and account.arrears), "a collect did not pay the guarantor first")
        require(arrears - account.arrears == paid, "arrears and what the guarantor got differ")

    def owed_first(self, account):
        return account.arrears

    def return_credit(self, key, amount):
        """A credit transfer came back."""
        self.mint(amount)
        self.accounts[key].position += amount

    def return_debit(self, key, amount):
        """A direct debit came back. The bank has paid it out; what can't be burned is its claim."""
        account = self.accounts[key]
        before = account.position
        account.arrears += amount
        self.fiat -= amount
        if self.spendable() < amount:
            unused = account.limit - max(0, -account.position)
            account.limit -= min(unused, amount - self.spendable())
            self.seen["limit cut"] += unused > 0
        self.claim += amount
        self.seen["claim waits"] += self.pay_claim() > 0
        require(account.position == before, "a return touched the position")

    def spendable(self):
        return max(0, self.free())

    def pay_claim(self):
        """Burns what the guarantor can spare; returns what still waits."""
        paid = min(self.claim, self.spendable())
        self.guarantor.position -= paid
        self.leave(paid)
        self.issued -= paid
        self.claim -= paid
        return self.claim

    # What must hold at every moment.

    def check(self, kept):
        """`kept`: per network what the grid account keeps for its open slots."""
        accounts = self.accounts.items()
        total = self.fund + self.deposits
        total += sum(self.rounding.values()) + sum(self.suspense.values())
        total += sum(a.position + a.in_payment for _, a in accounts)
        require(total == self.booked, "S1: the accounts don't add up to what is booked")
        require(self.booked <= self.held, "S1: more is booked than the pot holds")
        require(self.free() >= 0, "S6: the guarantor doesn't cover the limits")
        for key, account in accounts:
            require(account.position >= -account.limit, f"S6: {key[0]} is below its limit")
            require(min(account.limit, account.in_payment, account.arrears) >= 0, "below nothing")
        require(min(self.fund, self.deposits) >= 0, "S9: fund or deposits are negative")
        require(min(self.rounding.values(), default=0) >= 0, "S9: rounding is negative")
        require(self.everybody_leaves(kept) <= self.held, "the pot is short if everybody leaves")
        require(self.issued == self.held + self.wallets, "the currency is not where it should be")
        require(self.fiat == self.issued - self.claim, "bank and chain disagree")

    def everybody_leaves(self, kept):
        """What goes out if everybody takes all it can, now, whatever the order."""
        total = sum(a.in_payment for a in self.accounts.values()) + self.fund + self.deposits
        total += min(self.claim, self.spendable())
        for key in self.accounts:
            if key[0] == "member" or not self.sweeping():
                total += self.payable(key, kept.get(key[-1], 0))
        return total
