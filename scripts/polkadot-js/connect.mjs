// SPDX-License-Identifier: Apache-2.0
// Connects as Apps does, and keeps what the library writes to the console meanwhile.

import { ApiPromise, WsProvider } from '@polkadot/api';

const CONNECT_S = 60;
const said = [];
for (const level of ['warn', 'error']) {
	console[level] = (...words) => said.push(words.map(String).join(' ').trim());
}

// What was written to the console since the last time.
export function takeWarnings() {
	return said.splice(0);
}

// With `version`, the node is made to look as if it had the metadata of that version only; without,
// the library takes the newest it knows.
export async function connect(url, version) {
	const provider = new WsProvider(url);
	if (version) only(provider, version);
	const api = new ApiPromise({ provider, throwOnConnect: true });
	let timer;
	const late = new Promise((_, fail) => {
		timer = setTimeout(
			() => fail(new Error(`no connection to ${url} after ${CONNECT_S} s`)),
			CONNECT_S * 1000,
		);
	});
	await Promise.race([api.isReadyOrError, late]).finally(() => clearTimeout(timer));
	return api;
}

// Answers the question which versions there are.
function only(provider, version) {
	const send = provider.send.bind(provider);
	const answer = `0x04${version.toString(16).padStart(2, '0')}000000`;
	provider.send = (method, params, ...more) => {
		const asked = method === 'state_call' && params[0] === 'Metadata_metadata_versions';
		return asked ? Promise.resolve(answer) : send(method, params, ...more);
	};
}
