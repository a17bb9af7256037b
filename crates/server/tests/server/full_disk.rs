//! A file system that fills up, a small one of memory. Mounting it needs the rights of an administrator; without them the test says so and ends, and the
//! simulated disk alone stands for this.

use crate::http::Ask;
use crate::process::{Folder, QUIET, Server};
use serde_json::json;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_mins(3);

/// Unmounted at the end of its test.
struct SmallDisk {
    path: PathBuf,
}

impl SmallDisk {
    fn mount(folder: &Folder, mib: u32) -> Option<Self> {
        std::fs::create_dir_all(folder.path()).unwrap();
        let options = format!("size={mib}m,mode=700");
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(folder.path()).stderr(Stdio::null()).status();
        mount.is_ok_and(|status| status.success()).then(|| Self { path: folder.path().to_owned() })
    }

    /// Takes all but `left` bytes.
    fn fill(&self, left: u64) {
        let space = rustix::fs::statvfs(&self.path).unwrap();
        let taken = (space.f_bavail * space.f_frsize).saturating_sub(left);
        std::fs::write(self.path.join("filler"), vec![1; usize::try_from(taken).unwrap()]).unwrap();
    }

    fn free(&self) {
        std::fs::remove_file(self.path.join("filler")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.path).status();
    }
}

/// Asks for readiness until both markets give these reasons for a closed door.
#[track_caller]
fn wait_until_both_are_closed_for(server: &Server, reasons: &serde_json::Value) {
    let mut client = server.client();
    let deadline = Instant::now() + PATIENCE;
    loop {
        let ready = client.send(&Ask::get("/readyz")).unwrap();
        if ready.body["shards"].as_array().unwrap().iter().all(|shard| shard["closed"] == *reasons) {
            assert_eq!(ready.status, if reasons == &json!([]) { 200 } else { 503 });
            return;
        }
        assert!(Instant::now() < deadline, "{} {}", ready.status, ready.body);
    }
}

#[test]
fn f74_a_disk_that_is_nearly_full_closes_the_door_until_there_is_room_again() {
    let folder = Folder::new("full-disk");
    let Some(disk) = SmallDisk::mount(&folder, 96) else {
        eprintln!("not run: this user may not mount a file system");
        return;
    };
    let server = Server::start(&folder, &[QUIET, &["--segment-mib", "2"]].concat());
    let (account, _) = server.open_account("practice", 1, 1_000);
    disk.fill(1 << 20);
    wait_until_both_are_closed_for(&server, &json!(["disk_nearly_full"]));
    let grant = |key: &str| server.grant(&account, 5).with_key(key);
    let refused = server.staff(grant("while full")).expect(503);
    assert_eq!(refused.text("code"), "door_closed");
    assert!(refused.retry_after_s > 0 && refused.text("detail").contains("full"), "{}", refused.body);
    assert_eq!(server.account(&account).body["cash"]["available"], "1000", "reading goes on, and nothing was taken");
    disk.free();
    wait_until_both_are_closed_for(&server, &json!([]));
    assert!(!server.staff(grant("while full")).expect_done().is_replayed);
    assert!(server.terminate().success());
    let server = Server::start(&folder, &[QUIET, &["--segment-mib", "2"]].concat());
    assert_eq!(server.account(&account).body["cash"]["available"], "1005");
    assert!(server.terminate().success());
    drop(disk);
}
