// SPDX-License-Identifier: Apache-2.0 OR MIT
pragma solidity 0.8.37;

import {DepositToken} from "../src/DepositToken.sol";
import {IdentityRegistry} from "../src/IdentityRegistry.sol";
import {RestrictedToken} from "../src/RestrictedToken.sol";
import {Market} from "./Market.sol";

contract DepositTokenTest is Market {
    function test_f66_one_piece_is_one_won() public {
        _mint(ALICE, 50_000_000, "deposit 1");
        equal("decimals", won.decimals(), 0);
        equal("alice", won.balanceOf(ALICE), 50_000_000);
        equal("supply", won.totalSupply(), 50_000_000);
        equal("cap", won.cap(), CAP);
    }

    function test_f66_a_payment_counts_once() public {
        _mint(ALICE, 10, "deposit 1");
        check("used", won.isUsed("deposit 1") && !won.isUsed("deposit 2"));
        refused(abi.encodeWithSelector(DepositToken.DepositTokenPaymentUsed.selector, bytes32("deposit 1")));
        VM.prank(MINTER);
        won.mint(BOB, 10, "deposit 1");
        refused(abi.encodeWithSelector(DepositToken.DepositTokenPaymentUsed.selector, bytes32("deposit 1")));
        VM.prank(MINTER);
        won.burn(ALICE, 10, "deposit 1");
    }

    function test_f66_a_call_has_its_most() public {
        uint256 most = won.PER_CALL_MAX();
        equal("most", most, 1_000_000_000);
        _mint(ALICE, most, "deposit 1");
        refused(abi.encodeWithSelector(DepositToken.DepositTokenAbovePerCall.selector, most, most + 1));
        VM.prank(MINTER);
        won.mint(ALICE, most + 1, "deposit 2");
        refused(abi.encodeWithSelector(DepositToken.DepositTokenAbovePerCall.selector, most, most + 1));
        VM.prank(MINTER);
        won.burn(ALICE, most + 1, "withdrawal 1");
    }

    function test_f66_the_cap_holds() public {
        DepositToken small = new DepositToken(100, identities, ADMIN);
        _grant(small, small.MINTER_ROLE(), MINTER);
        VM.prank(MINTER);
        small.mint(ALICE, 100, "deposit 1");
        refused(abi.encodeWithSelector(DepositToken.DepositTokenAboveCap.selector, 100, 101));
        VM.prank(MINTER);
        small.mint(ALICE, 1, "deposit 2");
    }

    function test_f66_burning_takes_won_out() public {
        _mint(ALICE, 100, "deposit 1");
        VM.expectEmit(true, true, true, true, address(won));
        emit DepositToken.Burned(ALICE, 60, "withdrawal 1");
        VM.prank(MINTER);
        won.burn(ALICE, 60, "withdrawal 1");
        equal("supply", won.totalSupply(), 40);
    }

    function test_f66_zero_is_refused() public {
        refused(abi.encodeWithSelector(DepositToken.DepositTokenZeroAmount.selector));
        VM.prank(MINTER);
        won.mint(ALICE, 0, "deposit 1");
        refused(abi.encodeWithSelector(DepositToken.DepositTokenZeroAmount.selector));
        new DepositToken(0, IdentityRegistry(address(0)), ADMIN);
    }

    function test_f66_holders_do_not_pay_each_other() public {
        _mint(ALICE, 100, "deposit 1");
        refused(_refusedMovement(RestrictedToken.Refusal.OutsideVenue, ALICE, BOB, 1));
        VM.prank(ALICE);
        won.transfer(BOB, 1);
    }

    function test_f66_who_was_verified_once_is_still_paid() public {
        VM.warp(VERIFIED_UNTIL + 1);
        _mint(ALICE, 100, "deposit 1");
        VM.prank(address(settlement));
        won.moveByVenue(ALICE, BOB, 40);
        equal("bob", won.balanceOf(BOB), 40);
    }

    function test_f66_an_unknown_or_frozen_wallet_gets_nothing() public {
        refused(_refusedMovement(RestrictedToken.Refusal.RecipientNotEligible, address(0), STRANGER, 1));
        VM.prank(MINTER);
        won.mint(STRANGER, 1, "deposit 1");
        check("a refused payment is not used up", !won.isUsed("deposit 1"));
        VM.prank(REGISTRAR);
        identities.setFrozen(ALICE, true);
        refused(_refusedMovement(RestrictedToken.Refusal.RecipientNotEligible, address(0), ALICE, 1));
        VM.prank(MINTER);
        won.mint(ALICE, 1, "deposit 1");
    }

    function test_f66_only_the_minter_mints_and_burns() public {
        bytes32 minter = won.MINTER_ROLE();
        refused(_unauthorized(STRANGER, minter));
        VM.prank(STRANGER);
        won.mint(ALICE, 1, "deposit 1");
        refused(_unauthorized(STRANGER, minter));
        VM.prank(STRANGER);
        won.burn(ALICE, 1, "withdrawal 1");
    }
}
