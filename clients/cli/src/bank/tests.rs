// SPDX-License-Identifier: Apache-2.0
//! A month, told without a chain.
