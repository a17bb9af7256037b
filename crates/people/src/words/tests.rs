use super::*;

#[test]
fn addresses_have_one_spelling() {
    assert_eq!(EmailAddress::new(" Kim@Example.COM ").map(|email| email.0).as_deref(), Ok("kim@example.com"));
    let long = format!("{}@example.com", "x".repeat(250));
    for text in ["", "kim", "kim@", "@example.com", "kim@example", "a b@example.com", "a@b@c.d", "a@.com", "a@b..c", "a\u{0}@b.c", &long] {
        assert!(EmailAddress::new(text).is_err(), "{text}");
    }
}

#[test]
fn f04_numbers_of_documents_are_shown_masked() {
    let number = IdNumber::new("900101-1234567").unwrap();
    assert_eq!(number.masked(), "90***********");
    assert!(!format!("{number:?}").contains("90"));
    for text in ["", "1234", "900101 1234567", "가나다라마바", &"1".repeat(21)] {
        assert!(IdNumber::new(text).is_err(), "{text}");
    }
}

#[test]
fn names_and_reasons_are_bounded() {
    assert_eq!(PersonName::new("  홍길동 ").map(|name| name.0).as_deref(), Ok("홍길동"));
    for text in ["", "  ", "a\u{7}b", &"가".repeat(65)] {
        assert!(PersonName::new(text).is_err(), "{text}");
    }
    assert!(ReasonText::new(&"x".repeat(501)).is_err());
}
