//! What staff do only together.

use super::rules;
use crate::blotter::STOCK;

rules! {
    f10_a_second_person_approves_and_it_is_done, f10_nobody_approves_what_they_proposed:
    "Two people", "What one member of staff proposes another approves: it is done in that record, with all its own checks, once.";
    STOCK;
    "
    Kim proposes : staff halts STOCK → halt_instrument proposed
    state                         → continuous
    Lee approves !1               → halted, approved
    state                         → halted
    Lee proposes : staff resumes STOCK → resume_instrument proposed
    Kim approves !2               → resumed, approved
    "
    "
    Kim proposes : staff halts STOCK → halt_instrument proposed
    Kim approves !1               → refused same_person
    nobody approves !1            → refused owner_required
    Lee approves !2               → refused unknown_proposal
    Lee approves !1               → halted, approved
    Lee approves !1               → refused unknown_proposal
    Kim turns down !1             → refused unknown_proposal
    nobody proposes : staff halts STOCK → refused owner_required
    "

    f10_a_proposal_is_turned_down_or_taken_back, f10_an_approved_action_makes_its_own_checks:
    "Turned down", "Anybody of staff turns a proposal down, its own author too; an approval whose action is refused changes nothing and leaves the proposal open.";
    STOCK;
    "
    Kim proposes : Alice distributes 1000 → pay_distribution proposed
    Lee turns down !1             → turned down
    Kim proposes : Alice distributes 2000 → pay_distribution proposed
    Kim turns down !2             → turned down
    Alice has                     → 10000000
    "
    "
    Kim proposes : Alice distributes 100000000 → pay_distribution proposed
    Lee approves !1               → refused insufficient_cash
    Lee proposes : staff resumes STOCK → resume_instrument proposed
    Kim approves !2               → refused not_halted
    Kim proposes : staff halts STOCK → halt_instrument proposed
    Lee approves !3               → halted, approved
    Kim approves !2               → resumed, approved
    Lee turns down !1             → turned down
    Lee approves !1               → refused unknown_proposal
    "
}
