//! Coming in, and staying in.

use people::{ConsentDocument, EmailAddress, NewcomerRole, Password, PeopleError, Refusal, Role, Token};
use scratch::Kind;

use crate::world::{PASSWORD, World, newcomer};

fn refusal<T: std::fmt::Debug>(result: Result<T, PeopleError>) -> Refusal {
    match result.unwrap_err() {
        PeopleError::Refused(refusal) => refusal,
        other => panic!("{other}"),
    }
}

async fn f01_f02_signing_up_twice_says_the_same_and_changes_nothing(kind: Kind) {
    let world = World::new(kind).await;
    let email = EmailAddress::new("kim@example.com").unwrap();
    world.people.sign_up(newcomer("kim@example.com", PASSWORD), NewcomerRole::Investor).await.unwrap();
    world.people.sign_up(newcomer("KIM@example.com", "another long one"), NewcomerRole::Agent).await.unwrap();
    let log_in = |text: &'static str| world.people.log_in(&email, Password::typed(text).unwrap());
    assert_eq!(log_in(PASSWORD).await.unwrap().role, Role::Investor);
    assert_eq!(refusal(log_in("another long one").await), Refusal::LoginRefused);
    let nobody = EmailAddress::new("nobody@example.com").unwrap();
    assert_eq!(refusal(world.people.log_in(&nobody, Password::typed(PASSWORD).unwrap()).await), Refusal::LoginRefused);
}

async fn f09_consents_are_complete_and_kept_with_their_time(kind: Kind) {
    let world = World::new(kind).await;
    for spoil in [
        |given: &mut Vec<(ConsentDocument, i64)>| given.truncate(2),
        |given: &mut Vec<(ConsentDocument, i64)>| given[0].1 = 2,
        |given: &mut Vec<(ConsentDocument, i64)>| given.push(given[0]),
        |given: &mut Vec<(ConsentDocument, i64)>| given[1] = given[0],
    ] {
        let mut incomplete = newcomer("kim@example.com", PASSWORD);
        spoil(&mut incomplete.consents);
        assert_eq!(refusal(world.people.sign_up(incomplete, NewcomerRole::Investor).await), Refusal::ConsentsIncomplete);
    }
    let person = world.investor("kim@example.com").await;
    let mut connection = world.database.read().await.unwrap();
    let rows: Vec<(i64, String, i64, i64)> =
        sqlx::query_as("SELECT person_id, document, version, given_at_us FROM consents ORDER BY document")
            .fetch_all(&mut *connection)
            .await
            .unwrap();
    let shown: Vec<_> = rows.iter().map(|(id, document, version, _)| (*id, document.as_str(), *version)).collect();
    assert_eq!(shown, [(person.0, "privacy", 1), (person.0, "risk", 1), (person.0, "terms", 1)]);
    assert!(rows.iter().all(|row| row.3 > 1_700_000_000_000_000));
}

async fn f07_sessions_are_listed_revoked_and_kept_as_hashes(kind: Kind) {
    let world = World::new(kind).await;
    let person = world.investor("kim@example.com").await;
    let other = world.investor("lee@example.com").await;
    let email = EmailAddress::new("kim@example.com").unwrap();
    let mut tokens = Vec::new();
    for _ in 0..25 {
        tokens.push(world.people.log_in(&email, Password::typed(PASSWORD).unwrap()).await.unwrap().token);
    }
    let listed = world.people.sessions(person).await.unwrap();
    assert_eq!(listed.len(), 20, "the oldest end when there are too many");
    assert_eq!(world.people.session(&tokens[0]).await.unwrap(), None);
    let last = world.people.session(&tokens[24]).await.unwrap().unwrap();
    assert_eq!((last.person, last.role, last.id == listed[0].id), (person, Role::Investor, true));
    assert!(!world.people.end_session(other, &last.id).await.unwrap(), "nobody ends another's session");
    assert!(world.people.session(&tokens[24]).await.unwrap().is_some());
    assert!(world.people.end_session(person, &last.id).await.unwrap());
    assert_eq!(world.people.session(&tokens[24]).await.unwrap(), None);
    assert_eq!(world.people.session(&Token::random().unwrap()).await.unwrap(), None);

    let mut connection = world.database.read().await.unwrap();
    let kept: Vec<(Vec<u8>,)> = sqlx::query_as("SELECT token_hash FROM sessions").fetch_all(&mut *connection).await.unwrap();
    assert!(kept.iter().all(|(hash,)| hash.len() == 32 && tokens.iter().all(|token| hash != token.as_str().as_bytes())));
}

