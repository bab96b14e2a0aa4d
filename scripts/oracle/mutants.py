# SPDX-License-Identifier: Apache-2.0
"""Pots with one rule broken each. A check that lets one of them through is worth nothing."""

from math import ceil, floor

import market
from pot import GUARANTOR, Pot


class PaysOutOfCredit(Pot):
    def payable(self, key, kept):
        account = self.accounts[key]
        return super().payable(key, kept) + (account.limit if key[0] == "member" else 0)


class PaysWhatIsAsked(Pot):
    def payable(self, key, kept):
        return 10**9 if key[0] == "member" else super().payable(key, kept)


class WithdrawalsDoNotWait(Pot):
    def is_settled(self, swept_until, due):
        return True


class NamedWithdrawInASweep(Pot):
    def named_may_withdraw(self):
        return True


class GuarantorTakesItsCover(Pot):
    def payable(self, key, kept):
        if key == GUARANTOR:
            return max(0, self.guarantor.position)
        return super().payable(key, kept)


class GridLeavesOpenSlotsUncovered(Pot):
    def payable(self, key, kept):
        return super().payable(key, 0)


class LimitsWithoutCover(Pot):
    def covers(self, more):
        return True


class RoundsTheOtherWay(Pot):
    """Blended prices in favour of the rows."""

    def settle(self, slot):
        market.floor, market.ceil = ceil, floor
        try:
            return market.settle(slot)
        finally:
            market.floor, market.ceil = floor, ceil


class NobodyStepsIn(Pot):
    def row_leg(self, network, key, leg):
        self.suspense[network] -= leg
        self.accounts[key].position += leg


class TakenOverByNobody(Pot):
    def fall_to_grid(self, network, leg):
        pass


class TakenOverTwice(Pot):
    def put_outside(self, account):
        account.position -= 1


class ShortGridGoesOn(Pot):
    def mode(self, headroom, open_slots, slot_cost):
        return "on_chain"


class NoClosedSlots(Pot):
    def mode(self, headroom, open_slots, slot_cost):
        mode = super().mode(headroom, open_slots, slot_cost)
        return "outside" if mode == "closed" else mode


class LateCreditsDoNotWait(Pot):
    def can_credit(self, carrier, leg):
        return True


class ReturnTakesTheCover(Pot):
    def spendable(self):
        return max(0, self.guarantor.position)


class ReturnTakesThePosition(Pot):
    def return_debit(self, key, amount):
        self.accounts[key].position -= amount
        super().return_debit(key, amount)


class CollectForgetsArrears(Pot):
    def owed_first(self, account):
        return 0


class WriteOffIsFree(Pot):
    def bear(self, debt):
        pass


class FailedPaymentPaysTwice(Pot):
    def release(self, key, amount):
        self.accounts[key].position += amount


class DonationsCountTwice(Pot):
    def absorb(self):
        super().absorb()
        self.fund += 1


class NewOwnerInherits(Pot):
    def succeed(self, old):
        account = self.new_account()
        account.position = self.accounts[old].position
        return account


class NotOutsideAfterStepIn(Pot):
    def put_outside(self, account):
        pass


class PlansTakeMoreThanThereIs(Pot):
    def chargeable(self, account):
        return super().chargeable(account) + 1


class RewardsStayBooked(Pot):
    def reward(self, amount):
        booked = self.booked
        super().reward(amount)
        self.booked = booked


class DepositsVanish(Pot):
    def forfeit(self, amount):
        self.deposits -= min(amount, self.deposits)


ALL = [kind for kind in list(globals().values()) if isinstance(kind, type) and kind is not Pot]
