// SPDX-License-Identifier: Apache-2.0 OR MIT
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";

import {IdentityRegistry} from "./IdentityRegistry.sol";

/// A token of whole pieces that only identified persons hold. Whatever changes a balance goes through `_update`, the one place that asks for identity,
/// freeze and pause.
abstract contract RestrictedToken is ERC20, AccessControl, Pausable {
    /// Why a movement is refused.
    enum Refusal {
        None,
        Paused,
        SenderNotInGoodStanding,
        SenderFrozen,
        RecipientNotEligible,
        RecipientFrozen,
        OutsideVenue
    }

    /// By whose will a balance moves.
    enum Path {
        /// The holder's, or that of somebody the holder approved.
        Holder,
        /// The venue settles what was traded on it, and issues what was allotted there.
        Venue,
        /// An order of a court or an authority. Neither pause nor the sender's standing stops it.
        Forced
    }

    /// Moves what was traded.
    bytes32 public constant VENUE_ROLE = keccak256("VENUE_ROLE");
    /// Pauses, freezes, and carries out orders of authorities.
    bytes32 public constant COMPLIANCE_ROLE = keccak256("COMPLIANCE_ROLE");

    IdentityRegistry private immutable _IDENTITIES;
    mapping(address wallet => bool) private _frozen;
    bool private _holderTransfers;
    // The path of the movement under way.
    Path private transient _path;

    event AddressFrozen(address indexed wallet, bool indexed frozen, address indexed by);
    event HolderTransfersSet(bool allowed);
    event ForcedTransfer(address indexed by, address indexed from, address indexed to, uint256 value, bytes reason);

    error RestrictedTokenRefused(Refusal refusal, address from, address to, uint256 value);

    constructor(IdentityRegistry identities, address admin) {
        _IDENTITIES = identities;
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
    }

    /// Settles a trade.
    function moveByVenue(address from, address to, uint256 value) external onlyRole(VENUE_ROLE) {
        _path = Path.Venue;
        _transfer(from, to, value);
        _path = Path.Holder;
    }

    /// The recipient still has to be one who may hold the token.
    function forcedTransfer(address from, address to, uint256 value, bytes calldata reason) external onlyRole(COMPLIANCE_ROLE) {
        _path = Path.Forced;
        _transfer(from, to, value);
        _path = Path.Holder;
        emit ForcedTransfer(_msgSender(), from, to, value, reason);
    }

    function pause() external onlyRole(COMPLIANCE_ROLE) {
        _pause();
    }

    function unpause() external onlyRole(COMPLIANCE_ROLE) {
        _unpause();
    }

    /// Freezes a wallet for this token only; the registry freezes a person everywhere.
    function setAddressFrozen(address wallet, bool frozen) external onlyRole(COMPLIANCE_ROLE) {
        _frozen[wallet] = frozen;
        emit AddressFrozen(wallet, frozen, _msgSender());
    }

    /// Whether holders may transfer by themselves, outside the venue. At first they may not.
    function setHolderTransfers(bool allowed) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _holderTransfers = allowed;
        emit HolderTransfersSet(allowed);
    }

    function identityRegistry() external view returns (IdentityRegistry) {
        return _IDENTITIES;
    }

    function isFrozen(address wallet) external view returns (bool) {
        return _frozen[wallet];
    }

    function holderTransfers() external view returns (bool) {
        return _holderTransfers;
    }

    /// Pieces are whole.
    function decimals() public pure override returns (uint8) {
        return 0;
    }

    /// The one transfer hook.
    function _update(address from, address to, uint256 value) internal virtual override {
        Refusal refusal = _refusal(from, to, _path);
        require(refusal == Refusal.None, RestrictedTokenRefused(refusal, from, to, value));
        super._update(from, to, value);
    }

    /// Why a movement is refused, its amount apart. The zero address stands for issue and redemption.
    function _refusal(address from, address to, Path path) internal view returns (Refusal) {
        if (path != Path.Forced) {
            if (paused()) return Refusal.Paused;
            if (from != address(0)) {
                if (!_IDENTITIES.isInGoodStanding(from)) return Refusal.SenderNotInGoodStanding;
                if (_frozen[from]) return Refusal.SenderFrozen;
            }
        }
        if (to != address(0)) {
            if (!_mayReceive(_IDENTITIES, to, path)) return Refusal.RecipientNotEligible;
            if (_frozen[to]) return Refusal.RecipientFrozen;
        }
        bool isTransfer = from != address(0) && to != address(0);
        if (isTransfer && path == Path.Holder && !_holderTransfers) return Refusal.OutsideVenue;
        return Refusal.None;
    }

    /// Mints what was decided on the venue.
    function _mintByVenue(address to, uint256 value) internal {
        _path = Path.Venue;
        _mint(to, value);
        _path = Path.Holder;
    }

    /// Whether the registry allows a wallet to receive this token on a path.
    function _mayReceive(IdentityRegistry identities, address wallet, Path path) internal view virtual returns (bool);
}
