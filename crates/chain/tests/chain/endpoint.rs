//! The read-only endpoint, asked by the real `cast` and by hand.

use crate::embedded::{Folder, create};
use crate::foundry;
use crate::sender::{CHAIN_ID, Sender};
use chain::{Chain, EmbeddedChain, LogFilter, RemoteChain, endpoint};
use serde_json::{Value, json};
use std::process::Stdio;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::Command;

struct Served {
    chain: EmbeddedChain,
    sender: Sender,
    address: String,
    _folder: Folder,
}

/// A chain with one contract behind its endpoint.
async fn serve(name: &str) -> Served {
    let folder = Folder::new(name);
    let chain = EmbeddedChain::open(&folder.file(), CHAIN_ID).await.unwrap();
    let sender = Sender::random();
    create(&chain, &sender).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let router = endpoint::router(chain.clone());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    Served { chain, sender, address, _folder: folder }
}

impl Served {
    async fn cast(&self, arguments: &[&str]) -> Result<String, String> {
        let output = Command::new(foundry::tool("cast"))
            .args(arguments)
            .args(["--rpc-url", &format!("http://{}", self.address)])
            .stdin(Stdio::null())
            .output()
            .await
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().trim().to_owned();
        if output.status.success() { Ok(text(output.stdout)) } else { Err(text(output.stderr)) }
    }

