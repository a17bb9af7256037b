// SPDX-License-Identifier: Apache-2.0 OR MIT
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";

import {RestrictedToken} from "./RestrictedToken.sol";

/// Settles what a range of the journal traded, delivery against payment: all net movements of a batch happen, or none. Ranges of a shard follow each
/// other without a gap or an overlap, so each journal sequence is settled exactly once, and the chain shows which.
contract NetSettlement is AccessControl {
    /// What one wallet gets of an asset (above 0) or gives of it (below 0).
    struct Movement {
        address wallet;
        int256 amount;
    }

    /// The movements of one asset. They sum to zero.
    struct Leg {
        RestrictedToken token;
        Movement[] movements;
    }

    /// The journal of one shard of one market.
    struct Journal {
        uint8 market;
        uint8 shard;
    }

    /// Sequences `first` to `last`, both included.
    struct Range {
        uint64 first;
        uint64 last;
        /// When the last of them was decided, seconds since 1970.
        uint64 decidedAt;
    }

    /// Sends batches.
    bytes32 public constant SETTLER_ROLE = keccak256("SETTLER_ROLE");
    /// The most movements of a batch, all legs together.
    uint256 public constant MOVEMENTS_MAX = 5_000;

    struct Settled {
        uint64 seq;
        uint64 decidedAt;
    }

    mapping(uint8 market => mapping(uint8 shard => Settled)) private _settled;

    event BatchSettled(uint8 indexed market, uint8 indexed shard, uint64 first, uint64 indexed last, uint64 decidedAt, uint256 movements);

    error NetSettlementRangeDoesNotFollow(uint64 settled, uint64 first);
    error NetSettlementRangeReversed(uint64 first, uint64 last);
    error NetSettlementTimeReversed(uint64 settled, uint64 decidedAt);
    error NetSettlementTooManyMovements(uint256 most, uint256 movements);
    error NetSettlementUnbalanced(address token, int256 sum);
    error NetSettlementZeroMovement(address token, address wallet);

    constructor(address admin) {
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
    }

    function settle(Journal calldata journal, Range calldata range, Leg[] calldata legs) external onlyRole(SETTLER_ROLE) {
        Settled memory before = _settled[journal.market][journal.shard];
        require(range.first == before.seq + 1, NetSettlementRangeDoesNotFollow(before.seq, range.first));
        require(range.last >= range.first, NetSettlementRangeReversed(range.first, range.last));
        require(range.decidedAt >= before.decidedAt, NetSettlementTimeReversed(before.decidedAt, range.decidedAt));
        _settled[journal.market][journal.shard] = Settled(range.last, range.decidedAt);

        uint256 movements = 0;
        for (uint256 i = 0; i < legs.length; ++i) {
            movements += legs[i].movements.length;
            require(movements <= MOVEMENTS_MAX, NetSettlementTooManyMovements(MOVEMENTS_MAX, movements));
            _settleLeg(legs[i]);
        }
        emit BatchSettled(journal.market, journal.shard, range.first, range.last, range.decidedAt, movements);
    }

    /// The last sequence that is settled, and its time; both 0 before the first batch.
    function settled(uint8 market, uint8 shard) external view returns (uint64 seq, uint64 decidedAt) {
        Settled memory last = _settled[market][shard];
        return (last.seq, last.decidedAt);
    }

    /// Pairs who gives with who gets, in the order of the batch, so that no piece ever rests with this contract.
    function _settleLeg(Leg calldata leg) private {
        _requireBalanced(leg);
        Movement[] calldata movements = leg.movements;
        uint256 giver = 0;
        uint256 given = 0;
        for (uint256 getter = 0; getter < movements.length; ++getter) {
            if (movements[getter].amount < 0) continue;
            uint256 wanted = uint256(movements[getter].amount);
            while (wanted > 0) {
                while (movements[giver].amount > 0) ++giver;
                uint256 left = uint256(-movements[giver].amount) - given;
                uint256 value = left < wanted ? left : wanted;
                leg.token.moveByVenue(movements[giver].wallet, movements[getter].wallet, value);
                wanted -= value;
                given += value;
                if (value == left) {
                    ++giver;
                    given = 0;
                }
            }
        }
    }

    function _requireBalanced(Leg calldata leg) private pure {
        int256 sum = 0;
        for (uint256 i = 0; i < leg.movements.length; ++i) {
            Movement calldata movement = leg.movements[i];
            require(movement.amount != 0, NetSettlementZeroMovement(address(leg.token), movement.wallet));
            sum += movement.amount;
        }
        require(sum == 0, NetSettlementUnbalanced(address(leg.token), sum));
    }
}
