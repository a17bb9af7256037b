// Made of crates/api/openapi.json by `npm run types`; a test compares both. Not to be edited.

export interface paths {
    "/account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The own account: cash, holdings, and what it may do. */
        get: operations["own_account"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/self-trade-prevention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Set what happens when an order would meet one of the same owner, where the order says nothing. */
        put: operations["set_self_trade_prevention"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Open an account. */
        post: operations["open_account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{account}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Any account, for staff. */
        get: operations["show_account"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{account}/grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give an account of the practice market virtual money. */
        post: operations["grant_cash"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{account}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The keys of an account. */
        get: operations["list_keys"];
        put?: never;
        /** Make a key for an account: at most 20 at once. */
        post: operations["mint_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{account}/keys/{key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke a key; it is of no use from the answer on. */
        delete: operations["revoke_key"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{account}/statement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The last 200 lines of an account's statement, for staff. */
        get: operations["show_statement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{account}/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say until when an account's holder is verified. */
        post: operations["set_verification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/assets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All assets of the live market with their offerings. */
        get: operations["list_assets"];
        put?: never;
        /** Say what an instrument is a share of. */
        post: operations["register_asset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/assets/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One asset. */
        get: operations["show_asset"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/assets/{code}/description": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is said of one asset. */
        get: operations["show_description"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/assets/{code}/document": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The appraisal of an asset. */
        get: operations["show_asset_document"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/assets/{code}/offering": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Offer an asset's units, first come first served. */
        post: operations["schedule_offering"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/assets/{code}/offering/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Call an offering off; everybody is refunded. */
        post: operations["cancel_offering"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/assets/{code}/proceeds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pay the owner from what the offering raised. */
        post: operations["release_proceeds"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/assets/{code}/subscriptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Subscribe units of an offering; their price is held until it ends. */
        post: operations["subscribe"];
        /** Give up all that the own account has subscribed of an offering. */
        delete: operations["cancel_subscription"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cancellations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel orders by account, instrument and side. */
        post: operations["cancel_orders_by_scope"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What everybody consents to at sign-up. */
        get: operations["list_consents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deposits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Announce a payment in; nothing is credited yet. */
        post: operations["request_deposit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deposits/{deposit}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The payment will not come. */
        post: operations["cancel_deposit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deposits/{deposit}/credit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The payment has arrived, in full. */
        post: operations["credit_deposit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/descriptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is said of the registered assets, the oldest first, at most 100. */
        get: operations["list_descriptions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/fills": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The last own fills, newest first. */
        get: operations["list_fills"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/history/distributions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What distributions have paid, newest first. */
        get: operations["past_distributions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/history/fills": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All own fills, newest first. */
        get: operations["past_fills"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/history/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All own orders, newest first. */
        get: operations["past_orders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/history/statement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The whole own statement, newest first. */
        get: operations["past_statement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/instruments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All instruments of both markets. */
        get: operations["list_instruments"];
        put?: never;
        /** List an instrument. */
        post: operations["list_instrument"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/instruments/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One instrument. */
        get: operations["show_instrument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/instruments/{code}/book": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The book: how much stands at each price. */
        get: operations["show_book"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/instruments/{code}/candles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Candles of one minute of UTC, newest first: those of the last 1,500 minutes in which something traded. */
        get: operations["list_candles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/instruments/{code}/delist": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End trading for ever; all open orders are cancelled. */
        post: operations["delist_instrument"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/instruments/{code}/distributions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pay the holders of this moment. The record date is the position of the answer; a job makes the payments. */
        post: operations["pay_distribution"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/instruments/{code}/distributions/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a distribution would pay now. Nothing is changed. */
        get: operations["preview_distribution"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/instruments/{code}/halt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Halt trading; open orders stay and may be cancelled. */
        post: operations["halt_instrument"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/instruments/{code}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Go on trading. */
        post: operations["resume_instrument"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/instruments/{code}/ticker": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The day of one instrument. */
        get: operations["show_ticker"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/instruments/{code}/trades": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The last trades, newest first. */
        get: operations["list_trades"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/instruments/{code}/units": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Issue units to an account, up to the registered supply. */
        post: operations["issue_units"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/kyc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The own cases, newest first. */
        get: operations["own_kyc"];
        put?: never;
        /** Hand a document in. */
        post: operations["submit_kyc"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Limits of requests, and how long keys are remembered. */
        get: operations["show_limits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/listings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The own listings, newest first, at most 100. */
        get: operations["own_listings"];
        put?: never;
        /** Hand an asset in, for the agent's own account of the live market. */
        post: operations["submit_listing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/markets/{market}/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Jobs of a market. */
        get: operations["list_jobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/markets/{market}/policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All versions of all rules of a market, with their sources. */
        get: operations["list_policies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is logged in. */
        get: operations["show_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Own orders, newest first. */
        get: operations["list_orders"];
        put?: never;
        /**
         * Place an order.
         * @description It needs an `Idempotency-Key` or a `client_order_id`; sent again with the same, it gets the first answer again.
         */
        post: operations["place_order"];
        /** Cancel all own open orders, or those of an instrument or side. */
        delete: operations["cancel_own_orders"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Place up to 1,000 orders.
         * @description The batch's `Idempotency-Key` covers all of them: the order at place n, counted from 0, has the key `key#n`. Without it, each needs a
         *     `client_order_id`.
         */
        post: operations["place_orders"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/{order}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One own order: open, or among the last that ended. It is shown as of its placing or later. */
        get: operations["show_order"];
        put?: never;
        post?: never;
        /** Cancel an order. */
        delete: operations["cancel_order"];
        options?: never;
        head?: never;
        /** Amend an order: it keeps its id, and its place in the queue only where nothing but a lower quantity is asked. */
        patch: operations["amend_order"];
        trace?: never;
    };
    "/payments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Own payments under way. */
        get: operations["own_payments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add a version to a policy. */
        post: operations["set_policy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/proposals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Proposals of a market. */
        get: operations["list_proposals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/proposals/{proposal}/approval": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Approve what another proposed; it is done at once, or refused for its own reason and stays open. */
        post: operations["approve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/proposals/{proposal}/rejection": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Turn down what another proposed, or take back what oneself did. */
        post: operations["reject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Log out: the session is of no use from the answer on. */
        delete: operations["log_out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The own sessions. */
        get: operations["list_sessions"];
        put?: never;
        /** Log in: the answer sets the cookie of the session. */
        post: operations["log_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/{session}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End one of the own sessions. */
        delete: operations["end_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sign-up/agent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign up as an agent of issuers.
         * @description The answer is the same for an address that is registered already; nothing changes then.
         */
        post: operations["sign_up_agent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sign-up/investor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign up as an investor.
         * @description The answer is the same for an address that is registered already; nothing changes then.
         */
        post: operations["sign_up_investor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sign-up/staff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign up as staff, by an invitation. */
        post: operations["sign_up_staff"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/staff/evidence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hand a document in, to be named by a release of proceeds. */
        post: operations["keep_evidence"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/staff/evidence/{evidence}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A document that was handed in as evidence. */
        get: operations["show_evidence"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/staff/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Invite somebody to a role of staff. */
        post: operations["invite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/staff/kyc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Cases that wait for a decision. */
        get: operations["list_kyc"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/staff/kyc/{case}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One case. */
        get: operations["show_kyc"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/staff/kyc/{case}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Decide a case of somebody else. An approval opens the person's accounts, or renews their verification for 365 days. */
        post: operations["decide_kyc"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/staff/kyc/{case}/document": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The document of a case. */
        get: operations["show_document"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/staff/listings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Listings of a state, the oldest first, at most 100. */
        get: operations["list_listings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/staff/listings/{listing}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One listing. */
        get: operations["show_listing"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/staff/listings/{listing}/confirmation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Decide on a listing as the second of two. An approval lists its instrument, halted, and registers the asset. */
        post: operations["confirm_listing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/staff/listings/{listing}/document": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The document of a listing. */
        get: operations["show_listing_document"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/staff/listings/{listing}/review": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Decide on a listing as the first of two. */
        post: operations["review_listing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/staff/reconciliation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Ledger, chain and bank compared. */
        get: operations["show_reconciliation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/staff/settlements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was settled on the chain. */
        get: operations["list_settlements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/statement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The last 200 lines of the own statement, newest first. */
        get: operations["own_statement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/subscriptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Own subscriptions under way. */
        get: operations["own_subscriptions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tickers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All tickers of both markets. */
        get: operations["list_tickers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/virtual-bank/account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The number that the person pays in to. */
        get: operations["bank_account"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/virtual-bank/transfers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A transfer has been paid in. Told again, it changes nothing and says how far it has come. */
        post: operations["receive_transfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/withdrawals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for a payment out: the amount is held until it is made or cancelled. */
        post: operations["request_withdrawal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/withdrawals/{withdrawal}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The payment out will not be made; the amount is available again. */
        post: operations["cancel_withdrawal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/withdrawals/{withdrawal}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The payment out has been made. */
        post: operations["complete_withdrawal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description An account with what it has. */
        Account: {
            account: string;
            cash: components["schemas"]["Cash"];
            /** @description Instruments of which the account holds units. */
            holdings: components["schemas"]["Holding"][];
            house_role?: components["schemas"]["HouseRole"] | null;
            /** @description A simulated trader of the demo. */
            is_simulated: boolean;
            kind: components["schemas"]["AccountKind"];
            market: components["schemas"]["Market"];
            open_orders: number;
            own_instrument?: string | null;
            owner: string;
            position: string;
            self_trade_prevention: components["schemas"]["SelfTradePrevention"];
            verification?: components["schemas"]["Verification"] | null;
        };
        /** @enum {string} */
        AccountKind: "investor" | "simulated" | "company" | "house";
        /** @enum {string} */
        Aggressor: "buy" | "sell" | "auction";
        /** @description What to change; at least one of both. */
        AmendOrder: {
            price?: string | null;
            /** @description The new total, what has traded included. */
            quantity?: string | null;
        };
        Amount: {
            /** @description Won. */
            amount: string;
        };
        AnswerFill: {
            fee: string;
            price: string;
            quantity: string;
            tax: string;
            trade_id: string;
            /** @description Won. */
            value: string;
        };
        /** @description A key, without what it is. */
        ApiKey: {
            account: string;
            /** Format: date-time */
            created_at: string;
            key_id: string;
        };
        /** @description An asset with its offering. */
        Asset: {
            appraisal: string;
            class: components["schemas"]["AssetClass"];
            instrument: string;
            /** @description Units that exist. */
            issued_units: string;
            offered_units: string;
            offering?: components["schemas"]["Offering"] | null;
            /** Format: date-time */
            registered_at: string;
            /** Format: int32 */
            share_bps: number;
            total_units: string;
            unit_price: string;
        };
        AssetAnswer: {
            asset: components["schemas"]["Asset"];
            position: string;
        };
        /** @enum {string} */
        AssetClass: "real_estate" | "intellectual_property" | "start_up" | "company";
        AssetList: {
            /** @description The newest first. */
            assets: components["schemas"]["Asset"][];
            next?: string | null;
            position: string;
        };
        AssetTotal: {
            /** @description `KRW`, or the code of an instrument. */
            asset: string;
            /** @description The token's address. */
            contract: string;
            /** @description What all accounts hold together, by the journal. */
            held: string;
            /** Format: int64 */
            holders: number;
            /** @description What all wallets hold together. */
            in_wallets: string;
            /** @description Units issued, or won paid in less won paid out, by the journal. */
            issued: string;
            /** @description As the exchange itself has it. */
            ledger?: string | null;
            /** @description The token's total supply. */
            supply: string;
        };
        BankAccount: {
            /** @description Such as `790-000010001-42`: what is paid in here is credited to the own account of the live market. */
            account_number: string;
        };
        /** @description The bank's statement, in won. */
        BankComparison: {
            /** @description What the ledger has beyond that: deposits less withdrawals that staff confirmed without the bank. */
            by_staff: string;
            /** @description Paid in and credited, less paid out: by transfers at the bank. */
            by_transfers: string;
            /** @description Paid in and not credited: announced to the market just now, or refused by it. */
            not_credited: string;
            paid_in: string;
            paid_out: string;
        };
        BankTransfer: {
            account_number: string;
            /** @description Won. */
            amount: string;
            /** @description What the bank calls it: 1 to 64 printable ASCII characters without spaces, unique for ever. */
            transfer_id: string;
        };
        /** @description What became of one order of a batch: an order or a problem. */
        BatchResult: {
            order?: components["schemas"]["OrderAnswer"] | null;
            problem?: components["schemas"]["Problem"] | null;
            /** @description True if this is the first answer again. */
            replayed?: boolean;
            /**
             * Format: int32
             * @description The status it would have had alone.
             */
            status: number;
        };
        Book: {
            /** @description Best first. */
            asks: components["schemas"]["Level"][];
            /** @description Best first. */
            bids: components["schemas"]["Level"][];
            code: string;
            indication?: components["schemas"]["Indication"] | null;
            position: string;
            state: components["schemas"]["InstrumentState"];
            total_ask_quantity: string;
            total_bid_quantity: string;
        };
        CancelAllAnswer: {
            /** Format: date-time */
            at: string;
            /**
             * Format: int64
             * @description Orders cancelled by now.
             */
            cancelled: number;
            /** @description The job that cancels the rest, when there are more than one command may touch. */
            job?: string | null;
            position: string;
        };
        CancelAnswer: {
            /** Format: date-time */
            at: string;
            cancel_reason: components["schemas"]["CancelReason"];
            order_id: string;
            position: string;
            /** @description Won available again. */
            released: string;
            /** @description What had not traded: a quantity, or won for a buy by amount. */
            remaining?: string | null;
            state: components["schemas"]["OrderState"];
        };
        /** @description Whose orders staff cancels: at least one of account and instrument. */
        CancelOrders: {
            account?: string | null;
            instrument?: string | null;
            market: components["schemas"]["Market"];
            side?: components["schemas"]["Side"] | null;
        };
        /** @enum {string} */
        CancelReason: "by_owner" | "by_staff" | "immediate" | "not_filled_whole" | "self_trade" | "day_ended" | "outside_band" | "dust" | "amount_spent" | "delisted" | "not_accepted" | "interrupted";
        Candle: {
            close: string;
            high: string;
            low: string;
            open: string;
            /** Format: date-time */
            start: string;
            /** Format: int32 */
            trades: number;
            value: string;
            volume: string;
        };
        CandleList: {
            /** @description Newest first. A minute without a trade has none. */
            candles: components["schemas"]["Candle"][];
            code: string;
            position: string;
        };
        CaseList: {
            cases: components["schemas"]["KycCase"][];
        };
        CaseQueue: {
            /** @description The oldest first, at most 100. */
            cases: components["schemas"]["KycCase"][];
            /** @description `after` of the next page; absent at the end. */
            next?: string | null;
        };
        /** @description Won. */
        Cash: {
            available: string;
            /** @description By open orders and withdrawals under way. */
            held: string;
            total: string;
        };
        /** @enum {string} */
        Collection: "withheld" | "report_only";
        /** @description Journal, exchange and chain, all as of one record. */
        Comparison: {
            /** @description Won first. */
            assets: components["schemas"]["AssetTotal"][];
            /**
             * Format: int64
             * @description Figures that were compared with the journal's.
             */
            compared: number;
            /** @description Empty where all is as it should be; at most 1,000. */
            differences: components["schemas"]["Difference"][];
            position: string;
        };
        ConfirmListing: {
            decision: components["schemas"]["Decision"];
            /** @description 1 to 500 characters; the agent reads it. */
            reason: string;
        };
        Consent: {
            document: components["schemas"]["ConsentDocument"];
            /** Format: int64 */
            version: number;
        };
        /** @enum {string} */
        ConsentDocument: "terms" | "privacy" | "risk";
        ConsentList: {
            documents: components["schemas"]["ConsentRow"][];
        };
        ConsentRow: {
            document: components["schemas"]["ConsentDocument"];
            /**
             * Format: int64
             * @description In force now.
             */
            version: number;
        };
        DecideKyc: {
            decision: components["schemas"]["Decision"];
            /** @description 1 to 500 characters; the person reads it. */
            reason: string;
        };
        /** @enum {string} */
        Decision: "approve" | "reject";
        /** @description What everybody reads of an asset. */
        Description: {
            class: components["schemas"]["AssetClass"];
            instrument: string;
            name: string;
            place: string;
            summary: string;
        };
        DescriptionList: {
            descriptions: components["schemas"]["Description"][];
            /** @description `after` of the next page; absent at the end. */
            next?: string | null;
        };
        /** @description Something that is not as the journal has it. */
        Difference: {
            account?: string | null;
            asset?: string | null;
            found: string;
            journal: string;
            side: components["schemas"]["DifferenceSide"];
        };
        /**
         * @description Whose figure differs.
         * @enum {string}
         */
        DifferenceSide: "sum" | "ledger" | "holder" | "supply" | "identity";
        Distribution: {
            /** Format: int64 */
            holders_paid: number;
            /** @description To the owner of an asset, for its units that were never issued. */
            owners_part: string;
            /** @description Before tax. */
            paid: string;
            payer: string;
            per_unit: string;
            total: string;
        };
        DistributionAnswer: {
            /** Format: date-time */
            at: string;
            /** @description The job that pays the holders. */
            job: string;
            /** @description Won a whole unit, rounded down. */
            per_unit: string;
            position: string;
        };
        /** @description A distribution as it would be if it were decided at this position. */
        DistributionPreview: {
            /** @description To all holders together, before tax. */
            gross: string;
            /** Format: int64 */
            holders: number;
            income_tax: string;
            local_tax: string;
            /** @description To all holders together, after tax. */
            net: string;
            /** @description The account of an asset's owner, who pays what the asset earns; absent if the instrument is no share of an asset. */
            owner?: string | null;
            /** @description To the owner, for an asset's units that were never issued. */
            owners_part: string;
            /** @description Won a whole unit, rounded down: over all units of an asset, otherwise over those issued. */
            per_unit: string;
            position: string;
            /** @description What rounding leaves, for the house's account of remainders. */
            remainder: string;
            total: string;
        };
        /** @enum {string} */
        DocumentKind: "resident_card" | "driver_licence" | "passport" | "business_registration";
        Evidence: {
            /** @description BLAKE3 of the document: 64 hexadecimal digits, as a release of proceeds names it. */
            evidence: string;
            media_type: string;
        };
        Fees: {
            /** Format: int32 */
            maker_bps: number;
            /** Format: int32 */
            taker_bps: number;
        };
        /** @description One side of a trade. */
        Fill: {
            /** @description Which side came later. */
            aggressor: components["schemas"]["Aggressor"];
            /** Format: date-time */
            at: string;
            fee: string;
            instrument: string;
            order_id: string;
            price: string;
            quantity: string;
            side: components["schemas"]["Side"];
            tax: string;
            trade_id: string;
            value: string;
        };
        FillPage: {
            /** @description Newest first. */
            fills: components["schemas"]["Fill"][];
            next?: string | null;
            /** @description True if there were fills that are no longer shown here. */
            older_exist: boolean;
            position: string;
        };
        Holding: {
            available: string;
            /** @description What the units have cost, fees included, in won; moving average. */
            cost: string;
            /** @description By open orders. */
            held: string;
            instrument: string;
            total: string;
        };
        /** @enum {string} */
        HouseRole: "fees" | "tax" | "remainder" | "unclaimed" | "bank_clearing" | "grant" | "distribution_escrow" | "offering_escrow" | "reserved";
        /** @description The price at which an auction under way would clear now. */
        Indication: {
            price: string;
            quantity: string;
            /** @description What would be left at the price: positive on the buying side. */
            surplus: string;
        };
        Instrument: {
            circle: components["schemas"]["TradingCircle"];
            code: string;
            fees?: components["schemas"]["Fees"] | null;
            issued: string;
            /** @description Quantities are multiples of it. */
            lot: string;
            market: components["schemas"]["Market"];
            max_order_quantity: string;
            /**
             * Format: date-time
             * @description When the phase of the calendar changes next.
             */
            phase_until?: string | null;
            /**
             * Format: int32
             * @description Prices lie this far from the previous close at most.
             */
            price_band_bps?: number | null;
            /** Format: int32 */
            price_decimals: number;
            /** Format: int32 */
            quantity_decimals: number;
            /** @description Why it is halted or delisted. */
            reason?: string | null;
            registered_supply: string;
            state: components["schemas"]["InstrumentState"];
            /** @description From each price on, prices are multiples of the tick; rising. */
            ticks: components["schemas"]["TickStep"][];
            /**
             * Format: int32
             * @description Matching stops before a price this far from the reference.
             */
            volatility_trigger_bps?: number | null;
        };
        InstrumentList: {
            /** @description Of both markets, in the order of listing. */
            instruments: components["schemas"]["Instrument"][];
        };
        /** @enum {string} */
        InstrumentState: "pre_open" | "opening_auction" | "continuous" | "volatility_interruption" | "closing_auction" | "uncrossing" | "closed" | "halted" | "delisted";
        /** @enum {string} */
        InvestorClass: "general" | "qualified" | "professional";
        Invitation: {
            role: components["schemas"]["StaffRole"];
            /** @description For `/sign-up/staff`; shown this once, good for seven days and one person. */
            token: string;
        };
        Invite: {
            role: components["schemas"]["StaffRole"];
        };
        IssueUnits: {
            account: string;
            /** @description What the holder paid for them, in won. */
            cost: string;
            quantity: string;
        };
        Job: {
            account?: string | null;
            distribution?: components["schemas"]["Distribution"] | null;
            /**
             * Format: date-time
             * @description Left out while it is under way.
             */
            ended_at?: string | null;
            instrument?: string | null;
            job: string;
            kind: components["schemas"]["JobKind"];
            side?: components["schemas"]["Side"] | null;
            /** Format: date-time */
            started_at: string;
        };
        /** @enum {string} */
        JobKind: "uncross" | "cancel_orders" | "end_day" | "leave_band" | "delist" | "distribute" | "close_offering";
        JobList: {
            /** @description Under way, then the last that ended. */
            jobs: components["schemas"]["Job"][];
            position: string;
        };
        KeepEvidence: {
            /** @description A PNG, JPEG or PDF file of at most 8 MiB, in base64. */
            document: string;
        };
        KeyList: {
            keys: components["schemas"]["ApiKey"][];
        };
        /** @description How long an `Idempotency-Key` or client order id is remembered. Sent again within the window, it gets the first answer again. */
        KeyWindow: {
            /**
             * Format: date-time
             * @description Every key used since then is remembered.
             */
            remembered_since?: string | null;
            /**
             * Format: int32
             * @description Keys in the generation that is being filled. When it is full, or its day is over, the one before is forgotten.
             */
            used: number;
            /** Format: int32 */
            used_max: number;
            /**
             * Format: int64
             * @description Seconds that a key used now is remembered at least: a day, and less while so many keys are used that the memory fills up before. Absent
             *     before the market is founded.
             */
            window_s?: number | null;
        };
        KycCase: {
            case: string;
            /**
             * Format: int32
             * @description ISO 3166-1 numeric.
             */
            country: number;
            /** Format: date-time */
            decided_at?: string | null;
            decided_by?: string | null;
            document_kind: components["schemas"]["DocumentKind"];
            id_number_masked: string;
            media_type: string;
            name: string;
            person: string;
            reason?: string | null;
            state: components["schemas"]["KycState"];
            /** Format: date-time */
            submitted_at: string;
            /** Format: date */
            verified_until?: string | null;
        };
        /** @enum {string} */
        KycState: "none" | "submitted" | "approved" | "rejected";
        Level: {
            /** Format: int32 */
            orders: number;
            price: string;
            quantity: string;
        };
        Limits: {
            markets: components["schemas"]["MarketLimits"][];
            orders: components["schemas"]["OrderLimits"];
            page_default: number;
            /** @description Items of a page at most, and where none are asked for. */
            page_max: number;
            streams: components["schemas"]["StreamLimits"];
        };
        ListInstrument: {
            circle: components["schemas"]["TradingCircle"];
            /** @description QUOTE-BASE in capital letters and digits, unique over both markets. */
            code: string;
            lot: string;
            market: components["schemas"]["Market"];
            max_order_quantity: string;
            /** Format: int32 */
            price_decimals: number;
            /** Format: int32 */
            quantity_decimals: number;
            /** @description Stands for the previous close until there is one. */
            reference_price: string;
            registered_supply: string;
            rules: components["schemas"]["Rules"];
        };
        Listing: {
            agent: components["schemas"]["StaffPerson"];
            appraisal: string;
            class: components["schemas"]["AssetClass"];
            /** @description The instrument's, from the review on. */
            code?: string | null;
            /** Format: date-time */
            confirmed_at?: string | null;
            confirmed_by?: components["schemas"]["StaffPerson"] | null;
            listing: string;
            media_type: string;
            name: string;
            /** @description floor(total units × share). */
            offered_units: string;
            /** @description Gets the proceeds. */
            owner: string;
            place: string;
            /** @description Of the last decision. */
            reason?: string | null;
            /** @description Why the market refused it: the code of a problem. */
            refusal?: string | null;
            /** Format: date-time */
            reviewed_at?: string | null;
            reviewed_by?: components["schemas"]["StaffPerson"] | null;
            /** Format: int32 */
            share_bps: number;
            state: components["schemas"]["ListingState"];
            /** Format: date-time */
            submitted_at: string;
            summary: string;
            total_units: string;
            /** @description floor(appraisal ÷ total units), in won. */
            unit_price: string;
        };
        ListingList: {
            listings: components["schemas"]["Listing"][];
            /** @description `after` of the next page; absent at the end. */
            next?: string | null;
        };
        /** @enum {string} */
        ListingState: "submitted" | "reviewed" | "confirmed" | "registered" | "rejected" | "refused";
        LogIn: {
            email: string;
            password: string;
        };
        LoggedIn: {
            /** Format: date-time */
            expires_at: string;
            person: string;
            role: components["schemas"]["Role"];
        };
        /** @enum {string} */
        Market: "live" | "practice";
        MarketLimits: {
            idempotency_keys: components["schemas"]["KeyWindow"];
            market: components["schemas"]["Market"];
            position: string;
        };
        Me: {
            /** @description One of each market. */
            accounts: components["schemas"]["OwnAccount"][];
            email: string;
            kyc_state: components["schemas"]["KycState"];
            name: string;
            person: string;
            role: components["schemas"]["Role"];
            /**
             * Format: date
             * @description The last day of the approval.
             */
            verified_until?: string | null;
        };
        MintedKey: {
            account: string;
            /** Format: date-time */
            created_at: string;
            /** @description Shown this once. */
            key: string;
            key_id: string;
        };
        Offering: {
            /** Format: date-time */
            closed_at?: string | null;
            /** Format: date-time */
            closes_at: string;
            /** @description The most units of one person. */
            maximum: string;
            /** @description The fewest units of one subscription. */
            minimum: string;
            /** Format: date-time */
            opens_at: string;
            outcome?: components["schemas"]["OfferingOutcome"] | null;
            raised: string;
            released: string;
            /**
             * Format: int64
             * @description Accounts that were allotted or refunded.
             */
            settled: number;
            state: components["schemas"]["OfferingState"];
            subscribed: string;
            /** @description Accounts that have subscribed and are not settled yet. */
            subscribers: number;
            /** @description With fewer units subscribed at the close everybody is refunded. */
            target: string;
        };
        OfferingCancelled: {
            /** Format: date-time */
            at: string;
            /** @description The job that refunds everybody. */
            job: string;
            position: string;
        };
        /** @enum {string} */
        OfferingOutcome: "funded" | "missed" | "cancelled";
        /**
         * @description Where an offering stands.
         * @enum {string}
         */
        OfferingState: "before" | "open" | "closing" | "closed";
        OneOrder: {
            order: components["schemas"]["Order"];
            position: string;
        };
        OpenAccount: {
            /** @description Not `house`; `simulated` in a demo only. */
            kind: components["schemas"]["AccountKind"];
            market: components["schemas"]["Market"];
            /** @description For a company: the only instrument it may trade. */
            own_instrument?: string | null;
            /** @description The person or company, a number from 1 to 2^63 − 1, the same in both markets. */
            owner: string;
        };
        OpenedAccount: {
            account: string;
            /** Format: date-time */
            at: string;
            position: string;
        };
        /** @description An order as it stands. */
        Order: {
            /** @description Won, of a buy by amount. */
            amount?: string | null;
            cancel_reason?: components["schemas"]["CancelReason"] | null;
            /** Format: date-time */
            changed_at: string;
            client_order_id?: string | null;
            fee: string;
            filled_quantity: string;
            /** @description What the traded quantity was worth, in won. */
            filled_value: string;
            /** @description Won held for a buy. */
            held: string;
            instrument: string;
            kind: components["schemas"]["OrderKind"];
            order_id: string;
            /** Format: date-time */
            placed_at: string;
            /** @description The limit it trades to. */
            price: string;
            quantity?: string | null;
            /** @description What has not traded: a quantity, or won for a buy by amount. */
            remaining: string;
            self_trade_prevention: components["schemas"]["SelfTradePrevention"];
            side: components["schemas"]["Side"];
            state: components["schemas"]["OrderState"];
            stop_price?: string | null;
            tax: string;
            time_in_force: components["schemas"]["TimeInForce"];
            /** @description `next_session`, or the time from which a reserved order is valid. */
            until?: string | null;
        };
        /** @description An order as its command left it. A later command may have changed it since. */
        OrderAnswer: {
            /** Format: date-time */
            at: string;
            cancel_reason?: components["schemas"]["CancelReason"] | null;
            client_order_id?: string | null;
            /** @description What has traded in all. */
            filled_quantity: string;
            /** @description The trades of this command, in their order; at most 2,000, later ones stand among the account's fills. */
            fills?: components["schemas"]["AnswerFill"][];
            instrument: string;
            order_id: string;
            position: string;
            /** @description The limit it trades to: for a market order the edge of the band. */
            price: string;
            /** @description What has not: a quantity, or won for a buy by amount. */
            remaining: string;
            state: components["schemas"]["OrderState"];
        };
        /**
         * @description What kind an order is of.
         * @enum {string}
         */
        OrderKind: "limit" | "market" | "best" | "stop_limit" | "reserved";
        /** @description Of each account. */
        OrderLimits: {
            /** @description Orders of a batch. */
            batch_max: number;
            /**
             * Format: int32
             * @description Orders at once.
             */
            burst: number;
            /**
             * Format: int32
             * @description Orders a second in the long run.
             */
            per_s: number;
        };
        OrderPage: {
            next?: string | null;
            /** @description True if there were ended orders that are no longer shown here. */
            older_exist: boolean;
            /** @description Newest first. */
            orders: components["schemas"]["Order"][];
            position: string;
        };
        /**
         * @description Where an order stands.
         * @enum {string}
         */
        OrderState: "waiting" | "open" | "filled" | "cancelled";
        OwnAccount: {
            /** @description Absent until it is opened, which an approval asks for. */
            account?: string | null;
            market: components["schemas"]["Market"];
            /** @description The code of the refusal, if the market has refused what the account needs. */
            refused?: string | null;
        };
        /** @description What the own account has subscribed and has not been allotted or refunded. */
        OwnSubscription: {
            /** @description Won held for it. */
            amount: string;
            instrument: string;
            quantity: string;
            /** @description Of the offering. */
            state: components["schemas"]["OfferingState"];
            /** Format: date-time */
            subscribed_at: string;
        };
        /** @description What a distribution paid. */
        PastDistribution: {
            /** Format: date-time */
            at: string;
            gross: string;
            income_tax: string;
            instrument: string;
            job: string;
            local_tax: string;
            per_unit: string;
            /** @description Held at the record date. */
            units: string;
        };
        PastDistributionPage: {
            /** @description Newest first. */
            distributions: components["schemas"]["PastDistribution"][];
            next?: string | null;
            /** @description The answer is as of it or later. */
            position: string;
        };
        /** @description One side of a trade. */
        PastFill: {
            aggressor: components["schemas"]["Aggressor"];
            /** Format: date-time */
            at: string;
            fee: string;
            instrument: string;
            order_id: string;
            price: string;
            quantity: string;
            side: components["schemas"]["Side"];
            tax: string;
            trade_id: string;
            value: string;
        };
        PastFillPage: {
            /** @description Newest first. */
            fills: components["schemas"]["PastFill"][];
            next?: string | null;
            /** @description The answer is as of it or later. */
            position: string;
        };
        /** @description An order as it stands or ended. */
        PastOrder: {
            /** @description Won, of a buy by amount. */
            amount?: string | null;
            cancel_reason?: components["schemas"]["CancelReason"] | null;
            /** Format: date-time */
            changed_at: string;
            client_order_id?: string | null;
            fee: string;
            filled_quantity: string;
            filled_value: string;
            instrument: string;
            kind: components["schemas"]["OrderKind"];
            order_id: string;
            /** Format: date-time */
            placed_at: string;
            /** @description The limit it traded to. */
            price: string;
            quantity?: string | null;
            side: components["schemas"]["Side"];
            /** @description `open` (waiting ones as well), `filled` or `cancelled`. */
            state: components["schemas"]["OrderState"];
            tax: string;
            time_in_force: components["schemas"]["TimeInForce"];
        };
        PastOrderPage: {
            next?: string | null;
            /** @description Newest first. */
            orders: components["schemas"]["PastOrder"][];
            /** @description The answer is as of it or later. */
            position: string;
        };
        PastStatementLine: {
            /** @description Negative when it left; fee and tax are taken off already. */
            amount: string;
            /** @description `KRW`, or the code of an instrument. */
            asset: string;
            /** Format: date-time */
            at: string;
            /** @description Available and held together. */
            balance_after: string;
            cause: components["schemas"]["StatementCause"];
            fee: string;
            position: string;
            /** @description The trade, deposit, withdrawal or job. */
            reference: string;
            tax: string;
        };
        PastStatementPage: {
            /** @description Newest first. */
            lines: components["schemas"]["PastStatementLine"][];
            next?: string | null;
            /** @description The answer is as of it or later. */
            position: string;
        };
        PayDistribution: {
            payer: string;
            /** @description Won for all holders together. */
            total: string;
        };
        /** @description A payment under way. */
        Payment: {
            account: string;
            amount: string;
            /** Format: date-time */
            at: string;
            /** @description Such as `live-123`. */
            id: string;
            position: string;
        };
        PaymentUnderWay: {
            amount: string;
            id: string;
            /** Format: date-time */
            requested_at: string;
        };
        PaymentsUnderWay: {
            deposits: components["schemas"]["PaymentUnderWay"][];
            position: string;
            withdrawals: components["schemas"]["PaymentUnderWay"][];
        };
        /** @enum {string} */
        Phase: "pre_open" | "opening_auction" | "continuous" | "closing_auction" | "closed";
        /** @description An order. Prices and quantities are decimal strings with at most the instrument's decimals. */
        PlaceOrder: {
            /** @description Won to buy for, the fee on top; market and best buys only. */
            amount?: string | null;
            /** @description The client's own name for it: 1 to 64 printable ASCII characters without spaces. */
            client_order_id?: string | null;
            /** @description Such as `KRW-JG0127`. */
            instrument: string;
            kind: components["schemas"]["OrderKind"];
            /** @description Of limit, stop-limit and reserved orders. */
            price?: string | null;
            /** @description This or `amount`. */
            quantity?: string | null;
            self_trade_prevention?: components["schemas"]["SelfTradePrevention"] | null;
            side: components["schemas"]["Side"];
            /** @description Of stop-limit orders. */
            stop_price?: string | null;
            time_in_force?: components["schemas"]["TimeInForce"] | null;
            /** @description Of reserved orders: `next_session`, or a time in RFC 3339. */
            until?: string | null;
        };
        PlaceOrdersAnswer: {
            /** @description In the order of the request. */
            results: components["schemas"]["BatchResult"][];
        };
        PlaceOrdersBody: {
            /** @description 1 to 1,000. */
            orders: components["schemas"]["PlaceOrder"][];
        };
        Policy: {
            body: components["schemas"]["Rule"];
            is_in_force: boolean;
            policy: string;
            source: string;
            /** Format: date-time */
            valid_from: string;
            version: string;
        };
        PolicyAnswer: {
            /** Format: date-time */
            at: string;
            position: string;
            version: string;
        };
        PolicyList: {
            /** @description In the order they were added. */
            policies: components["schemas"]["Policy"][];
            position: string;
        };
        /** @description The body of every answer that is not a success. */
        Problem: {
            /** @description Stable: what programs decide by. */
            code: string;
            /** @description For people, in Korean or English by `Accept-Language`. */
            detail: string;
            /** @description The field of the request that is refused. */
            field?: string | null;
            request_id: string;
            /** @description Version of the dated rule that refuses. */
            rule_version?: string | null;
            /** Format: int32 */
            status: number;
            /** @description The rule in English. */
            title: string;
            /** @description `urn:jogak:problem:` and the code. */
            type: string;
        };
        Proposal: {
            action: components["schemas"]["StaffAction"];
            decision?: components["schemas"]["ProposalDecision"] | null;
            proposal: string;
            /** Format: date-time */
            proposed_at: string;
            proposed_by: components["schemas"]["StaffPerson"];
        };
        ProposalDecision: {
            /** Format: date-time */
            at: string;
            by: components["schemas"]["StaffPerson"];
            is_approved: boolean;
            /** @description Why it was turned down. */
            reason?: string | null;
        };
        ProposalList: {
            /** @description The last that were decided, the newest first. */
            decided: components["schemas"]["Proposal"][];
            /** @description Those that wait, the oldest first. */
            open: components["schemas"]["Proposal"][];
            position: string;
        };
        /** @description The answer to a person of staff: a second one has to approve it. */
        Proposed: {
            /** Format: date-time */
            at: string;
            position: string;
            proposal: string;
        };
        RangeList: {
            next?: string | null;
            /** @description Newest first. */
            ranges: components["schemas"]["SettledRange"][];
        };
        ReasonBody: {
            /** @description For people: 1 to 256 bytes. */
            reason: string;
        };
        /** @description The answer of a command that has nothing to say but where it stands. */
        Receipt: {
            /** Format: date-time */
            at: string;
            /** @description `market.shard:seq`; reads take it as `at_least`. */
            position: string;
        };
        /** @description How ledger, chain and bank compare. */
        Reconciliation: {
            bank: components["schemas"]["BankComparison"];
            comparison?: components["schemas"]["Comparison"] | null;
            /** @description False where the server was started without a chain: nothing below is compared with one then. */
            is_settling: boolean;
            /** @description Why settlement does not get on; absent while it does. */
            problem?: string | null;
            /**
             * Format: int64
             * @description Actions that are not on the chain yet.
             */
            waiting: number;
        };
        RegisterAsset: {
            /** @description Won, of the whole asset. */
            appraisal: string;
            class: components["schemas"]["AssetClass"];
            /** @description Listed and halted, with the offered units as its supply and the price a unit as its reference price. */
            instrument: string;
            /** @description The account that gets proceeds, and what distributions pay to the units that are not issued. */
            owner: string;
            /**
             * Format: int32
             * @description The part that is offered, in basis points; of real estate less than 4,900.
             */
            share_bps: number;
            /** @description The whole asset in units, tokenised or not. */
            total_units: string;
        };
        RegisteredAsset: {
            /** Format: date-time */
            at: string;
            instrument: string;
            /** @description floor(total units × share). */
            offered_units: string;
            position: string;
            /** @description floor(appraisal ÷ total units), in won. */
            unit_price: string;
        };
        ReleaseProceeds: {
            /** @description Won. */
            amount: string;
            /** @description BLAKE3 of the document that shows what it is for: 64 hexadecimal digits. */
            evidence: string;
        };
        RequestDeposit: {
            account: string;
            /** @description Won. */
            amount: string;
            /** @description What the payment is called outside: 1 to 64 printable ASCII characters, unique for ever. */
            external_id: string;
        };
        ReviewListing: {
            /** @description Of the instrument, such as `KRW-JG0127`; with an approval. */
            code?: string | null;
            decision: components["schemas"]["Decision"];
            /** @description 1 to 500 characters; the agent reads it. */
            reason: string;
        };
        /** @enum {string} */
        Role: "investor" | "agent" | "reviewer" | "treasurer" | "market_operator" | "auditor" | "administrator";
        /** @description One version of a rule. */
        Rule: {
            /** @enum {string} */
            kind: "tick_table";
            /** Format: int32 */
            price_decimals: number;
            /** @description In rising order, the first from 0. */
            steps: components["schemas"]["RuleTickStep"][];
        } | {
            /** @enum {string} */
            kind: "fees";
            /** Format: int32 */
            maker_bps: number;
            /** Format: int32 */
            taker_bps: number;
        } | {
            collection: components["schemas"]["Collection"];
            /** Format: int32 */
            income_bps: number;
            /** @enum {string} */
            kind: "withholding";
            /** Format: int32 */
            local_bps: number;
            /** @description Won. */
            not_below: string;
            /** @description Won. */
            round_down_to: string;
        } | {
            /** @enum {string} */
            kind: "price_band";
            /** Format: int32 */
            limit_bps: number;
        } | {
            /** Format: int32 */
            auction_s: number;
            /** @enum {string} */
            kind: "volatility";
            /** Format: int32 */
            trigger_bps: number;
        } | {
            /**
             * Format: int32
             * @description A trading day begins at this second of the local day.
             */
            day_starts_s: number;
            /** @description Days such as `2026-12-25`, rising. */
            holidays: string[];
            /** @enum {string} */
            kind: "calendar";
            /** @description In rising order of `second`. */
            phases: components["schemas"]["RulePhase"][];
            /** @description Rising. */
            shifted_days: components["schemas"]["RuleShiftedDay"][];
            /**
             * Format: int32
             * @description Local time minus UTC: 32,400 for Korea.
             */
            utc_offset_s: number;
            /**
             * Format: int32
             * @description Bit 0 for Monday to bit 6 for Sunday.
             */
            weekdays: number;
        };
        RulePhase: {
            phase: components["schemas"]["Phase"];
            /**
             * Format: int32
             * @description Of the local day, 0 to 86,399.
             */
            second: number;
        };
        RuleShiftedDay: {
            /** Format: int32 */
            by_s: number;
            day: string;
        };
        RuleTickStep: {
            from: string;
            tick: string;
        };
        /** @description The policies it trades under, by number. */
        Rules: {
            calendar: string;
            fees: string;
            price_band?: string | null;
            tick_table: string;
            volatility?: string | null;
            withholding?: string | null;
        };
        ScheduleOffering: {
            /** @description Until before here, within 365 days. */
            closes_at: string;
            /** @description The most units of one person. */
            maximum: string;
            /** @description The fewest units of one subscription. */
            minimum: string;
            /** @description Subscriptions are taken from here on; not in the past. */
            opens_at: string;
            /** @description With fewer units subscribed at the close everybody is refunded. */
            target: string;
        };
        /** @enum {string} */
        SelfTradePrevention: "cancel_newest" | "cancel_oldest" | "decrement";
        Session: {
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string;
            /** @description The one that asks. */
            is_this: boolean;
            /** Format: date-time */
            seen_at: string;
            session: string;
        };
        SessionList: {
            /** @description Newest first. */
            sessions: components["schemas"]["Session"][];
        };
        SetPolicy: {
            body: components["schemas"]["Rule"];
            market: components["schemas"]["Market"];
            /** @description The policy's number, 0 to 65,535. */
            policy: string;
            /** @description Law, notice or decision it comes from: 1 to 256 bytes. */
            source: string;
            /**
             * Format: date-time
             * @description RFC 3339, not before now.
             */
            valid_from: string;
        };
        SetSelfTradePrevention: {
            mode: components["schemas"]["SelfTradePrevention"];
        };
        SetVerification: {
            class: components["schemas"]["InvestorClass"];
            /**
             * Format: int32
             * @description ISO 3166-1 numeric, 410 for Korea.
             */
            country: number;
            /**
             * Format: date
             * @description The last day on which the account may buy.
             */
            verified_until: string;
        };
        /** @description Records whose movements are on the chain, in one transaction. */
        SettledRange: {
            /** Format: int64 */
            block?: number | null;
            /** Format: date-time */
            decided_at: string;
            first: string;
            /** @description Included. */
            last: string;
            /**
             * Format: int64
             * @description Net movements of won and units.
             */
            movements: number;
            /** @description Absent, as the block, where the contracts say that it was settled and the node kept no receipt. */
            transaction?: string | null;
        };
        /** @enum {string} */
        Side: "buy" | "sell";
        SignUp: {
            /** @description Each document of `/consents`, in the version in force. */
            consents: components["schemas"]["Consent"][];
            email: string;
            /** @description 1 to 64 characters. */
            name: string;
            /** @description At least 10 characters. */
            password: string;
        };
        /** @description The same whether the address was registered before or not. */
        SignedUp: {
            /** @description `log_in`. */
            next: string;
        };
        StaffAction: {
            account: string;
            amount: string;
            /** @enum {string} */
            kind: "grant_cash";
        } | {
            body: components["schemas"]["Rule"];
            /** @enum {string} */
            kind: "set_policy";
            policy: string;
            source: string;
            /** Format: date-time */
            valid_from: string;
        } | {
            circle: components["schemas"]["TradingCircle"];
            instrument: string;
            /** @enum {string} */
            kind: "list_instrument";
            lot: string;
            max_order_quantity: string;
            /** Format: int32 */
            price_decimals: number;
            /** Format: int32 */
            quantity_decimals: number;
            reference_price: string;
            registered_supply: string;
        } | {
            account: string;
            cost: string;
            instrument: string;
            /** @enum {string} */
            kind: "issue_units";
            quantity: string;
        } | {
            instrument: string;
            /** @enum {string} */
            kind: "halt_instrument";
            reason: string;
        } | {
            instrument: string;
            /** @enum {string} */
            kind: "resume_instrument";
        } | {
            instrument: string;
            /** @enum {string} */
            kind: "delist_instrument";
            reason: string;
        } | {
            instrument: string;
            /** @enum {string} */
            kind: "pay_distribution";
            payer: string;
            total: string;
        } | {
            appraisal: string;
            class: components["schemas"]["AssetClass"];
            instrument: string;
            /** @enum {string} */
            kind: "register_asset";
            owner: string;
            /** Format: int32 */
            share_bps: number;
            total_units: string;
        } | {
            /** Format: date-time */
            closes_at: string;
            instrument: string;
            /** @enum {string} */
            kind: "schedule_offering";
            maximum: string;
            minimum: string;
            /** Format: date-time */
            opens_at: string;
            target: string;
        } | {
            instrument: string;
            /** @enum {string} */
            kind: "cancel_offering";
            reason: string;
        } | {
            amount: string;
            /** @description BLAKE3 of the document that shows what it is for. */
            evidence: string;
            instrument: string;
            /** @enum {string} */
            kind: "release_proceeds";
        };
        /** @description Somebody of staff. */
        StaffPerson: {
            name: string;
            person: string;
        };
        /**
         * @description A role that somebody is invited to.
         * @enum {string}
         */
        StaffRole: "reviewer" | "treasurer" | "market_operator" | "auditor" | "administrator";
        StaffSignUp: {
            /** @description Each document of `/consents`, in the version in force. */
            consents: components["schemas"]["Consent"][];
            email: string;
            /** @description 1 to 64 characters. */
            name: string;
            /** @description At least 10 characters. */
            password: string;
            /** @description Of the invitation: it says the role, and is used up. */
            token: string;
        };
        /** @enum {string} */
        StatementCause: "deposit" | "withdrawal" | "grant" | "trade" | "issue" | "distribution_declared" | "distribution_paid" | "distribution_closed" | "allotment" | "owners_part" | "proceeds";
        /** @description A line of the statement: value that came or left. */
        StatementLine: {
            /** @description Negative when it left; fee and tax are taken off already. */
            amount: string;
            /** @description `KRW`, or the code of an instrument. */
            asset: string;
            /** Format: date-time */
            at: string;
            /** @description Available and held together. */
            balance_after: string;
            cause: components["schemas"]["StatementCause"];
            fee: string;
            position: string;
            /** @description The trade, deposit, withdrawal or job. */
            reference: string;
            tax: string;
        };
        StatementPage: {
            /** @description Newest first. */
            lines: components["schemas"]["StatementLine"][];
            next?: string | null;
            /** @description True if there are older lines than are shown here; they stand in the journal. */
            older_exist: boolean;
            position: string;
        };
        StreamAnswer: {
            id: string;
        };
        /** @description Act for an account: for pages, which cannot set a header. */
        StreamAuthenticate: {
            id: string;
            /** @description A key of an account. */
            key: string;
        };
        StreamAuthenticated: {
            account: string;
            id: string;
        };
        /** @description A snapshot has all holdings, a delta those that changed; one with a total of 0 is gone. */
        StreamBalances: {
            cash: components["schemas"]["Cash"];
            holdings: components["schemas"]["Holding"][];
        };
        /** @description A snapshot has the best levels of both sides, best first. A delta has the levels that changed; one with no orders is gone. All else is stated as it is. */
        StreamBook: {
            asks: components["schemas"]["Level"][];
            bids: components["schemas"]["Level"][];
            indication?: components["schemas"]["Indication"] | null;
            state: components["schemas"]["InstrumentState"];
            total_ask_quantity: string;
            total_bid_quantity: string;
        };
        /**
         * @description A kind of messages.
         * @enum {string}
         */
        StreamChannel: "book" | "ticker" | "trades" | "candles" | "orders" | "fills" | "balances";
        /** @description Lists are in the order of the journal, oldest first. */
        StreamContent: {
            /** @enum {string} */
            channel: "book";
            data: components["schemas"]["StreamBook"];
        } | {
            /** @enum {string} */
            channel: "ticker";
            /** @description Always the whole ticker. */
            data: components["schemas"]["Ticker"];
        } | {
            /** @enum {string} */
            channel: "trades";
            data: components["schemas"]["Trade"][];
        } | {
            /** @enum {string} */
            channel: "candles";
            /** @description A delta has the candle that changed, as it stands. */
            data: components["schemas"]["Candle"][];
        } | {
            /** @enum {string} */
            channel: "orders";
            /** @description A snapshot has all open orders. A delta has orders that changed, as they stand; one that is filled or cancelled is no longer open. */
            data: components["schemas"]["Order"][];
        } | {
            /** @enum {string} */
            channel: "fills";
            data: components["schemas"]["Fill"][];
        } | {
            /** @enum {string} */
            channel: "balances";
            data: components["schemas"]["StreamBalances"];
        };
        StreamError: {
            /** @description Of the message refused; absent where none could be read. */
            id?: string | null;
            problem: components["schemas"]["Problem"];
        };
        /**
         * @description The length of a candle, counted from the beginning of 1970 in UTC.
         * @enum {string}
         */
        StreamInterval: "1m" | "3m" | "5m" | "10m" | "15m" | "30m" | "60m" | "240m";
        /** @description Of each connection to `/stream`. */
        StreamLimits: {
            /**
             * Format: int64
             * @description Least time between two messages of one book or ticker.
             */
            conflation_ms: number;
            /** @description Instruments of one message. */
            instruments_per_message_max: number;
            /** @description Bytes of a message to the server. */
            message_bytes_max: number;
            /**
             * Format: int32
             * @description Messages to the server at once.
             */
            messages_burst: number;
            /**
             * Format: int32
             * @description Messages to the server a second in the long run.
             */
            messages_per_s: number;
            /** @description Rows of trades and private messages that may wait for a client. */
            rows_waiting_max: number;
            /** @description Subscriptions at once. */
            subscriptions_max: number;
        };
        /** @description A message of a stream. */
        StreamMessage: (components["schemas"]["StreamSubscribed"] & {
            /** @enum {string} */
            type: "subscribed";
        }) | (components["schemas"]["StreamAnswer"] & {
            /** @enum {string} */
            type: "unsubscribed";
        }) | (components["schemas"]["StreamAuthenticated"] & {
            /** @enum {string} */
            type: "authenticated";
        }) | (components["schemas"]["StreamAnswer"] & {
            /** @enum {string} */
            type: "pong";
        }) | (components["schemas"]["StreamError"] & {
            /** @enum {string} */
            type: "error";
        }) | (components["schemas"]["StreamUpdate"] & {
            /** @enum {string} */
            type: "snapshot";
        }) | (components["schemas"]["StreamUpdate"] & {
            /** @enum {string} */
            type: "delta";
        });
        /** @description Is anybody there? */
        StreamPing: {
            id: string;
        };
        /** @description A request that is of its form. */
        StreamRequest: (components["schemas"]["StreamSubscribe"] & {
            /** @enum {string} */
            type: "subscribe";
        }) | (components["schemas"]["StreamUnsubscribe"] & {
            /** @enum {string} */
            type: "unsubscribe";
        }) | (components["schemas"]["StreamAuthenticate"] & {
            /** @enum {string} */
            type: "authenticate";
        }) | (components["schemas"]["StreamPing"] & {
            /** @enum {string} */
            type: "ping";
        });
        /** @description Begin to get a channel, or begin anew. */
        StreamSubscribe: {
            /** @description Of a private channel: the own account, which need not be named. */
            account?: string | null;
            /** @description A position; the snapshot is as of it or later. */
            at_least?: string | null;
            channel: components["schemas"]["StreamChannel"];
            /** @description Of a book: gathers levels at multiples of this price. */
            group?: string | null;
            id: string;
            /** @description Code of an instrument; a public channel needs it, or `instruments`. */
            instrument?: string | null;
            /** @description Up to 100 codes; either all are subscribed to or none. */
            instruments?: string[] | null;
            interval?: components["schemas"]["StreamInterval"] | null;
            /** @description Of a book: levels of each side, 1 to 200; 10 if it is left out. */
            levels?: number | null;
            market?: components["schemas"]["Market"] | null;
            /** @description The last position seen before; gets what came after it, where that is still kept, and else a snapshot. */
            resume_after?: string | null;
        };
        StreamSubscribed: {
            id: string;
            subscriptions: components["schemas"]["StreamSubscription"][];
        };
        /** @description How a subscription begins. */
        StreamSubscription: {
            account?: string | null;
            channel: components["schemas"]["StreamChannel"];
            instrument?: string | null;
            interval?: components["schemas"]["StreamInterval"] | null;
            /** @description True: it goes on after the position given. False: a snapshot follows. */
            resumed: boolean;
        };
        /** @description Get no more of it. */
        StreamUnsubscribe: {
            channel: components["schemas"]["StreamChannel"];
            id: string;
            instrument?: string | null;
            instruments?: string[] | null;
            interval?: components["schemas"]["StreamInterval"] | null;
            market?: components["schemas"]["Market"] | null;
        };
        StreamUpdate: components["schemas"]["StreamContent"] & {
            /** @description Of a private channel. */
            account?: string | null;
            /** @description Of a public channel: the instrument's code. */
            instrument?: string | null;
            interval?: components["schemas"]["StreamInterval"] | null;
            position: string;
            /**
             * Format: int64
             * @description Counts the messages of this subscription from 1; a number left out means that one was lost.
             */
            sequence: number;
        };
        SubmitKyc: {
            /**
             * Format: int32
             * @description ISO 3166-1 numeric, 410 for Korea.
             */
            country: number;
            /** @description A PNG, JPEG or PDF file of at most 8 MiB, in base64. */
            document: string;
            document_kind: components["schemas"]["DocumentKind"];
            /** @description 5 to 20 letters and digits; hyphens are left out. */
            id_number: string;
        };
        SubmitListing: {
            /** @description Won, of the whole asset; at most 10^15. */
            appraisal: string;
            class: components["schemas"]["AssetClass"];
            /** @description A PNG, JPEG or PDF file of at most 8 MiB, in base64: the appraisal. */
            document: string;
            /** @description 1 to 80 characters. */
            name: string;
            /** @description Where it is: 1 to 120 characters. */
            place: string;
            /**
             * Format: int32
             * @description The part that is offered, in basis points; of real estate less than 4,900.
             */
            share_bps: number;
            /** @description What it is: 1 to 2,000 characters. */
            summary: string;
            /** @description The whole asset in units, at most 10^12; a unit costs a won or more. */
            total_units: string;
        };
        Subscribe: {
            /** @description Units; with fewer left, those. */
            quantity: string;
        };
        /** @description What a subscription came to. */
        Subscription: {
            account: string;
            /** @description Won, held until the offering ends. */
            amount: string;
            /** Format: date-time */
            at: string;
            position: string;
            /** @description Units; fewer than asked for if no more were left. */
            quantity: string;
        };
        SubscriptionList: {
            position: string;
            subscriptions: components["schemas"]["OwnSubscription"][];
        };
        TickStep: {
            from: string;
            tick: string;
        };
        /** @description The day so far. A price that does not exist yet is left out. */
        Ticker: {
            best_ask?: string | null;
            best_bid?: string | null;
            /**
             * Format: int64
             * @description Of the last price against the previous close, in hundredths of a percent; rounded towards zero.
             */
            change_bps?: number | null;
            code: string;
            high?: string | null;
            indication?: components["schemas"]["Indication"] | null;
            /** @description Of the last trade, of this day or an earlier one. */
            last?: string | null;
            /** Format: date-time */
            last_at?: string | null;
            low?: string | null;
            lower_limit?: string | null;
            /** @description Matching stops before these prices. */
            lower_trigger?: string | null;
            market: components["schemas"]["Market"];
            open?: string | null;
            position: string;
            previous_close: string;
            state: components["schemas"]["InstrumentState"];
            /** Format: int64 */
            trades: number;
            /** Format: date */
            trading_day?: string | null;
            upper_limit?: string | null;
            upper_trigger?: string | null;
            /** @description Won. */
            value: string;
            volume: string;
        };
        TickerList: {
            /** @description Of both markets, in the order of listing. */
            tickers: components["schemas"]["Ticker"][];
        };
        /** @enum {string} */
        TimeInForce: "gtc" | "day" | "ioc" | "fok" | "post_only";
        Trade: {
            aggressor: components["schemas"]["Aggressor"];
            /** Format: date-time */
            at: string;
            price: string;
            quantity: string;
            /** @description Below 2^53. */
            trade_id: string;
            value: string;
        };
        TradePage: {
            next?: string | null;
            /** @description True if there were trades that are no longer shown here. */
            older_exist: boolean;
            position: string;
            /** @description Newest first. */
            trades: components["schemas"]["Trade"][];
        };
        /** @enum {string} */
        TradingCircle: "everyone" | "ordinary_users";
        Transfer: {
            account_number: string;
            amount: string;
            /** @description The code of the refusal. */
            reason?: string | null;
            /** Format: date-time */
            received_at: string;
            state: components["schemas"]["TransferState"];
            transfer_id: string;
        };
        /** @enum {string} */
        TransferState: "received" | "announced" | "credited" | "refused";
        Verification: {
            class: components["schemas"]["InvestorClass"];
            /**
             * Format: int32
             * @description ISO 3166-1 numeric.
             */
            country: number;
            /** Format: date */
            verified_until: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    own_account: {
        parameters: {
            query?: {
                /** @description A position; the answer is as of it or later. */
                at_least?: string;
                /** @description With a session: which of the own accounts. */
                market?: "live" | "practice";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_self_trade_prevention: {
        parameters: {
            query?: {
                /** @description With a session: which of the own accounts. */
                market?: "live" | "practice";
            };
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetSelfTradePrevention"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    open_account: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OpenAccount"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenedAccount"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_account: {
        parameters: {
            query?: {
                /** @description A position; the answer is as of it or later. */
                at_least?: string;
            };
            header?: never;
            path: {
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    grant_cash: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                account: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Amount"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            /** @description To a person of staff: it waits for a second one */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proposed"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_keys: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyList"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    mint_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MintedKey"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revoke_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account: string;
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_statement: {
        parameters: {
            query?: {
                /** @description 1 to 500, 50 if it is left out. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description A position; the answer is as of it or later. */
                at_least?: string;
            };
            header?: never;
            path: {
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatementPage"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_verification: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                account: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetVerification"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_assets: {
        parameters: {
            query?: {
                /** @description 1 to 500, 50 if it is left out. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description A position; the answer is as of it or later. */
                at_least?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AssetList"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    register_asset: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegisterAsset"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredAsset"];
                };
            };
            /** @description To a person of staff: it waits for a second one */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proposed"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_asset: {
        parameters: {
            query?: {
                /** @description A position; the answer is as of it or later. */
                at_least?: string;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AssetAnswer"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_description: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Description"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_asset_document: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": number[];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    schedule_offering: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScheduleOffering"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            /** @description To a person of staff: it waits for a second one */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proposed"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancel_offering: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReasonBody"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OfferingCancelled"];
                };
            };
            /** @description To a person of staff: it waits for a second one */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proposed"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    release_proceeds: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReleaseProceeds"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            /** @description To a person of staff: it waits for a second one */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proposed"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    subscribe: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Subscribe"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Subscription"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancel_subscription: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Subscription"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancel_orders_by_scope: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CancelOrders"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CancelAllAnswer"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_consents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsentList"];
                };
            };
        };
    };
    request_deposit: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RequestDeposit"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancel_deposit: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                deposit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    credit_deposit: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                deposit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_descriptions: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DescriptionList"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_fills: {
        parameters: {
            query?: {
                /** @description 1 to 500, 50 if it is left out. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description A position; the answer is as of it or later. */
                at_least?: string;
                /** @description With a session: which of the own accounts. */
                market?: "live" | "practice";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FillPage"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    past_distributions: {
        parameters: {
            query?: {
                /** @description Only of this instrument. */
                instrument?: string;
                /** @description From this time on. */
                from?: string;
                /** @description Before this time. */
                to?: string;
                /** @description 1 to 500, 50 if it is left out. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description A position; the answer is as of it or later. */
                at_least?: string;
                /** @description With a session: which of the own accounts. */
                market?: "live" | "practice";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PastDistributionPage"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    past_fills: {
        parameters: {
            query?: {
                /** @description Only of this instrument. */
                instrument?: string;
                /** @description From this time on. */
                from?: string;
                /** @description Before this time. */
                to?: string;
                /** @description 1 to 500, 50 if it is left out. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description A position; the answer is as of it or later. */
                at_least?: string;
                /** @description With a session: which of the own accounts. */
                market?: "live" | "practice";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PastFillPage"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    past_orders: {
        parameters: {
            query?: {
                /** @description Only of this instrument. */
                instrument?: string;
                /** @description From this time on. */
                from?: string;
                /** @description Before this time. */
                to?: string;
                /** @description 1 to 500, 50 if it is left out. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description A position; the answer is as of it or later. */
                at_least?: string;
                /** @description With a session: which of the own accounts. */
                market?: "live" | "practice";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PastOrderPage"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    past_statement: {
        parameters: {
            query?: {
                /** @description Only of this instrument. */
                instrument?: string;
                /** @description From this time on. */
                from?: string;
                /** @description Before this time. */
                to?: string;
                /** @description 1 to 500, 50 if it is left out. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description A position; the answer is as of it or later. */
                at_least?: string;
                /** @description With a session: which of the own accounts. */
                market?: "live" | "practice";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PastStatementPage"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_instruments: {
        parameters: {
            query?: {
                /** @description A position; the answer is as of it or later. */
                at_least?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstrumentList"];
                };
            };
            /** @description As the `If-None-Match` says */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    list_instrument: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ListInstrument"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            /** @description To a person of staff: it waits for a second one */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proposed"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_instrument: {
        parameters: {
            query?: {
                /** @description A position; the answer is as of it or later. */
                at_least?: string;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Instrument"];
                };
            };
            /** @description As the `If-None-Match` says */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_book: {
        parameters: {
            query?: {
                /** @description Levels of each side, 1 to 200; 10 if it is left out. */
                levels?: number;
                /** @description Gathers levels at multiples of this price: bids below, asks above. */
                group?: string;
                /** @description A position; the answer is as of it or later. */
                at_least?: string;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Book"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_candles: {
        parameters: {
            query?: {
                /** @description 1 to 500, 50 if it is left out. */
                limit?: number;
                /** @description Only minutes that begin before this time. */
                before?: string;
                /** @description A position; the answer is as of it or later. */
                at_least?: string;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CandleList"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delist_instrument: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReasonBody"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            /** @description To a person of staff: it waits for a second one */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proposed"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pay_distribution: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PayDistribution"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DistributionAnswer"];
                };
            };
            /** @description To a person of staff: it waits for a second one */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proposed"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    preview_distribution: {
        parameters: {
            query: {
                /** @description Won for all units together. */
                total: string;
                /** @description A position; the answer is as of it or later. */
                at_least?: string;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DistributionPreview"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    halt_instrument: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReasonBody"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            /** @description To a person of staff: it waits for a second one */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proposed"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resume_instrument: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            /** @description To a person of staff: it waits for a second one */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proposed"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_ticker: {
        parameters: {
            query?: {
                /** @description A position; the answer is as of it or later. */
                at_least?: string;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ticker"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_trades: {
        parameters: {
            query?: {
                /** @description 1 to 500, 50 if it is left out. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description A position; the answer is as of it or later. */
                at_least?: string;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TradePage"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    issue_units: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IssueUnits"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            /** @description To a person of staff: it waits for a second one */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proposed"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    own_kyc: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseList"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    submit_kyc: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SubmitKyc"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KycCase"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_limits: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Limits"];
                };
            };
        };
    };
    own_listings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListingList"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    submit_listing: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SubmitListing"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_jobs: {
        parameters: {
            query?: {
                /** @description A position; the answer is as of it or later. */
                at_least?: string;
            };
            header?: never;
            path: {
                market: components["schemas"]["Market"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobList"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_policies: {
        parameters: {
            query?: {
                /** @description A position; the answer is as of it or later. */
                at_least?: string;
            };
            header?: never;
            path: {
                market: components["schemas"]["Market"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyList"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_orders: {
        parameters: {
            query?: {
                /** @description `open` (if it is left out) or `ended`. */
                state?: "open" | "ended";
                /** @description Only of this instrument; with `open` only. */
                instrument?: string;
                /** @description 1 to 500, 50 if it is left out. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description A position; the answer is as of it or later. */
                at_least?: string;
                /** @description With a session: which of the own accounts, where no instrument says so. */
                market?: "live" | "practice";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderPage"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    place_order: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 64 printable ASCII characters */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlaceOrder"];
            };
        };
        responses: {
            /** @description Accepted; durable */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderAnswer"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancel_own_orders: {
        parameters: {
            query?: {
                instrument?: string;
                side?: "buy" | "sell";
                /** @description With a session: which of the own accounts, where no instrument says so. */
                market?: "live" | "practice";
            };
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CancelAllAnswer"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    place_orders: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 64 printable ASCII characters */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlaceOrdersBody"];
            };
        };
        responses: {
            /** @description What became of each */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlaceOrdersAnswer"];
                };
            };
            /** @description None was taken */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_order: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OneOrder"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancel_order: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                order: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CancelAnswer"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    amend_order: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path: {
                order: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AmendOrder"];
            };
        };
        responses: {
            /** @description The order as the amendment left it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderAnswer"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    own_payments: {
        parameters: {
            query?: {
                /** @description A position; the answer is as of it or later. */
                at_least?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentsUnderWay"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_policy: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetPolicy"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyAnswer"];
                };
            };
            /** @description To a person of staff: it waits for a second one */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proposed"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_proposals: {
        parameters: {
            query: {
                market: string;
                /** @description A position; the answer is as of it or later. */
                at_least?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProposalList"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    approve: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                proposal: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reject: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                proposal: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReasonBody"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    log_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionList"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    log_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LogIn"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoggedIn"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_up_agent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignUp"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedUp"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_up_investor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignUp"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedUp"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_up_staff: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StaffSignUp"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedUp"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    keep_evidence: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeepEvidence"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Evidence"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_evidence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                evidence: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": number[];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    invite: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Invite"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_kyc: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseQueue"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_kyc: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KycCase"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    decide_kyc: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecideKyc"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KycCase"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_document: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": number[];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_listings: {
        parameters: {
            query: {
                state: string;
                /** @description `next` of the page before. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListingList"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_listing: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                listing: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirm_listing: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                listing: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfirmListing"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_listing_document: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                listing: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": number[];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    review_listing: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                listing: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReviewListing"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_reconciliation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reconciliation"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_settlements: {
        parameters: {
            query?: {
                /** @description 1 to 500, 50 if it is left out. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description A position; the answer is as of it or later. */
                at_least?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RangeList"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    own_statement: {
        parameters: {
            query?: {
                /** @description 1 to 500, 50 if it is left out. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description A position; the answer is as of it or later. */
                at_least?: string;
                /** @description With a session: which of the own accounts. */
                market?: "live" | "practice";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatementPage"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    own_subscriptions: {
        parameters: {
            query?: {
                /** @description A position; the answer is as of it or later. */
                at_least?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubscriptionList"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_tickers: {
        parameters: {
            query?: {
                /** @description A position; the answer is as of it or later. */
                at_least?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TickerList"];
                };
            };
        };
    };
    bank_account: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BankAccount"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    receive_transfer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BankTransfer"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Transfer"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    request_withdrawal: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Amount"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancel_withdrawal: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                withdrawal: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    complete_withdrawal: {
        parameters: {
            query?: never;
            header: {
                "Idempotency-Key": string;
            };
            path: {
                withdrawal: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
