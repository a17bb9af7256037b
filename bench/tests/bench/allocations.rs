use bench::allocations::{allocations_of_thread, live_bytes};
use bench::area::durable::{FIRST_WAITS, durable_run};
use bench::flow::{F100, Flow, Shape};
use bench::place::Place;

#[test]
fn the_counting_allocator_is_installed() {
    let (allocations, bytes) = (allocations_of_thread(), live_bytes());
    let kept: Vec<u8> = std::hint::black_box(Vec::with_capacity(1 << 30));
    assert!(allocations_of_thread() > allocations);
    assert!(live_bytes() > bytes + (1 << 29), "{}", kept.capacity());
}

/// [`durable_run`] itself refuses a run in whose second half the core allocates, or the writer beyond frames and repeats; and one whose repeats do not
/// get the first answer. The follower comes to the same state.
#[test]
fn f31_a_durable_run_allocates_nothing_for_a_command_and_the_follower_comes_to_the_same() {
    let flow = Flow::generate(Shape { operations: 200_000, ..F100 });
    let done = durable_run(&Place::of_checkout().unwrap(), &flow).unwrap();
    assert!(done.run.core_allocations <= FIRST_WAITS);
    assert!(done.told.repeated == 200 && done.told.repeated_wrongly == 0);
    assert!(done.bytes_per_command > 16.0);
    done.shard.compare_with_follower().unwrap();
}
