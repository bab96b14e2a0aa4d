// SPDX-License-Identifier: Apache-2.0
//! A standing ballot: follows rounds for a member, vetoes what is beyond what it has said, and tells
//! what its devices are to do. A gateway runs it.

use super::{
	args::{amount, CommunityArgs},
	plan::{standing, Told},
	records::{Phase, RoundRecord},
	setpoints::{line, setpoints},
	text::{signed, Money},
};
use crate::{
	calls::dispatch::{self as calls, VetoReason},
	error::{Error, Result},
	keys::AccountId,
	meter::session::{Session, SignArgs},
	progress::{say, show},
};
use clap::Args;
use energy_primitives::Carrier;
use std::collections::BTreeMap;

/// Follow rounds, veto what is beyond your bounds, and tell what your devices are to do.
///
/// It looks at every plan that stands to vote: if one of your devices could do better by more than
/// --regret-above at the round's prices, or the highest import is above --peak-above, it vetoes for
/// you. Your devices are those of the key's account. It runs until it is stopped.
#[derive(Args, Debug)]
pub struct WatchArgs {
	#[command(flatten)]
	sign: SignArgs,
	#[command(flatten)]
	which: CommunityArgs,
	/// Veto if one of your devices regrets more than this, such as 0.50.
	#[arg(long, value_name = "AMOUNT")]
	regret_above: Option<String>,
	/// Veto if the highest import is above this.
	#[arg(long, value_name = "W")]
	peak_above: Option<i64>,
	/// Stop when so many rounds are over.
	#[arg(long, value_name = "COUNT")]
	rounds: Option<u32>,
}

/// What a member bears.
#[derive(Clone, Copy, Debug, Default)]
struct Bounds {
	regret_nano: Option<u128>,
	peak_w: Option<i64>,
}

impl Bounds {
	/// Why a plan is beyond them, if it is.
	fn reason(&self, told: &Told, own: &BTreeMap<u16, Carrier>) -> Option<(VetoReason, String)> {
		let devices = told.devices.iter().filter(|device| own.contains_key(&device.device));
		let worst = devices.max_by_key(|device| device.regret_nano.unwrap_or(0));
		if let (Some(device), Some(most)) = (worst, self.regret_nano) {
			let regret = device.regret_nano.unwrap_or(0);
			if regret > most {
				let why = format!("device {} could gain {regret} nano more", device.device);
				return Some((VetoReason::Regret, why));
			}
		}
		let most = self.peak_w.filter(|most| told.peak_w > *most)?;
		Some((VetoReason::Peak, format!("the peak is {} W, above {most} W", told.peak_w)))
	}
}

/// Runs the command.
pub async fn run(args: &WatchArgs) -> Result<()> {
	let bounds = Bounds {
		regret_nano: args.regret_above.as_deref().map(amount).transpose()?,
		peak_w: args.peak_above,
	};
	let session = args.sign.open().await?;
	let mut heads = session.chain.new_heads().await?;
	let mut watch =
		Watch { args, bounds, session: &session, running: None, judged: None, told: None, over: 0 };
	loop {
		if let Some(round) = args.which.state(&session.chain).round().await? {
			watch.look(&round).await?;
		}
		if args.rounds.is_some_and(|rounds| watch.over >= rounds) {
			return Ok(());
		}
		session.chain.next(&mut heads).await?;
	}
}

struct Watch<'a> {
	args: &'a WatchArgs,
	bounds: Bounds,
	session: &'a Session,
	/// The last round that was seen before it was over.
	running: Option<u32>,
	/// The last round whose plan was looked at.
	judged: Option<u32>,
	/// The last round whose setpoints were told.
	told: Option<u32>,
	/// Rounds that ended while it ran.
	over: u32,
}

