use super::{Choices, Settings};
use std::collections::HashMap;
use std::path::PathBuf;

fn gather(flags: Choices, environment: &[(&str, &str)]) -> anyhow::Result<Settings> {
    let environment: HashMap<String, String> = environment.iter().map(|&(name, value)| (name.into(), value.into())).collect();
    Settings::gather(PathBuf::from("/nonexistent-folder-of-jogak"), flags, &environment)
}

#[test]
fn flags_come_before_the_environment() {
    let flags = Choices { port: Some(1), ..Choices::default() };
    let settings = gather(flags, &[("JOGAK_PORT", "2"), ("JOGAK_ORDERS_PER_S", "7"), ("UNRELATED", "x")]).unwrap();
    assert_eq!(settings.bind.to_string(), "127.0.0.1:1");
    assert_eq!(settings.orders_per_s, 7);
}

#[test]
fn only_loopback_without_a_proxy() {
    let open = || Choices { bind: Some("0.0.0.0:80".parse().unwrap()), ..Choices::default() };
    let refused = gather(open(), &[]).unwrap_err().to_string();
    assert!(refused.contains("not a loopback address"), "{refused}");
    assert!(gather(open(), &[("JOGAK_BEHIND_PROXY", "true")]).unwrap().behind_proxy);
}

#[test]
fn f40_only_origins_are_taken_for_origins() {
    let origins =
        |text: &str| gather(Choices { allowed_origins: Some(text.to_owned()), ..Choices::default() }, &[]).map(|s| s.allowed_origins);
    assert_eq!(origins("https://a.example, http://b.example:81").unwrap(), ["https://a.example", "http://b.example:81"]);
    assert!(gather(Choices::default(), &[]).unwrap().allowed_origins.is_empty());
    for text in ["", "a.example", "https://", "https://a.example/", "*"] {
        let refused = origins(text).unwrap_err().to_string();
        assert!(refused.contains("allowed_origins"), "{refused}");
    }
}

#[test]
fn unknown_names_and_wrong_kinds_are_refused() {
    assert!(gather(Choices::default(), &[("JOGAK_PROT", "1")]).is_err());
    assert!(gather(Choices::default(), &[("JOGAK_PORT", "many")]).is_err());
    assert!(gather(Choices::default(), &[("JOGAK_BIND_FILE", "/dev/null")]).is_err());
    assert!(gather(Choices { idempotency_keys_max: Some(1_000), ..Choices::default() }, &[]).is_err());
}

#[test]
fn a_secret_is_never_printed() {
    let settings = gather(Choices::default(), &[("JOGAK_STAFF_TOKEN", "correct-horse-battery")]).unwrap();
    assert_eq!(settings.staff_token.as_ref().unwrap().0, "correct-horse-battery");
    for shown in [settings.to_toml().unwrap(), format!("{settings:?}")] {
        assert!(!shown.contains("horse"), "{shown}");
    }
}

#[test]
fn the_demo_is_smaller() {
    let demo = gather(Choices { demo: Some(true), ..Choices::default() }, &[]).unwrap();
    let usual = gather(Choices::default(), &[]).unwrap();
    assert!(demo.capacity().accounts < usual.capacity().accounts);
    assert_eq!((demo.idempotency_keys_max, usual.idempotency_keys_max), (262_144, 4_194_304));
}

#[test]
fn a_database_is_of_a_known_kind_and_its_password_is_never_printed() {
    let settings = gather(Choices::default(), &[("JOGAK_DATABASE", "postgres://jogak:correct-horse@db/jogak")]).unwrap();
    for shown in [settings.to_toml().unwrap(), format!("{settings:?}")] {
        assert!(!shown.contains("horse"), "{shown}");
    }
    assert!(gather(Choices::default(), &[("JOGAK_DATABASE", "mysql://db/jogak")]).is_err());
}
