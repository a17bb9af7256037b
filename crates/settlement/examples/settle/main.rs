//! A market that trades and settles in phases, from where it stopped to its end: what the crash tests abort.
//!
//! `settle FOLDER DATABASE`; it prints `settled` when everything is on the chain.

mod world;

use protocol::{Day, Side};
use std::fs;
use std::path::Path;
use store::DatabaseUrl;
use world::{ALICE, BOB, CAROL, World};

const PHASES: u32 = 6;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, folder, url] = arguments.as_slice() else { return Err("settle FOLDER DATABASE".into()) };
    let folder = Path::new(folder);
    crash_points::arm_from_environment()?;
    let url = DatabaseUrl::new(url)?;
    let mut world = World::open(folder, &url).await;
    // A phase is done before anything of it is settled, and crashes are in settlement alone.
    let done = folder.join("phases_done");
    let begun: u32 = fs::read_to_string(&done).ok().and_then(|text| text.parse().ok()).unwrap_or(0);
    world.settle().await;
    for phase in begun..PHASES {
        play(&world, phase).await;
        fs::write(&done, (phase + 1).to_string())?;
        world.settle().await;
    }
    println!("settled");
    world.core.stop();
    Ok(())
}

async fn play(world: &World, phase: u32) {
    match phase {
        0 => world.found().await,
        1 => {
            world.issue(ALICE, 500).await;
            world.deposit(BOB, 2_500_000_000, 1).await;
            world.deposit(CAROL, 1_000_000, 2).await;
        }
        2 => {
            world.order(ALICE, Side::Sell, 5_000, 20).await;
            world.order(BOB, Side::Buy, 5_000, 12).await;
            world.order(CAROL, Side::Buy, 5_000, 12).await;
        }
        3 => {
            world.verify(BOB, Day::from_civil(2028, 6, 30).expect("a date")).await;
            world.order(ALICE, Side::Sell, 4_900, 7).await;
            world.withdraw(ALICE, 50_000).await;
        }
        4 => {
            world.distribute(BOB, 1_000_000).await;
            world.withdraw(BOB, 1_200_000_000).await;
        }
        // The last, because it moves the clock, which a new process begins anew.
        _ => {
            world.offer(100).await;
            world.subscribe(BOB, 300).await;
            world.subscribe(CAROL, 20).await;
            world.close_offering().await;
            world.release(1_000_000).await;
        }
    }
}