async fn f2_f07_too_many_failures_close_registered_and_unregistered_addresses_alike(kind: Kind) {
    let world = World::new(kind).await;
    world.investor("kim@example.com").await;
    for email in ["kim@example.com", "nobody@example.com"] {
        let email = EmailAddress::new(email).unwrap();
        for _ in 0..10 {
            let attempt = world.people.log_in(&email, Password::typed("not the right one").unwrap()).await;
            assert_eq!(refusal(attempt), Refusal::LoginRefused);
        }
        let attempt = world.people.log_in(&email, Password::typed(PASSWORD).unwrap()).await;
        assert!(matches!(refusal(attempt), Refusal::TooManyAttempts { retry_after_s: 1..=901 }));
    }
}

async fn f1_f10_staff_comes_in_by_a_link_that_is_good_for_once(kind: Kind) {
    let world = World::new(kind).await;
    assert!(!world.people.has_administrator().await.unwrap());
    let link = Token::random().unwrap();
    let refused = world.people.sign_up_staff(&link, newcomer("admin@example.com", PASSWORD)).await;
    assert_eq!(refusal(refused), Refusal::LinkUnknown);
    world.people.keep_first_link(&link).await.unwrap();
    world.people.keep_first_link(&link).await.unwrap();
    world.people.sign_up_staff(&link, newcomer("admin@example.com", PASSWORD)).await.unwrap();
    assert!(world.people.has_administrator().await.unwrap());
    let administrator = world.person("admin@example.com").await;
    let again = world.people.sign_up_staff(&link, newcomer("second@example.com", PASSWORD)).await;
    assert_eq!(refusal(again), Refusal::LinkUnknown);

    let reviewer = world.reviewer(administrator, "reviewer@example.com").await;
    assert_eq!(world.people.me(reviewer).await.unwrap().role, Role::Reviewer);
    assert_eq!(refusal(world.people.invite(administrator, Role::Investor).await), Refusal::LinkUnknown);
}

async fn f04_nothing_personal_stands_in_the_database(kind: Kind) {
    let world = World::new(kind).await;
    let person = world.investor("kim.secret@example.com").await;
    let me = world.people.me(person).await.unwrap();
    assert_eq!((me.name.as_str(), me.email.as_str()), ("홍길동", "kim.secret@example.com"));
    let mut connection = world.database.read().await.unwrap();
    let (email, name, index): (Vec<u8>, Vec<u8>, Vec<u8>) =
        sqlx::query_as("SELECT email, name, email_index FROM people").fetch_one(&mut *connection).await.unwrap();
    for bytes in [email, name, index] {
        assert!(!bytes.windows(4).any(|part| part == b"kim." || part == &"홍길동".as_bytes()[..4]));
    }
}

scratch::both!(
    f01_f02_signing_up_twice_says_the_same_and_changes_nothing,
    f09_consents_are_complete_and_kept_with_their_time,
    f07_sessions_are_listed_revoked_and_kept_as_hashes,
    f2_f07_too_many_failures_close_registered_and_unregistered_addresses_alike,
    f1_f10_staff_comes_in_by_a_link_that_is_good_for_once,
    f04_nothing_personal_stands_in_the_database,
);
