// SPDX-License-Identifier: Apache-2.0 OR MIT
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";

import {DepositToken} from "../src/DepositToken.sol";
import {IdentityRegistry} from "../src/IdentityRegistry.sol";
import {NetSettlement} from "../src/NetSettlement.sol";
import {RestrictedToken} from "../src/RestrictedToken.sol";
import {SecurityToken} from "../src/SecurityToken.sol";
import {Checks} from "./Checks.sol";

/// The contracts as the server deploys them, each role with a wallet of its own, and three verified people.
abstract contract Market is Checks {
    uint256 internal constant REGISTERED = 1_000_000;
    uint256 internal constant CAP = 100_000_000_000;
    uint64 internal constant NOW = 1_800_000_000;
    uint64 internal constant VERIFIED_UNTIL = NOW + 365 days;
    uint16 internal constant KOREA = 410;

    address internal constant ADMIN = address(0xAD);
    address internal constant REGISTRAR = address(0x4E);
    address internal constant ISSUER = address(0x15);
    address internal constant MINTER = address(0x31);
    address internal constant SETTLER = address(0x5E);
    address internal constant OFFICER = address(0xC0);

    address internal constant ALICE = address(0xA11CE);
    address internal constant BOB = address(0xB0B);
    address internal constant CAROL = address(0xCA401);
    address internal constant STRANGER = address(0x57);

    IdentityRegistry internal identities;
    SecurityToken internal units;
    DepositToken internal won;
    NetSettlement internal settlement;
    uint256 private _issues;

    function setUp() public virtual {
        VM.warp(NOW);
        identities = new IdentityRegistry(ADMIN);
        units = new SecurityToken("Seongsu Yeonmujang Square", "JG0127", REGISTERED, identities, ADMIN);
        won = new DepositToken(CAP, identities, ADMIN);
        settlement = new NetSettlement(ADMIN);

        _grant(identities, identities.REGISTRAR_ROLE(), REGISTRAR);
        _grant(units, units.ISSUER_ROLE(), ISSUER);
        _grant(won, won.MINTER_ROLE(), MINTER);
        _grant(settlement, settlement.SETTLER_ROLE(), SETTLER);
        RestrictedToken[2] memory tokens = [RestrictedToken(units), RestrictedToken(won)];
        for (uint256 i = 0; i < tokens.length; ++i) {
            _grant(tokens[i], tokens[i].VENUE_ROLE(), address(settlement));
            _grant(tokens[i], tokens[i].COMPLIANCE_ROLE(), OFFICER);
        }

        _verify(ALICE, 1);
        _verify(BOB, 2);
        _verify(CAROL, 3);
    }

    function _grant(IAccessControl on, bytes32 role, address to) internal {
        VM.prank(ADMIN);
        on.grantRole(role, to);
    }

    function _verify(address wallet, uint64 owner) internal {
        VM.prank(REGISTRAR);
        identities.add(wallet, owner, KOREA, VERIFIED_UNTIL);
    }

    function _issue(address to, uint256 value) internal {
        VM.prank(ISSUER);
        units.issue(to, value, _nextIssue());
    }

    /// The name of an issue that was not used before.
    function _nextIssue() internal returns (bytes memory) {
        return abi.encodePacked(++_issues);
    }

    function _mint(address to, uint256 value, bytes32 paymentId) internal {
        VM.prank(MINTER);
        won.mint(to, value, paymentId);
    }

    /// The revert of a call without its role.
    function _unauthorized(address caller, bytes32 role) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, caller, role);
    }

    function _refusedMovement(RestrictedToken.Refusal refusal, address from, address to, uint256 value) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(RestrictedToken.RestrictedTokenRefused.selector, refusal, from, to, value);
    }
}
