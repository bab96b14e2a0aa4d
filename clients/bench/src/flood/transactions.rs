// SPDX-License-Identifier: Apache-2.0
//! Transactions as an attacker makes them: with tips, and straight into the pool.

use codec::Encode;
use commonwatt_cli::{
	calls,
	chain::Chain,
	error::{Error, Result},
	extrinsic::Call,
	keys::account_id,
	types::ReadingBatch,
};
use metering_core::reading::batch_message;
use subxt::{config::DefaultExtrinsicParamsBuilder, utils::MultiSignature};
use subxt_signer::sr25519::Keypair;

/// A signed call with a tip.
pub(crate) fn tipped(
	chain: &Chain,
	call: &Call,
	signer: &Keypair,
	nonce: u64,
	tip: u128,
) -> Result<Vec<u8>> {
	let params = DefaultExtrinsicParamsBuilder::new().nonce(nonce).tip(tip).build();
	let misfit = |error| Error::misfit(&call.title(), error);
	let client = chain.composer().client();
	let mut transaction = client.tx().create_v4_signable_offline(call, params).map_err(misfit)?;
	transaction.sign(signer).map(|signed| signed.into_encoded()).map_err(misfit)
}

/// A batch of readings in the name of a relay.
pub(crate) fn readings(chain: &Chain, relay: &Keypair, batch: &ReadingBatch) -> Call {
	let message = batch_message(&chain.genesis(), &batch.encode());
	calls::submit_readings(account_id(relay), batch, relay.sign(&message).0)
}

/// A batch as a general transaction that offers a tip nobody pays.
pub(crate) fn general_with_tip(chain: &Chain, call: &Call, tip: u128) -> Result<Vec<u8>> {
	let params = DefaultExtrinsicParamsBuilder::new().nonce(0).tip(tip).build();
	let misfit = |error| Error::misfit(&call.title(), error);
	let client = chain.composer().client();
	let mut transaction = client.tx().create_v5_signable_offline(call, params).map_err(misfit)?;
	let nobody = subxt::utils::AccountId32([0; 32]);
	let signed =
		transaction.sign_with_account_and_signature(&nobody, &MultiSignature::Sr25519([0; 64]));
	signed.map(|general| general.into_encoded()).map_err(misfit)
}
