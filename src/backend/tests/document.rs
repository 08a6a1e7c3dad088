//! The OpenAPI document as it is published.

#[test]
fn is_as_it_was() {
    let document = backend::openapi::document();
    insta::assert_snapshot!(serde_json::to_string_pretty(&document).unwrap());
}
