// SPDX-License-Identifier: Apache-2.0 OR MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

import {IdentityRegistry} from "./IdentityRegistry.sol";
import {RestrictedToken} from "./RestrictedToken.sol";

/// The units of one asset: an ERC-20 with the calls of ERC-1594 and ERC-3643 that the market needs. One contract per asset.
contract SecurityToken is RestrictedToken {
    /// Issues and redeems units.
    bytes32 public constant ISSUER_ROLE = keccak256("ISSUER_ROLE");

    // Status codes of ERC-1066 as ERC-1594 uses them.
    bytes1 private constant _SUCCESS = 0x51;
    bytes1 private constant _INSUFFICIENT_BALANCE = 0x52;
    bytes1 private constant _INSUFFICIENT_ALLOWANCE = 0x53;
    bytes1 private constant _HALTED = 0x54;
    bytes1 private constant _INVALID_SENDER = 0x56;
    bytes1 private constant _INVALID_RECEIVER = 0x57;
    bytes1 private constant _INVALID_OPERATOR = 0x58;

    uint256 private immutable _REGISTERED_UNITS;
    mapping(bytes32 issueId => bool) private _used;

    event Issued(address indexed operator, address indexed to, uint256 value, bytes data);
    event Redeemed(address indexed operator, address indexed from, uint256 value, bytes data);

    error SecurityTokenAboveRegistered(uint256 registered, uint256 supply);
    error SecurityTokenZeroUnits();
    error SecurityTokenNoIssueId(uint256 bytesGiven);
    error SecurityTokenIssueUsed(bytes32 issueId);

    /// `registeredUnits` is the most that can ever be in circulation.
    constructor(string memory name_, string memory symbol_, uint256 registeredUnits_, IdentityRegistry identities, address admin)
        ERC20(name_, symbol_)
        RestrictedToken(identities, admin)
    {
        require(registeredUnits_ != 0, SecurityTokenZeroUnits());
        _REGISTERED_UNITS = registeredUnits_;
    }

    /// New units for the wallet of somebody who was verified. `data` is the 32 bytes that name the issue; they are good for one call, for ever.
    function issue(address to, uint256 value, bytes calldata data) external onlyRole(ISSUER_ROLE) {
        require(value != 0, SecurityTokenZeroUnits());
        require(data.length == 32, SecurityTokenNoIssueId(data.length));
        bytes32 issueId = bytes32(data);
        require(!_used[issueId], SecurityTokenIssueUsed(issueId));
        _used[issueId] = true;
        uint256 supply = totalSupply() + value;
        require(supply <= _REGISTERED_UNITS, SecurityTokenAboveRegistered(_REGISTERED_UNITS, supply));
        _mintByVenue(to, value);
        emit Issued(_msgSender(), to, value, data);
    }

    /// Takes units out of circulation, after the asset was sold and its holders were paid.
    function redeemFrom(address from, uint256 value, bytes calldata data) external onlyRole(ISSUER_ROLE) {
        require(value != 0, SecurityTokenZeroUnits());
        _burn(from, value);
        emit Redeemed(_msgSender(), from, value, data);
    }

    function isUsed(bytes32 issueId) external view returns (bool) {
        return _used[issueId];
    }

    function registeredUnits() external view returns (uint256) {
        return _REGISTERED_UNITS;
    }

    function isIssuable() external view returns (bool) {
        return totalSupply() < _REGISTERED_UNITS;
    }

    /// Whether the caller's own transfer would go through now, with a code of ERC-1066; `reason` is the number of the `Refusal`.
    function canTransfer(address to, uint256 value, bytes calldata) external view returns (bool allowed, bytes1 code, bytes32 reason) {
        return _verdict(_msgSender(), to, value, Path.Holder);
    }

    function canTransferFrom(address from, address to, uint256 value, bytes calldata)
        external
        view
        returns (bool allowed, bytes1 code, bytes32 reason)
    {
        if (allowance(from, _msgSender()) < value) return (false, _INSUFFICIENT_ALLOWANCE, 0);
        return _verdict(from, to, value, Path.Holder);
    }

    /// Whether the venue could settle a trade.
    function canMoveByVenue(address from, address to, uint256 value) external view returns (bool allowed, bytes1 code, bytes32 reason) {
        return _verdict(from, to, value, Path.Venue);
    }

    /// Who decides to buy has to be verified then, and the exchange sees to it: an order that rests, or a subscription, is carried out even if the
    /// verification has run out meanwhile. All other ways need one that counts now.
    function _mayReceive(IdentityRegistry identities, address wallet, Path path) internal view override returns (bool) {
        return path == Path.Venue ? identities.wasVerified(wallet) : identities.isVerified(wallet);
    }

    function _verdict(address from, address to, uint256 value, Path path) private view returns (bool, bytes1, bytes32) {
        if (from == address(0)) return (false, _INVALID_SENDER, 0);
        if (to == address(0)) return (false, _INVALID_RECEIVER, 0);
        Refusal refusal = _refusal(from, to, path);
        if (refusal != Refusal.None) return (false, _status(refusal), bytes32(uint256(refusal)));
        if (balanceOf(from) < value) return (false, _INSUFFICIENT_BALANCE, 0);
        return (true, _SUCCESS, 0);
    }

    function _status(Refusal refusal) private pure returns (bytes1) {
        if (refusal == Refusal.Paused) return _HALTED;
        if (refusal == Refusal.OutsideVenue) return _INVALID_OPERATOR;
        bool isRecipient = refusal == Refusal.RecipientNotEligible || refusal == Refusal.RecipientFrozen;
        return isRecipient ? _INVALID_RECEIVER : _INVALID_SENDER;
    }
}
