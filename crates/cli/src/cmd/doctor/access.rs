//! Whether the data that decides about access makes sense.

use std::collections::HashSet;

use basekey_access::{Access, Role, SecretEnd};
use basekey_store::{Read, Shared, StoreError};

use super::Findings;
use crate::cmd::count;

/// Looks at users, workspaces, collaborators and tokens.
pub(super) fn check(read: &dyn Read) -> Result<Findings, StoreError> {
    let mut found = Findings::default();
    let (users, workspaces, bases) = (read.users()?, read.workspaces()?, read.bases()?);
    let known: HashSet<_> = users.iter().map(|user| user.no).collect();
    let homes: HashSet<_> = workspaces.iter().map(|workspace| workspace.id).collect();

    found.expect(
        users.is_empty() || users.iter().any(|user| user.active && user.instance_owner),
        || "no active user owns the instance".to_owned(),
    );
    for user in &users {
        found.expect(
            user.email == user.email.to_lowercase() && user.email.contains('@'),
            || format!("the e-mail of user {} is not in its stored form", user.id),
        );
        found.expect(
            user.password
                .as_deref()
                .is_none_or(|hash| hash.starts_with("$argon2id$")),
            || format!("the password of user {} is not stored as Argon2id", user.id),
        );
    }
    let members = |shared, name: String, found: &mut Findings| {
        let list = read.members(shared)?;
        for member in &list {
            found.expect(known.contains(&member.user), || {
                format!("{name} is shared with a user who is not there")
            });
        }
        Ok::<_, StoreError>(list)
    };
    for workspace in &workspaces {
        let list = members(
            Shared::Workspace(workspace.id),
            workspace.id.to_string(),
            &mut found,
        )?;
        found.expect(list.iter().any(|member| member.role == Role::Owner), || {
            format!("workspace {} has no owner", workspace.id)
        });
    }
    for base in &bases {
        members(Shared::Base(base.id), base.id.to_string(), &mut found)?;
        found.expect(homes.contains(&base.workspace), || {
            format!("base {} is in no workspace", base.id)
        });
    }

    let mut tokens = 0usize;
    for user in &users {
        for stored in read.tokens_of(user.no)? {
            tokens += 1;
            let token = stored.token;
            let id = token.id;
            found.expect((1..=2).contains(&token.secrets.len()), || {
                format!(
                    "token {id} has {} secrets instead of one or two",
                    token.secrets.len()
                )
            });
            let open = token
                .secrets
                .iter()
                .filter(|secret| matches!(secret.ends, SecretEnd::Never))
                .count();
            found.expect(open <= 1, || {
                format!("token {id} has two secrets without an end")
            });
            found.expect(token.expires.is_none_or(|end| end >= token.created), || {
                format!("token {id} ended before it was made")
            });
            if let Access::Listed { workspaces, bases } = &token.access {
                // What is listed may be gone; then it opens nothing, which is sound.
                found.expect(workspaces.len() + bases.len() <= 100_000, || {
                    format!("token {id} lists too much")
                });
            }
            let same = read.token(id)?.is_some_and(|again| again.token == token);
            found.expect(same, || {
                format!("token {id} reads differently by id than by owner")
            });
        }
    }
    found.seen = [
        (users.len(), "user"),
        (workspaces.len(), "workspace"),
        (bases.len(), "base"),
        (tokens, "token"),
    ]
    .map(|(number, thing)| count(number as u64, thing))
    .join(", ");
    Ok(found)
}
