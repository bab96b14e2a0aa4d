// SPDX-License-Identifier: Apache-2.0
// The contract with Polkadot.js Apps, checked on a node that runs. See ../polkadot-js.sh.
//
// usage: main.mjs URL REPORT [send|short]
//   send    sign and send too: on a development chain with the community of data/planned
//   short   of that, only a transfer, a call without CWT, and one that is refused

import { Checks, none, section } from './checks.mjs';
import { connect, takeWarnings } from './connect.mjs';
import { decode, state } from './decode.mjs';
import { API_VERSION, METADATA_VERSIONS } from './expected.mjs';
import { household, money, short } from './household.mjs';
import { start, tabs } from './start.mjs';
import { harmful } from './warnings.mjs';

const [url, file, mode] = process.argv.slice(2);
const sends = mode === 'send' || mode === 'short';
const isShort = mode === 'short';
const checks = new Checks();
const since = Date.now();

const chainOf = (api) => ({ registry: api.registry, metadata: api.runtimeMetadata });

async function versions(newest) {
	for (const version of METADATA_VERSIONS) {
		section(`With metadata ${version} only`);
		let api;
		await checks.check(`metadata ${version}: connects`, async () => {
			api = await connect(url, version);
		});
		if (!api) continue;
		await checks.check(`metadata ${version}: no warning but those known to be harmless`, () => {
			const warnings = takeWarnings();
			none(harmful(warnings, chainOf(api), newest.runtimeMetadata), 'unknown warnings');
			return `${warnings.length} harmless`;
		});
		await decode(checks, api, version);
		if (sends && !(isShort && version !== METADATA_VERSIONS.at(-1)))
			await money(checks, api, version);
		await api.disconnect();
	}
}

async function all() {
	section('As Apps starts');
	let api;
	await checks.check('connects', async () => {
		api = await connect(url);
	});
	if (!api) return;
	const first = takeWarnings();
	await checks.check('no warning but those known to be harmless', () => {
		none(harmful(first, chainOf(api), api.runtimeMetadata), 'unknown warnings');
		return first.map((warning) => warning.replace(/\s+/g, ' ').slice(0, 100)).join(' | ');
	});
	await start(checks, api, sends);
	section('What its tabs need');
	await tabs(checks, api);
	await versions(api);
	if (sends) {
		section('The calls of a household');
		await (isShort ? short : household)(checks, api);
	}
	section('State');
	await state(checks, api);
	await checks.check('nothing was written to the console meanwhile', () =>
		none(takeWarnings(), 'warnings'),
	);
	await api.disconnect();
}

await all();
const seconds = Math.round((Date.now() - since) / 1000);
checks.write(file, { api: API_VERSION, sends, short: isShort, seconds });
process.stdout.write(`\n${checks.count(true)} passed, ${checks.count(false)} failed\n`);
process.exit(checks.count(false) === 0 ? 0 : 1);
