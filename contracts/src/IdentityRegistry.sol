// SPDX-License-Identifier: Apache-2.0 OR MIT
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";

/// Who stands behind a wallet, as far as the chain needs to know: an owner's number, a country and until when the identity is verified. No name, no
/// document. One owner may have several wallets.
contract IdentityRegistry is AccessControl {
    struct Identity {
        /// The owner's number, from 1. 0 stands for a wallet that is not registered.
        uint64 owner;
        /// ISO 3166-1 numeric.
        uint16 country;
        /// Seconds since 1970, UTC; the identity counts up to and including this second.
        uint64 verifiedUntil;
        bool frozen;
    }

    bytes32 public constant REGISTRAR_ROLE = keccak256("REGISTRAR_ROLE");

    mapping(address wallet => Identity) private _identities;

    event IdentityAdded(address indexed wallet, uint64 indexed owner, uint16 country, uint64 verifiedUntil);
    event IdentityUpdated(address indexed wallet, uint64 indexed owner, uint16 country, uint64 verifiedUntil);
    event IdentityFrozen(address indexed wallet, uint64 indexed owner, bool frozen);
    event IdentityRemoved(address indexed wallet, uint64 indexed owner);

    error IdentityRegistryZeroWallet();
    error IdentityRegistryZeroOwner(address wallet);
    error IdentityRegistryAlreadyAdded(address wallet, uint64 owner);
    error IdentityRegistryUnknownWallet(address wallet);

    constructor(address admin) {
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
    }

    /// Registers a wallet. A wallet keeps its owner until it is removed.
    function add(address wallet, uint64 owner, uint16 country, uint64 verifiedUntil) external onlyRole(REGISTRAR_ROLE) {
        require(wallet != address(0), IdentityRegistryZeroWallet());
        require(owner != 0, IdentityRegistryZeroOwner(wallet));
        uint64 known = _identities[wallet].owner;
        require(known == 0, IdentityRegistryAlreadyAdded(wallet, known));
        _identities[wallet] = Identity(owner, country, verifiedUntil, false);
        emit IdentityAdded(wallet, owner, country, verifiedUntil);
    }

    /// A new decision about the person: country and how long the identity counts. 0 ends it at once, for what was decided before too.
    function update(address wallet, uint16 country, uint64 verifiedUntil) external onlyRole(REGISTRAR_ROLE) {
        Identity storage known = _registered(wallet);
        known.country = country;
        known.verifiedUntil = verifiedUntil;
        emit IdentityUpdated(wallet, known.owner, country, verifiedUntil);
    }

    function setFrozen(address wallet, bool frozen) external onlyRole(REGISTRAR_ROLE) {
        Identity storage known = _registered(wallet);
        known.frozen = frozen;
        emit IdentityFrozen(wallet, known.owner, frozen);
    }

    function remove(address wallet) external onlyRole(REGISTRAR_ROLE) {
        uint64 owner = _registered(wallet).owner;
        delete _identities[wallet];
        emit IdentityRemoved(wallet, owner);
    }

    /// All zero for a wallet that is not registered.
    function identity(address wallet) external view returns (Identity memory) {
        return _identities[wallet];
    }

    /// Whether the wallet may receive securities now, by a transfer of a holder or an order of an authority.
    function isVerified(address wallet) external view returns (bool) {
        Identity storage known = _identities[wallet];
        return known.owner != 0 && !known.frozen && block.timestamp <= known.verifiedUntil;
    }

    /// Whether the wallet may receive securities by what was decided on the venue: it was verified, if only until some time ago, and is not frozen.
    function wasVerified(address wallet) external view returns (bool) {
        Identity storage known = _identities[wallet];
        return known.owner != 0 && !known.frozen && known.verifiedUntil != 0;
    }

    /// Whether the wallet is registered and not frozen: enough to give securities away, also after the verification has run out.
    function isInGoodStanding(address wallet) external view returns (bool) {
        Identity storage known = _identities[wallet];
        return known.owner != 0 && !known.frozen;
    }

    function _registered(address wallet) private view returns (Identity storage known) {
        known = _identities[wallet];
        require(known.owner != 0, IdentityRegistryUnknownWallet(wallet));
    }
}
