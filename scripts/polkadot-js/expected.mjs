// SPDX-License-Identifier: Apache-2.0
// What Polkadot.js Apps is to find on a Commonwatt chain. Whatever differs makes the test fail.

export const API_VERSION = '16.5.6';
export const METADATA_VERSIONS = [14, 15, 16];

export const PROPERTIES = { ss58Format: 42, tokenSymbol: ['CWT'], tokenDecimals: [12] };
export const SPEC_NAME = 'commonwatt';
export const NODE_NAME = 'Commonwatt Node';
export const DEV_CHAIN = { name: 'Commonwatt Development', type: 'Development' };

// Polkadot.js knows all of them but the first, which it takes for "no bytes" and warns of. That is
// right only as long as it has none, which the test looks up in the metadata.
export const EXTENSIONS = [
	'AuthorizeCall',
	'CheckNonZeroSender',
	'CheckSpecVersion',
	'CheckTxVersion',
	'CheckGenesis',
	'CheckMortality',
	'CheckNonce',
	'CheckWeight',
	'ChargeTransactionPayment',
	'CheckMetadataHash',
	'WeightReclaim',
];
export const UNKNOWN_EXTENSIONS = ['AuthorizeCall'];

// Methods of the node that @polkadot/api has no function for, and lists in a warning at start. Apps
// uses none of them: newer light clients do, and operators do.
export const UNDECORATED_RPC = [
	/^chainHead_v1_[a-zA-Z]+$/,
	/^chainSpec_v1_(chainName|genesisHash|properties)$/,
	/^transaction_v1_(broadcast|stop)$/,
	/^transactionWatch_v1_(submitAndWatch|unwatch)$/,
	/^bitswap_v1_get$/,
	/^author_rotateKeysWithOwner$/,
	/^state_callRecorded$/,
];

// What Apps calls while it starts, and on its first pages.
export const RPC = [
	'author_pendingExtrinsics',
	'author_submitAndWatchExtrinsic',
	'author_submitExtrinsic',
	'chain_getBlock',
	'chain_getBlockHash',
	'chain_getFinalizedHead',
	'chain_getHeader',
	'chain_subscribeFinalizedHeads',
	'chain_subscribeNewHeads',
	'payment_queryInfo',
	'rpc_methods',
	'state_call',
	'state_getKeysPaged',
	'state_getMetadata',
	'state_getRuntimeVersion',
	'state_getStorage',
	'state_queryStorageAt',
	'state_subscribeRuntimeVersion',
	'state_subscribeStorage',
	'system_accountNextIndex',
	'system_chain',
	'system_chainType',
	'system_health',
	'system_name',
	'system_peers',
	'system_properties',
	'system_version',
];

export const OWN_PALLETS = [
	'Communities',
	'Metering',
	'Settlement',
	'Certificates',
	'Bank',
	'Dispatch',
	'Validators',
	'Origins',
];

// What makes Apps show a tab, or what a tab reads first. `Council` is absent on purpose: the
// technical committee is the only board.
export const TABS = [
	['Explorer', 'query.system.events', 'query.system.account', 'query.timestamp.now'],
	[
		'Accounts',
		'tx.balances.transferKeepAlive',
		'tx.balances.transferAllowDeath',
		'derive.balances.all',
	],
	[
		'Accounts, multisig',
		'tx.multisig.asMulti',
		'query.multisig.multisigs',
		'tx.utility.batchAll',
	],
	['Accounts, proxies', 'tx.proxy.addProxy', 'query.proxy.proxies', 'query.proxy.announcements'],
	[
		'Network > Assets',
		'tx.assets.setMetadata',
		'tx.assets.transferKeepAlive',
		'query.assets.asset',
		'query.assets.metadata',
		'query.assets.account',
	],
	[
		'Network > Staking basics',
		'query.session.validators',
		'query.session.currentIndex',
		'tx.session.setKeys',
		'derive.session.info',
		'query.validators.validators',
	],
	[
		'Consensus',
		'query.babe.currentSlot',
		'query.babe.epochIndex',
		'consts.babe.epochDuration',
		'query.grandpa.currentSetId',
		'call.babeApi.configuration',
		'call.grandpaApi.currentSetId',
	],
	[
		'Governance > Referenda',
		'consts.referenda.tracks',
		'query.referenda.referendumCount',
		'query.referenda.referendumInfoFor',
		'tx.referenda.submit',
		'tx.referenda.placeDecisionDeposit',
		'tx.convictionVoting.vote',
		'query.convictionVoting.votingFor',
		'query.convictionVoting.classLocksFor',
	],
	[
		'Governance > Preimages',
		'query.preimage.statusFor',
		'query.preimage.requestStatusFor',
		'query.preimage.preimageFor',
		'tx.preimage.notePreimage',
	],
	[
		'Governance > Tech. comm.',
		'query.technicalCommittee.prime',
		'query.technicalCommittee.members',
		'query.technicalCommittee.proposals',
		'query.technicalCommittee.voting',
		'tx.technicalCommittee.propose',
		'derive.technicalCommittee.members',
	],
	[
		'Developer',
		'query.scheduler.agenda',
		'tx.scheduler.schedule',
		'tx.safeMode.forceEnter',
		'query.safeMode.enteredUntil',
		'tx.txPause.pause',
		'query.txPause.pausedCalls',
		'call.metadata.metadataAtVersion',
		'call.transactionPaymentApi.queryInfo',
	],
];

export const TRACKS = ['root', 'fast_track', 'upgrades', 'bounds', 'institutions', 'validators'];

// Items of the SDK's own pallets that have no comment there, by the path Apps shows.
export const SDK_WITHOUT_DOCS = [
	'Referenda.ConfirmStarted',
	'Referenda.ConfirmAborted',
	'TxPause.NotFound',
	'Whitelist.whitelist_call',
	'Whitelist.remove_whitelisted_call',
	'Whitelist.dispatch_whitelisted_call',
	'Whitelist.dispatch_whitelisted_call_with_preimage',
	'Whitelist.remove_deferred_dispatch',
	'Whitelist.CallWhitelisted',
	'Whitelist.WhitelistedCallRemoved',
	'Whitelist.WhitelistedCallDispatched',
];
