// SPDX-License-Identifier: Apache-2.0
// Stays connected, as a page of Apps that is open, while the chain's runtime is upgraded. See
// ../upgrade-drill.sh, whose next runtime has one more runtime call, UpgradeDrillApi.census.
//
// usage: upgrade.mjs URL REPORT METER SECONDS
//   METER    as URI-OF-ITS-OWNER,CARRIER,INDEX, in community 0
//   SECONDS  how long to wait for the upgrade

import { Checks, demand, none, same, section } from './checks.mjs';
import { connect, takeWarnings } from './connect.mjs';
import { fields, key, readable, succeed } from './send.mjs';
import { harmful } from './warnings.mjs';

const [url, file, meter, seconds] = process.argv.slice(2);
const [owner, carrier, index] = meter.split(',');
const METER = { network: { community: 0, carrier }, index: Number(index) };
const KEEP = 1_000_000;
const STEP_MS = 250;
// Migrations in steps, and what comes between them.
const MIGRATION_S = 120;

const checks = new Checks();
const since = Date.now();
const api = await connect(url);
takeWarnings();

const before = {
	version: api.runtimeVersion.specVersion.toNumber(),
	apis: apisOf(api),
};
let told = before.version;
await api.rpc.state.subscribeRuntimeVersion((version) => {
	told = version.specVersion.toNumber();
});
process.stdout.write(`connected at runtime ${before.version}\n`);
const inTime = await until(() => told > before.version, Number(seconds) * 1000);
section('What Polkadot.js sees of the upgrade, without connecting anew');
await checks.check('it is told of the new version', () => {
	demand(inTime, `no new version within ${seconds} s`);
	return `${before.version}, then ${told}`;
});
if (inTime) await upgraded();
await api.disconnect();
checks.write(file, { seconds: Math.round((Date.now() - since) / 1000) });
process.exit(checks.count(false) === 0 ? 0 : 1);

function apisOf(api) {
	return api.runtimeMetadata.asLatest.apis.map((it) => it.name.toString());
}

async function until(holds, most) {
	const end = Date.now() + most;
	while (Date.now() < end) {
		if (await holds()) return true;
		await new Promise((done) => {
			setTimeout(done, STEP_MS);
		});
	}
	return false;
}

// A page that is open takes the new metadata in its oldest form, which has no runtime calls: for those it
// is loaded anew, as `fresh` is here.
async function upgraded() {
	const is = () => api.runtimeVersion.specVersion.toNumber() === told;
	await checks.check('it takes the new metadata by itself', async () => {
		demand(await until(is, 30_000), 'it signs for the old version still');
		const version = api.consts.system.version.specVersion.toNumber();
		same(version, told, 'version in the metadata');
		return `metadata ${api.runtimeMetadata.version} of runtime ${version}`;
	});
	await checks.check('a household signs and sends for the new runtime', async () => {
		const call = api.tx.bank.setMandate(METER, { keep: KEEP });
		const event = await succeed(api, key(owner), call, 'bank.MandateSet');
		same(fields(event).mandate, { keep: KEEP }, 'mandate');
		return readable(event);
	});
	const warnings = takeWarnings();
	const fresh = await connect(url);
	await checks.check('whoever loads the page again sees the new runtime call', () => {
		const more = apisOf(fresh).filter((name) => !before.apis.includes(name));
		same(more, ['UpgradeDrillApi'], 'new runtime calls');
		return `metadata ${fresh.runtimeMetadata.version} has ${more} too`;
	});
	await checks.check('the new call decodes', async () => {
		const done = async () => (await census(fresh))[1].done > 0;
		demand(await until(done, MIGRATION_S * 1000), 'the migrations are not done');
		const [ledgers, meters] = await census(fresh);
		demand(ledgers.records > 0 && meters.records > 0, 'nothing was counted');
		return JSON.stringify({ ledgers, meters });
	});
	await checks.check('no warning but those known to be harmless', () => {
		const chain = { registry: api.registry, metadata: api.runtimeMetadata };
		none(harmful(warnings, chain, fresh.runtimeMetadata), 'unknown warnings');
		return `${warnings.length} harmless`;
	});
	await fresh.disconnect();
}

async function census(api) {
	return (await api.call.upgradeDrillApi.census()).toJSON();
}
