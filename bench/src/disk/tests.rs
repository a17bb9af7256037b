use super::*;

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("jogak-bench-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn every_sync_is_timed_and_the_file_is_gone_afterwards() {
    let folder = folder("sync");
    let path = folder.join("sync.bin");
    let times = time_syncs(&path, 3).unwrap();
    assert_eq!(times.samples_us.len(), 3);
    assert!(times.samples_us.iter().all(|us| *us > 0.0));
    assert!(!path.exists());
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn an_uncached_read_reads_every_byte_of_every_file() {
    let folder = folder("read");
    let paths = [folder.join("a"), folder.join("b")];
    std::fs::write(&paths[0], vec![1; READ_BYTES + 17]).unwrap();
    std::fs::write(&paths[1], [2; 5]).unwrap();
    assert_eq!(read_uncached(&paths).unwrap().bytes, READ_BYTES as u64 + 22);
    assert!(read_uncached(&[folder.join("absent")]).is_err());
    std::fs::remove_dir_all(folder).unwrap();
}
