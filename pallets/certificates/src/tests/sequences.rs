// SPDX-License-Identifier: Apache-2.0
//! Any sequence of calls against a plain model: a list of who holds each base quantity.

use super::*;
use crate::CertificateId;
use energy_primitives::{MeterId, Slot};
use frame_support::pallet_prelude::DispatchResult;
use proptest::prelude::*;
use std::collections::BTreeMap;

const METERS: [(MeterId, u64); 2] = [(METER, ALICE), (BOBS_METER, BOB)];
const PEOPLE: [u64; 3] = [ALICE, BOB, CHARLIE];

/// Something that somebody does.
#[derive(Clone, Debug)]
enum Deed {
	Give(usize, u64),
	/// By the evidence of the meter's last slot but `back`.
	Claim {
		who: u64,
		meter: usize,
		quantity: u64,
		back: usize,
	},
	Transfer {
		who: u64,
		id: CertificateId,
		to: u64,
	},
	Split {
		who: u64,
		id: CertificateId,
		at: u64,
	},
	Merge {
		who: u64,
		first: CertificateId,
		second: CertificateId,
	},
	Retire {
		who: u64,
		id: CertificateId,
	},
}

fn deed() -> impl Strategy<Value = Deed> {
	let who = || prop::sample::select(&PEOPLE[..]);
	let id = || 0..10u64;
	let meter = || 0..METERS.len();
	prop_oneof![
		2 => (meter(), 0..20u64).prop_map(|(meter, quantity)| Deed::Give(meter, quantity)),
		4 => (who(), meter(), 0..12u64, prop_oneof![3 => Just(0usize), 1 => 1..4usize])
			.prop_map(|(who, meter, quantity, back)| Deed::Claim { who, meter, quantity, back }),
		2 => (who(), id(), who()).prop_map(|(who, id, to)| Deed::Transfer { who, id, to }),
		4 => (who(), id(), 0..30u64).prop_map(|(who, id, at)| Deed::Split { who, id, at }),
		4 => (who(), id(), id())
			.prop_map(|(who, first, second)| Deed::Merge { who, first, second }),
		1 => (who(), id()).prop_map(|(who, id)| Deed::Retire { who, id }),
	]
}

/// What became of a base quantity that was given to the grid.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Fate {
	Unclaimed,
	Held(CertificateId),
	Retired,
}

#[derive(Clone, Debug, Default)]
struct Model {
	/// Per meter, every base quantity it gave to the grid.
	axes: [Vec<Fate>; 2],
	/// Per meter, its slots, and how many base quantities it had given before.
	slots: [Vec<(Slot, usize)>; 2],
	/// Owner and depositor of the certificates that live.
	certificates: BTreeMap<CertificateId, (u64, u64)>,
	next: CertificateId,
}

impl Model {
	/// The meter and the places that a certificate holds, found by looking at all of them.
	fn places(&self, id: CertificateId) -> (usize, Vec<usize>) {
		let held = |axis: &Vec<Fate>| -> Vec<usize> {
			(0..axis.len()).filter(|place| axis[*place] == Fate::Held(id)).collect()
		};
		let [first, second] = [held(&self.axes[0]), held(&self.axes[1])];
		if first.is_empty() {
			(1, second)
		} else {
			(0, first)
		}
	}

	fn owns(&self, who: u64, id: CertificateId) -> Result<(), Error<Test>> {
		let (owner, _) = self.certificates.get(&id).ok_or(Error::CertificateNotFound)?;
		if *owner == who {
			Ok(())
		} else {
			Err(Error::NotOwner)
		}
	}

	fn number(&mut self, owner: u64) -> CertificateId {
		self.certificates.insert(self.next, (owner, owner));
		self.next += 1;
		self.next - 1
	}

	/// The meter's last slot but `back`.
	fn slot(&self, meter: usize, back: usize) -> Option<(Slot, usize)> {
		self.slots[meter].iter().rev().nth(back).copied()
	}

	fn claim(
		&mut self,
		who: u64,
		meter: usize,
		quantity: u64,
		back: usize,
	) -> Result<(), Error<Test>> {
		if METERS[meter].1 != who {
			return Err(Error::NotOwner);
		}
		let (_, given) = self.slot(meter, back).ok_or(Error::UnknownSlot)?;
		let free: Vec<usize> =
			(0..given).filter(|place| self.axes[meter][*place] == Fate::Unclaimed).collect();
		match quantity {
			0 => return Err(Error::EmptyRange),
			_ if quantity > free.len() as u64 => return Err(Error::PastSurplus),
			_ => {}
		}
		let id = self.number(who);
		for place in free.into_iter().take(quantity as usize) {
			self.axes[meter][place] = Fate::Held(id);
		}
		Ok(())
	}

	fn split(&mut self, who: u64, id: CertificateId, at: u64) -> Result<(), Error<Test>> {
		self.owns(who, id)?;
		let (meter, places) = self.places(id);
		let (begin, end) = (places[0] as u64, *places.last().expect("not empty") as u64 + 1);
		if !(begin..=end).contains(&at) {
			return Err(Error::OutsideRange);
		}
		if at == begin || at == end {
			return Err(Error::EmptyRange);
		}
		let second = self.number(who);
		for place in places.into_iter().filter(|place| *place as u64 >= at) {
			self.axes[meter][place] = Fate::Held(second);
		}
		Ok(())
	}

