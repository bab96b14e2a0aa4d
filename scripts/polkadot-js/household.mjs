// SPDX-License-Identifier: Apache-2.0
// The calls of a household, signed with nothing but @polkadot/api. On a development chain with the
// community of data/planned: six homes, whose keys and meters are known; five may be counted.

import { demand, none, same } from './checks.mjs';
import { takeWarnings } from './connect.mjs';
import { fields, freeOf, key, readable, refuse, send, succeed } from './send.mjs';

const COMMUNITY = 0;
const CWT = 10n ** 12n;
const VOTERS = [1, 2, 3, 4, 5];
// Blocks in which votes are taken on a development chain, and some to decide.
const BALLOT_BLOCKS = 30;
const BLOCK_S = 3;
// What the pool says when it does not take a call.
const NO_FEE = 'Inability to pay some fees';
// Nano-currency, or nano-currency per base quantity.
const LIMITS = { buyMax: 300_000, sellMin: null };
const MOVED = 5_000_000_000n;
// The asset the community settles in.
const SETTLED_IN = 1;
const KEEP = 1_000_000_000;
const TARIFF_BAND = { feedInMin: 10_000, retailMax: 700_000 };

const home = (number) => key(`//Commonwatt//home//home-${number}`);
const network = (carrier) => ({ community: COMMUNITY, carrier });
const meter = (number, carrier = 'Electricity') => ({ network: network(carrier), index: number });

export async function money(checks, api, version) {
	await checks.check(`metadata ${version}: balances.transferKeepAlive`, async () => {
		const [alice, to] = [key('//Alice'), home(1)];
		const before = await freeOf(api, to);
		const event = await succeed(
			api,
			alice,
			api.tx.balances.transferKeepAlive(to.address, 20n * CWT),
			'balances.Transfer',
		);
		same(BigInt(fields(event).amount), 20n * CWT, 'amount');
		same(String((await freeOf(api, to)) - before), String(20n * CWT), 'arrived');
		return readable(event);
	});
}

export async function household(checks, api) {
	await withoutMoney(checks, api);
	await withMoney(checks, api);
	await refused(checks, api);
	await ballot(checks, api);
}

// One that is taken without CWT, and one that is refused in a block.
export async function short(checks, api) {
	await checks.check('without CWT: settlement.placeOrder', async () => {
		const call = api.tx.settlement.placeOrder(meter(6), LIMITS);
		same(String(await freeOf(api, home(6))), '0', 'CWT before');
		return readable(await succeed(api, home(6), call, 'settlement.OrderPlaced'));
	});
	await checks.check("refused: settlement.placeOrder at a neighbour's meter", () =>
		refuse(
			api,
			home(1),
			api.tx.settlement.placeOrder(meter(2), LIMITS),
			'settlement.NotOwner',
		),
	);
}

// Home 6 has no CWT at all: what an owner does with its meter is free.
async function withoutMoney(checks, api) {
	const owner = home(6);
	const free = async (call, path) => {
		same(String(await freeOf(api, owner)), '0', 'CWT before');
		const event = await succeed(api, owner, call, path);
		same(String(await freeOf(api, owner)), '0', 'CWT after');
		return event;
	};
	const { settlement, bank } = api.tx;
	await checks.check('without CWT: settlement.placeOrder', async () => {
		const event = await free(settlement.placeOrder(meter(6), LIMITS), 'settlement.OrderPlaced');
		same(fields(event).limits, LIMITS, 'limits');
		return readable(event);
	});
	await checks.check('without CWT: settlement.withdraw', async () =>
		readable(await free(settlement.withdraw(meter(6), MOVED), 'settlement.WithdrawalQueued')),
	);
	await checks.check('assets.transferKeepAlive: money for a deposit', async () => {
		const call = api.tx.assets.transferKeepAlive(SETTLED_IN, owner.address, MOVED);
		const event = await succeed(api, key('//Dave'), call, 'assets.Transferred');
		same(fields(event).amount, Number(MOVED), 'amount');
		return readable(event);
	});
	await checks.check('without CWT: settlement.deposit', async () =>
		readable(await free(settlement.deposit(meter(6), MOVED), 'settlement.Deposited')),
	);
	await checks.check('without CWT: bank.setMandate', async () => {
		const event = await free(bank.setMandate(meter(6), { keep: KEEP }), 'bank.MandateSet');
		same(fields(event).mandate, { keep: KEEP }, 'mandate');
		return readable(event);
	});
	await checks.check('without CWT: what would fail is not taken', async () => {
		const why = await send(api, owner, settlement.withdraw(meter(1), 1)).then(
			() => undefined,
			(error) => error.message,
		);
		demand(why?.includes(NO_FEE), `said: ${why}`);
		none(
			takeWarnings().filter((warning) => !warning.includes(NO_FEE)),
			'other warnings',
		);
		return why;
	});
}

