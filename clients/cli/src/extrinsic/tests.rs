// SPDX-License-Identifier: Apache-2.0
//! Transactions against a small runtime's metadata, byte by byte.

use super::*;
use crate::keys::account;
use scale_info::{meta_type, TypeInfo};
use std::collections::BTreeMap;
use subxt::ext::frame_metadata::{
	v16::{
		CustomMetadata, EnumDeprecationInfo, ExtrinsicMetadata, ItemDeprecationInfo, OuterEnums,
		PalletCallMetadata, PalletMetadata, RuntimeMetadataV16, TransactionExtensionMetadata,
	},
	RuntimeMetadataPrefixed,
};

#[derive(TypeInfo)]
#[allow(dead_code)]
enum RuntimeCall {
	#[codec(index = 12)]
	Utility(UtilityCall),
	#[codec(index = 51)]
	Metering(MeteringCall),
}

#[derive(TypeInfo)]
#[allow(dead_code, non_camel_case_types)]
enum UtilityCall {
	#[codec(index = 2)]
	batch_all { calls: Vec<u8> },
}

#[derive(TypeInfo)]
#[allow(dead_code, non_camel_case_types)]
enum MeteringCall {
	#[codec(index = 4)]
	answer_dispute { network: u32, slot: u32 },
}

#[derive(TypeInfo)]
struct Nothing;

#[derive(TypeInfo)]
#[allow(dead_code)]
enum Mode {
	Disabled,
	Enabled,
}

#[derive(TypeInfo)]
#[allow(dead_code)]
enum Address {
	Id([u8; 32]),
}

#[derive(TypeInfo)]
#[allow(dead_code)]
enum Signature {
	#[codec(index = 1)]
	Sr25519([u8; 64]),
}

/// An era is one byte where a transaction never dies.
#[derive(TypeInfo)]
#[allow(dead_code)]
enum Era {
	Immortal,
	Mortal1(u8),
}

fn pallet(name: &'static str, index: u8, calls: scale_info::MetaType) -> PalletMetadata {
	PalletMetadata {
		name,
		storage: None,
		calls: Some(PalletCallMetadata {
			ty: calls,
			deprecation_info: EnumDeprecationInfo::nothing_deprecated(),
		}),
		event: None,
		constants: Vec::new(),
		error: None,
		associated_types: Vec::new(),
		view_functions: Vec::new(),
		index,
		docs: Vec::new(),
		deprecation_info: ItemDeprecationInfo::NotDeprecated,
	}
}

/// The extensions of the runtime, in its order.
fn extensions() -> Vec<TransactionExtensionMetadata> {
	let nothing = meta_type::<Nothing>;
	let hash = meta_type::<[u8; 32]>;
	[
		("AuthorizeCall", nothing(), nothing()),
		("CheckNonZeroSender", nothing(), nothing()),
		("CheckSpecVersion", nothing(), meta_type::<u32>()),
		("CheckTxVersion", nothing(), meta_type::<u32>()),
		("CheckGenesis", nothing(), hash()),
		("CheckMortality", meta_type::<Era>(), hash()),
		("CheckNonce", meta_type::<Compact<u32>>(), nothing()),
		("CheckWeight", nothing(), nothing()),
		("ChargeTransactionPayment", meta_type::<Compact<u128>>(), nothing()),
		("CheckMetadataHash", meta_type::<Mode>(), meta_type::<Option<[u8; 32]>>()),
		("WeightReclaim", nothing(), nothing()),
	]
	.into_iter()
	.map(|(identifier, ty, implicit)| TransactionExtensionMetadata { identifier, ty, implicit })
	.collect()
}

fn composer() -> Composer {
	let calls = meta_type::<RuntimeCall>();
	let extensions = extensions();
	let order = (0..extensions.len() as u32).map(Compact).collect();
	let metadata = RuntimeMetadataV16::new(
		vec![
			pallet("Utility", 12, meta_type::<UtilityCall>()),
			pallet("Metering", 51, meta_type::<MeteringCall>()),
		],
		ExtrinsicMetadata {
			versions: vec![4, 5],
			address_ty: meta_type::<Address>(),
			call_ty: calls,
			signature_ty: meta_type::<Signature>(),
			transaction_extensions_by_version: BTreeMap::from([(0, order)]),
			transaction_extensions: extensions,
		},
		Vec::new(),
		OuterEnums { call_enum_ty: calls, event_enum_ty: calls, error_enum_ty: calls },
		CustomMetadata { map: BTreeMap::new() },
	);
	let metadata = RuntimeMetadataPrefixed::from(metadata).encode();
	let metadata = Metadata::decode_from(&metadata).expect("well-formed");
	Composer::new(metadata.arc(), H256([9; 32]), 1, 1).expect("fits")
}

fn call() -> Call {
	Call::new("Metering", "answer_dispute", (7u32, 9u32))
}

const CALL: [u8; 10] = [51, 4, 7, 0, 0, 0, 9, 0, 0, 0];

#[test]
fn a_call_is_indices_and_arguments() {
	assert_eq!(composer().call(&call()).expect("known"), CALL);
	assert_eq!(call().title(), "Metering.answer_dispute");
}

#[test]
fn an_unknown_call_does_not_fit_the_chain() {
	let unknown = Call::new("Metering", "guess", (1u8,));
	let error = composer().call(&unknown).expect_err("unknown");
	assert_eq!(error.code(), 4);
	assert!(error.to_string().contains("Metering.guess"));
}

#[test]
fn a_batch_is_a_list_of_calls() {
	let composer = composer();
	let batch = composer.batch_all(&[call(), call()]).expect("known");
	let expected = [&[12, 2, 2 << 2][..], &CALL, &CALL].concat();
	assert_eq!(composer.call(&batch).expect("known"), expected);
}

#[test]
fn a_general_transaction_has_version_five_default_extensions_and_nobodys_name() {
	// Immortal, nonce 0, no tip, no metadata hash: one zero each; the others are empty.
	let body = [&[0b0100_0101, 0, 0, 0, 0, 0][..], &CALL].concat();
	let expected = [Compact(body.len() as u32).encode(), body].concat();
	assert_eq!(composer().general(&call()).expect("known"), expected);
}

#[test]
fn a_signed_transaction_carries_its_nonce_and_call() {
	let alice = account("//Alice").expect("valid");
	let signed = composer().signed(&call(), &alice, 3).expect("known");
	assert!(signed.ends_with(&[&[0, 3 << 2, 0, 0][..], &CALL].concat()));
	assert!(signed.windows(32).any(|bytes| bytes == alice.public_key().0));
	assert_ne!(signed, composer().signed(&call(), &alice, 4).expect("known"));
}
