// SPDX-License-Identifier: Apache-2.0
// A list of checks: each is printed as it ends, and all are written down.

import { writeFileSync } from 'node:fs';

const CHECK_S = 150;

export class Checks {
	results = [];

	// A check fails by throwing, or by taking too long. What it returns is shown behind its name.
	async check(name, act) {
		const since = Date.now();
		const result = { name, ok: true };
		try {
			result.shows = (await inTime(act)) ?? '';
		} catch (error) {
			result.ok = false;
			result.shows = error?.message ?? String(error);
		}
		result.seconds = (Date.now() - since) / 1000;
		this.results.push(result);
		const shows = result.shows ? `: ${result.shows}` : '';
		process.stdout.write(`  ${result.ok ? 'ok    ' : 'failed'} ${name}${shows}\n`);
	}

	count(ok) {
		return this.results.filter((result) => result.ok === ok).length;
	}

	write(file, more) {
		const report = {
			...more,
			passed: this.count(true),
			failed: this.count(false),
			checks: this.results,
		};
		writeFileSync(file, `${JSON.stringify(report, null, '\t')}\n`);
	}
}

function inTime(act) {
	let timer;
	const late = new Promise((_, fail) => {
		timer = setTimeout(() => fail(new Error(`not done after ${CHECK_S} s`)), CHECK_S * 1000);
	});
	return Promise.race([Promise.resolve().then(act), late]).finally(() => clearTimeout(timer));
}

export function section(title) {
	process.stdout.write(`\n== ${title}\n`);
}

export function demand(holds, why) {
	if (!holds) throw new Error(why);
}

export function same(is, expected, what) {
	const [a, b] = [is, expected].map((it) => JSON.stringify(it, plain));
	demand(a === b, `${what}: ${a} instead of ${b}`);
}

// Numbers beyond JSON's are compared as text.
function plain(_, value) {
	return typeof value === 'bigint' ? value.toString() : value;
}

// Fails with the first few of a list that should be empty.
export function none(list, what) {
	const shown = list.slice(0, 5).join('; ');
	demand(list.length === 0, `${list.length} ${what}: ${shown}${list.length > 5 ? ' …' : ''}`);
}
