use super::*;

#[test]
fn f08_short_common_and_own_addresses_are_refused() {
    let email = EmailAddress::new("gildong.hong@example.com").unwrap();
    let refused = |text: &str| Password::chosen(text, &email).err();
    assert_eq!(refused("short-9ch"), Some(Refusal::PasswordTooShort));
    assert_eq!(refused(&"x".repeat(257)), Some(Refusal::PasswordTooLong));
    for text in ["Password123", "1234567890", "aaaaaaaaaaaa", "gildong.hong@example.com", "Gildong.Hong1"] {
        assert_eq!(refused(text), Some(Refusal::PasswordTooCommon), "{text}");
    }
    for text in ["correct horse battery", "여덟 글자보다 긴 암호", "gildong.hong-but-longer"] {
        assert_eq!(refused(text), None, "{text}");
    }
}

#[test]
fn f07_hashes_are_argon2id_and_salted() {
    let password = Password("correct horse battery".to_owned());
    let (one, other) = (hash(&password).unwrap(), hash(&password).unwrap());
    assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
    assert_ne!(one, other);
    let parsed = PasswordHash::new(&one).unwrap();
    assert!(argon2().unwrap().verify_password(b"correct horse battery", &parsed).is_ok());
    assert!(argon2().unwrap().verify_password(b"correct horse batterz", &parsed).is_err());
}
