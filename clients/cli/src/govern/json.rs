// SPDX-License-Identifier: Apache-2.0
//! Arguments of any call, told in JSON and encoded as the metadata says.
//!
//! | Type | JSON |
//! |---|---|
//! | numbers | a number, or its digits in quotes |
//! | bytes | `"0x…"`; for lists of bytes also plain text |
//! | accounts and addresses | an address, `"0x…"`, or a development key such as `"//Bob"` |
//! | a variant | its name, or `{"Name": fields}` |
//! | an option | `null`, or the value |
//! | several fields | a list in their order, or an object by their names |
//! | a call | `{"call": "pallet.name", "args": […]}`, or its bytes as `"0x…"` |

use crate::{error::Error, meter::args::address};
use codec::{Compact, Encode};
use scale_info::{
	form::PortableForm, Field, PortableRegistry, Type, TypeDef, TypeDefPrimitive, Variant,
};
use serde_json::Value;

/// What is wrong with the JSON, in words.
type Told<T> = std::result::Result<T, String>;

/// Encodes values in a chain's types.
#[derive(Clone, Copy)]
pub struct Encoder<'a> {
	types: &'a PortableRegistry,
	/// The type of all calls.
	calls: u32,
}

impl<'a> Encoder<'a> {
	/// An encoder of a chain's types; `calls` is the type of all its calls.
	pub fn new(types: &'a PortableRegistry, calls: u32) -> Self {
		Self { types, calls }
	}

	/// A call as bytes, by its name and arguments.
	pub fn call(&self, name: &str, arguments: &Value) -> Result<Vec<u8>, Error> {
		let mut out = Vec::new();
		self.named_call(name, arguments, &mut out)
			.map_err(|reason| Error::Usage(format!("{name}: {reason}")))?;
		Ok(out)
	}

	/// The names of pallet and call that encoded bytes begin with.
	pub fn names(&self, call: &[u8]) -> Option<(&'a str, &'a str)> {
		let [pallet, call, ..] = call else { return None };
		let pallet =
			variants(self.resolve(self.calls).ok()?)?.iter().find(|p| p.index == *pallet)?;
		let inner = self.resolve(pallet.fields.first()?.ty.id).ok()?;
		let call = variants(inner)?.iter().find(|c| c.index == *call)?;
		Some((&pallet.name, &call.name))
	}

	fn named_call(&self, name: &str, arguments: &Value, out: &mut Vec<u8>) -> Told<()> {
		let (pallet, call) = name.split_once('.').ok_or("a call is told as pallet.name")?;
		let pallets = variants(self.resolve(self.calls)?).ok_or("there are no calls")?;
		let pallet = find(pallets, pallet).ok_or("there is no such pallet with calls")?;
		let calls = pallet.fields.first().map(|field| self.resolve(field.ty.id)).transpose()?;
		let calls = calls.and_then(variants).ok_or("the pallet has no calls")?;
		let call = find(calls, call).ok_or("the pallet has no such call")?;
		out.extend([pallet.index, call.index]);
		self.fields(&call.fields, arguments, out)
	}

