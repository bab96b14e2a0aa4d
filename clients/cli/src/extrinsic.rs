// SPDX-License-Identifier: Apache-2.0
//! Transactions: calls of our own types, looked up by name in the chain's metadata, signed or not.

use crate::error::{Error, Result};
use codec::{Compact, Encode};
use std::borrow::Cow;
use subxt::{
	client::{OfflineClient, OfflineClientAtBlock},
	config::{substrate::SpecVersionForRange, DefaultExtrinsicParamsBuilder, SubstrateConfig},
	ext::scale_encode::{EncodeAsFields, Error as ScaleError, FieldIter, TypeResolver},
	metadata::{ArcMetadata, Metadata},
	tx::Payload,
	utils::{MultiSignature, H256},
};
use subxt_signer::sr25519::Keypair;

/// A call: names of pallet and call, and the SCALE encoding of its arguments.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Call {
	pallet: Cow<'static, str>,
	name: Cow<'static, str>,
	arguments: Arguments,
}

/// Arguments that are already encoded.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Arguments(Vec<u8>);

impl EncodeAsFields for Arguments {
	fn encode_as_fields_to<R: TypeResolver>(
		&self,
		_fields: &mut dyn FieldIter<'_, R::TypeId>,
		_types: &R,
		out: &mut Vec<u8>,
	) -> std::result::Result<(), ScaleError> {
		out.extend_from_slice(&self.0);
		Ok(())
	}
}

impl Payload for Call {
	type CallData = Arguments;

	fn pallet_name(&self) -> &str {
		&self.pallet
	}

	fn call_name(&self) -> &str {
		&self.name
	}

	fn call_data(&self) -> &Arguments {
		&self.arguments
	}
}

impl Call {
	/// A call with its arguments as a tuple in the order of the call's declaration.
	pub fn new(pallet: &'static str, name: &'static str, arguments: impl Encode) -> Self {
		Self::raw(pallet, name, arguments.encode())
	}

	/// A call with its arguments as bytes.
	pub fn raw(
		pallet: impl Into<Cow<'static, str>>,
		name: impl Into<Cow<'static, str>>,
		arguments: Vec<u8>,
	) -> Self {
		Self { pallet: pallet.into(), name: name.into(), arguments: Arguments(arguments) }
	}

	/// `Pallet.name`, for messages.
	pub fn title(&self) -> String {
		format!("{}.{}", self.pallet, self.name)
	}
}

/// What transactions need to know of a chain; no connection.
#[derive(Clone)]
pub struct Composer {
	client: OfflineClientAtBlock<SubstrateConfig>,
	metadata: ArcMetadata,
}

impl Composer {
	/// A composer for a runtime.
	pub fn new(
		metadata: ArcMetadata,
		genesis: H256,
		spec_version: u32,
		transaction_version: u32,
	) -> Result<Self> {
		let range =
			SpecVersionForRange { block_range: 0..u64::MAX, spec_version, transaction_version };
		let config = SubstrateConfig::builder()
			.set_metadata_for_spec_versions([(spec_version, metadata.clone())])
			.set_spec_version_for_block_ranges([range])
			.set_genesis_hash(genesis)
			.build();
		let client = OfflineClient::new_with_config(config)
			.at_block(0u64)
			.map_err(|error| Error::misfit("metadata", error))?;
		Ok(Self { client, metadata })
	}

	/// The runtime's metadata.
	pub fn metadata(&self) -> &Metadata {
		&self.metadata
	}

	/// The metadata, shared.
	pub fn arc_metadata(&self) -> ArcMetadata {
		self.metadata.clone()
	}

	/// The offline client behind this.
	pub fn client(&self) -> &OfflineClientAtBlock<SubstrateConfig> {
		&self.client
	}

	/// A call as bytes: pallet index, call index, arguments.
	pub fn call(&self, call: &Call) -> Result<Vec<u8>> {
		self.client.tx().call_data(call).map_err(|error| Error::misfit(&call.title(), error))
	}

	/// All the calls in one, all or nothing.
	pub fn batch_all(&self, calls: &[Call]) -> Result<Call> {
		let count = u32::try_from(calls.len())
			.map_err(|_| Error::Usage("too many calls for one batch".into()))?;
		let mut arguments = Compact(count).encode();
		for call in calls {
			arguments.extend(self.call(call)?);
		}
		Ok(Call::raw("Utility", "batch_all", arguments))
	}

	/// The call, done by Root on the word of the chain's sudo key.
	pub fn as_root(&self, call: &Call) -> Result<Call> {
		Ok(Call::raw("Sudo", "sudo", self.call(call)?))
	}

	/// A signed transaction, valid until its nonce is used.
	pub fn signed(&self, call: &Call, signer: &Keypair, nonce: u64) -> Result<Vec<u8>> {
		let params = DefaultExtrinsicParamsBuilder::new().nonce(nonce).build();
		let misfit = |error| Error::misfit(&call.title(), error);
		let mut transaction =
			self.client.tx().create_v4_signable_offline(call, params).map_err(misfit)?;
		transaction.sign(signer).map(|signed| signed.into_encoded()).map_err(misfit)
	}

	/// A transaction without signature or extensions, for calls that need neither.
	pub fn bare(&self, call: &Call) -> Result<Vec<u8>> {
		let transaction = self.client.tx().create_v4_unsigned(call);
		let misfit = |error| Error::misfit(&call.title(), error);
		transaction.map(|bare| bare.into_encoded()).map_err(misfit)
	}

	/// A general transaction (version 5) of nobody's: the call itself proves that it may run, in
	/// the pallet's `authorize`. All extensions take their defaults.
	pub fn general(&self, call: &Call) -> Result<Vec<u8>> {
		let params = DefaultExtrinsicParamsBuilder::new().nonce(0).build();
		let misfit = |error| Error::misfit(&call.title(), error);
		let mut transaction =
			self.client.tx().create_v5_signable_offline(call, params).map_err(misfit)?;
		// No extension of the runtime carries a signature, so these two end up nowhere.
		let nobody = subxt::utils::AccountId32([0; 32]);
		let nothing = MultiSignature::Sr25519([0; 64]);
		transaction
			.sign_with_account_and_signature(&nobody, &nothing)
			.map(|general| general.into_encoded())
			.map_err(misfit)
	}
}

#[cfg(test)]
mod tests;
