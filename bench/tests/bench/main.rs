//! The flow through the exchange, and what a steady run allocates.

mod allocations;
mod flow;

use bench::allocations::CountingAllocator;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;