	fn resolve(&self, id: u32) -> Told<&'a Type<PortableForm>> {
		self.types.resolve(id).ok_or_else(|| "the metadata have a hole".into())
	}

	fn value(&self, id: u32, value: &Value, out: &mut Vec<u8>) -> Told<()> {
		let known = self.resolve(id)?;
		match (known.path.ident().as_deref(), value) {
			(Some("AccountId32"), Value::String(text)) => {
				out.extend(address(text).map_err(|error| error.to_string())?);
				return Ok(());
			}
			// Variant 0 is the account itself.
			(Some("MultiAddress"), Value::String(text)) => {
				out.push(0);
				out.extend(address(text).map_err(|error| error.to_string())?);
				return Ok(());
			}
			(Some("Option"), _) => return self.option(known, value, out),
			_ if id == self.calls => return self.inner_call(known, value, out),
			_ => {}
		}
		match &known.type_def {
			TypeDef::Composite(composite) => self.fields(&composite.fields, value, out),
			TypeDef::Variant(_) => self.variant(known, value, out),
			TypeDef::Sequence(sequence) => self.sequence(sequence.type_param.id, value, out),
			TypeDef::Array(array) => self.array(array.type_param.id, array.len, value, out),
			TypeDef::Tuple(tuple) => {
				let ids: Vec<_> = tuple.fields.iter().map(|field| field.id).collect();
				self.all(&ids, value, out)
			}
			TypeDef::Primitive(primitive) => encode_primitive(primitive, value, out),
			TypeDef::Compact(_) => {
				Compact(number::<u128>(value)?).encode_to(out);
				Ok(())
			}
			TypeDef::BitSequence(_) => Err("sequences of bits are not known here".into()),
		}
	}

	fn inner_call(&self, known: &Type<PortableForm>, value: &Value, out: &mut Vec<u8>) -> Told<()> {
		match value {
			Value::String(text) if text.starts_with("0x") => {
				out.extend(bytes(text)?);
				Ok(())
			}
			Value::Object(object) if object.contains_key("call") => {
				let name = object.get("call").and_then(Value::as_str);
				let name = name.ok_or("a call's name is a text")?;
				let nothing = Value::Array(Vec::new());
				self.named_call(name, object.get("args").unwrap_or(&nothing), out)
			}
			_ => self.variant(known, value, out),
		}
	}

	fn option(&self, known: &Type<PortableForm>, value: &Value, out: &mut Vec<u8>) -> Told<()> {
		if value.is_null() {
			out.push(0);
			return Ok(());
		}
		let some = variants(known).and_then(|all| all.iter().find(|each| each.name == "Some"));
		let inner = some.and_then(|some| some.fields.first()).ok_or("an option without a value")?;
		out.push(1);
		self.value(inner.ty.id, value, out)
	}

	fn variant(&self, known: &Type<PortableForm>, value: &Value, out: &mut Vec<u8>) -> Told<()> {
		let all = variants(known).ok_or("no variants")?;
		let (name, fields) = match value {
			Value::String(name) => (name, &Value::Null),
			Value::Object(object) if object.len() == 1 => {
				object.iter().next().ok_or("an empty object")?
			}
			other => return Err(format!("{other} is no variant: a name, or {{\"Name\": fields}}")),
		};
		let variant = find(all, name).ok_or_else(|| {
			let names: Vec<_> = all.iter().map(|each| each.name.as_str()).collect();
			format!("there is no variant {name}; there are {}", names.join(", "))
		})?;
		out.push(variant.index);
		self.fields(&variant.fields, fields, out)
	}

	/// Fields by their order or by their names; a single one may stand for itself.
	fn fields(&self, fields: &[Field<PortableForm>], value: &Value, out: &mut Vec<u8>) -> Told<()> {
		match (fields, value) {
			([], Value::Null) => Ok(()),
			([], Value::Array(list)) if list.is_empty() => Ok(()),
			(_, Value::Object(object)) if by_name(fields, object) => {
				for field in fields {
					let name = field.name.as_deref().unwrap_or_default();
					let value = object.get(name).ok_or_else(|| format!("{name} is missing"))?;
					self.value(field.ty.id, value, out).map_err(|why| format!("{name}: {why}"))?;
				}
				Ok(())
			}
			([only], value) if !is_list_of_one(value) => self.value(only.ty.id, value, out),
			// A list of one may be the field's own value, or the list of fields with one in it.
			([only], Value::Array(list)) => {
				let begun = out.len();
				let inside = list.first().map_or(Ok(()), |one| self.value(only.ty.id, one, out));
				inside.or_else(|why| {
					out.truncate(begun);
					let itself = self.value(only.ty.id, value, out);
					itself.map_err(|again| format!("{why}; or, as the value itself, {again}"))
				})
			}
			_ => {
				let ids: Vec<_> = fields.iter().map(|field| field.ty.id).collect();
				self.all(&ids, value, out)
			}
		}
	}

	fn all(&self, ids: &[u32], value: &Value, out: &mut Vec<u8>) -> Told<()> {
		let list = value.as_array().ok_or_else(|| format!("{value} is no list"))?;
		if list.len() != ids.len() {
			return Err(format!("{} values where there are {} fields", list.len(), ids.len()));
		}
		ids.iter().zip(list).try_for_each(|(id, value)| self.value(*id, value, out))
	}

	fn sequence(&self, element: u32, value: &Value, out: &mut Vec<u8>) -> Told<()> {
		if let (true, Value::String(text)) = (self.is_byte(element)?, value) {
			let plain = || Ok(text.as_bytes().to_vec());
			let content = if text.starts_with("0x") { bytes(text) } else { plain() }?;
			content.encode_to(out);
			return Ok(());
		}
		let list = value.as_array().ok_or_else(|| format!("{value} is no list"))?;
		let count = u32::try_from(list.len()).map_err(|_| "too many")?;
		Compact(count).encode_to(out);
		list.iter().try_for_each(|each| self.value(element, each, out))
	}

	fn array(&self, element: u32, length: u32, value: &Value, out: &mut Vec<u8>) -> Told<()> {
		if let (true, Value::String(text)) = (self.is_byte(element)?, value) {
			let content = bytes(text)?;
			if content.len() != length as usize {
				return Err(format!("{} bytes where there are {length}", content.len()));
			}
			out.extend(content);
			return Ok(());
		}
		self.all(&vec![element; length as usize], value, out)
	}

	fn is_byte(&self, id: u32) -> Told<bool> {
		Ok(matches!(self.resolve(id)?.type_def, TypeDef::Primitive(TypeDefPrimitive::U8)))
	}
}

