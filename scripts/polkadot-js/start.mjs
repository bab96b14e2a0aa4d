// SPDX-License-Identifier: Apache-2.0
// What Apps asks for while it starts, and the names it looks for to show its tabs.

import { Metadata, TypeRegistry } from '@polkadot/types';
import { hexToU8a, isHex } from '@polkadot/util';
import { demand, none, same } from './checks.mjs';
import { takeWarnings } from './connect.mjs';
import {
	API_VERSION,
	DEV_CHAIN,
	EXTENSIONS,
	METADATA_VERSIONS,
	NODE_NAME,
	OWN_PALLETS,
	PROPERTIES,
	RPC,
	SPEC_NAME,
	TABS,
	TRACKS,
} from './expected.mjs';
import { harmful } from './warnings.mjs';

export async function start(checks, api, isDev) {
	await checks.check('the library is the one Apps is built with', () => {
		same(api.libraryInfo, `@polkadot/api v${API_VERSION}`, 'library');
		return api.libraryInfo;
	});
	await checks.check('chain, node and runtime', () => names(api, isDev));
	await checks.check('properties: prefix, token and decimals', () => properties(api));
	await checks.check('methods Apps calls', () => methods(api));
	await checks.check('the newest metadata is taken', () => {
		same(api.runtimeMetadata.version, Math.max(...METADATA_VERSIONS), 'version');
	});
	for (const version of METADATA_VERSIONS) {
		await checks.check(`metadata ${version} decodes by itself`, () => metadata(api, version));
	}
	await checks.check('heads, finality, fees', () => heads(api));
}

async function names(api, isDev) {
	const [chain, type, name, version] = (
		await Promise.all([
			api.rpc.system.chain(),
			api.rpc.system.chainType(),
			api.rpc.system.name(),
			api.rpc.system.version(),
		])
	).map(String);
	if (isDev) same({ name: chain, type }, DEV_CHAIN, 'chain');
	same(name, NODE_NAME, 'node');
	same(api.runtimeVersion.specName.toString(), SPEC_NAME, 'runtime');
	demand(chain && version, 'no name or no version');
	return `${chain} (${type}), ${name} ${version}, runtime ${api.runtimeVersion.specVersion}`;
}

async function properties(api) {
	const told = (await api.rpc.system.properties()).toJSON();
	for (const [name, value] of Object.entries(PROPERTIES)) same(told[name], value, name);
	same(api.registry.chainSS58, PROPERTIES.ss58Format, 'prefix in use');
	same(api.consts.system.ss58Prefix.toNumber(), PROPERTIES.ss58Format, 'prefix in the runtime');
	same(api.registry.chainTokens, PROPERTIES.tokenSymbol, 'token in use');
	return `prefix ${told.ss58Format}, ${told.tokenSymbol} with ${told.tokenDecimals} decimals`;
}

async function methods(api) {
	const there = (await api.rpc.rpc.methods()).methods.map(String);
	none(
		RPC.filter((method) => !there.includes(method)),
		'missing',
	);
	return `${RPC.length} of ${there.length} there`;
}

// Without the api: asked for by version, and decoded in a registry of its own.
async function metadata(api, version) {
	const asked = `0x${version.toString(16).padStart(2, '0')}000000`;
	const told = await api.rpc.state.call('Metadata_metadata_at_version', asked);
	const registry = new TypeRegistry();
	const bytes = registry.createType('Option<OpaqueMetadata>', told.toU8a(true));
	demand(bytes.isSome, 'the chain has none');
	const it = new Metadata(registry, bytes.unwrap().toHex());
	registry.setMetadata(it);
	none(
		harmful(takeWarnings(), { registry, metadata: it }, api.runtimeMetadata),
		'unknown warnings',
	);
	same(it.version, version, 'version');
	const pallets = it.asLatest.pallets.map((pallet) => pallet.name.toString());
	const all = api.runtimeMetadata.asLatest.pallets.map((pallet) => pallet.name.toString());
	same(pallets.sort(), all.sort(), 'pallets');
	none(
		OWN_PALLETS.filter((name) => !pallets.includes(name)),
		'missing',
	);
	return `${pallets.length} pallets, ${it.asLatest.lookup.types.length} types`;
}

async function heads(api) {
	const best = await api.rpc.chain.getHeader();
	const block = await api.rpc.chain.getBlock(best.hash);
	demand(block.block.extrinsics.length > 0, 'an empty block');
	const final = await api.rpc.chain.getHeader(await api.rpc.chain.getFinalizedHead());
	const health = await api.rpc.system.health();
	demand(isHex(best.hash.toHex()) && hexToU8a(best.hash.toHex()).length === 32, 'no hash');
	return `best ${best.number}, final ${final.number}, ${health.peers} peers`;
}

export async function tabs(checks, api) {
	await checks.check('extensions of a transaction', () => {
		same(api.registry.signedExtensions, EXTENSIONS, 'extensions');
		return `${EXTENSIONS.length}`;
	});
	for (const [tab, ...paths] of TABS) {
		await checks.check(`tab ${tab}`, () => {
			const isThere = (path) =>
				path.split('.').reduce((at, name) => at?.[name], api) !== undefined;
			none(
				paths.filter((path) => !isThere(path)),
				'missing',
			);
			return `${paths.length} names`;
		});
	}
	await checks.check('tracks of referenda', () => {
		// A track's name is 25 bytes, filled up with zeros.
		const names = api.consts.referenda.tracks.map(([, track]) =>
			track.name.toString().replace(/\0+$/, ''),
		);
		same(names, TRACKS, 'tracks');
		return names.join(', ');
	});
	await checks.check('members of the technical committee', async () => {
		const members = await api.derive.technicalCommittee.members();
		demand(members.length > 0, 'nobody');
		return `${members.length}`;
	});
	await checks.check('validators and session', async () => {
		const { currentIndex, sessionLength } = await api.derive.session.info();
		const validators = await api.query.session.validators();
		demand(validators.length > 0, 'no validators');
		demand(sessionLength.gtn(0), 'a session without blocks');
		return `${validators.length} in session ${currentIndex} of ${sessionLength} slots`;
	});
	await checks.check('no sign of pallets that are not there', () => {
		none(
			['council', 'staking', 'democracy', 'treasury'].filter((name) => api.query[name]),
			'found',
		);
	});
}