    /// The body that answers a body.
    async fn post(&self, body: &str) -> Value {
        let mut stream = TcpStream::connect(&self.address).await.unwrap();
        let head = format!("POST / HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", self.address, body.len());
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(body.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
    }

    async fn ask(&self, method: &str, params: Value) -> Value {
        self.post(&json!({ "jsonrpc": "2.0", "id": 7, "method": method, "params": params }).to_string()).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn f68_cast_reads_the_embedded_chain() {
    let served = serve("cast").await;
    let block = served.chain.block(1).await.unwrap().unwrap();
    let registry = served.sender.address().create(0).to_string();
    let admin = served.sender.address().to_string();
    let transaction = block.transactions[0].to_string();

    assert_eq!(served.cast(&["chain-id"]).await.unwrap(), CHAIN_ID.to_string());
    assert_eq!(served.cast(&["client"]).await.unwrap(), format!("jogak/{}", env!("CARGO_PKG_VERSION")));
    assert_eq!(served.cast(&["block-number"]).await.unwrap(), "1");
    assert_eq!(served.cast(&["gas-price"]).await.unwrap(), "0");
    assert_eq!(served.cast(&["balance", &admin]).await.unwrap(), "0");
    assert_eq!(served.cast(&["nonce", &admin]).await.unwrap(), "1");
    assert_eq!(served.cast(&["code", &registry]).await.unwrap(), served.chain.code(registry.parse().unwrap()).await.unwrap().to_string());
    assert_eq!(served.cast(&["block", "latest", "--field", "hash"]).await.unwrap(), block.hash.to_string());
    assert_eq!(served.cast(&["block", &block.hash.to_string(), "--field", "number"]).await.unwrap(), "1");
    let whole: Value = serde_json::from_str(&served.cast(&["block", "1", "--full", "--json"]).await.unwrap()).unwrap();
    assert_eq!(whole["transactions"][0]["hash"], transaction);
    assert_eq!(served.cast(&["tx", &transaction, "from"]).await.unwrap().to_lowercase(), admin.to_lowercase());
    let receipt: Value = serde_json::from_str(&served.cast(&["receipt", &transaction, "--json"]).await.unwrap()).unwrap();
    assert_eq!((&receipt["status"], &receipt["contractAddress"]), (&json!("0x1"), &json!(registry.to_lowercase())));

    let call = ["call", &registry, "hasRole(bytes32,address)(bool)", &format!("0x{}", "00".repeat(32)), &admin];
    assert_eq!(served.cast(&call).await.unwrap(), "true");
    let refused = served.cast(&["call", &registry, "remove(address)", &admin]).await.unwrap_err();
    assert!(refused.contains("execution reverted") && refused.to_lowercase().contains("0xe2517d3f"), "{refused}");
    let gas: u64 = served.cast(&["estimate", &registry, "isVerified(address)", &admin]).await.unwrap().parse().unwrap();
    assert!((21_000..100_000).contains(&gas), "{gas}");
    let logs: Value =
        serde_json::from_str(&served.cast(&["logs", "--address", &registry, "--from-block", "0", "--json"]).await.unwrap()).unwrap();
    assert_eq!(logs.as_array().unwrap().len(), 1);
    assert_eq!(served.cast(&["storage", &registry, "0"]).await.unwrap(), format!("0x{}", "00".repeat(32)));
}

#[tokio::test(flavor = "multi_thread")]
async fn f68_transactions_are_refused_by_name() {
    let served = serve("read-only").await;
    let raw = served.sender.sign(CHAIN_ID, 1, None, alloy_primitives::Bytes::new(), 100_000, 0).to_string();
    let refused = served.cast(&["publish", &raw]).await.unwrap_err();
    assert!(refused.contains("eth_sendRawTransaction is refused: this endpoint is read-only"), "{refused}");
    for method in ["eth_sendTransaction", "eth_sign", "personal_sign", "anvil_setBalance", "evm_mine", "miner_start"] {
        let answer = served.ask(method, json!([raw])).await;
        assert_eq!(
            (&answer["error"]["code"], &answer["error"]["data"]["code"]),
            (&json!(endpoint::READ_ONLY), &json!("chain_read_only")),
            "{method}"
        );
    }
    assert_eq!(served.chain.block_number().await.unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn f68_bad_questions_are_refused_by_name() {
    let served = serve("bad").await;
    let code = async |body: &str| served.post(body).await["error"]["code"].clone();
    assert_eq!(code("{").await, -32700);
    assert_eq!(code("[]").await, -32600);
    assert_eq!(code("7").await, -32600);
    assert_eq!(code(r#"{"id":1,"method":"eth_teapot"}"#).await, -32601);
    assert_eq!(code(r#"{"id":1,"method":"eth_getBalance"}"#).await, -32602);
    assert_eq!(code(r#"{"id":1,"method":"eth_getBalance","params":{}}"#).await, -32602);
    assert_eq!(code(r#"{"id":1,"method":"eth_getBalance","params":["0x12"]}"#).await, -32602);
    assert_eq!(code(r#"{"id":1,"method":"eth_getBlockByNumber","params":["newest"]}"#).await, -32602);
    assert_eq!(served.ask("eth_getLogs", json!([{ "topics": [null, null, null, null, null] }])).await["error"]["code"], -32602);
    let many = vec![json!({ "id": 1, "method": "eth_chainId" }); endpoint::BATCH_MAX + 1];
    assert_eq!(code(&json!(many).to_string()).await, -32005);
    let old = served.ask("eth_call", json!([{ "to": served.sender.address().create(0) }, "0x0"])).await;
    assert_eq!(old["error"]["message"], "the state of block 0 is not kept, only that of the newest");
}

#[tokio::test(flavor = "multi_thread")]
async fn f68_a_batch_is_answered_in_order() {
    let served = serve("batch").await;
    let batch = json!([{ "id": "a", "method": "eth_chainId" }, { "id": "b", "method": "none" }, { "id": "c", "method": "net_version" }]);
    let answers = served.post(&batch.to_string()).await;
    assert_eq!((&answers[0]["id"], &answers[0]["result"]), (&json!("a"), &json!("0x5287")));
    assert_eq!((&answers[1]["id"], &answers[1]["error"]["code"]), (&json!("b"), &json!(-32601)));
    assert_eq!((&answers[2]["id"], &answers[2]["result"]), (&json!("c"), &json!("21127")));
}

/// Our own client reads the endpoint as it reads any node.
#[tokio::test(flavor = "multi_thread")]
async fn f68_the_client_reads_the_endpoint_as_the_chain_itself() {
    let served = serve("client").await;
    let remote = RemoteChain::new(&format!("http://{}", served.address)).unwrap();
    let hash = served.chain.block(1).await.unwrap().unwrap().transactions[0];
    assert_eq!(remote.block(1).await.unwrap(), served.chain.block(1).await.unwrap());
    assert_eq!(remote.receipt(hash).await.unwrap(), served.chain.receipt(hash).await.unwrap());
    let filter = LogFilter { to_block: 1, ..LogFilter::default() };
    assert_eq!(remote.logs(filter.clone()).await.unwrap(), served.chain.logs(filter).await.unwrap());
    assert_eq!(remote.nonce(served.sender.address()).await.unwrap(), 1);
}
