//! Partial updates as JSON merge patch (RFC 7396): what is absent stays, `null` clears.

use crate::validation::Invalid;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// Lays `patch` over `current` and reads the result back, so that an edit passes the same validation as a creation.
///
/// # Errors
/// A patch that is no object, or a field of the wrong type.
pub fn merge<T: Serialize + DeserializeOwned>(current: &T, patch: &Value) -> Result<T, Invalid> {
    if !patch.is_object() {
        return Err(Invalid::one(
            "",
            "invalid_type",
            "Send a JSON object with the fields to change.",
        ));
    }
    let mut merged = serde_json::to_value(current).map_err(|e| Invalid::one("", "invalid_type", &e.to_string()))?;
    lay(&mut merged, patch);
    serde_json::from_value(merged).map_err(|_| culprit(current, patch))
}

fn lay(target: &mut Value, patch: &Value) {
    let Value::Object(changes) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(serde_json::Map::new());
    }
    if let Value::Object(fields) = target {
        for (name, change) in changes {
            if change.is_null() {
                fields.remove(name);
            } else {
                lay(fields.entry(name.clone()).or_insert(Value::Null), change);
            }
        }
    }
}

/// Names the fields that do not fit, by laying each over the current state alone.
fn culprit<T: Serialize + DeserializeOwned>(current: &T, patch: &Value) -> Invalid {
    let mut invalid = Invalid::default();
    for (name, change) in patch.as_object().into_iter().flatten() {
        let mut alone = serde_json::to_value(current).unwrap_or_default();
        lay(&mut alone, &serde_json::json!({ name: change }));
        if let Err(error) = serde_json::from_value::<T>(alone) {
            invalid.push(name, "invalid_type", error.to_string());
        }
    }
    if invalid.0.is_empty() {
        invalid.push("", "invalid_type", "These fields do not fit together.");
    }
    invalid
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use serde_json::json;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Thing {
        name: String,
        #[serde(default)]
        note: Option<String>,
    }

    #[test]
    fn absent_stays_null_clears_and_a_wrong_type_names_its_field() {
        let now = Thing {
            name: "a".into(),
            note: Some("n".into()),
        };
        assert_eq!(
            merge(&now, &json!({"name": "b"})),
            Ok(Thing {
                name: "b".into(),
                note: Some("n".into())
            })
        );
        assert_eq!(
            merge(&now, &json!({"note": null})),
            Ok(Thing {
                name: "a".into(),
                note: None
            })
        );
        let refused = merge(&now, &json!({"name": 5, "note": "x"})).expect_err("a number is no name");
        assert_eq!(refused.0.iter().map(|e| e.field.as_str()).collect::<Vec<_>>(), ["name"]);
        assert!(merge(&now, &json!([1])).is_err());
    }
}
