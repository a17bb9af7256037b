use super::*;

fn rows() -> Vec<Row> {
    let percentiles = Percentiles { p50: 10.0, p99: 20.5, p99_9: 1234.5 };
    let compared = Row::compared("orders", "1/s", 30.0, &Baseline { name: "bare", value: 40.0 }).with_percentiles(percentiles);
    let mut rows =
        vec![compared, Row::of_ours("bytes", "B", 31.5), Row::of_baseline("sync", "us", &Baseline { name: "4 kB", value: 120.0 })];
    for row in &mut rows {
        row.area = "core".to_owned();
    }
    rows
}

#[test]
fn json_has_every_field_and_null_where_there_is_nothing() {
    let json = serde_json::to_value(rows()).unwrap();
    let expected = serde_json::json!([
        {"area": "core", "measure": "orders", "ours": 30.0, "baseline": 40.0, "baseline_name": "bare", "unit": "1/s", "ratio": 0.75, "p50": 10.0,
         "p99": 20.5, "p99_9": 1234.5},
        {"area": "core", "measure": "bytes", "ours": 31.5, "baseline": null, "baseline_name": null, "unit": "B", "ratio": null, "p50": null,
         "p99": null, "p99_9": null},
        {"area": "core", "measure": "sync", "ours": null, "baseline": 120.0, "baseline_name": "4 kB", "unit": "us", "ratio": null, "p50": null,
         "p99": null, "p99_9": null},
    ]);
    assert_eq!(json, expected);
}

#[test]
fn table_aligns_figures_and_shows_a_dash_where_there_is_nothing() {
    let expected = "\
area  measure  ours  baseline  ratio  unit   p50   p99  p99.9  baseline is
core  orders   30.0      40.0  0.750  1/s   10.0  20.5   1234  bare
core  bytes    31.5         -      -  B        -     -      -  -
core  sync        -     120.0      -  us       -     -      -  4 kB
";
    assert_eq!(table(&rows()), expected);
}