	fn merge(
		&mut self,
		who: u64,
		first: CertificateId,
		second: CertificateId,
	) -> Result<(), Error<Test>> {
		self.owns(who, first)?;
		self.owns(who, second)?;
		let ((meter, head), (other, tail)) = (self.places(first), self.places(second));
		let follows =
			|a: &[usize], b: &[usize]| a.last().map(|last| last + 1) == b.first().copied();
		match (meter == other, follows(&head, &tail), follows(&tail, &head)) {
			(true, true, _) => {}
			(true, false, true) => return Err(Error::ReversedRanges),
			_ => return Err(Error::NotAdjacent),
		}
		self.certificates.remove(&second);
		tail.into_iter().for_each(|place| self.axes[meter][place] = Fate::Held(first));
		Ok(())
	}

	fn retire(&mut self, who: u64, id: CertificateId) -> Result<(), Error<Test>> {
		self.owns(who, id)?;
		let (meter, places) = self.places(id);
		self.certificates.remove(&id);
		places.into_iter().for_each(|place| self.axes[meter][place] = Fate::Retired);
		Ok(())
	}

	fn apply(&mut self, deed: &Deed) -> Result<(), Error<Test>> {
		match *deed {
			Deed::Give(meter, quantity) => {
				let slot = SLOTS[0] + self.slots[meter].len() as Slot;
				self.slots[meter].push((slot, self.axes[meter].len()));
				self.axes[meter].extend(vec![Fate::Unclaimed; quantity as usize]);
				World::with(|world| world.settle(METERS[meter].0, slot, quantity));
				Ok(())
			}
			Deed::Claim { who, meter, quantity, back } => self.claim(who, meter, quantity, back),
			Deed::Transfer { who, id, to } => {
				self.owns(who, id)?;
				self.certificates.entry(id).and_modify(|(owner, _)| *owner = to);
				Ok(())
			}
			Deed::Split { who, id, at } => self.split(who, id, at),
			Deed::Merge { who, first, second } => self.merge(who, first, second),
			Deed::Retire { who, id } => self.retire(who, id),
		}
	}

	/// Compares the whole state with the pallet's.
	fn check(&self) {
		let live: BTreeMap<_, _> = Records::<Test>::iter().collect();
		assert!(live.keys().eq(self.certificates.keys()));
		let mut axes = self.axes.clone().map(|axis| vec![0; axis.len()]);
		for (id, record) in &live {
			let meter = METERS.iter().position(|(meter, _)| *meter == record.meter);
			let meter = meter.expect("one of the two");
			assert_eq!(self.certificates[id], (record.owner, record.depositor));
			let places = record.begin as usize..record.end as usize;
			let fates = &self.axes[meter][places.clone()];
			assert!(fates.iter().all(|fate| *fate == Fate::Held(*id)));
			axes[meter][places].iter_mut().for_each(|held| *held += 1);
		}
		for ((meter, _), (fates, held)) in METERS.iter().zip(self.axes.iter().zip(axes)) {
			let claimed = fates.iter().filter(|fate| **fate != Fate::Unclaimed).count();
			assert_eq!(Claimed::<Test>::get(meter), claimed as u64);
			let count = fates.iter().filter(|fate| matches!(fate, Fate::Held(_))).count();
			assert_eq!(held.into_iter().sum::<usize>(), count, "nobody holds what should be held");
		}
		for who in PEOPLE {
			let paid = self.certificates.values().filter(|(_, depositor)| *depositor == who);
			assert_eq!(held(who), DEPOSIT * paid.count() as u64);
		}
	}
}

/// Does it for real, by the evidence that the model names. What is given, the model gave.
fn act(deed: &Deed, model: &Model) -> DispatchResult {
	match *deed {
		Deed::Give(..) => Ok(()),
		Deed::Claim { who, meter, quantity, back } => {
			let slot = model.slot(meter, back).map_or(SLOTS[0] - 1, |(slot, _)| slot);
			let evidence = Box::new(Proof::Holds);
			Certificates::claim(signed(who), METERS[meter].0, slot, quantity, evidence)
		}
		Deed::Transfer { who, id, to } => Certificates::transfer(signed(who), id, to),
		Deed::Split { who, id, at } => Certificates::split(signed(who), id, at),
		Deed::Merge { who, first, second } => Certificates::merge(signed(who), first, second),
		Deed::Retire { who, id } => Certificates::retire(signed(who), id, None),
	}
}

proptest! {
	#[test]
	fn any_sequence_does_what_a_list_of_owners_would(deeds in prop::collection::vec(deed(), 1..80)) {
		TestExt::without_surplus().execute_with(|| {
			let mut model = Model::default();
			for deed in &deeds {
				let expected = model.apply(deed).map_err(DispatchError::from);
				assert_eq!(act(deed, &model), expected, "after {deed:?}");
				assert_ok!(Certificates::do_try_state());
				model.check();
			}
		});
	}
}
