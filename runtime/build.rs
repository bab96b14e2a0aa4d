// SPDX-License-Identifier: Apache-2.0
//! Builds the runtime's WASM.

/// With `metadata-hash` the runtime is compiled twice, so that generic hardware wallets can check
/// what they sign. Meant for releases.
#[cfg(all(feature = "std", feature = "metadata-hash"))]
fn main() {
	substrate_wasm_builder::WasmBuilder::init_with_defaults()
		.enable_metadata_hash("CWT", 12)
		.build();
}

#[cfg(all(feature = "std", not(feature = "metadata-hash")))]
fn main() {
	substrate_wasm_builder::WasmBuilder::build_using_defaults();
}

#[cfg(not(feature = "std"))]
fn main() {}
