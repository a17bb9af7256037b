//! What the door itself refuses, before the market hears of it. The market's own reasons stand in `protocol::Reason`.

macro_rules! own_codes {
    ($($(#[$meta:meta])* $variant:ident $code:literal, $english:literal, $korean:literal;)*) => {
        /// A refusal or failure of the API.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum OwnCode { $($(#[$meta])* $variant),* }

        impl OwnCode {
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Stable, and different from those of the market's reasons.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }

            pub fn english(self) -> &'static str {
                match self { $(Self::$variant => $english),* }
            }

            pub fn korean(self) -> &'static str {
                match self { $(Self::$variant => $korean),* }
            }
        }
    };
}

own_codes! {
    BodyMalformed "body_malformed", "the body is not the JSON object described", "요청 본문이 정해진 JSON 형식이 아닙니다";
    BodyTooLarge "body_too_large", "the body is larger than this route takes", "요청 본문이 허용된 크기를 넘습니다";
    ContentTypeNotJson "content_type_not_json", "the body is sent as application/json", "본문은 application/json 으로 보내야 합니다";
    QueryMalformed "query_malformed", "a query parameter is unknown or not of its form", "쿼리 매개변수가 없거나 형식이 잘못되었습니다";
    PathMalformed "path_malformed", "an id in the path is not of its form", "경로의 식별자 형식이 잘못되었습니다";
    NotFound "not_found", "there is nothing here", "요청한 대상을 찾을 수 없습니다";
    MethodNotAllowed "method_not_allowed", "this route does not take the method", "허용되지 않은 메서드입니다";
    AuthenticationRequired "authentication_required", "a bearer key is required", "인증 키가 필요합니다";
    KeyUnknown "key_unknown", "the bearer key is unknown or was revoked", "알 수 없거나 폐기된 인증 키입니다";
    StaffOnly "staff_only", "this is for staff", "운영자만 사용할 수 있습니다";
    AccountKeyRequired "account_key_required", "this is for the key of an account", "계좌 인증 키가 필요합니다";
    RateLimited "rate_limited", "the account has sent too many orders; wait a moment", "주문 요청이 너무 많습니다. 잠시 후 다시 시도하세요";
    IdempotencyKeyRequired "idempotency_key_required", "an Idempotency-Key is required (for an order, or a client order id)", "Idempotency-Key 가 필요합니다 (주문은 client_order_id 로 대신할 수 있습니다)";
    IdempotencyKeyMalformed "idempotency_key_malformed", "an Idempotency-Key is 1 to 64 printable ASCII characters", "Idempotency-Key 는 출력 가능한 ASCII 1~64자입니다";
    IdempotencyKeyReused "idempotency_key_reused", "the key was used for another request", "이미 다른 요청에 사용된 키입니다";
    IdempotencyKeyCollision "idempotency_key_collision", "the key collides with another; use a new one", "키가 다른 키와 충돌합니다. 새 키를 사용하세요";
    ClientOrderIdMalformed "client_order_id_malformed", "a client order id is 1 to 64 printable ASCII characters without spaces", "client_order_id 는 공백 없는 출력 가능한 ASCII 1~64자입니다";
    NumberMalformed "number_malformed", "a number is a decimal string such as \"1234\" or \"0.05\"", "숫자는 \"1234\", \"0.05\" 같은 십진 문자열이어야 합니다";
    TooManyDecimals "too_many_decimals", "the number has more decimals than the instrument", "소수 자릿수가 종목의 허용 범위를 넘습니다";
    NumberTooLarge "number_too_large", "the number is too large", "숫자가 너무 큽니다";
    FieldRequired "field_required", "the kind of request needs this field", "이 요청에는 해당 항목이 필요합니다";
    FieldNotAllowed "field_not_allowed", "the kind of request does not take this field", "이 요청에는 해당 항목을 쓸 수 없습니다";
    ValueMalformed "value_malformed", "the value is not of its form", "값의 형식이 잘못되었습니다";
    TooManyItems "too_many_items", "the list has too many items", "항목 수가 너무 많습니다";
    Busy "busy", "too many requests are waiting; try again in a moment", "요청이 몰려 있습니다. 잠시 후 다시 시도하세요";
    DoorClosed "door_closed", "no requests are taken at the moment", "지금은 요청을 받지 않습니다";
    NotYetAt "not_yet_at", "what was asked for is not yet readable; try again", "요청한 시점의 데이터가 아직 준비되지 않았습니다. 다시 시도하세요";
    OutcomeUnknown "outcome_unknown", "whether the request was recorded is unknown; send it again with the same key", "처리 여부를 알 수 없습니다. 같은 키로 다시 보내세요";
    FirstAnswerUnreadable "first_answer_unreadable", "the first answer under this key cannot be read", "이 키의 첫 응답을 읽을 수 없습니다";
    Failed "failed", "the server failed", "서버 오류입니다";
}
