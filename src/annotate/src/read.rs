//! Reads what is not known beforehand in memory that is bounded. A value as [`Value`] takes up to a hundred times the room of its text
//! (`{"":0}` is a node of a tree), so two mebibytes from a stranger would be hundreds.

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::cell::Cell;
use std::fmt;

use crate::limits;
use crate::shape::Shape;

/// What an object weighs beside its values; a value weighs one, which is some 50 bytes.
const OBJECT: usize = 12;
/// What a shape may weigh while it is read: a line of as many points as there may be, each an object of two numbers, and as much again.
const SHAPE: usize = 2 * limits::PEN_POINTS * (OBJECT + 2);

/// What may still be read.
pub(crate) struct Budget(Cell<usize>);

impl Budget {
    pub(crate) const fn new(weight: usize) -> Self {
        Self(Cell::new(weight))
    }

    fn spend<E: Error>(&self, weight: usize) -> Result<(), E> {
        let left = self.0.get().checked_sub(weight);
        self.0
            .set(left.ok_or_else(|| E::custom("there is too much in it that is not understood"))?);
        Ok(())
    }
}

/// The fields of a shape.
pub(crate) fn fields<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Map<String, Value>, D::Error> {
    struct Fields(Budget);

    impl<'de> Visitor<'de> for Fields {
        type Value = Map<String, Value>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a shape")
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
            object(map, &self.0)
        }
    }

    deserializer.deserialize_map(Fields(Budget::new(SHAPE)))
}

/// Spends the same on what is kept as [`Bounded`] does on what is read.
pub(crate) fn spend_on<E: Error>(fields: &Map<String, Value>, budget: &Budget) -> Result<(), E> {
    fn weight(value: &Value) -> usize {
        1 + match value {
            Value::Array(items) => items.iter().map(weight).sum(),
            Value::Object(fields) => OBJECT + fields.values().map(weight).sum::<usize>(),
            _ => 0,
        }
    }
    budget.spend(fields.values().map(weight).sum())
}

/// Any value, as far as the budget goes.
pub(crate) struct Bounded<'a>(pub &'a Budget);

impl<'de> DeserializeSeed<'de> for Bounded<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.0.spend(1)?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Bounded<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut out = Vec::new();
        while let Some(item) = items.next_element_seed(Bounded(self.0))? {
            out.push(item);
        }
        Ok(out.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Value, A::Error> {
        self.0.spend(OBJECT)?;
        object(map, self.0).map(Value::Object)
    }
}

fn object<'de, A: MapAccess<'de>>(mut map: A, budget: &Budget) -> Result<Map<String, Value>, A::Error> {
    let mut out = Map::new();
    while let Some(name) = map.next_key()? {
        out.insert(name, map.next_value_seed(Bounded(budget))?);
    }
    Ok(out)
}

/// The shapes of a scene; what is kept of them that is not understood is taken from the budget.
pub(crate) struct Shapes<'a>(pub &'a Budget);

impl<'de> DeserializeSeed<'de> for Shapes<'_> {
    type Value = Vec<Shape>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Shapes<'_> {
    type Value = Vec<Shape>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("shapes")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut shapes = Vec::new();
        while let Some(shape) = items.next_element::<Shape>()? {
            spend_on(&shape.extra, self.0)?;
            shapes.push(shape);
        }
        Ok(shapes)
    }
}
