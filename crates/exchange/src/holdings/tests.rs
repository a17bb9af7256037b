use super::*;

const ACCOUNT: u32 = 3;
const NEIGHBOUR: u32 = 4;

fn room() -> (Accounts, Holdings) {
    let mut accounts = Accounts::new(16);
    accounts.found();
    (accounts, Holdings::new(64))
}

fn assert_found(holdings: &Holdings, accounts: &Accounts, account: u32, expected: &[(u16, u32)]) {
    for instrument in 1..=2 * FIRST_IN_TABLE {
        let slot = expected.iter().find(|(of, _)| *of == instrument).map_or(0, |(_, slot)| *slot);
        assert_eq!(holdings.find(accounts, account, instrument), slot, "instrument {instrument} of {expected:?}");
    }
    assert_eq!(usize::from(accounts[account].holdings), expected.len());
}

/// Makes more holdings than a list keeps, and frees them from the front, the back and the middle: each is found as long as it is there and no longer.
#[test]
fn every_holding_is_found_on_both_sides_of_the_table() {
    for first_freed in [0, 5, usize::from(FIRST_IN_TABLE)] {
        let (mut accounts, mut holdings) = room();
        let mut expected = Vec::new();
        for instrument in 1..=FIRST_IN_TABLE + 3 {
            expected.push((instrument, holdings.make(&mut accounts, ACCOUNT, instrument, 0)));
            assert_found(&holdings, &accounts, ACCOUNT, &expected);
        }
        let other = holdings.make(&mut accounts, NEIGHBOUR, 1, 0);
        while !expected.is_empty() {
            let (_, slot) = expected.remove(first_freed % expected.len());
            holdings.free(&mut accounts, slot);
            assert_found(&holdings, &accounts, ACCOUNT, &expected);
            assert_found(&holdings, &accounts, NEIGHBOUR, &[(1, other)]);
        }
        assert_eq!(holdings.live(), 1);
        assert!(holdings.find_in_table(NEIGHBOUR, 1) == 0, "a short list is not in the table");
    }
}

/// Going to and fro over the limit leaves nothing behind in the table.
#[test]
fn a_list_that_shrinks_leaves_the_table_empty() {
    let (mut accounts, mut holdings) = room();
    for instrument in 1..=LISTED_MAX {
        holdings.make(&mut accounts, ACCOUNT, instrument, 0);
    }
    for _ in 0..100 {
        let slot = holdings.make(&mut accounts, ACCOUNT, FIRST_IN_TABLE, 0);
        assert_eq!(holdings.find_in_table(ACCOUNT, 1), holdings.find(&accounts, ACCOUNT, 1));
        holdings.free(&mut accounts, slot);
        assert!((1..=FIRST_IN_TABLE).all(|instrument| holdings.find_in_table(ACCOUNT, instrument) == 0));
    }
}
