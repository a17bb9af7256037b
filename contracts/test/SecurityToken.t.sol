// SPDX-License-Identifier: Apache-2.0 OR MIT
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

import {RestrictedToken} from "../src/RestrictedToken.sol";
import {SecurityToken} from "../src/SecurityToken.sol";
import {Market} from "./Market.sol";

contract SecurityTokenTest is Market {
    bytes private constant ISSUE = abi.encodePacked(bytes32("issue 7"));

    function setUp() public override {
        super.setUp();
        _issue(ALICE, 100);
    }

    function test_f64_units_are_whole_and_registered() public view {
        equal("decimals", units.decimals(), 0);
        equal("registered", units.registeredUnits(), REGISTERED);
        equal("supply", units.totalSupply(), 100);
        check("issuable", units.isIssuable());
    }

    function test_f64_issue_stops_at_the_registered_units() public {
        _issue(BOB, REGISTERED - 100);
        check("all issued", !units.isIssuable());
        refused(abi.encodeWithSelector(SecurityToken.SecurityTokenAboveRegistered.selector, REGISTERED, REGISTERED + 1));
        VM.prank(ISSUER);
        units.issue(BOB, 1, ISSUE);
    }

    function test_f64_issue_to_an_unverified_wallet_is_refused() public {
        refused(_refusedMovement(RestrictedToken.Refusal.RecipientNotEligible, address(0), STRANGER, 1));
        VM.prank(ISSUER);
        units.issue(STRANGER, 1, ISSUE);
    }

    function test_f64_an_issue_counts_once() public {
        VM.prank(ISSUER);
        units.issue(ALICE, 10, ISSUE);
        check("used", units.isUsed("issue 7") && !units.isUsed("issue 8"));
        refused(abi.encodeWithSelector(SecurityToken.SecurityTokenIssueUsed.selector, bytes32("issue 7")));
        VM.prank(ISSUER);
        units.issue(BOB, 10, ISSUE);
        equal("supply", units.totalSupply(), 110);
    }

    function test_f64_an_issue_has_a_name_of_32_bytes() public {
        refused(abi.encodeWithSelector(SecurityToken.SecurityTokenNoIssueId.selector, 0));
        VM.prank(ISSUER);
        units.issue(ALICE, 10, "");
        refused(abi.encodeWithSelector(SecurityToken.SecurityTokenNoIssueId.selector, 33));
        VM.prank(ISSUER);
        units.issue(ALICE, 10, abi.encodePacked(ISSUE, uint8(0)));
    }

    function test_f64_a_refused_issue_is_not_used_up() public {
        refused(_refusedMovement(RestrictedToken.Refusal.RecipientNotEligible, address(0), STRANGER, 1));
        VM.prank(ISSUER);
        units.issue(STRANGER, 1, ISSUE);
        check("not used", !units.isUsed("issue 7"));
    }

    function test_f64_redemption_takes_units_out() public {
        VM.expectEmit(true, true, true, true, address(units));
        emit SecurityToken.Redeemed(ISSUER, ALICE, 40, "sold");
        VM.prank(ISSUER);
        units.redeemFrom(ALICE, 40, "sold");
        equal("supply", units.totalSupply(), 60);
        equal("alice", units.balanceOf(ALICE), 60);
    }

    function test_f64_nothing_is_issued_or_redeemed_by_zero() public {
        refused(abi.encodeWithSelector(SecurityToken.SecurityTokenZeroUnits.selector));
        VM.prank(ISSUER);
        units.issue(ALICE, 0, ISSUE);
        refused(abi.encodeWithSelector(SecurityToken.SecurityTokenZeroUnits.selector));
        VM.prank(ISSUER);
        units.redeemFrom(ALICE, 0, "");
    }

    function test_f64_a_holders_own_transfer_is_refused_at_first() public {
        refused(_refusedMovement(RestrictedToken.Refusal.OutsideVenue, ALICE, BOB, 1));
        VM.prank(ALICE);
        units.transfer(BOB, 1);

        VM.prank(ALICE);
        units.approve(BOB, 1);
        refused(_refusedMovement(RestrictedToken.Refusal.OutsideVenue, ALICE, CAROL, 1));
        VM.prank(BOB);
        units.transferFrom(ALICE, CAROL, 1);
    }

    function test_f64_a_holder_transfers_once_that_is_allowed() public {
        VM.prank(ADMIN);
        units.setHolderTransfers(true);
        VM.prank(ALICE);
        units.transfer(BOB, 30);
        equal("bob", units.balanceOf(BOB), 30);
        refused(_refusedMovement(RestrictedToken.Refusal.RecipientNotEligible, ALICE, STRANGER, 1));
        VM.prank(ALICE);
        units.transfer(STRANGER, 1);
    }

    function test_f64_the_venue_needs_its_role() public {
        refused(_unauthorized(STRANGER, units.VENUE_ROLE()));
        VM.prank(STRANGER);
        units.moveByVenue(ALICE, BOB, 1);
    }

    function test_f64_the_venue_carries_out_what_was_decided_while_verified() public {
        VM.warp(VERIFIED_UNTIL + 100);
        VM.prank(address(settlement));
        units.moveByVenue(ALICE, BOB, 1);
        _issue(BOB, 2);
        equal("bob", units.balanceOf(BOB), 3);
        refused(_refusedMovement(RestrictedToken.Refusal.RecipientNotEligible, ALICE, BOB, 1));
        VM.prank(OFFICER);
        units.forcedTransfer(ALICE, BOB, 1, "order 7");
    }

    function test_f64_the_venue_moves_nothing_to_who_was_never_verified() public {
        VM.prank(REGISTRAR);
        identities.add(STRANGER, 9, KOREA, 0);
        refused(_refusedMovement(RestrictedToken.Refusal.RecipientNotEligible, ALICE, STRANGER, 1));
        VM.prank(address(settlement));
        units.moveByVenue(ALICE, STRANGER, 1);
        refused(_refusedMovement(RestrictedToken.Refusal.RecipientNotEligible, address(0), STRANGER, 1));
        VM.prank(ISSUER);
        units.issue(STRANGER, 1, ISSUE);
    }

    function test_f64_a_venue_movement_leaves_nothing_behind() public {
        VM.prank(address(settlement));
        units.moveByVenue(ALICE, BOB, 10);
        refused(_refusedMovement(RestrictedToken.Refusal.OutsideVenue, BOB, ALICE, 1));
        VM.prank(BOB);
        units.transfer(ALICE, 1);
    }

    function test_f64_a_pause_stops_all_but_forced_transfers() public {
        VM.prank(OFFICER);
        units.pause();
        refused(_refusedMovement(RestrictedToken.Refusal.Paused, ALICE, BOB, 1));
        VM.prank(address(settlement));
        units.moveByVenue(ALICE, BOB, 1);
        refused(_refusedMovement(RestrictedToken.Refusal.Paused, address(0), BOB, 1));
        VM.prank(ISSUER);
        units.issue(BOB, 1, ISSUE);
        VM.prank(OFFICER);
        units.forcedTransfer(ALICE, BOB, 1, "order 7");
        VM.prank(OFFICER);
        units.unpause();
        VM.prank(address(settlement));
        units.moveByVenue(ALICE, BOB, 1);
        equal("bob", units.balanceOf(BOB), 2);
    }

    function test_f64_a_frozen_wallet_neither_gives_nor_gets() public {
        VM.prank(OFFICER);
        units.setAddressFrozen(ALICE, true);
        check("frozen", units.isFrozen(ALICE));
        refused(_refusedMovement(RestrictedToken.Refusal.SenderFrozen, ALICE, BOB, 1));
        VM.prank(address(settlement));
        units.moveByVenue(ALICE, BOB, 1);
        refused(_refusedMovement(RestrictedToken.Refusal.RecipientFrozen, address(0), ALICE, 1));
        VM.prank(ISSUER);
        units.issue(ALICE, 1, ISSUE);
    }

    function test_f64_a_frozen_person_gives_only_when_forced() public {
        VM.prank(REGISTRAR);
        identities.setFrozen(ALICE, true);
        refused(_refusedMovement(RestrictedToken.Refusal.SenderNotInGoodStanding, ALICE, BOB, 1));
        VM.prank(address(settlement));
        units.moveByVenue(ALICE, BOB, 1);

        VM.expectEmit(true, true, true, true, address(units));
        emit RestrictedToken.ForcedTransfer(OFFICER, ALICE, BOB, 100, "order 7");
        VM.prank(OFFICER);
        units.forcedTransfer(ALICE, BOB, 100, "order 7");
        equal("bob", units.balanceOf(BOB), 100);
    }

    function test_f64_a_forced_transfer_still_needs_a_verified_recipient() public {
        refused(_refusedMovement(RestrictedToken.Refusal.RecipientNotEligible, ALICE, STRANGER, 1));
        VM.prank(OFFICER);
        units.forcedTransfer(ALICE, STRANGER, 1, "order 7");
    }

    function test_f64_nobody_gives_more_than_he_has() public {
        refused(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, ALICE, 100, 101));
        VM.prank(address(settlement));
        units.moveByVenue(ALICE, BOB, 101);
    }

    function test_f64_can_transfer_says_why_not() public {
        _verdict(BOB, 1, 0x58, RestrictedToken.Refusal.OutsideVenue);
        VM.prank(ADMIN);
        units.setHolderTransfers(true);
        _verdict(STRANGER, 1, 0x57, RestrictedToken.Refusal.RecipientNotEligible);
        _verdict(BOB, 101, 0x52, RestrictedToken.Refusal.None);
        _verdict(BOB, 100, 0x51, RestrictedToken.Refusal.None);
        VM.prank(OFFICER);
        units.setAddressFrozen(ALICE, true);
        _verdict(BOB, 1, 0x56, RestrictedToken.Refusal.SenderFrozen);
        VM.prank(OFFICER);
        units.pause();
        _verdict(BOB, 1, 0x54, RestrictedToken.Refusal.Paused);
    }

    function test_f64_can_transfer_from_asks_for_the_allowance() public {
        VM.prank(ADMIN);
        units.setHolderTransfers(true);
        VM.prank(ALICE);
        units.approve(BOB, 5);
        VM.prank(BOB);
        (bool allowed, bytes1 code,) = units.canTransferFrom(ALICE, CAROL, 6, "");
        check("above allowance", !allowed && code == 0x53);
        VM.prank(BOB);
        (allowed, code,) = units.canTransferFrom(ALICE, CAROL, 5, "");
        check("within allowance", allowed && code == 0x51);
    }

    function testFuzz_f64_the_verdict_for_the_venue_is_what_happens(uint8 fromIndex, uint8 toIndex, uint256 value, bool paused, bool expired) public {
        address[4] memory wallets = [ALICE, BOB, CAROL, STRANGER];
        address from = wallets[fromIndex % 4];
        address to = wallets[toIndex % 4];
        value = within(value, 0, 200);
        if (expired) VM.warp(VERIFIED_UNTIL + 1);
        if (paused) {
            VM.prank(OFFICER);
            units.pause();
        }
        (bool allowed,,) = units.canMoveByVenue(from, to, value);
        VM.prank(address(settlement));
        (bool moved,) = address(units).call(abi.encodeCall(units.moveByVenue, (from, to, value)));
        check("the verdict is what happens", allowed == moved);
    }

    function test_f64_each_role_is_needed() public {
        bytes32 compliance = units.COMPLIANCE_ROLE();
        bytes32 issuer = units.ISSUER_ROLE();
        refused(_unauthorized(STRANGER, issuer));
        VM.prank(STRANGER);
        units.issue(ALICE, 1, ISSUE);
        refused(_unauthorized(STRANGER, issuer));
        VM.prank(STRANGER);
        units.redeemFrom(ALICE, 1, "");
        refused(_unauthorized(STRANGER, compliance));
        VM.prank(STRANGER);
        units.forcedTransfer(ALICE, BOB, 1, "");
        refused(_unauthorized(STRANGER, compliance));
        VM.prank(STRANGER);
        units.pause();
        refused(_unauthorized(STRANGER, compliance));
        VM.prank(STRANGER);
        units.unpause();
        refused(_unauthorized(STRANGER, compliance));
        VM.prank(STRANGER);
        units.setAddressFrozen(ALICE, true);
        refused(_unauthorized(STRANGER, bytes32(0)));
        VM.prank(STRANGER);
        units.setHolderTransfers(true);
    }

    function _verdict(address to, uint256 value, bytes1 expected, RestrictedToken.Refusal refusal) private {
        VM.prank(ALICE);
        (bool allowed, bytes1 code, bytes32 reason) = units.canTransfer(to, value, "");
        equal("code", uint8(code), uint8(expected));
        equal("reason", uint256(reason), uint256(refusal));
        check("allowed only with success", allowed == (code == 0x51));
    }
}
