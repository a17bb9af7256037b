//! An identity is checked, and the accounts follow.

use people::{Decision, KycState, PeopleError, ReasonText, Refusal, Role};
use protocol::Command;
use scratch::Kind;

use crate::world::{PNG, World, card};

fn refusal<T: std::fmt::Debug>(result: Result<T, PeopleError>) -> Refusal {
    match result.unwrap_err() {
        PeopleError::Refused(refusal) => refusal,
        other => panic!("{other}"),
    }
}

fn reason() -> ReasonText {
    ReasonText::new("the card and the name agree").unwrap()
}

async fn f04_an_approval_opens_and_verifies_both_accounts_once(kind: Kind) {
    let world = World::new(kind).await;
    let kim = world.investor("kim@example.com").await;
    let reviewer = world.reviewer(kim, "reviewer@example.com").await;
    let case = world.people.submit_kyc(kim, card("900101-1234567")).await.unwrap();
    assert_eq!(refusal(world.people.submit_kyc(kim, card("900101-1234567")).await), Refusal::KycUnderWay);
    let queued = world.people.kyc_queue(0).await.unwrap();
    assert_eq!((queued.len(), queued[0].id, queued[0].id_number_masked.as_str()), (1, case, "90***********"));
    assert_eq!(world.people.kyc_document(case).await.unwrap().1, PNG);

    let decided = world.people.decide_kyc(case, reviewer, Decision::Approve, &reason()).await.unwrap();
    assert_eq!((decided.state, decided.decided_by), (KycState::Approved, Some(reviewer)));
    assert_eq!(refusal(world.people.decide_kyc(case, reviewer, Decision::Reject, &reason()).await), Refusal::KycDecided);
    world.relay().await;
    let me = world.people.me(kim).await.unwrap();
    assert_eq!((me.role, me.kyc_state), (Role::Investor, KycState::Approved));
    assert_eq!(me.verified_until, decided.verified_until);
    let (live, practice) = (me.live_account.unwrap(), me.practice_account.unwrap());
    assert_ne!(live.home(), practice.home());
    for (core, account, wanted) in [(&world.live, live, 2), (&world.practice, practice, 3)] {
        let commands: Vec<_> = core.records().into_iter().map(|record| record.command).collect();
        let of_kim = commands.iter().filter(|command| match command {
            Command::OpenAccount(open) => open.owner.0 == u64::try_from(kim.0).unwrap(),
            Command::SetVerification(set) => set.account == account && Some(set.verified_until) == me.verified_until && set.country == 410,
            Command::GrantCash(grant) => grant.account == account,
            _ => false,
        });
        assert_eq!(of_kim.count(), wanted);
    }

    // Once more, a year later: the same accounts are verified anew, and no money comes.
    let renewal = world.people.submit_kyc(kim, card("900101-1234567")).await.unwrap();
    world.people.decide_kyc(renewal, reviewer, Decision::Approve, &reason()).await.unwrap();
    world.relay().await;
    let renewed = world.people.me(kim).await.unwrap();
    assert_eq!((renewed.live_account, renewed.practice_account), (Some(live), Some(practice)));
    let grants = world.practice.records().into_iter().filter(|record| matches!(record.command, Command::GrantCash(_)));
    assert_eq!(grants.count(), 1);
}

async fn f04_a_rejection_opens_nothing_and_another_document_may_follow(kind: Kind) {
    let world = World::new(kind).await;
    let kim = world.investor("kim@example.com").await;
    let reviewer = world.reviewer(kim, "reviewer@example.com").await;
    let case = world.people.submit_kyc(kim, card("900101-1234567")).await.unwrap();
    world.people.decide_kyc(case, reviewer, Decision::Reject, &ReasonText::new("the picture is blurred").unwrap()).await.unwrap();
    world.relay().await;
    let me = world.people.me(kim).await.unwrap();
    assert_eq!((me.kyc_state, me.live_account), (KycState::Rejected, None));
    let cases = world.people.kyc_of(kim).await.unwrap();
    assert_eq!(cases[0].reason.as_deref(), Some("the picture is blurred"));
    world.people.submit_kyc(kim, card("900101-1234567")).await.unwrap();
}

async fn f04_nobody_decides_on_themselves_and_an_identity_is_one_persons(kind: Kind) {
    let world = World::new(kind).await;
    let kim = world.investor("kim@example.com").await;
    let lee = world.investor("lee@example.com").await;
    let reviewer = world.reviewer(kim, "reviewer@example.com").await;
    let own = world.people.submit_kyc(reviewer, card("880202-2222222")).await.unwrap();
    assert_eq!(refusal(world.people.decide_kyc(own, reviewer, Decision::Approve, &reason()).await), Refusal::SamePerson);
    assert_eq!(refusal(world.people.decide_kyc(999, reviewer, Decision::Approve, &reason()).await), Refusal::KycUnknown);
    let first = world.people.submit_kyc(kim, card("900101-1234567")).await.unwrap();
    let second = world.people.submit_kyc(lee, card("9001011234567")).await.unwrap();
    world.people.decide_kyc(first, reviewer, Decision::Approve, &reason()).await.unwrap();
    assert_eq!(refusal(world.people.decide_kyc(second, reviewer, Decision::Approve, &reason()).await), Refusal::IdentityAlreadyUsed);
    world.people.decide_kyc(second, reviewer, Decision::Reject, &reason()).await.unwrap();
    world.relay().await;
    assert_eq!(world.people.me(lee).await.unwrap().live_account, None);
}

async fn f04_documents_are_told_by_their_content_and_lie_sealed(kind: Kind) {
    let world = World::new(kind).await;
    let kim = world.investor("kim@example.com").await;
    for (document, expected) in [
        (b"MZ a program".to_vec(), Refusal::DocumentTypeUnknown),
        (Vec::new(), Refusal::DocumentTypeUnknown),
        ([PNG, &vec![0; store::DOCUMENT_BYTES_MAX]].concat(), Refusal::DocumentTooLarge),
    ] {
        let mut case = card("900101-1234567");
        case.document = document;
        assert_eq!(refusal(world.people.submit_kyc(kim, case).await), expected);
    }
    assert_eq!(world.people.me(kim).await.unwrap().kyc_state, KycState::None);
    world.people.submit_kyc(kim, card("900101-1234567")).await.unwrap();
    for entry in std::fs::read_dir(world.folder.path().join("objects")).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(4).any(|part| part == b"\x89PNG" || part == b"card"));
    }
}

scratch::both!(
    f04_an_approval_opens_and_verifies_both_accounts_once,
    f04_a_rejection_opens_nothing_and_another_document_may_follow,
    f04_nobody_decides_on_themselves_and_an_identity_is_one_persons,
    f04_documents_are_told_by_their_content_and_lie_sealed,
);
