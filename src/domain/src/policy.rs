//! Who may do what, as one table to read. Services ask it; no door decides.
//!
//! | action | anybody | client | tester | owner of the job | holder of the seat | admin |
//! | --- | --- | --- | --- | --- | --- | --- |
//! | read a job that has been published | yes | yes | yes | yes | yes | yes |
//! | read a draft | | | | yes | | yes |
//! | make projects and jobs | | yes | | | | |
//! | edit, publish, cancel, delete a job | | | | yes | | |
//! | take a seat | | | yes | never | | |
//! | work on a submission | | | | | yes | |
//! | read a submission and its pictures | | | | once handed in | yes | yes |
//! | talk about its pictures | | | | once handed in | once handed in | once handed in |
//! | draw a layer over its pictures | | | | once handed in | never | |
//! | decide on a submission | | | | yes | never | |
//! | be told that its pictures are like others | | | | yes | never | yes |
//! | make a link to a picture of it | | | | once handed in | yes | |
//! | ask for a payout | | | yes | | | |
//! | read the audit log of all | | | | | | yes |
//!
//! A program with a personal API token has no more than its scopes of what its owner may, nothing of an admin's, and
//! changes nothing about how its owner signs in.
//!
//! Publishing, taking a seat and being paid also ask for a mail address that was confirmed ([`is_confirmed`]).

use crate::{
    auth::{Actor, tokens::Scope},
    jobs::JobStatus,
    submissions::SubmissionStatus,
    users::Role,
};

/// How somebody stands to a job or a submission.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Relation {
    pub owns_job: bool,
    pub holds_seat: bool,
}

#[must_use]
pub fn may_read_job(actor: Option<&Actor>, status: JobStatus, relation: Relation) -> bool {
    // A job that has been public stays readable, so that an address that was shared does not die with the last seat.
    status != JobStatus::Draft || relation.owns_job || actor.is_some_and(Actor::is_admin)
}

/// Whether somebody has shown that their mail address is theirs. Without that one may look, and prepare, but not deal.
#[must_use]
pub fn is_confirmed(actor: &Actor) -> bool {
    actor.verified
}

/// Whether a token lets its program move money: publish, cancel, decide on work, ask for a payout.
#[must_use]
pub fn may_move_money(actor: &Actor) -> bool {
    actor.may(Scope::Money)
}

#[must_use]
pub fn may_own_projects(actor: &Actor) -> bool {
    actor.has(Role::Client)
}

#[must_use]
pub fn may_manage_job(relation: Relation) -> bool {
    relation.owns_job
}

#[must_use]
pub fn may_take_seats(actor: &Actor) -> bool {
    actor.has(Role::Tester)
}

#[must_use]
pub fn may_work_on(relation: Relation) -> bool {
    relation.holds_seat
}

#[must_use]
pub fn may_read_submission(actor: &Actor, status: SubmissionStatus, relation: Relation) -> bool {
    relation.holds_seat || actor.is_admin() || (relation.owns_job && status != SubmissionStatus::Draft)
}

/// Whether somebody puts remarks on the pictures of a submission that they may read; its state is another question.
#[must_use]
pub fn may_remark(actor: &Actor, relation: Relation) -> bool {
    relation.owns_job || relation.holds_seat || actor.is_admin()
}

#[must_use]
pub fn may_decide(relation: Relation) -> bool {
    relation.owns_job && !relation.holds_seat
}

/// Whether somebody is told that pictures of a submission are like those of other testers: who judges it, and never who made it.
#[must_use]
pub fn may_compare(actor: &Actor, relation: Relation) -> bool {
    !relation.holds_seat && (relation.owns_job || actor.is_admin())
}

/// Whether somebody sees what happens to everybody's accounts and money.
#[must_use]
pub fn may_oversee(actor: &Actor) -> bool {
    actor.is_admin()
}

#[must_use]
pub fn may_be_paid(actor: &Actor) -> bool {
    actor.has(Role::Tester)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{SessionId, UserId};

    fn actor(roles: &[Role]) -> Actor {
        Actor {
            user: UserId::parse("u").expect("an id"),
            session: SessionId::parse("s").expect("an id"),
            roles: roles.to_vec(),
            verified: true,
            from: crate::auth::sessions::Visit::default(),
            scopes: None,
        }
    }
    const OWNER: Relation = Relation {
        owns_job: true,
        holds_seat: false,
    };
    const HOLDER: Relation = Relation {
        owns_job: false,
        holds_seat: true,
    };
    const NONE: Relation = Relation {
        owns_job: false,
        holds_seat: false,
    };

    #[test]
    fn drafts_are_private() {
        assert!(!may_read_job(None, JobStatus::Draft, NONE));
        assert!(!may_read_job(Some(&actor(&[Role::Client])), JobStatus::Draft, NONE));
        assert!(may_read_job(Some(&actor(&[Role::Client])), JobStatus::Draft, OWNER));
        assert!(may_read_job(None, JobStatus::Open, NONE));
    }

    #[test]
    fn a_client_sees_work_only_once_it_is_handed_in() {
        let client = actor(&[Role::Client]);
        assert!(!may_read_submission(&client, SubmissionStatus::Draft, OWNER));
        assert!(may_read_submission(&client, SubmissionStatus::Submitted, OWNER));
        assert!(!may_read_submission(&client, SubmissionStatus::Submitted, NONE));
        assert!(may_read_submission(
            &actor(&[Role::Tester]),
            SubmissionStatus::Draft,
            HOLDER
        ));
    }

    #[test]
    fn who_made_a_submission_is_not_told_what_it_is_like() {
        let (tester, admin) = (actor(&[Role::Tester]), actor(&[Role::Admin]));
        assert!(may_compare(&tester, OWNER) && may_compare(&admin, NONE));
        assert!(!may_compare(&tester, HOLDER) && !may_compare(&admin, HOLDER) && !may_compare(&tester, NONE));
    }

    #[test]
    fn nobody_decides_on_their_own_work() {
        assert!(
            may_decide(OWNER)
                && !may_decide(HOLDER)
                && !may_decide(Relation {
                    owns_job: true,
                    holds_seat: true
                })
        );
    }
}
