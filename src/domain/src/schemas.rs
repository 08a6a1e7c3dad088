//! What the OpenAPI document says of inputs that attributes cannot say: what stands in lists, and codes as text.

use utoipa::openapi::{
    ObjectBuilder,
    schema::{ArrayBuilder, Schema, Type},
};

fn text(pattern: &str) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern))
}

fn words(pattern: &str, about: &str) -> Schema {
    let list = ArrayBuilder::new().items(text(pattern)).max_items(Some(50));
    list.default(Some(Vec::<&str>::new().into()))
        .description(Some(about))
        .into()
}

/// Of platforms and browsers.
pub fn names() -> Schema {
    words(
        "^[A-Za-z0-9_.+-]([A-Za-z0-9 _.+-]{0,30}[A-Za-z0-9_.+-])?$",
        "Such as `web`, `ios`, `firefox`; none means any.",
    )
}

pub fn countries() -> Schema {
    words(
        "^[A-Za-z0-9_.+-]{2}$",
        "ISO 3166-1 alpha-2, upper case; none means any.",
    )
}

pub fn languages() -> Schema {
    words(
        "^[A-Za-z0-9_.+-]([A-Za-z0-9 _.+-]{0,6}[A-Za-z0-9_.+-])$",
        "ISO 639-1, lower case; none means any.",
    )
}

pub fn known_bugs() -> Schema {
    let bug = ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(500));
    let list = ArrayBuilder::new().items(bug).max_items(Some(100));
    list.default(Some(Vec::<&str>::new().into())).into()
}

fn codes(about: &str, codes: &[&str]) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(about))
        .enum_values(Some(codes.iter().copied()))
}

pub fn chosen_role() -> Schema {
    codes("What the account begins as.", &["client", "tester"]).into()
}

pub fn added_role() -> Schema {
    optional(codes("The other role; empty adds none.", &["client", "tester", ""]))
}

pub fn verdict() -> Schema {
    let about = "Empty takes the verdict back; left out or null, it stays.";
    optional(codes(about, &["pass", "fail", "blocked", "skipped", ""]))
}

fn optional(codes: ObjectBuilder) -> Schema {
    let mut object = codes.build();
    object.schema_type = utoipa::openapi::schema::SchemaType::from_iter([Type::String, Type::Null]);
    object.enum_values.get_or_insert_default().push(serde_json::Value::Null);
    object.into()
}

/// A place among notifications.
pub fn place() -> Schema {
    text("^n[0-7][0-9a-f]{15}$").into()
}
