// SPDX-License-Identifier: Apache-2.0
//! Fields of a record whose types belong to a core crate. The record is decoded by field name and
//! may grow; such a field is decoded with its own type.

use codec::Decode;
use std::marker::PhantomData;
use subxt::ext::scale_decode::{
	visitor::{decode_with_visitor, DecodeAsTypeResult, IgnoreVisitor, TypeIdFor},
	Error, IntoVisitor, TypeResolver, Visitor,
};

/// A field that is a `T` of a core crate.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Coded<T>(pub T);

/// Decodes a [`Coded`].
pub struct CodedVisitor<R, T>(PhantomData<(R, T)>);

impl<T: Decode> IntoVisitor for Coded<T> {
	type AnyVisitor<R: TypeResolver> = CodedVisitor<R, T>;

	fn into_visitor<R: TypeResolver>() -> Self::AnyVisitor<R> {
		CodedVisitor(PhantomData)
	}
}

impl<R: TypeResolver, T: Decode> Visitor for CodedVisitor<R, T> {
	type Value<'scale, 'resolver> = Coded<T>;
	type Error = Error;
	type TypeResolver = R;

	fn unchecked_decode_as_type(
		self,
		input: &mut &[u8],
		type_id: TypeIdFor<Self>,
		types: &R,
	) -> DecodeAsTypeResult<Self, Result<Coded<T>, Error>> {
		DecodeAsTypeResult::Decoded(decode(input, type_id, types))
	}
}

/// The metadata say where the field ends; the core's type must end there too.
fn decode<R: TypeResolver, T: Decode>(
	input: &mut &[u8],
	type_id: R::TypeId,
	types: &R,
) -> Result<Coded<T>, Error> {
	let before = *input;
	decode_with_visitor(input, type_id, types, IgnoreVisitor::<R>::new()).map_err(Error::from)?;
	let length = before.len().saturating_sub(input.len());
	let mut field = before.get(..length).unwrap_or_default();
	let value = T::decode(&mut field).map_err(Error::custom)?;
	if field.is_empty() {
		Ok(Coded(value))
	} else {
		Err(Error::custom_str("a field has other bytes than this program knows"))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::Encode;
	use scale_info::{MetaType, PortableRegistry, Registry, TypeInfo};
	use subxt::ext::scale_decode::DecodeAsType;

	#[derive(Encode, TypeInfo)]
	struct OnChain {
		new: u64,
		role: Option<(u8, u32)>,
		last: u16,
	}

	#[derive(DecodeAsType)]
	#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
	struct Known {
		role: Coded<Option<(u8, u32)>>,
		last: u16,
	}

	#[derive(DecodeAsType)]
	#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
	struct Wrong {
		#[allow(dead_code)]
		role: Coded<Option<u8>>,
	}

	#[test]
	fn a_field_is_found_by_name_and_decoded_by_its_own_type() {
		let mut registry = Registry::new();
		let id = registry.register_type(&MetaType::new::<OnChain>()).id;
		let types = PortableRegistry::from(registry);
		let bytes = OnChain { new: 9, role: Some((7, 70_000)), last: 5 }.encode();
		let known = Known::decode_as_type(&mut bytes.as_slice(), id, &types).expect("fits");
		assert_eq!((known.role.0, known.last), (Some((7, 70_000)), 5));
		assert!(Wrong::decode_as_type(&mut bytes.as_slice(), id, &types).is_err());
	}
}
