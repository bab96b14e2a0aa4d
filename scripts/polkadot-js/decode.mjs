// SPDX-License-Identifier: Apache-2.0
// Every call, event, error, constant and storage entry: it decodes, and it has words.

import { stringCamelCase, u8aEq, u8aToHex } from '@polkadot/util';
import { demand, none } from './checks.mjs';
import { OWN_PALLETS, SDK_WITHOUT_DOCS } from './expected.mjs';
import { Samples } from './sample.mjs';

const KINDS = ['calls', 'events', 'errors'];
// Entries of a map that are read at most.
const ENTRIES = 20;

const hasWords = (docs) => docs.some((line) => line.toString().trim());

function variantsOf(api, pallet, kind) {
	const option = pallet[kind];
	if (option.isNone) return [];
	return [...api.registry.lookup.getSiType(option.unwrap().type).def.asVariant.variants];
}

export async function decode(checks, api, version) {
	const { pallets } = api.runtimeMetadata.asLatest;
	const samples = new Samples(api.registry.lookup);
	for (const kind of KINDS) {
		await checks.check(`metadata ${version}: ${kind} decode, with their words`, () => {
			const faults = [];
			let count = 0;
			for (const pallet of pallets) {
				for (const variant of variantsOf(api, pallet, kind)) {
					const fault = faultOf(api, samples, kind, pallet, variant);
					if (fault) faults.push(`${pallet.name}.${variant.name}: ${fault}`);
					count += 1;
				}
			}
			none(faults, 'do not');
			demand(count > 0, 'there are none');
			return `${count} in ${pallets.length} pallets`;
		});
	}
}

function faultOf(api, samples, kind, pallet, variant) {
	try {
		const path = `${pallet.name}.${variant.name}`;
		if (!hasWords(variant.docs) && !SDK_WITHOUT_DOCS.includes(path)) return 'has no words';
		return kind === 'errors'
			? errorFault(api, pallet, variant)
			: bytesFault(api, samples, kind, pallet, variant);
	} catch (error) {
		return error.message;
	}
}

function errorFault(api, pallet, variant) {
	const error = api.createType('[u8; 4]', [variant.index.toNumber(), 0, 0, 0]);
	const found = api.registry.findMetaError({ index: pallet.index, error });
	const is =
		found.name === variant.name.toString() && hasWords(found.docs) === hasWords(variant.docs);
	return is ? undefined : `becomes ${found.section}.${found.name}`;
}

// Decodes bytes made without the library, and encodes what came of them.
function bytesFault(api, samples, kind, pallet, variant) {
	const inside = variant.fields.flatMap((field) => samples.bytes(field.type, 1));
	const bytes = Uint8Array.from([pallet.index.toNumber(), variant.index.toNumber(), ...inside]);
	const it = api.createType(kind === 'calls' ? 'Call' : 'Event', bytes);
	const name =
		kind === 'calls' ? stringCamelCase(variant.name.toString()) : variant.name.toString();
	if (it.section !== stringCamelCase(pallet.name.toString()) || it.method !== name) {
		return `becomes ${it.section}.${it.method}`;
	}
	if (kind === 'calls' && !api.tx[it.section]?.[it.method]) return 'can not be sent';
	JSON.stringify(it.toHuman());
	return u8aEq(it.toU8a(), bytes)
		? undefined
		: `${u8aToHex(bytes)} becomes ${u8aToHex(it.toU8a())}`;
}

export async function state(checks, api) {
	const { pallets } = api.runtimeMetadata.asLatest;
	await checks.check('constants decode', () => {
		const all = pallets.flatMap((pallet) =>
			pallet.constants.map((constant) => [pallet, constant]),
		);
		none(
			all.filter(([pallet, constant]) => !isConstant(api, pallet, constant)).map(nameOf),
			'do not',
		);
		return `${all.length}`;
	});
	const entries = pallets.flatMap((pallet) =>
		pallet.storage.isSome ? pallet.storage.unwrap().items.map((item) => [pallet, item]) : [],
	);
	await checks.check('storage entries are listed', () => {
		none(
			entries.filter(([pallet, item]) => !queryOf(api, pallet, item)).map(nameOf),
			'are not',
		);
		return `${entries.length}`;
	});
	await checks.check('what is stored decodes', () => read(api, entries));
	await checks.check('constants and storage of our pallets have words', () => {
		const isOurs = (pallet) => OWN_PALLETS.includes(pallet.name.toString());
		const ours = pallets
			.filter(isOurs)
			.flatMap((pallet) => pallet.constants.map((constant) => [pallet, constant]))
			.concat(entries.filter(([pallet]) => isOurs(pallet)));
		none(ours.filter(([, item]) => !hasWords(item.docs)).map(nameOf), 'have none');
		return `${ours.length}`;
	});
}

const nameOf = ([pallet, item]) => `${pallet.name}.${item.name}`;

function isConstant(api, pallet, constant) {
	const it =
		api.consts[stringCamelCase(pallet.name.toString())]?.[
			stringCamelCase(constant.name.toString())
		];
	return it !== undefined && u8aEq(it.toU8a(), constant.value.toU8a(true));
}

function queryOf(api, pallet, item) {
	return api.query[stringCamelCase(pallet.name.toString())]?.[
		stringCamelCase(item.name.toString())
	];
}

// Values, and the first entries of maps, as a user of "Chain state" would.
async function read(api, entries) {
	let values = 0;
	for (const [pallet, item] of entries) {
		const query = queryOf(api, pallet, item);
		const isMap = item.type.isMap;
		const found = isMap
			? await query.entriesPaged({ args: [], pageSize: ENTRIES })
			: [[undefined, await query()]];
		for (const [key, value] of found) {
			JSON.stringify([key?.toHuman(), value.toHuman()]);
			values += 1;
		}
	}
	return `${values} values of ${entries.length} entries`;
}
