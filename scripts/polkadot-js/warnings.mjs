// SPDX-License-Identifier: Apache-2.0
// Which warnings of the library are harmless, and why. Every other one fails the test.

import { u8aToHex, stringToU8a } from '@polkadot/util';
import { blake2AsU8a } from '@polkadot/util-crypto';
import { UNDECORATED_RPC, UNKNOWN_EXTENSIONS } from './expected.mjs';

const list = (words) =>
	words
		.split(',')
		.map((word) => word.trim())
		.filter(Boolean);

// An extension is harmless if it adds nothing to a transaction, and nothing to what is signed. That
// is looked up in the metadata as it came: what the library makes of older ones has lost the latter.
function bytesOf({ registry, metadata }, name) {
	const { transactionExtensions, signedExtensions } =
		metadata[`asV${metadata.version}`].extrinsic;
	const all = transactionExtensions ?? signedExtensions;
	const found = all.find((extension) => extension.identifier.toString() === name);
	if (!found) return ['missing'];
	const implicit = found.implicit ?? found.additionalSigned;
	return [found.type, implicit].map((id) => width(registry.lookup, id));
}

// 0 for a type that can't have a byte; 1 for any other.
function width(lookup, id) {
	const { def } = lookup.getSiType(id);
	if (def.isTuple) return Math.max(0, ...def.asTuple.map((part) => width(lookup, part)));
	if (def.isComposite)
		return Math.max(0, ...def.asComposite.fields.map((field) => width(lookup, field.type)));
	return 1;
}

function extensionsAreEmpty(chain, names) {
	return names.every(
		(name) => UNKNOWN_EXTENSIONS.includes(name) && bytesOf(chain, name).every((n) => n === 0),
	);
}

// What the metadata of version 14 can't describe: it has no runtime calls. The newest has them all.
function areDescribedLater(newest, hashes) {
	const apis = newest.asLatest.apis.map((it) => it.name.toString());
	const known = apis.map((name) => u8aToHex(blake2AsU8a(stringToU8a(name), 64)));
	return hashes.every((hash) => known.includes(hash.split('/')[0]));
}

function isHarmless(warning, chain, newest) {
	let found = /Unknown signed extensions (.+) found, treating them as no-effect$/.exec(warning);
	if (found) return extensionsAreEmpty(chain, list(found[1]));
	found = /RPC methods not decorated: (.+)$/.exec(warning);
	if (found)
		return list(found[1]).every((method) =>
			UNDECORATED_RPC.some((known) => known.test(method)),
		);
	if (chain.metadata.version !== 14) return false;
	found = /Not decorating unknown runtime apis: (.+)$/.exec(warning);
	if (found) return areDescribedLater(newest, list(found[1]));
	return /Not decorating runtime apis without matching versions: SessionKeys\/2 \(1 known\)$/.test(
		warning,
	);
}

// `chain` is the registry and the metadata in use, `newest` the newest metadata of the same chain.
export function harmful(warnings, chain, newest) {
	return warnings.filter((warning) => !isHarmless(warning, chain, newest));
}
