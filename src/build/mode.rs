//! What a build is for: to be published, checked, shown or sealed.
//!
//! In: who asked. Out: where its pictures come from, what earlier builds left, and whether somebody waits for a newer one.
//! Does not know the phases.

use std::path::Path;
use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::Duration;

use super::preview::{Audience, Viewer};
use super::{Memory, Request, sealed};
use crate::external::{Addresses, Ask};
use crate::inputs::Inputs;
use crate::pictures::{Keep, Store};
use crate::release::Policy;

/// What becomes of what a build makes.
pub(super) enum Mode<'m> {
    /// It is published; with the hash of the inputs, if the next build may go by it.
    Publish(Option<u128>),
    /// Nothing. With somebody to ask, and how long, addresses of other hosts are tried out.
    Check(Option<Asking<'m>>),
    /// It is shown.
    Memory(&'m Audience<'m>),
    /// It is sealed. Smaller pictures are those of the public edition.
    Tier(&'m mut sealed::Contents, Arc<Store>),
}

/// Who tries addresses of other hosts out, how long, and those that are known so far.
pub(super) struct Asking<'m> {
    pub(super) asker: &'m dyn Ask,
    pub(super) time: Duration,
    pub(super) addresses: Addresses,
}

impl<'m> Mode<'m> {
    pub(super) fn viewer(&self) -> Option<&'m dyn Viewer> {
        match self {
            Self::Memory(audience) => Some(audience.viewer),
            Self::Publish(_) | Self::Check(_) | Self::Tier(..) => None,
        }
    }

    /// What earlier builds left, ready for this one.
    pub(super) fn memory(
        &self,
        request: &Request,
        inputs: &Inputs,
        policy: &Policy,
    ) -> Option<MutexGuard<'m, Memory>> {
        let Self::Memory(audience) = self else { return None };
        let mut memory = audience.memory.lock().unwrap_or_else(PoisonError::into_inner);
        memory.begin(request, inputs, policy);
        Some(memory)
    }

    /// Where smaller pictures come from.
    pub(super) fn pictures(&self, root: &Path, memory: Option<&Memory>) -> Arc<Store> {
        let keep = match self {
            Self::Tier(_, pictures) => return Arc::clone(pictures),
            Self::Memory(_) if let Some(known) = memory.and_then(|memory| memory.pictures.as_ref()) => {
                return Arc::clone(known);
            }
            Self::Memory(_) => Keep::InMemory,
            Self::Publish(_) => Keep::OnDisk,
            Self::Check(_) => Keep::Nowhere,
        };
        Arc::new(Store::new(root, keep))
    }

    pub(super) fn is_overtaken(&self) -> bool {
        self.viewer().is_some_and(Viewer::is_overtaken)
    }
}
