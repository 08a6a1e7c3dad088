//! What the client draws over a picture while reviewing. The tester's evidence stays as it is; both sides see the layer beside it.

use crate::timestamp::Timestamp;
use serde::{Deserialize, Serialize};

/// The client's own layer over a picture.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Layer {
    /// In the pixels of the picture, null when nothing was drawn.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub scene: Option<annotate::Scene>,
    pub updated_at: Option<Timestamp>,
}
