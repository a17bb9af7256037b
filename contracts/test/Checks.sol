// SPDX-License-Identifier: Apache-2.0 OR MIT
pragma solidity 0.8.37;

/// The calls of forge's cheat address that these tests make.
interface Vm {
    function prank(address sender) external;
    function expectRevert(bytes calldata revertData) external;
    function expectEmit(bool topic1, bool topic2, bool topic3, bool data, address emitter) external;
    function warp(uint256 timestamp) external;
    function assume(bool condition) external pure;
}

/// What every test says, in the terms of its failure.
abstract contract Checks {
    error NotEqual(string what, uint256 found, uint256 expected);
    error NotSo(string what);

    Vm internal constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    function check(string memory what, bool holds) internal pure {
        require(holds, NotSo(what));
    }

    function equal(string memory what, uint256 found, uint256 expected) internal pure {
        require(found == expected, NotEqual(what, found, expected));
    }

    /// The next call reverts with exactly these bytes.
    function refused(bytes memory revertData) internal {
        VM.expectRevert(revertData);
    }

    /// Folds any number into `low` to `high`, both included.
    function within(uint256 any, uint256 low, uint256 high) internal pure returns (uint256) {
        return low + any % (high - low + 1);
    }
}
