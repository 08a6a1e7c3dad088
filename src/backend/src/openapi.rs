//! The OpenAPI document, drawn from the handlers themselves.

use crate::rest::{self, inputs, problem};
use domain::error::Failure;
use utoipa::{
    PartialSchema as _, ToSchema as _,
    openapi::{
        Components, InfoBuilder, OpenApi, OpenApiBuilder, RefOr, Response, SecurityRequirement, Tag,
        path::{Operation, PathItem},
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
        tag::TagBuilder,
    },
};

const ABOUT: &str = "A marketplace for crowdtesting: clients describe what to test and put the money aside, testers walk \
the journey and hand in evidence, clients decide, testers are paid.

Ids are opaque strings, times RFC 3339 in UTC, money `*_cents` integers. Lists are pages: `next_cursor` of one is `cursor` \
of the next, and null on the last. Refusals are `application/problem+json` with a stable `code` and one row per refused \
field. Calls that move money take an `Idempotency-Key`: the same key and body give the same answer, the same key with \
another body is refused. Who asks too often is answered 429, with `Retry-After` in seconds.";

const TAGS: [(&str, &str); 13] = [
    ("auth", "Accounts and sessions"),
    ("projects", "What clients have tested"),
    ("jobs", "Test jobs and the marketplace"),
    ("claims", "Testers' seats"),
    ("submissions", "What testers hand in"),
    ("screenshots", "Pictures as evidence"),
    ("recordings", "Films of the screen as evidence"),
    ("remarks", "What both sides say about pictures"),
    ("bugs", "Bug reports"),
    ("reviews", "Clients' decisions"),
    ("wallet", "Money earned, held and paid out"),
    ("admin", "What admins see"),
    ("notifications", "What others did, as a list and as a stream"),
];

/// Calls that never ask who is there.
const OPERATIONS: &str = "operations";

/// The whole document. Needs no running application.
#[must_use]
pub fn document() -> OpenApi {
    complete(rest::routes().into_openapi())
}

/// Adds to what the handlers say what is true of all of them.
pub(crate) fn complete(drawn: OpenApi) -> OpenApi {
    let mut document = OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("PeerTest Hub")
                .version(env!("CARGO_PKG_VERSION"))
                .description(Some(ABOUT))
                .build(),
        )
        .tags(Some(tags()))
        .security(Some([
            SecurityRequirement::new("bearer", NONE),
            SecurityRequirement::new("cookie", NONE),
        ]))
        .paths(drawn.paths)
        .components(Some(components(drawn.components.unwrap_or_default())))
        .build();
    for item in document.paths.paths.values_mut() {
        each_operation(item, |write, operation| {
            let asks_who = operation
                .tags
                .as_ref()
                .is_none_or(|tags| tags.iter().all(|tag| tag != OPERATIONS));
            inputs::bounded(operation);
            let responses = &mut operation.responses.responses;
            let mut put = |status: &str, problem: Response| {
                responses.entry(status.into()).or_insert_with(|| RefOr::T(problem));
            };
            let mut add = |status: &str, text: &str| put(status, problem::described(text));
            if write {
                add("403", "The request came from another site");
            }
            if asks_who {
                add("401", "The bearer token is not good");
            }
            add("408", "This took too long and was given up");
            add("500", "Something went wrong on our side");
            if asks_who {
                put("429", problem::limited());
            }
        });
    }
    document
}

const NONE: [&str; 0] = [];

fn tags() -> Vec<Tag> {
    let operations = (OPERATIONS, "For whatever watches the server");
    let tag = |(name, text): (&str, &str)| TagBuilder::new().name(name).description(Some(text)).build();
    TAGS.into_iter().chain([operations]).map(tag).collect()
}

fn components(mut components: Components) -> Components {
    let mut nested = Vec::new();
    Failure::schemas(&mut nested);
    components
        .schemas
        .insert(Failure::name().into_owned(), Failure::schema());
    components.schemas.extend(nested);
    inputs::complete(&mut components.schemas);
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .build();
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    let cookie = ApiKeyValue::new(crate::auth::cookies::ACCESS);
    components.add_security_scheme("cookie", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    components
}

/// Calls `change` with each operation of an address, and whether it writes.
fn each_operation(item: &mut PathItem, mut change: impl FnMut(bool, &mut Operation)) {
    let writes = [&mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
    for operation in writes.into_iter().flatten() {
        change(true, operation);
    }
    if let Some(operation) = &mut item.get {
        change(false, operation);
    }
}
