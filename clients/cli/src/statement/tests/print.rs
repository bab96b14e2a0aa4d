// SPDX-License-Identifier: Apache-2.0
//! What is printed: sums that add up as printed, in every format.

use super::*;
use crate::statement::{
	csv::csv,
	json::json,
	lines::{eur, in_cents, percent, Account},
	pdf::pdf,
	text::text,
	view::View,
};

fn scene() -> Scene {
	let mut scene = Scene::new(3);
	let mut dice = Dice(3);
	for _ in 0..100 {
		let mut quantity = || dice.below(700) as u32;
		let moved = [(); 3].map(|_| Moved::In(quantity(), quantity()));
		scene.slot(&moved, 3);
	}
	scene.note(1, 0, NoteKind::Deposit, FIRST, (1_234_567_891, 1_234_567_891));
	scene
}

fn with_view<T>(scene: &Scene, index: u32, seen: impl Fn(&View<'_>) -> T) -> T {
	let found = scene.read(index, 0, Choice::Newest);
	let proof = check(&found);
	let length = SlotLength::QUARTER_HOUR;
	seen(&View { found: &found, proof: &proof, name: "home-01", length })
}

#[test]
fn cents_are_rounded_half_away_from_zero() {
	for (nano, cents) in [(5_000_000, "0.01"), (4_999_999, "0.00"), (-5_000_000, "-0.01")] {
		assert_eq!(eur(nano), cents);
		assert_eq!(eur(in_cents(nano)), cents);
	}
	assert_eq!(in_cents(-14_999_999), -10_000_000);
	assert_eq!(percent(152_999), "15.2 %");
}

#[test]
fn printed_lines_add_up_to_the_printed_balance() {
	let mut dice = Dice(77);
	for _ in 0..200 {
		let amounts: Vec<i64> = (0..7).map(|_| dice.below(90_000_000) as i64).collect();
		let notes = amounts.iter().map(|amount| {
			let kind = if amount % 2 == 0 { NoteKind::Deposit } else { NoteKind::Gap };
			note(kind, FIRST, amount - 45_000_000)
		});
		let statement = Statement {
			account: MemberAccount { meter: meter(1), epoch: 0 },
			opening: i128::from(amounts[0]) - 40_000_000,
			slots: Vec::new(),
			notes: notes.collect(),
			corrected: Vec::new(),
		};
		let account = Account::of(&statement);
		let lines: i128 = account.lines.iter().map(|line| in_cents(line.nano)).sum();
		let printed = in_cents(account.opening) + lines + account.rounding;
		assert_eq!(printed, in_cents(account.closing));
		assert_eq!(account.rounding % 10_000_000, 0);
	}
}

#[test]
fn the_printed_saving_is_the_difference_of_the_printed_figures() {
	let scene = scene();
	for index in 1..=3 {
		with_view(&scene, index, |view| {
			let statement = &view.found.statement;
			let shown = in_cents(statement.bill()) - in_cents(statement.grid_alone());
			let told = view.comparison();
			assert!(told.contains(&format!("saved you {} EUR", eur(shown))), "{told}");
			assert!((shown - statement.saved()).abs() <= 10_000_000);
		});
	}
}

#[test]
fn what_the_grid_operator_collects_is_said_beside_the_bill() {
	let mut scene = Scene::new(1);
	let slot = scene.slot(&[Moved::In(1_000, 0)], 0);
	assert!(!with_view(&scene, 1, text).contains("the grid operator bills"));
	scene.note(1, 0, NoteKind::TakenOver, slot, (300_000_000, 0));
	let told = "Of this the grid operator bills 0.30 EUR: the account could not pay it.";
	assert!(with_view(&scene, 1, text).contains(told));
	assert!(String::from_utf8_lossy(&with_view(&scene, 1, pdf)).contains(told));
}

#[test]
fn the_terminal_shows_energy_account_notes_prices_and_proof() {
	let text = with_view(&scene(), 1, text);
	for words in [
		"home-01: electricity meter 1, community 0, owner number 0",
		"Billing period 0, PROVISIONAL",
		"2026-11-21 00:00 to 2026-11-22 01:00 UTC, 100 slots",
		"With the grid alone it would have",
		"The community saved you",
		"Sold to neighbours",
		"One price for all",
		"Paid in                                   1.23   1 note",
		"2026-11-21 00:00 UTC        1.23   money was paid in",
		"rounded to cents, half away from zero",
		"Cheapest: 2026-11-2",
		"100 slots and 1 note add up among themselves",
	] {
		assert!(text.contains(words), "{words}\n{text}");
	}
	let bar = |c: char| ('▁'..='█').contains(&c);
	let days = text.lines().filter(|line| line.contains(bar)).count();
	assert_eq!(days, 2, "{text}");
	assert!(text.lines().all(|line| line.chars().count() <= 130), "{text}");
}

#[test]
fn the_lines_of_a_csv_add_up_to_the_last() {
	let scene = scene();
	let csv = with_view(&scene, 1, csv);
	let lines: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
	assert_eq!(lines.len(), 1 + 1 + 100 + 1 + 1);
	assert!(lines.iter().all(|line| line.len() == lines[0].len()), "{csv}");
	let amount = |line: &Vec<&str>| line[4].parse::<i128>().expect("a number");
	let (last, rest) = lines.split_last().expect("some");
	let sum: i128 = rest[1..].iter().map(amount).sum();
	assert_eq!((last[0], sum), ("closing", amount(last)));
	let column = |name| lines[0].iter().position(|column| *column == name).expect("a column");
	let slots = || lines.iter().filter(|line| line[0] == "slot");
	let total = |name| -> u64 {
		let column = column(name);
		slots().map(|line| line[column].parse::<u64>().expect("a number")).sum()
	};
	let energy = scene.statement(1).energy();
	assert_eq!(total("made"), energy.made);
	assert_eq!(total("sold_locally"), energy.made_to_neighbours + energy.made_lost);
	assert_eq!(total("lost"), energy.made_lost);
	assert_eq!(total("sold_to_grid"), energy.made_to_grid);
	assert_eq!(total("bought_from_grid"), energy.used_from_grid);
}

#[test]
fn json_has_every_slot_and_integers_only() {
	let scene = scene();
	let text = with_view(&scene, 1, |view| json(view).expect("JSON"));
	let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
	let statement = scene.statement(1);
	let nano = |key: &str| i128::from(value[key].as_i64().expect("an integer"));
	assert_eq!(nano("opening_nano"), 0);
	assert_eq!(nano("closing_nano"), statement.closing());
	assert_eq!(nano("energy_nano") - nano("grid_alone_nano"), nano("saved_nano"));
	let slots = value["slots"].as_array().expect("a list");
	let sum: i64 = slots.iter().map(|slot| slot["amount_nano"].as_i64().expect("one")).sum();
	assert_eq!((slots.len(), i128::from(sum)), (100, statement.legs()));
	assert_eq!(
		(value["state"].as_str(), value["proof_holds"].as_bool()),
		(Some("provisional"), Some(true))
	);
	assert_eq!(value["notes"][0]["kind"], "deposit");
	let is_whole = |value: &serde_json::Value| !value.is_f64();
	assert!(value["slots"][0].as_object().expect("fields").values().all(is_whole));
	assert!(value["energy"].as_object().expect("fields").values().all(is_whole));
}

#[test]
fn the_page_is_a_pdf_and_the_same_every_time() {
	let scene = scene();
	let bytes = with_view(&scene, 1, pdf);
	assert_eq!(bytes, with_view(&scene, 1, pdf));
	assert!(bytes.starts_with(b"%PDF-1.") && bytes.trim_ascii_end().ends_with(b"%%EOF"));
	let page = String::from_utf8_lossy(&bytes);
	for words in ["(home-01)", "(Closing balance)", "(PROVISIONAL", "(100 slots and 1 note add up"]
	{
		assert!(page.contains(words), "{words}");
	}
	assert_eq!(page.matches("/Type /Page\n").count(), 2, "the note has a second page");
}

#[test]
fn many_notes_go_on_page_after_page() {
	let mut scene = scene();
	for slot in 0..150 {
		scene.note(2, 0, NoteKind::Deposit, FIRST + slot % 90, (1, i64::from(slot) + 1));
	}
	let bytes = with_view(&scene, 2, pdf);
	let page = String::from_utf8_lossy(&bytes);
	let last = page.matches("(money was paid in)").count();
	assert_eq!((last, page.contains("(4 / 4)")), (150, true), "every note, on a page of its own");
	let nothing = with_view(&Scene::new(1), 1, |view| (text(view), pdf(view).len()));
	assert!(nothing.0.contains("0.00") && nothing.1 > 1_000);
}
