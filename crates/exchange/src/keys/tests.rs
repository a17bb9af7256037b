use super::{EMPTIED_AT_ONCE, Entry, GROUP, Keys, SPARE};
use protocol::Seq;
use protocol::ids::KeyHash;
use std::collections::BTreeMap;

const KEYS_MAX: u32 = 1 << 10;

fn key(short: u64) -> KeyHash {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&short.to_le_bytes());
    KeyHash(bytes)
}

/// As random as a keyed hash.
fn random(number: u64) -> u64 {
    let mixed = number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 31)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed ^ (mixed >> 29)
}

fn fill(keys: &mut Keys, from: u64) -> BTreeMap<u64, u64> {
    let mut model = BTreeMap::new();
    for number in from.. {
        if keys.is_full() {
            break;
        }
        assert_eq!(keys.find(key(random(number))), None, "key {number} is new");
        keys.remember(key(random(number)), Seq(number + 1));
        model.insert(random(number), number + 1);
    }
    assert_eq!(model.len() as u32, keys.current.limit() - SPARE, "a generation begins empty");
    model
}

#[test]
fn two_generations_are_remembered_and_none_before() {
    let mut keys = Keys::new(KEYS_MAX);
    let (mut before, mut older, mut next) = (BTreeMap::new(), BTreeMap::new(), 0);
    for rotation in 0..20 {
        let current = fill(&mut keys, next);
        next += current.len() as u64;
        for (&short, &seq) in older.iter().chain(&current) {
            assert_eq!(keys.find(key(short)), Some(Seq(seq)), "rotation {rotation}");
        }
        for &short in before.keys() {
            assert_eq!(keys.find(key(short)), None, "rotation {rotation}");
        }
        keys.rotate();
        (before, older) = (older, current);
    }
}

#[test]
fn a_rotation_with_marks_left_to_empty_forgets_as_well() {
    let mut keys = Keys::new(KEYS_MAX * 4);
    let filled = fill(&mut keys, 0);
    keys.rotate();
    keys.rotate();
    assert!(keys.emptying.emptied < keys.emptying.marks.len());
    keys.remember(key(1), Seq(5_000));
    assert_eq!(keys.emptying.emptied, EMPTIED_AT_ONCE);
    keys.rotate();
    keys.rotate();
    for &short in filled.keys().chain([&1]) {
        assert_eq!(keys.find(key(short)), None);
    }
    assert!(keys.current.marks.iter().chain(&keys.older.marks).all(|&marks| marks == [0; 2]));
}

#[test]
fn keys_of_one_group_go_to_the_next_and_those_of_one_mark_are_told_apart() {
    let mut keys = Keys::new(KEYS_MAX);
    // The lowest bits name the group, the highest are the mark: here both are the same, for two and a half groups, around the end of the table.
    let last_group = keys.current.mask as u64;
    let same = |number: u64| last_group | number << 20;
    for number in 0..(GROUP as u64 * 5 / 2) {
        keys.remember(key(same(number)), Seq(number + 1));
        assert_eq!(keys.find(key(same(number + 1))), None);
    }
    for number in 0..(GROUP as u64 * 5 / 2) {
        assert_eq!(keys.find(key(same(number))), Some(Seq(number + 1)));
    }
    assert_eq!(keys.current.marks.iter().filter(|&&marks| marks != [0; 2]).count(), 3);
}

#[test]
fn entries_are_listed_by_record_and_key() {
    let mut keys = Keys::new(KEYS_MAX);
    keys.remember(key(9), Seq(3));
    keys.remember(key(7), Seq(3));
    keys.remember(key(8), Seq(4));
    let listed: Vec<_> = keys.current.sorted().iter().map(|&Entry { short, seq }| (seq, short)).collect();
    assert_eq!(listed, [(3, 7), (3, 9), (4, 8)]);
}
