// SPDX-License-Identifier: Apache-2.0 OR MIT
pragma solidity 0.8.37;

import {IdentityRegistry} from "../src/IdentityRegistry.sol";
import {Market} from "./Market.sol";

contract IdentityRegistryTest is Market {
    function test_f65_an_added_wallet_has_its_identity() public view {
        IdentityRegistry.Identity memory alice = identities.identity(ALICE);
        equal("owner", alice.owner, 1);
        equal("country", alice.country, KOREA);
        equal("verified until", alice.verifiedUntil, VERIFIED_UNTIL);
        check("verified", identities.isVerified(ALICE) && identities.isInGoodStanding(ALICE) && !alice.frozen);
    }

    function test_f65_an_unknown_wallet_is_not_verified() public view {
        check("neither verified nor in good standing", !identities.isVerified(STRANGER) && !identities.isInGoodStanding(STRANGER));
        check("never was", !identities.wasVerified(STRANGER));
    }

    function test_f65_verification_ends_after_its_last_second() public {
        VM.warp(VERIFIED_UNTIL);
        check("last second", identities.isVerified(ALICE));
        VM.warp(VERIFIED_UNTIL + 1);
        check("over", !identities.isVerified(ALICE));
        check("may still give away", identities.isInGoodStanding(ALICE));
        check("was verified before", identities.wasVerified(ALICE));
        VM.prank(REGISTRAR);
        identities.update(ALICE, KOREA, 0);
        check("ended for what was decided before too", !identities.wasVerified(ALICE));
    }

    function test_f65_a_frozen_wallet_is_not_verified() public {
        VM.expectEmit(true, true, true, true, address(identities));
        emit IdentityRegistry.IdentityFrozen(ALICE, 1, true);
        VM.prank(REGISTRAR);
        identities.setFrozen(ALICE, true);
        check("frozen", !identities.isVerified(ALICE) && !identities.isInGoodStanding(ALICE));
    }

    function test_f65_an_update_keeps_owner_and_freeze() public {
        VM.prank(REGISTRAR);
        identities.setFrozen(ALICE, true);
        VM.prank(REGISTRAR);
        identities.update(ALICE, 840, NOW + 5);
        IdentityRegistry.Identity memory alice = identities.identity(ALICE);
        check("kept", alice.owner == 1 && alice.frozen);
        check("new", alice.country == 840 && alice.verifiedUntil == NOW + 5);
    }

    function test_f65_a_removed_wallet_can_be_added_for_another_owner() public {
        VM.prank(REGISTRAR);
        identities.remove(ALICE);
        check("gone", !identities.isVerified(ALICE));
        _verify(ALICE, 9);
        equal("owner", identities.identity(ALICE).owner, 9);
    }

    function test_f65_a_wallet_is_added_once() public {
        refused(abi.encodeWithSelector(IdentityRegistry.IdentityRegistryAlreadyAdded.selector, ALICE, 1));
        VM.prank(REGISTRAR);
        identities.add(ALICE, 2, KOREA, VERIFIED_UNTIL);
    }

    function test_f65_zero_wallet_and_zero_owner_are_refused() public {
        refused(abi.encodeWithSelector(IdentityRegistry.IdentityRegistryZeroWallet.selector));
        VM.prank(REGISTRAR);
        identities.add(address(0), 1, KOREA, VERIFIED_UNTIL);
        refused(abi.encodeWithSelector(IdentityRegistry.IdentityRegistryZeroOwner.selector, STRANGER));
        VM.prank(REGISTRAR);
        identities.add(STRANGER, 0, KOREA, VERIFIED_UNTIL);
    }

    function test_f65_an_unknown_wallet_cannot_be_changed() public {
        bytes memory unknown = abi.encodeWithSelector(IdentityRegistry.IdentityRegistryUnknownWallet.selector, STRANGER);
        refused(unknown);
        VM.prank(REGISTRAR);
        identities.update(STRANGER, KOREA, VERIFIED_UNTIL);
        refused(unknown);
        VM.prank(REGISTRAR);
        identities.setFrozen(STRANGER, true);
        refused(unknown);
        VM.prank(REGISTRAR);
        identities.remove(STRANGER);
    }

    function test_f65_only_the_registrar_changes_identities() public {
        bytes memory unauthorized = _unauthorized(STRANGER, identities.REGISTRAR_ROLE());
        refused(unauthorized);
        VM.prank(STRANGER);
        identities.add(STRANGER, 4, KOREA, VERIFIED_UNTIL);
        refused(unauthorized);
        VM.prank(STRANGER);
        identities.update(ALICE, KOREA, 0);
        refused(unauthorized);
        VM.prank(STRANGER);
        identities.setFrozen(ALICE, true);
        refused(unauthorized);
        VM.prank(STRANGER);
        identities.remove(ALICE);
    }
}
