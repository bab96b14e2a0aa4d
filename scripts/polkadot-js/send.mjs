// SPDX-License-Identifier: Apache-2.0
// Signs and sends as Apps does, and tells what came of it.

import { Keyring } from '@polkadot/api';
import { demand } from './checks.mjs';

const keyring = new Keyring({ type: 'sr25519', ss58Format: 42 });

export const key = (uri) => keyring.addFromUri(uri);

// The call in a block: its events, and the error's name and words if it was refused.
export async function send(api, signer, call) {
	const result = await inBlock(signer, call);
	const events = result.events.map(({ event }) => event);
	return { events, fault: faultOf(api, result.dispatchError) };
}

function inBlock(signer, call) {
	return new Promise((done, fail) => {
		let stop;
		call.signAndSend(signer, (result) => {
			if (result.isError) fail(new Error(`dropped: ${result.status}`));
			if (!result.status.isInBlock) return;
			stop?.();
			done(result);
		}).then((unsubscribe) => {
			stop = unsubscribe;
		}, fail);
	});
}

function faultOf(api, error) {
	if (!error) return undefined;
	if (!error.isModule) return { name: error.toString(), docs: '' };
	const { section, name, docs } = api.registry.findMetaError(error.asModule);
	return { name: `${section}.${name}`, docs: docs.join(' ').trim() };
}

// Sends what has to succeed, and returns the event of this name.
export async function succeed(api, signer, call, path) {
	const { events, fault } = await send(api, signer, call);
	demand(!fault, `refused: ${fault?.name}`);
	const found = events.find((event) => `${event.section}.${event.method}` === path);
	demand(found, `no ${path} among ${events.map((event) => `${event.section}.${event.method}`)}`);
	demand(found.meta.docs.length > 0, `${path} has no words`);
	return found;
}

// Sends what has to fail in a block, and returns what the error says.
export async function refuse(api, signer, call, name) {
	const { fault } = await send(api, signer, call);
	demand(fault, 'it was not refused');
	demand(fault.name === name, `refused with ${fault.name} instead of ${name}`);
	demand(fault.docs, `${name} has no words`);
	return `${name}, "${fault.docs}"`;
}

// What an event holds, by the names of its fields.
export function fields(event) {
	const names = event.meta.fields.map((field) => field.name.unwrap().toString());
	return Object.fromEntries(names.map((name, at) => [name, event.data[at].toJSON()]));
}

export const readable = (event) =>
	`${event.section}.${event.method} ${JSON.stringify(event.data.toHuman())}`;

export async function freeOf(api, account) {
	return (await api.query.system.account(account.address)).data.free.toBigInt();
}
