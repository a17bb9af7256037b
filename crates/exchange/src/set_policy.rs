//! `SetPolicy`: a new version of a dated rule.

use crate::exchange::Exchange;
use crate::policies::{self, Policies, Version};
use crate::timers::Timer;
use protocol::command::SetPolicy;
use protocol::event::{PolicyAdded, PolicyInForce};
use protocol::{Event, Header, Reason, Rejection};

impl Exchange {
    pub(crate) fn set_policy(&mut self, header: &Header, set: &SetPolicy, out: &mut Vec<Event>) -> Result<(), Rejection> {
        if !policies::is_well_formed(&set.body) {
            return Err(Reason::PolicyMalformed.into());
        }
        if set.valid_from < header.at {
            return Err(Reason::PolicyInPast.into());
        }
        if self.policies.first_of(set.policy).is_some_and(|first| first.body.name() != set.body.name()) {
            return Err(Reason::PolicyKindDiffers.into());
        }
        if self.policies.next_version().0 as usize > Policies::MAX_VERSIONS || self.policies.is_full() {
            return Err(Reason::TooManyPolicies.into());
        }
        // After this point it must succeed.
        let version = self.policies.next_version();
        let added =
            PolicyAdded { policy: set.policy, version, valid_from: set.valid_from, source: set.source.clone(), body: set.body.clone() };
        self.emit(header, Event::PolicyAdded(Box::new(added)), out);
        if set.valid_from == header.at {
            self.emit(header, PolicyInForce { policy: set.policy, version }, out);
        }
        Ok(())
    }

    /// What `PolicyAdded` changes.
    pub(crate) fn add_policy(&mut self, added: &PolicyAdded) {
        let version =
            Version { policy: added.policy, valid_from: added.valid_from, source: added.source.clone(), body: added.body.clone() };
        self.policies.add(version);
        self.timers.set(added.valid_from, Timer::Policy(added.version.0));
    }

    /// What `PolicyInForce` changes.
    pub(crate) fn put_policy_in_force(&mut self, event: &PolicyInForce) {
        let valid_from = self.policies.versions()[event.version.0 as usize - 1].valid_from;
        self.timers.clear(valid_from, Timer::Policy(event.version.0));
        self.policies.put_in_force(event.policy, event.version);
    }
}
