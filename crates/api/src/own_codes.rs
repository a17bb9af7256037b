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
    AuthenticationRequired "authentication_required", "log in, or send a bearer key", "로그인하거나 인증 키를 보내야 합니다";
    KeyUnknown "key_unknown", "the bearer key is unknown or was revoked", "알 수 없거나 폐기된 인증 키입니다";
    StaffOnly "staff_only", "this is for staff", "운영자만 사용할 수 있습니다";
    AccountKeyRequired "account_key_required", "this is for the key of an account", "계좌 인증 키가 필요합니다";
    RoleNotAllowed "role_not_allowed", "your role may not do this", "이 작업을 할 수 있는 권한이 없습니다";
    SessionRequired "session_required", "this is for a person who is logged in", "로그인한 사용자만 사용할 수 있습니다";
    SessionUnknown "session_unknown", "the session has ended; log in again", "로그인이 만료되었습니다. 다시 로그인하세요";
    SecondPersonRequired "second_person_required", "this is for programs with the staff's token; a person does it together with a second one, by a proposal", "직원 토큰을 가진 프로그램만 할 수 있습니다. 담당자는 다른 담당자의 승인을 받아 진행합니다";
    OriginRefused "origin_refused", "the request does not come from a page of this server", "이 서버의 페이지에서 보낸 요청이 아닙니다";
    NoAccount "no_account", "you have no account in this market yet: your identity has to be approved first", "이 시장에 아직 계좌가 없습니다. 먼저 본인 확인 승인을 받아야 합니다";
    MarketRequired "market_required", "say which market: live or practice", "시장을 지정하세요: live 또는 practice";
    EmailMalformed "email_malformed", "this cannot be an e-mail address", "이메일 주소 형식이 아닙니다";
    NameMalformed "name_malformed", "a name has 1 to 64 characters", "이름은 1~64자입니다";
    PasswordTooShort "password_too_short", "a password has at least 10 characters", "비밀번호는 10자 이상이어야 합니다";
    PasswordTooLong "password_too_long", "a password has at most 256 bytes", "비밀번호는 256바이트 이하여야 합니다";
    PasswordTooCommon "password_too_common", "this password is easily guessed", "추측하기 쉬운 비밀번호입니다";
    ConsentsIncomplete "consents_incomplete", "all documents are consented to in the version in force", "현재 시행 중인 모든 약관에 동의해야 합니다";
    LoginRefused "login_refused", "address and password do not belong together", "이메일 또는 비밀번호가 올바르지 않습니다";
    TooManyAttempts "too_many_attempts", "too many failed attempts; wait", "로그인 실패가 너무 많습니다. 잠시 후 다시 시도하세요";
    LinkUnknown "link_unknown", "the link is unknown, has expired or was used", "알 수 없거나 만료되었거나 이미 사용된 링크입니다";
    KycUnderWay "kyc_under_way", "a document is being looked at already", "이미 심사 중인 서류가 있습니다";
    KycTooOften "kyc_too_often", "no more documents are taken from you here", "더 이상 서류를 제출할 수 없습니다";
    KycUnknown "kyc_unknown", "there is no such case", "해당 심사 건이 없습니다";
    KycDecided "kyc_decided", "the case has been decided", "이미 결정된 심사 건입니다";
    OwnCase "own_case", "nobody decides on themselves", "본인의 심사 건은 본인이 결정할 수 없습니다";
    IdentityAlreadyUsed "identity_already_used", "this identity was approved for another person", "이미 다른 회원에게 승인된 신원입니다";
    IdNumberMalformed "id_number_malformed", "the number of a document has 5 to 20 letters and digits", "문서 번호는 영문자와 숫자 5~20자입니다";
    ReasonMalformed "reason_malformed", "a reason has 1 to 500 characters", "사유는 1~500자입니다";
    CountryMalformed "country_malformed", "a country is a number of ISO 3166-1", "국가는 ISO 3166-1 숫자 코드입니다";
    DocumentMalformed "document_malformed", "the document is sent in base64", "문서는 base64로 보내야 합니다";
    DocumentTooLarge "document_too_large", "a document has at most 8 MiB", "문서는 8MiB 이하여야 합니다";
    DocumentTypeUnknown "document_type_unknown", "a document is a PNG, JPEG or PDF file", "문서는 PNG, JPEG, PDF 파일이어야 합니다";
    AssetNameMalformed "asset_name_malformed", "the name of an asset has 1 to 80 characters", "자산 이름은 1~80자입니다";
    PlaceMalformed "place_malformed", "a place has 1 to 120 characters", "소재지는 1~120자입니다";
    SummaryMalformed "summary_malformed", "a summary has 1 to 2,000 characters", "설명은 1~2,000자입니다";
    AppraisalOutOfRange "appraisal_out_of_range", "an appraisal is 1 to 10^15 won", "감정가는 1원 이상 1,000조 원 이하입니다";
    UnitsOutOfRange "units_out_of_range", "an asset has 1 to 10^12 units", "총 조각 수는 1 이상 1조 이하입니다";
    TooManyListings "too_many_listings", "an agent hands in at most 1,000 listings", "상장 신청은 1,000건까지 할 수 있습니다";
    ListingUnknown "listing_unknown", "there is no such listing", "상장 신청을 찾을 수 없습니다";
    ListingDecided "listing_decided", "the listing does not wait for this decision", "이 결정을 기다리는 상장 신청이 아닙니다";
    TooMuchEvidence "too_much_evidence", "a person hands in at most 10,000 documents of evidence", "증빙 서류는 한 사람이 10,000건까지 올릴 수 있습니다";
    EvidenceUnknown "evidence_unknown", "there is no such document of evidence", "증빙 서류를 찾을 수 없습니다";
    BankNumberUnknown "bank_number_unknown", "nobody has this number at the bank", "은행에 없는 계좌번호입니다";
    TransferIdMalformed "transfer_id_malformed", "a transfer id is 1 to 64 printable ASCII characters without spaces", "transfer_id 는 공백 없는 출력 가능한 ASCII 1~64자입니다";
    TransferIdReused "transfer_id_reused", "the bank told of another transfer under this id", "이미 다른 이체에 사용된 transfer_id 입니다";
    AmountNotPositive "transfer_not_positive", "a transfer is at least one won", "이체 금액은 1원 이상이어야 합니다";
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
    UpgradeRequired "upgrade_required", "this is a WebSocket", "웹소켓으로 연결해야 합니다";
    TooManyConnections "too_many_connections", "the server has as many streams open as it takes", "열린 스트림이 너무 많습니다. 잠시 후 다시 시도하세요";
    TooManySubscriptions "too_many_subscriptions", "the connection has as many subscriptions as it may", "연결의 구독 수가 한도를 넘습니다";
    TooManyMessages "too_many_messages", "the connection sends too many messages; wait a moment", "메시지를 너무 많이 보내고 있습니다. 잠시 후 다시 시도하세요";
    ChannelNotSubscribed "channel_not_subscribed", "there is no such subscription", "구독하지 않은 채널입니다";
    AlreadyAuthenticated "already_authenticated", "the connection is authenticated for another account", "이미 다른 계좌로 인증된 연결입니다";
    Busy "busy", "too many requests are waiting; try again in a moment", "요청이 몰려 있습니다. 잠시 후 다시 시도하세요";
    DoorClosed "door_closed", "no requests are taken at the moment", "지금은 요청을 받지 않습니다";
    NotYetAt "not_yet_at", "what was asked for is not yet readable; try again", "요청한 시점의 데이터가 아직 준비되지 않았습니다. 다시 시도하세요";
    OutcomeUnknown "outcome_unknown", "whether the request was recorded is unknown; send it again with the same key", "처리 여부를 알 수 없습니다. 같은 키로 다시 보내세요";
    FirstAnswerUnreadable "first_answer_unreadable", "the first answer under this key cannot be read", "이 키의 첫 응답을 읽을 수 없습니다";
    Failed "failed", "the server failed", "서버 오류입니다";
}
