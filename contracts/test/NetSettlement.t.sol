// SPDX-License-Identifier: Apache-2.0 OR MIT
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

import {NetSettlement} from "../src/NetSettlement.sol";
import {RestrictedToken} from "../src/RestrictedToken.sol";
import {Market} from "./Market.sol";

contract NetSettlementTest is Market {
    uint8 private constant LIVE = 0;

    function setUp() public override {
        super.setUp();
        _issue(ALICE, 100);
        _mint(BOB, 1_000_000, "deposit 1");
        _mint(CAROL, 1_000_000, "deposit 2");
    }

    /// Alice sells 10 units: 4 to Bob at 5,000 and 6 to Carol at 5,100.
    function test_f66_delivery_against_payment() public {
        VM.expectEmit(true, true, true, true, address(settlement));
        emit NetSettlement.BatchSettled(LIVE, 0, 1, 20, NOW, 6);
        _settle(1, 20, _trade());
        equal("units of Alice", units.balanceOf(ALICE), 90);
        equal("units of Bob", units.balanceOf(BOB), 4);
        equal("units of Carol", units.balanceOf(CAROL), 6);
        equal("won of Alice", won.balanceOf(ALICE), 50_600);
        equal("won of Bob", won.balanceOf(BOB), 980_000);
        equal("won of Carol", won.balanceOf(CAROL), 969_400);
        (uint64 seq, uint64 decidedAt) = settlement.settled(LIVE, 0);
        check("settled", seq == 20 && decidedAt == NOW);
    }

    function test_f66_an_empty_range_settles_too() public {
        _settle(1, 7, new NetSettlement.Leg[](0));
        (uint64 seq,) = settlement.settled(LIVE, 0);
        equal("seq", seq, 7);
    }

    function test_f66_ranges_follow_each_other() public {
        NetSettlement.Leg[] memory none = new NetSettlement.Leg[](0);
        _settle(1, 20, none);
        uint64[3] memory wrong = [uint64(1), 20, 22];
        for (uint256 i = 0; i < wrong.length; ++i) {
            refused(abi.encodeWithSelector(NetSettlement.NetSettlementRangeDoesNotFollow.selector, 20, wrong[i]));
            _settle(wrong[i], 40, none);
        }
        refused(abi.encodeWithSelector(NetSettlement.NetSettlementRangeReversed.selector, 21, 20));
        _settle(21, 20, none);
        _settle(21, 21, none);
    }

    function test_f66_shards_and_markets_have_ranges_of_their_own() public {
        NetSettlement.Leg[] memory none = new NetSettlement.Leg[](0);
        _settle(1, 20, none);
        VM.prank(SETTLER);
        settlement.settle(NetSettlement.Journal(LIVE, 1), NetSettlement.Range(1, 3, NOW), none);
        VM.prank(SETTLER);
        settlement.settle(NetSettlement.Journal(1, 0), NetSettlement.Range(1, 4, NOW), none);
        (uint64 first,) = settlement.settled(LIVE, 0);
        (uint64 second,) = settlement.settled(LIVE, 1);
        (uint64 third,) = settlement.settled(1, 0);
        check("each its own", first == 20 && second == 3 && third == 4);
    }

    function test_f66_time_does_not_run_backwards() public {
        NetSettlement.Leg[] memory none = new NetSettlement.Leg[](0);
        _settle(1, 20, none);
        refused(abi.encodeWithSelector(NetSettlement.NetSettlementTimeReversed.selector, NOW, NOW - 1));
        VM.prank(SETTLER);
        settlement.settle(NetSettlement.Journal(LIVE, 0), NetSettlement.Range(21, 22, NOW - 1), none);
    }

    function test_f66_an_unbalanced_leg_is_refused() public {
        NetSettlement.Leg[] memory legs = _trade();
        legs[0].movements[1].amount = 5;
        refused(abi.encodeWithSelector(NetSettlement.NetSettlementUnbalanced.selector, address(units), int256(1)));
        _settle(1, 20, legs);
    }

    function test_f66_a_movement_of_nothing_is_refused() public {
        NetSettlement.Leg[] memory legs = _trade();
        legs[1].movements[2].amount = 0;
        refused(abi.encodeWithSelector(NetSettlement.NetSettlementZeroMovement.selector, address(won), CAROL));
        _settle(1, 20, legs);
    }

    function test_f66_a_batch_has_its_most() public {
        NetSettlement.Leg[] memory legs = new NetSettlement.Leg[](1);
        uint256 most = settlement.MOVEMENTS_MAX();
        legs[0] = NetSettlement.Leg(units, new NetSettlement.Movement[](most + 1));
        refused(abi.encodeWithSelector(NetSettlement.NetSettlementTooManyMovements.selector, most, most + 1));
        _settle(1, 20, legs);
    }

    /// Bob pays, but Carol is frozen: Bob's part does not happen either, and the range stays open.
    function test_f66_all_of_a_batch_or_nothing() public {
        VM.prank(REGISTRAR);
        identities.setFrozen(CAROL, true);
        NetSettlement.Leg[] memory legs = _trade();
        refused(_refusedMovement(RestrictedToken.Refusal.RecipientNotEligible, ALICE, CAROL, 6));
        _settle(1, 20, legs);
        equal("units of Bob", units.balanceOf(BOB), 0);
        (uint64 seq,) = settlement.settled(LIVE, 0);
        equal("settled", seq, 0);

        VM.prank(REGISTRAR);
        identities.setFrozen(CAROL, false);
        _settle(1, 20, legs);
        equal("units of Carol", units.balanceOf(CAROL), 6);
    }

    function test_f66_nobody_gives_what_he_does_not_have() public {
        NetSettlement.Leg[] memory legs = _trade();
        legs[0].movements[0].amount = -101;
        legs[0].movements[1].amount = 95;
        refused(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, ALICE, 5, 6));
        _settle(1, 20, legs);
    }

    function test_f66_only_the_settler_settles() public {
        refused(_unauthorized(STRANGER, settlement.SETTLER_ROLE()));
        VM.prank(STRANGER);
        settlement.settle(NetSettlement.Journal(LIVE, 0), NetSettlement.Range(1, 2, NOW), new NetSettlement.Leg[](0));
    }

    /// Whatever the order and the sizes, each wallet ends with what it had plus its movement.
    function testFuzz_f66_each_wallet_gets_its_movement(uint256 first, uint256 second, bool reversed) public {
        int256 give = int256(within(first, 1, 100));
        int256 get = int256(within(second, 0, uint256(give)));
        NetSettlement.Leg[] memory legs = new NetSettlement.Leg[](1);
        uint256 movements = get == 0 || get == give ? 2 : 3;
        legs[0] = NetSettlement.Leg(units, new NetSettlement.Movement[](movements));
        legs[0].movements[reversed ? movements - 1 : 0] = NetSettlement.Movement(ALICE, -give);
        if (get > 0) legs[0].movements[1 == movements - 1 && reversed ? 0 : 1] = NetSettlement.Movement(BOB, get);
        if (get < give) legs[0].movements[reversed ? 0 : movements - 1] = NetSettlement.Movement(CAROL, give - get);
        _settle(1, 1, legs);
        equal("alice", units.balanceOf(ALICE), 100 - uint256(give));
        equal("bob", units.balanceOf(BOB), uint256(get));
        equal("carol", units.balanceOf(CAROL), uint256(give - get));
    }

    function _trade() private view returns (NetSettlement.Leg[] memory legs) {
        legs = new NetSettlement.Leg[](2);
        legs[0] = NetSettlement.Leg(units, new NetSettlement.Movement[](3));
        legs[0].movements[0] = NetSettlement.Movement(ALICE, -10);
        legs[0].movements[1] = NetSettlement.Movement(BOB, 4);
        legs[0].movements[2] = NetSettlement.Movement(CAROL, 6);
        legs[1] = NetSettlement.Leg(won, new NetSettlement.Movement[](3));
        legs[1].movements[0] = NetSettlement.Movement(ALICE, 50_600);
        legs[1].movements[1] = NetSettlement.Movement(BOB, -20_000);
        legs[1].movements[2] = NetSettlement.Movement(CAROL, -30_600);
    }

    function _settle(uint64 first, uint64 last, NetSettlement.Leg[] memory legs) private {
        VM.prank(SETTLER);
        settlement.settle(NetSettlement.Journal(LIVE, 0), NetSettlement.Range(first, last, NOW), legs);
    }
}