fn variants(known: &Type<PortableForm>) -> Option<&[Variant<PortableForm>]> {
	match &known.type_def {
		TypeDef::Variant(variant) => Some(&variant.variants),
		_ => None,
	}
}

/// A variant by its name, with capitals and underscores or without.
fn find<'a>(all: &'a [Variant<PortableForm>], name: &str) -> Option<&'a Variant<PortableForm>> {
	let plain = |name: &str| name.replace('_', "").to_lowercase();
	let exact = all.iter().find(|each| each.name == name);
	exact.or_else(|| all.iter().find(|each| plain(&each.name) == plain(name)))
}

fn by_name(fields: &[Field<PortableForm>], object: &serde_json::Map<String, Value>) -> bool {
	let known = |name: &String| fields.iter().any(|field| field.name.as_deref() == Some(name));
	fields.iter().all(|field| field.name.is_some()) && object.keys().all(known)
}

fn is_list_of_one(value: &Value) -> bool {
	value.as_array().is_some_and(|list| list.len() == 1)
}

/// Bytes in hexadecimal.
pub fn bytes(text: &str) -> Told<Vec<u8>> {
	let digits =
		text.strip_prefix("0x").ok_or_else(|| format!("`{text}` does not begin with 0x"))?;
	hex::decode(digits).map_err(|error| format!("`{text}`: {error}"))
}

fn number<T: std::str::FromStr>(value: &Value) -> Told<T> {
	let text = match value {
		Value::Number(number) => number.to_string(),
		Value::String(text) => text.replace('_', ""),
		other => return Err(format!("{other} is no number")),
	};
	text.parse().map_err(|_| format!("{text} is no number that fits"))
}

fn encode_primitive(kind: &TypeDefPrimitive, value: &Value, out: &mut Vec<u8>) -> Told<()> {
	match kind {
		TypeDefPrimitive::Bool => {
			value.as_bool().ok_or_else(|| format!("{value} is not true or false"))?.encode_to(out);
		}
		TypeDefPrimitive::Str => {
			value.as_str().ok_or_else(|| format!("{value} is no text"))?.encode_to(out);
		}
		TypeDefPrimitive::U8 => number::<u8>(value)?.encode_to(out),
		TypeDefPrimitive::U16 => number::<u16>(value)?.encode_to(out),
		TypeDefPrimitive::U32 => number::<u32>(value)?.encode_to(out),
		TypeDefPrimitive::U64 => number::<u64>(value)?.encode_to(out),
		TypeDefPrimitive::U128 => number::<u128>(value)?.encode_to(out),
		TypeDefPrimitive::I8 => number::<i8>(value)?.encode_to(out),
		TypeDefPrimitive::I16 => number::<i16>(value)?.encode_to(out),
		TypeDefPrimitive::I32 => number::<i32>(value)?.encode_to(out),
		TypeDefPrimitive::I64 => number::<i64>(value)?.encode_to(out),
		TypeDefPrimitive::I128 => number::<i128>(value)?.encode_to(out),
		other => return Err(format!("{other:?} is not known here")),
	}
	Ok(())
}

#[cfg(test)]
mod tests;
