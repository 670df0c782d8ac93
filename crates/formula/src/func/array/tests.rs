use serde_json::json;

use crate::eval::tests::all_give;

#[test]
fn lists() {
    let record = json!({ "fields": {
        "values": { "type": "multipleLookupValues", "of": "number",
            "value": [1, [2, "", [1, null]], " ", 0, false, "1", [[]]] },
        "One": { "type": "number", "value": 5 },
        "None": { "type": "number" },
        "L": { "type": "multipleLookupValues", "of": "singleLineText", "value": ["A", "B", "C", "D"] },
        "D": { "type": "multipleLookupValues", "of": "date", "value": ["2024-02-29", "2024-02-29"] },
        "Zeros": { "type": "multipleLookupValues", "of": "number",
            "value": [0, { "specialValue": "NaN" }, -0.0, { "specialValue": "NaN" }] },
        "Bad": { "type": "multipleLookupValues", "of": "number",
            "value": [1, { "error": "#ERROR!" }, { "error": "#ERROR!" }] },
    } });
    all_give(
        &record,
        &[
            (
                "ARRAYCOMPACT(values)",
                json!([1, [2, "", [1, null]], " ", 0, 0, "1", [[]]]),
            ),
            (
                "ARRAYFLATTEN(values)",
                json!([1, 2, "", 1, null, " ", 0, 0, "1"]),
            ),
            (
                "ARRAYCOMPACT(ARRAYFLATTEN(values))",
                json!([1, 2, 1, " ", 0, 0, "1"]),
            ),
            ("ARRAYUNIQUE(values)", json!([1, 2, "", null, " ", 0, "1"])),
            (
                "ARRAYUNIQUE({Zeros})",
                json!([0, { "specialValue": "NaN" }]),
            ),
            ("ARRAYUNIQUE({D})", json!(["2024-02-29T00:00:00.000Z"])),
            ("ARRAYUNIQUE({Bad})", json!([1, { "error": "#ERROR!" }])),
            ("ARRAYJOIN(values, \"|\")", json!("1|2||1|| |0|0|1|")),
            ("ARRAYJOIN({L})", json!("A, B, C, D")),
            ("ARRAYJOIN({L}, {None})", json!("ABCD")),
            ("ARRAYJOIN({L}, 0)", json!("A0B0C0D")),
            ("ARRAYJOIN({One})", json!("5")),
            ("ARRAYJOIN({None})", json!("")),
            ("ARRAYJOIN({Bad})", json!({ "error": "#ERROR!" })),
            ("ARRAYCOMPACT({One})", json!([5])),
            ("ARRAYFLATTEN({None})", json!([])),
            ("ARRAYSLICE({L}, 2, 3)", json!(["B", "C"])),
            ("ARRAYSLICE({L}, 3)", json!(["C", "D"])),
            ("ARRAYSLICE({L}, -2)", json!(["C", "D"])),
            ("ARRAYSLICE({L}, -3, -2)", json!(["B", "C"])),
            ("ARRAYSLICE({L}, 2, -2)", json!(["B", "C"])),
            ("ARRAYSLICE({L}, 0)", json!(["A", "B", "C", "D"])),
            ("ARRAYSLICE({L}, 0, 2)", json!(["A", "B"])),
            ("ARRAYSLICE({L}, 3, 2)", json!([])),
            ("ARRAYSLICE({L}, 2, 99)", json!(["B", "C", "D"])),
            ("ARRAYSLICE({L}, -99, 1)", json!(["A"])),
            ("ARRAYSLICE({L}, 9)", json!([])),
            ("ARRAYSLICE({L}, 1.9, 2.9)", json!(["A", "B"])),
            ("ARRAYSLICE({L}, \"x\")", json!({ "error": "#ERROR!" })),
        ],
    );
}
