// SPDX-License-Identifier: Apache-2.0 OR MIT
pragma solidity 0.8.37;

import {NetSettlement} from "../src/NetSettlement.sol";
import {Market} from "./Market.sol";

/// Issues, redeems, mints, burns and settles at random, and keeps its own account of all of it.
contract Trading is Market {
    uint64 public settledSeq;
    uint256 public issued;
    uint256 public minted;
    uint256 public repeatsRefused;
    uint256 public repeatsSettled;
    uint64 private _payment;

    constructor() {
        setUp();
        _issue(ALICE, 5_000);
        _mint(BOB, 5_000_000, bytes32(uint256(++_payment)));
        (issued, minted) = (5_000, 5_000_000);
    }

    function issue(uint8 to, uint256 value) external {
        value = within(value, 0, REGISTERED - issued);
        if (value == 0) return;
        _issue(_wallet(to), value);
        issued += value;
    }

    function redeem(uint8 from, uint256 value) external {
        value = within(value, 0, units.balanceOf(_wallet(from)));
        if (value == 0) return;
        VM.prank(ISSUER);
        units.redeemFrom(_wallet(from), value, "");
        issued -= value;
    }

    function mint(uint8 to, uint256 value) external {
        value = within(value, 1, 10_000_000);
        _mint(_wallet(to), value, bytes32(uint256(++_payment)));
        minted += value;
    }

    function burn(uint8 from, uint256 value) external {
        value = within(value, 0, won.balanceOf(_wallet(from)) < 1_000_000_000 ? won.balanceOf(_wallet(from)) : 1_000_000_000);
        if (value == 0) return;
        VM.prank(MINTER);
        won.burn(_wallet(from), value, bytes32(uint256(++_payment)));
        minted -= value;
    }

    /// Settles a trade over the next range, then tries the same range, and one that begins inside it, again.
    function settle(uint8 seller, uint8 buyer, uint256 quantity, uint256 value, uint64 length) external {
        if (seller % 3 == buyer % 3) return;
        quantity = within(quantity, 0, units.balanceOf(_wallet(seller)));
        value = within(value, 0, won.balanceOf(_wallet(buyer)));
        if (quantity == 0 || value == 0) return;
        NetSettlement.Range memory range = NetSettlement.Range(settledSeq + 1, settledSeq + 1 + length % 1_000, NOW);
        NetSettlement.Leg[] memory legs = new NetSettlement.Leg[](2);
        legs[0] = NetSettlement.Leg(units, _pair(_wallet(seller), _wallet(buyer), int256(quantity)));
        legs[1] = NetSettlement.Leg(won, _pair(_wallet(buyer), _wallet(seller), int256(value)));
        VM.prank(SETTLER);
        settlement.settle(NetSettlement.Journal(0, 0), range, legs);
        settledSeq = range.last;

        _repeat(range, legs);
        _repeat(NetSettlement.Range(range.last, range.last + 5, NOW), legs);
    }

    function unitsOfAll() external view returns (uint256) {
        return units.balanceOf(ALICE) + units.balanceOf(BOB) + units.balanceOf(CAROL);
    }

    function wonOfAll() external view returns (uint256) {
        return won.balanceOf(ALICE) + won.balanceOf(BOB) + won.balanceOf(CAROL);
    }

    function supplies() external view returns (uint256, uint256) {
        return (units.totalSupply(), won.totalSupply());
    }

    function settledOnChain() external view returns (uint64 seq) {
        (seq,) = settlement.settled(0, 0);
    }

    function _repeat(NetSettlement.Range memory range, NetSettlement.Leg[] memory legs) private {
        VM.prank(SETTLER);
        (bool again,) = address(settlement).call(abi.encodeCall(settlement.settle, (NetSettlement.Journal(0, 0), range, legs)));
        if (again) ++repeatsSettled;
        else ++repeatsRefused;
    }

    function _wallet(uint8 index) private pure returns (address) {
        return [ALICE, BOB, CAROL][index % 3];
    }

    function _pair(address from, address to, int256 amount) private pure returns (NetSettlement.Movement[] memory movements) {
        movements = new NetSettlement.Movement[](2);
        movements[0] = NetSettlement.Movement(from, -amount);
        movements[1] = NetSettlement.Movement(to, amount);
    }
}

contract SupplyInvariant is Market {
    struct FuzzSelector {
        address target;
        bytes4[] selectors;
    }

    Trading private _trading;

    function setUp() public override {
        _trading = new Trading();
    }

    /// Forge asks what to call at random: no other contract,
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_trading);
    }

    /// and of this one only what trades.
    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        bytes4[] memory selectors = new bytes4[](5);
        selectors[0] = Trading.issue.selector;
        selectors[1] = Trading.redeem.selector;
        selectors[2] = Trading.mint.selector;
        selectors[3] = Trading.burn.selector;
        selectors[4] = Trading.settle.selector;
        targets[0] = FuzzSelector(address(_trading), selectors);
    }

    function invariant_f66_balances_sum_to_what_was_issued() public view {
        (uint256 unitSupply, uint256 wonSupply) = _trading.supplies();
        equal("units of all", _trading.unitsOfAll(), unitSupply);
        equal("units issued", _trading.issued(), unitSupply);
        equal("won of all", _trading.wonOfAll(), wonSupply);
        equal("won minted", _trading.minted(), wonSupply);
    }

    function invariant_f66_a_range_settles_once() public view {
        equal("settled again", _trading.repeatsSettled(), 0);
        equal("settled on chain", _trading.settledOnChain(), _trading.settledSeq());
    }

    function test_f66_the_random_calls_reach_the_repeats() public {
        _trading.settle(0, 1, 10, 10, 5);
        equal("refused", _trading.repeatsRefused(), 2);
    }
}
