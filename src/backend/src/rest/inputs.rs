//! What the document says of everything that is taken in: the rule of all texts, and what a merge patch may hold.

use std::collections::BTreeMap;
use utoipa::openapi::{
    OneOfBuilder, RefOr,
    path::Operation,
    request_body::RequestBody,
    schema::{ArrayItems, Object, ObjectBuilder, Schema, SchemaType, Type},
};

type Schemas = BTreeMap<String, RefOr<Schema>>;

/// As `Invalid::text` judges: no control characters but tabs and line breaks, and where it is needed something to read.
const TEXT: &str = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$";
const NEEDED: &str = concat!(
    r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*",
    r"[^\s\u0000-\u001f\u007f-\u009f]",
    r"[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$"
);

/// Inputs that edits are laid over, and the names of what such an edit may hold.
const PATCHES: [(&str, &str); 2] = [("ProjectInput", "ProjectPatch"), ("JobInput", "JobPatch")];

/// Adds to the inputs what is true of all of them, and what their edits look like.
pub(crate) fn complete(schemas: &mut Schemas) {
    for (name, schema) in schemas.iter_mut() {
        if let (true, RefOr::T(Schema::Object(object))) = (name.ends_with("Input") || name.ends_with("Patch"), schema) {
            for (field, property) in &mut object.properties {
                if object.required.contains(field) {
                    drop_default(property);
                }
                bound(property);
            }
        }
    }
    for (input, patch) in PATCHES {
        if let Some(edit) = schemas.get(input).and_then(|input| patch_of(input, schemas)) {
            schemas.insert(patch.to_owned(), edit.into());
        }
    }
}

/// The same for an operation's parameters. A body that may be left out is not null therefore.
pub(crate) fn bounded(operation: &mut Operation) {
    for parameter in operation.parameters.iter_mut().flatten() {
        if let RefOr::T(parameter) = parameter
            && let Some(schema) = &mut parameter.schema
        {
            bound(schema);
        }
    }
    if let Some(RefOr::T(body)) = &mut operation.request_body {
        not_null(body);
    }
}

fn bound(schema: &mut RefOr<Schema>) {
    match schema {
        RefOr::T(Schema::Array(list)) => {
            if let ArrayItems::RefOrSchema(items) = &mut list.items {
                bound(items);
            }
        }
        RefOr::T(Schema::Object(text)) => {
            let open = text.pattern.is_none() && text.enum_values.is_none() && text.format.is_none();
            if open && types(&text.schema_type).contains(&Type::String) {
                let needed = text.min_length.is_some_and(|least| least > 0);
                text.pattern = Some(if needed { NEEDED } else { TEXT }.to_owned());
            }
        }
        _ => {}
    }
}

fn not_null(body: &mut RequestBody) {
    for content in body.content.values_mut() {
        let RefOr::T(content) = content else { continue };
        if let Some(RefOr::T(Schema::OneOf(choice))) = &mut content.schema
            && let Some(reference) = choice.items.iter().find(|item| matches!(item, RefOr::Ref(_)))
        {
            content.schema = Some(reference.clone());
        }
    }
}

/// An edit as RFC 7396 reads it: what is left out stays, and null takes back what need not be there.
fn patch_of(input: &RefOr<Schema>, schemas: &Schemas) -> Option<Object> {
    let RefOr::T(Schema::Object(input)) = input else {
        return None;
    };
    let mut patch = ObjectBuilder::new()
        .description(Some("What is left out stays; null clears."))
        .build();
    for (field, property) in &input.properties {
        let inner = named(property, schemas).and_then(|inner| patch_of(inner, schemas));
        let mut property = inner
            .filter(|inner| !inner.properties.is_empty())
            .map_or_else(|| property.clone(), RefOr::from);
        drop_default(&mut property);
        if !input.required.contains(field) {
            property = nullable(property);
        }
        patch.properties.insert(field.clone(), property);
    }
    Some(patch)
}

fn named<'a>(schema: &RefOr<Schema>, schemas: &'a Schemas) -> Option<&'a RefOr<Schema>> {
    match schema {
        RefOr::Ref(reference) => schemas.get(reference.ref_location.rsplit('/').next()?),
        RefOr::T(_) => None,
    }
}

fn nullable(schema: RefOr<Schema>) -> RefOr<Schema> {
    let with_null = |kind: &SchemaType| {
        let mut all = types(kind).to_vec();
        if !all.contains(&Type::Null) {
            all.push(Type::Null);
        }
        SchemaType::Array(all)
    };
    match schema {
        RefOr::T(Schema::Object(mut object)) => {
            object.schema_type = with_null(&object.schema_type);
            Schema::Object(object).into()
        }
        RefOr::T(Schema::Array(mut list)) => {
            list.schema_type = with_null(&list.schema_type);
            Schema::Array(list).into()
        }
        RefOr::Ref(reference) => {
            let null = ObjectBuilder::new().schema_type(Type::Null);
            Schema::OneOf(OneOfBuilder::new().item(reference).item(null).build()).into()
        }
        other => other,
    }
}

fn types(kind: &SchemaType) -> &[Type] {
    match kind {
        SchemaType::Type(kind) => std::slice::from_ref(kind),
        SchemaType::Array(kinds) => kinds,
        SchemaType::AnyValue => &[],
    }
}

fn drop_default(schema: &mut RefOr<Schema>) {
    match schema {
        RefOr::Ref(reference) => reference.default = None,
        RefOr::T(Schema::Object(object)) => object.default = None,
        RefOr::T(Schema::Array(list)) => list.default = None,
        RefOr::T(Schema::OneOf(choice)) => choice.default = None,
        RefOr::T(_) => {}
    }
}
