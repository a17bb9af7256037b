mod flips;
mod life;
mod recovery;

use journal::Access;

use super::*;

fn write(disk: &SimDisk, name: &str, bytes: &[u8]) {
    let boot = disk.boot();
    let file = boot.open(name, Access::CreatePages).expect("opens");
    file.write_at(0, bytes).expect("writes");
    file.sync().expect("syncs");
    boot.sync_folder(folder_of(name)).expect("syncs");
}

#[test]
fn what_was_synced_survives_every_crash() {
    for seed in 0..200 {
        let disk = SimDisk::new(seed, Faults::default());
        write(&disk, "a/one", &[1; 10_000]);
        disk.crash(seed);
        assert_eq!(disk.contents("a/one"), Some(vec![1; 10_000]), "seed {seed}");
    }
}

#[test]
fn what_was_not_synced_survives_whole_torn_flipped_or_not_at_all() {
    let (mut whole, mut nothing, mut torn, mut flipped) = (0, 0, 0, 0);
    for seed in 0..400 {
        let disk = SimDisk::new(seed, Faults::default());
        write(&disk, "a/one", &[0; 16_384]);
        disk.boot().open("a/one", Access::WritePages).expect("opens").write_at(0, &[0xff; 16_384]).expect("writes");
        disk.crash(seed);
        let contents = disk.contents("a/one").expect("synced");
        let ones: u32 = contents.iter().map(|byte| byte.count_ones()).sum();
        match ones {
            0 => nothing += 1,
            131_072 => whole += 1,
            ones if ones % 4096 == 0 => torn += 1,
            _ => flipped += 1,
        }
        assert_eq!(contents.len(), 16_384);
    }
    assert!(whole > 40 && nothing > 40 && torn > 40 && flipped > 20, "{whole} {nothing} {torn} {flipped}");
}

#[test]
fn a_name_is_durable_after_its_folder_is_synced() {
    let (mut kept, mut undone) = (0, 0);
    for seed in 0..100 {
        let disk = SimDisk::new(seed, Faults::default());
        write(&disk, "a/one", b"1");
        disk.boot().rename("a/one", "a/two").expect("renames");
        disk.crash(seed);
        match disk.file_names().as_slice() {
            [name] if name == "a/two" => kept += 1,
            [name] if name == "a/one" => undone += 1,
            names => panic!("{names:?}"),
        }
    }
    assert!(kept > 20 && undone > 20, "{kept} {undone}");
}

#[test]
fn a_killed_process_leaves_what_it_wrote_and_its_handles_are_dead() {
    let disk = SimDisk::new(1, Faults::default());
    let boot = disk.boot();
    let file = boot.open("a/one", Access::CreatePages).expect("opens");
    file.write_at(0, b"written").expect("writes");
    disk.kill();
    assert!(file.write_at(0, b"late").is_err());
    assert!(boot.list("a").is_err());
    assert_eq!(disk.contents("a/one"), Some(b"written".to_vec()));
}

#[test]
fn after_a_failed_sync_the_process_may_see_what_the_device_never_gets() {
    let mut lost_though_synced_again = 0;
    for seed in 0..100 {
        let disk = SimDisk::new(seed, Faults::default());
        write(&disk, "a/one", &[0; 4096]);
        let file = disk.boot().open("a/one", Access::WritePages).expect("opens");
        file.write_at(0, &[1; 4096]).expect("writes");
        disk.set_faults(Faults { sync_error_per_mille: 1000, ..Faults::default() });
        assert!(file.sync().is_err());
        disk.set_faults(Faults::default());
        file.sync().expect("claims to be done");
        assert_eq!(disk.contents("a/one"), Some(vec![1; 4096]));
        file.forget_cache().expect("forgets");
        let on_device = disk.contents("a/one");
        disk.crash(seed);
        assert_eq!(disk.contents("a/one"), on_device);
        lost_though_synced_again += u32::from(on_device == Some(vec![0; 4096]));
    }
    assert!(lost_though_synced_again > 10, "{lost_though_synced_again}");
}

#[test]
fn a_full_disk_refuses_and_counts() {
    let disk = SimDisk::new(1, Faults { capacity_bytes: 8192, ..Faults::default() });
    let file = disk.boot().open("a/one", Access::CreatePages).expect("opens");
    file.write_at(0, &[1; 8192]).expect("fits");
    let refused = file.write_at(8192, &[1; 1]).expect_err("full");
    assert_eq!(refused.kind(), io::ErrorKind::StorageFull);
    assert_eq!(disk.boot().space().expect("known").free_bytes, 0);
    assert_eq!(disk.counts().full_errors, 1);
}

#[test]
fn the_same_seeds_make_the_same_disk() {
    let contents = |seed| {
        let disk = SimDisk::new(seed, Faults { write_error_per_mille: 300, ..Faults::default() });
        write(&disk, "a/one", &[0; 4096]);
        let file = disk.boot().open("a/one", Access::WritePages).expect("opens");
        for at in 0..20 {
            // A write may fail by the rate above; what it leaves is part of the comparison.
            let _ = file.write_at(at * 1000, &[7; 3000]);
        }
        disk.crash(seed);
        (disk.contents("a/one"), disk.counts())
    };
    assert!(contents(5) == contents(5));
    assert!((6..16).any(|seed| contents(seed) != contents(5)));
}
