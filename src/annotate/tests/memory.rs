//! How much memory a scene takes that is read: no stranger's two mebibytes become hundreds. A program of its own, because it counts all
//! that is allocated in it, and with one test, so that nothing else is.

use annotate::{Scene, SceneError, limits};
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATED: PeakAlloc = PeakAlloc;

/// In MiB, beside the text itself.
const MOST: f32 = 64.0;

/// A scene with `part` in it as often as there is room for, between `before` and `after`.
fn full_of(before: &str, part: &str, after: &str) -> String {
    let head = r#"{"version":3,"width":400,"height":300,"#;
    let room = limits::JSON_BYTES - head.len() - before.len() - after.len();
    let parts = vec![part; room / (part.len() + 1)].join(",");
    format!("{head}{before}{parts}{after}")
}

#[test]
fn two_mebibytes_from_a_stranger_stay_small() {
    let style = r##""style":{"color":"#000000","width":1,"opacity":1}"##;
    let rect = format!(r#"{{"id":1,"type":"rect",{style},"x":1,"y":1,"w":1,"h":1}}"#);
    let pen = format!(r#""shapes":[{{"id":1,"type":"pen",{style},"points":["#);
    let texts = [
        (
            "objects that are not understood",
            full_of(r#""shapes":[],"more":["#, r#"{"":0}"#, "]}"),
        ),
        ("numbers", full_of(r#""shapes":[],"more":["#, "0", "]}")),
        ("lists", full_of(r#""shapes":[],"more":["#, "[]", "]}")),
        (
            "lists in lists",
            full_of(r#""shapes":[],"more":["#, "[[[[[[]]]]]]", "]}"),
        ),
        (
            "objects in a shape",
            full_of(r#""shapes":[{"id":1,"more":["#, r#"{"":0}"#, "]}]}"),
        ),
        ("points", full_of(&pen, r#"{"x":1,"y":2}"#, "]}]}")),
        ("short points", full_of(&pen, "[1,2]", "]}]}")),
        ("shapes", full_of(r#""shapes":["#, &rect, "]}")),
        (
            "shapes with something more",
            full_of(r#""shapes":["#, &rect.replace("\"h\":1", r#""h":1,"a":{"b":{}}"#), "]}"),
        ),
        ("fields", full_of(r#""shapes":[],"a":{"#, r#""b":{"c":{}}"#, "}}")),
    ];
    for (what, text) in texts {
        assert!(
            text.len() > limits::JSON_BYTES - 200 && text.len() <= limits::JSON_BYTES,
            "{what}: {}",
            text.len()
        );
        ALLOCATED.reset_peak_usage();
        let before = ALLOCATED.current_usage_as_mb();
        let read = Scene::from_json(&text);
        let taken = ALLOCATED.peak_usage_as_mb() - before;
        assert!(taken < MOST, "{what}: {taken} MiB");
        assert!(
            matches!(
                read,
                Err(SceneError::Malformed(_) | SceneError::TooManyPoints { .. } | SceneError::TooManyShapes(_)) | Ok(_)
            ),
            "{what}: {read:?}"
        );
    }
}
