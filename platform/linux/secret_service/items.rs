//! Reading many items of the service at once.

use super::{LOOK_AT_MOST, names};
use crate::{Secret, StoreError, StoreKey};
use futures_util::future::{join_all, try_join_all};
use secret_service::Item;
use std::collections::HashMap;

/// The secrets of the items, each wiped from the moment it is here; all are asked for before the
/// first answer is read.
pub(super) async fn secrets(items: &[Item<'_>]) -> Result<Vec<Secret>, StoreError> {
    let fetched = items
        .iter()
        .map(async |item| Ok(Secret::new(item.get_secret().await?)));
    join_all(fetched).await.into_iter().collect()
}

/// The items with their attributes.
pub(super) async fn with_attributes(
    items: Vec<Item<'_>>,
) -> Result<Vec<(Item<'_>, HashMap<String, String>)>, StoreError> {
    let mut attributes = Vec::with_capacity(items.len());
    for some in items.chunks(LOOK_AT_MOST) {
        attributes.extend(try_join_all(some.iter().map(Item::get_attributes)).await?);
    }
    Ok(items.into_iter().zip(attributes).collect())
}

/// The keys of the items, sorted. What is locked may not tell its own, and is left out.
pub(super) async fn keys(items: Vec<Item<'_>>) -> Result<Vec<StoreKey>, StoreError> {
    let attributes = with_attributes(items)
        .await?
        .into_iter()
        .map(|(_, attributes)| attributes);
    let mut keys: Vec<StoreKey> = attributes.filter_map(names::key).collect();
    keys.sort();
    keys.dedup();
    Ok(keys)
}
