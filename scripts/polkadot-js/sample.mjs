// SPDX-License-Identifier: Apache-2.0
// Bytes of any type of the metadata, written without the library's own encoders: so that what it
// decodes, and encodes again, is compared with something that is not its own work.

const DEPTH_MAX = 12;
const SIZES = {
	bool: 1,
	char: 4,
	u8: 1,
	i8: 1,
	u16: 2,
	i16: 2,
	u32: 4,
	i32: 4,
	u64: 8,
	i64: 8,
	u128: 16,
	i128: 16,
	u256: 32,
	i256: 32,
};
const ONE_COMPACT = 4;

const zeros = (length) => new Array(length).fill(0);

export class Samples {
	constructor(lookup) {
		this.lookup = lookup;
	}

	// Lists have one entry, options are something, unless types go ever deeper.
	bytes(id, depth = 0) {
		const { def, path } = this.lookup.getSiType(id);
		if (def.isPrimitive) return primitive(def.asPrimitive.toString().toLowerCase());
		if (def.isCompact) return this.compact(def.asCompact.type);
		if (def.isComposite) return this.fields(def.asComposite.fields, depth);
		if (def.isTuple) return def.asTuple.flatMap((part) => this.bytes(part, depth + 1));
		if (def.isArray) return this.array(def.asArray, depth);
		if (def.isSequence) return this.sequence(def.asSequence.type, depth);
		if (def.isVariant) return this.variant(def.asVariant.variants, depth);
		if (def.isBitSequence) return [0];
		throw new Error(`no sample of ${path.join('::')} (${def.type})`);
	}

	fields(fields, depth) {
		return fields.flatMap((field) => this.bytes(field.type, depth + 1));
	}

	compact(id) {
		const { def } = this.lookup.getSiType(id);
		const isUnit = def.isTuple && def.asTuple.length === 0;
		return isUnit ? [] : [ONE_COMPACT];
	}

	array({ len, type }, depth) {
		return zeros(len.toNumber()).flatMap(() => this.bytes(type, depth + 1));
	}

	sequence(id, depth) {
		return depth > DEPTH_MAX ? [0] : [ONE_COMPACT, ...this.bytes(id, depth + 1)];
	}

	// The variant that says most; deep inside, the one that says least.
	variant(variants, depth) {
		if (variants.length === 0) throw new Error('a type that has no value');
		const most = (a, b) =>
			b.fields.length - a.fields.length || a.index.toNumber() - b.index.toNumber();
		const [first] = [...variants].sort(depth > DEPTH_MAX / 2 ? (a, b) => most(b, a) : most);
		return [first.index.toNumber(), ...this.fields(first.fields, depth)];
	}
}

function primitive(name) {
	if (name === 'str') return [ONE_COMPACT, 'a'.charCodeAt(0)];
	const size = SIZES[name];
	if (!size) throw new Error(`no sample of ${name}`);
	return [1, ...zeros(size - 1)];
}