async function withMoney(checks, api) {
	const owner = home(1);
	const bob = key('//Bob').address;
	await checks.check('proxy.addProxy', async () => {
		const event = await succeed(
			api,
			owner,
			api.tx.proxy.addProxy(bob, 'Governance', 0),
			'proxy.ProxyAdded',
		);
		same(event.data.proxyType.toString(), 'Governance', 'type');
		const [proxies] = await api.query.proxy.proxies(owner.address);
		same(proxies[0].delegate.toString(), bob, 'delegate');
		return readable(event);
	});
	await checks.check('proxy.removeProxy', async () =>
		readable(
			await succeed(
				api,
				owner,
				api.tx.proxy.removeProxy(bob, 'Governance', 0),
				'proxy.ProxyRemoved',
			),
		),
	);
	await checks.check('utility.batchAll of two orders', async () => {
		const call = (carrier) => api.tx.settlement.placeOrder(meter(1, carrier), LIMITS);
		const { events, fault } = await send(
			api,
			owner,
			api.tx.utility.batchAll([call('Electricity'), call('Heat')]),
		);
		demand(!fault, `refused: ${fault?.name}`);
		same(
			events.filter((event) => api.events.settlement.OrderPlaced.is(event)).length,
			2,
			'orders',
		);
	});
}

async function refused(checks, api) {
	const owner = home(1);
	const { bank, communities, dispatch, settlement } = api.tx;
	const cases = [
		[
			'dispatch.veto of a round that is not',
			dispatch.veto(COMMUNITY, 7, 'Comfort'),
			'dispatch.WrongPhase',
		],
		[
			'settlement.withdraw of more than there is',
			settlement.withdraw(meter(1), 10n ** 24n),
			'settlement.PositionTooLow',
		],
		[
			"settlement.placeOrder at a neighbour's meter",
			settlement.placeOrder(meter(2), LIMITS),
			'settlement.NotOwner',
		],
		['bank.setMandate for no meter', bank.setMandate(meter(99), null), 'bank.MeterNotFound'],
		[
			'communities.vote in no ballot',
			communities.vote(COMMUNITY, 99, 'Aye'),
			'communities.UnknownBallot',
		],
	];
	for (const [name, call, error] of cases) {
		await checks.check(`refused: ${name}`, () => refuse(api, owner, call, error));
	}
}

// Five are counted, one proposes, all say aye, and the rule holds.
async function ballot(checks, api) {
	const { communities } = api.tx;
	await checks.check('communities.enrol by five homes', async () => {
		const enrol = async (voter) => {
			const call = communities.enrol(COMMUNITY, meter(voter, 'Heat'));
			return fields(await succeed(api, home(voter), call, 'communities.VoterEnrolled'))
				.number;
		};
		const numbers = await Promise.all(VOTERS.map(enrol));
		return `as numbers ${numbers.join(', ')}`;
	});
	let number;
	await checks.check('communities.propose', async () => {
		const change = { TariffBand: { network: network('Heat'), ...TARIFF_BAND } };
		const event = await succeed(
			api,
			home(1),
			communities.propose(COMMUNITY, change),
			'communities.BallotOpened',
		);
		number = fields(event).ballot;
		return readable(event);
	});
	await checks.check('communities.vote by five homes', async () => {
		// A call of its own each: signing changes the object.
		const vote = async (voter) => {
			const call = communities.vote(COMMUNITY, number, 'Aye');
			const event = await succeed(api, home(voter), call, 'communities.Voted');
			same(fields(event).who, home(voter).address, 'voter');
			return event;
		};
		const [event] = await Promise.all(VOTERS.map(vote));
		return readable(event);
	});
	await checks.check('the rule they agreed on holds', async () => {
		const closed = await until(api, async () => {
			const record = (await api.query.communities.ballots(COMMUNITY, number)).unwrap();
			return record.state.isVoting || record.state.isPassed ? undefined : record;
		});
		same(
			[closed.state.type, closed.tally.ayes.toNumber()],
			['Enacted', VOTERS.length],
			'state and ayes',
		);
		return `${closed.state.type} with ${closed.tally.ayes} ayes`;
	});
}

async function until(api, found) {
	for (let block = 0; block < BALLOT_BLOCKS; block += 1) {
		const is = await found();
		if (is) return is;
		await new Promise((done) => {
			setTimeout(done, BLOCK_S * 1000);
		});
	}
	throw new Error(`not after ${BALLOT_BLOCKS} blocks`);
}
