//! Objects are what their names say.

use scratch::Folder;
use store::Objects;
use store::objects::{OBJECT_BYTES_MAX, ObjectName};

#[tokio::test]
async fn an_object_is_kept_once_and_its_damage_is_seen() {
    let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"));
    let objects = Objects::open(folder.path()).unwrap();
    let name = objects.put(b"a deed".to_vec()).await.unwrap();
    assert_eq!(objects.put(b"a deed".to_vec()).await.unwrap(), name);
    assert_eq!(objects.get(&name).await.unwrap().as_deref(), Some(&b"a deed"[..]));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    assert_eq!(objects.get(&ObjectName::new(&"0".repeat(64)).unwrap()).await.unwrap(), None);
    assert!(objects.put(vec![0; OBJECT_BYTES_MAX + 1]).await.is_err());
    for text in ["", "../../etc/passwd", &"G".repeat(64), &"a".repeat(63)] {
        assert_eq!(ObjectName::new(text), None, "{text}");
    }
    std::fs::write(folder.path().join(name.as_str()), b"another deed").unwrap();
    assert!(objects.get(&name).await.is_err());
}
