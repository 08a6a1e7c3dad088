//! What the document says of everything that is taken in: the rule of all texts, and what a merge patch may hold.

use std::collections::BTreeMap;
use utoipa::openapi::{
    OneOfBuilder, RefOr, Required,
    path::Operation,
    request_body::RequestBody,
    schema::{AdditionalProperties, ArrayItems, Object, ObjectBuilder, Schema, SchemaType, Type},
};

type Schemas = BTreeMap<String, RefOr<Schema>>;

/// As `Invalid::text` judges: no control characters but tabs and line breaks, and where it is needed something to read.
const TEXT: &str = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$";
const NEEDED: &str = concat!(
    r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*",
    r"[^\s\u0000-\u001f\u007f-\u009f]",
    r"[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$"
);

/// The one form. Parts that it does not know are skipped, but not any name can be written into the head of a part.
const FORM: &str = "NewScreenshot";

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
    if let Some(RefOr::T(Schema::Object(form))) = schemas.get_mut(FORM) {
        form.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(false)));
    }
    for (input, patch) in PATCHES {
        if let Some(edit) = schemas.get(input).and_then(|input| patch_of(input, schemas)) {
            schemas.insert(patch.to_owned(), edit.into());
        }
    }
}

/// The same for an operation's parameters. What may be left out, a parameter or a body, is not null therefore.
pub(crate) fn bounded(operation: &mut Operation) {
    for parameter in operation.parameters.iter_mut().flatten() {
        if let RefOr::T(parameter) = parameter
            && let Some(schema) = &mut parameter.schema
        {
            not_null(schema);
            bound(schema);
        }
    }
    if let Some(RefOr::T(body)) = &mut operation.request_body {
        needed_or_not(body);
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

/// Whether a body may be left out is drawn as whether it may be null.
fn needed_or_not(body: &mut RequestBody) {
    let mut optional = false;
    for content in body.content.values_mut() {
        if let RefOr::T(content) = content
            && let Some(schema) = &mut content.schema
        {
            optional |= not_null(schema);
        }
    }
    body.required = Some(if optional { Required::False } else { Required::True });
}

/// Takes null out of what a schema allows, and says whether it was there.
fn not_null(schema: &mut RefOr<Schema>) -> bool {
    match schema {
        RefOr::T(Schema::OneOf(choice)) => {
            let inner = choice.items.iter().find(|item| matches!(item, RefOr::Ref(_))).cloned();
            let found = inner.is_some();
            *schema = inner.unwrap_or_else(|| schema.clone());
            found
        }
        RefOr::T(Schema::Object(object)) => match types(&object.schema_type) {
            [kind, Type::Null] => {
                object.schema_type = SchemaType::Type(kind.clone());
                true
            }
            _ => false,
        },
        _ => false,
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
