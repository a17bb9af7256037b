// SPDX-License-Identifier: Apache-2.0 OR MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

import {IdentityRegistry} from "./IdentityRegistry.sol";
import {RestrictedToken} from "./RestrictedToken.sol";

/// KRWT: one piece stands for one won in the bank. It is minted when a deposit is credited and burned when a withdrawal is paid.
contract DepositToken is RestrictedToken {
    /// Mints and burns.
    bytes32 public constant MINTER_ROLE = keccak256("MINTER_ROLE");

    /// The most won of one call, so that a mistake or a stolen key does limited harm.
    uint256 public constant PER_CALL_MAX = 1_000_000_000;

    uint256 private immutable _CAP;
    mapping(bytes32 paymentId => bool) private _used;

    event Minted(address indexed to, uint256 value, bytes32 indexed paymentId);
    event Burned(address indexed from, uint256 value, bytes32 indexed paymentId);

    error DepositTokenAbovePerCall(uint256 most, uint256 value);
    error DepositTokenAboveCap(uint256 cap, uint256 supply);
    error DepositTokenPaymentUsed(bytes32 paymentId);
    error DepositTokenZeroAmount();

    /// `cap_` is the most won that can ever be in circulation.
    constructor(uint256 cap_, IdentityRegistry identities, address admin) ERC20("Jogak won", "KRWT") RestrictedToken(identities, admin) {
        require(cap_ != 0, DepositTokenZeroAmount());
        _CAP = cap_;
    }

    /// `paymentId` names the deposit (or its part, above `PER_CALL_MAX`); it is good for one call, for ever.
    function mint(address to, uint256 value, bytes32 paymentId) external onlyRole(MINTER_ROLE) {
        _use(paymentId, value);
        uint256 supply = totalSupply() + value;
        require(supply <= _CAP, DepositTokenAboveCap(_CAP, supply));
        _mint(to, value);
        emit Minted(to, value, paymentId);
    }

    /// `paymentId` names the withdrawal (or its part); it is good for one call, for ever.
    function burn(address from, uint256 value, bytes32 paymentId) external onlyRole(MINTER_ROLE) {
        _use(paymentId, value);
        _burn(from, value);
        emit Burned(from, value, paymentId);
    }

    function cap() external view returns (uint256) {
        return _CAP;
    }

    function isUsed(bytes32 paymentId) external view returns (bool) {
        return _used[paymentId];
    }

    /// Who was verified once may still be paid after the verification has run out.
    function _mayReceive(IdentityRegistry identities, address wallet, Path) internal view override returns (bool) {
        return identities.isInGoodStanding(wallet);
    }

    function _use(bytes32 paymentId, uint256 value) private {
        require(value != 0, DepositTokenZeroAmount());
        require(value <= PER_CALL_MAX, DepositTokenAbovePerCall(PER_CALL_MAX, value));
        require(!_used[paymentId], DepositTokenPaymentUsed(paymentId));
        _used[paymentId] = true;
    }
}