impl Watch<'_> {
	async fn look(&mut self, round: &RoundRecord) -> Result<()> {
		if round.phase != Phase::Enacted {
			self.running = Some(round.number);
		}
		if round.phase == Phase::Voting && self.judged != Some(round.number) {
			self.judged = Some(round.number);
			self.judge(round).await?;
		}
		if round.phase == Phase::Enacted && self.told != Some(round.number) {
			self.over += u32::from(self.running == Some(round.number));
			self.told = Some(round.number);
			self.tell(round).await?;
		}
		Ok(())
	}

	/// The member's own devices.
	async fn own(&self) -> Result<BTreeMap<u16, Carrier>> {
		let account: AccountId = self.session.account();
		let devices = self.args.which.state(&self.session.chain).devices().await?;
		let own = devices.into_iter().filter(|(_, record)| record.owner.0 == account);
		Ok(own.map(|(device, record)| (device, record.limits.0.carrier)).collect())
	}

	async fn judge(&self, round: &RoundRecord) -> Result<()> {
		let state = self.args.which.state(&self.session.chain);
		let told = standing(&state, round).await?;
		let own = self.own().await?;
		let money = Money::of(&self.session.storage(), self.args.which.community).await?;
		for device in told.devices.iter().filter(|device| own.contains_key(&device.device)) {
			let regret = money.tell(signed(device.regret_nano.unwrap_or(0)));
			show(format!("round {}: device {} regrets {regret}", round.number, device.device));
		}
		match self.bounds.reason(&told, &own) {
			None => show(format!("round {}: peak {} W, no veto", round.number, told.peak_w)),
			Some((reason, why)) => self.veto(round, reason, &why).await?,
		}
		Ok(())
	}

	async fn veto(&self, round: &RoundRecord, reason: VetoReason, why: &str) -> Result<()> {
		let call = calls::veto(self.args.which.community, round.number, reason);
		match self.session.send(call).await {
			Ok(_) => show(format!("round {}: vetoed, {why}", round.number)),
			// Too late, too often, or no voter: the next round may be another matter.
			Err(Error::Refused { reason, .. }) => {
				say(format!("round {}: {why}, but no veto counts: {reason}", round.number));
			}
			Err(error) => return Err(error),
		}
		Ok(())
	}

	async fn tell(&self, round: &RoundRecord) -> Result<()> {
		let holds = round.enacted.map_or("nothing new", |source| source.name());
		show(format!("round {}: over, {holds} holds", round.number));
		let state = self.args.which.state(&self.session.chain);
		for (device, carrier) in self.own().await? {
			for setpoint in setpoints(&state, device).await? {
				if setpoint.round == round.number {
					let line = line(&self.session.chain, carrier, &setpoint)?;
					show(format!("device {device}: {line}"));
				}
			}
		}
		Ok(())
	}
}

#[cfg(test)]
mod tests {
	use super::{super::plan::ToldDevice, *};

	fn told(peak_w: i64, regrets: &[(u16, u128)]) -> Told {
		let device = |(device, regret): &(u16, u128)| ToldDevice {
			device: *device,
			kind: "battery",
			alpha_permille: 0,
			power_w: Vec::new(),
			planned_base: Vec::new(),
			unit: "Wh",
			price_nano: Vec::new(),
			regret_nano: Some(*regret),
		};
		Told {
			round: 0,
			holds: None,
			solver: None,
			first_slot: 0,
			slots: 4,
			certificate: None,
			peak_w,
			devices: regrets.iter().map(device).collect(),
		}
	}

	#[test]
	fn only_own_regret_and_a_high_peak_are_vetoed() {
		let own = BTreeMap::from([(1, Carrier::Electricity), (2, Carrier::Heat)]);
		let plan = told(5_000, &[(0, 900), (1, 100), (2, 200)]);
		let reason = |regret_nano, peak_w| {
			Bounds { regret_nano, peak_w }.reason(&plan, &own).map(|(reason, _)| reason)
		};
		assert_eq!(reason(None, None), None);
		assert_eq!(reason(Some(200), Some(5_000)), None, "at the bound is not above it");
		assert_eq!(reason(Some(199), None), Some(VetoReason::Regret));
		assert_eq!(reason(Some(200), Some(4_999)), Some(VetoReason::Peak));
	}
}
