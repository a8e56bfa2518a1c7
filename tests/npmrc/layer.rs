//! One layer of a configuration, in the form in which npm's and ours can be compared.

use npmcred::npmrc::{Config, LayerKind};
use serde_json::{Value as Json, json};

use crate::{doubles, json as value_json};

/// One layer as the oracle writes it.
pub(crate) fn layer(config: &Config, kind: LayerKind) -> Json {
    let settings = config.layer(kind).unwrap().settings().iter();
    settings
        .map(|setting| json!([setting.key, value_json(&setting.value)]))
        .collect()
}

/// Sorted by key, without what depends on node's date parser or this machine, and without the keys
/// that sink out of their layer in npm (the path of the global file is compared).
pub(crate) fn comparable(layer: Json) -> Json {
    let Json::Array(mut pairs) = layer else {
        return layer;
    };
    let left_out = [
        "before",
        "local-address",
        "globalconfig",
        "metrics-registry",
        "global-ignore-file",
    ];
    pairs.retain(|pair| !left_out.contains(&pair[0].as_str().unwrap()));
    pairs.sort_by_key(|pair| pair[0].as_str().map(str::to_owned));
    doubles(pairs.into())
}
