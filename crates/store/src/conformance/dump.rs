//! All that can be read from a store, as text to be compared.

use std::fmt::Write as _;

use super::samples;
use crate::error::Result;
use crate::iface::Read;
use crate::rows::{AuditFilter, Shared};

pub(super) fn all(read: &dyn Read) -> Result<String> {
    let mut text = String::new();
    people(read, &mut text)?;
    bases(read, &mut text)?;
    for name in samples::NAMES {
        line(&mut text, &("setting", name, read.setting(name)?));
    }
    line(
        &mut text,
        &read.audit(&AuditFilter::default(), None, usize::MAX)?,
    );
    Ok(text)
}

fn line(text: &mut String, thing: &dyn std::fmt::Debug) {
    // Writing to a string does not fail.
    let _ = writeln!(text, "{thing:?}");
}

fn people(read: &dyn Read, text: &mut String) -> Result<()> {
    for user in read.users()? {
        // Not as Debug, which hides most of it.
        line(
            text,
            &(user.no, user.id, &user.email, &user.name, &user.password),
        );
        line(text, &(user.active, user.instance_owner, user.created));
        line(text, &read.sessions_of(user.no)?);
        line(text, &read.memberships(user.no)?);
        for token in read.tokens_of(user.no)? {
            line(text, &token);
            line(text, &read.refusals(token.token.id)?);
            line(text, &read.token_usage(token.token.id)?);
        }
    }
    let all = read.tokens(None, usize::MAX)?;
    let ids: Vec<_> = all.iter().map(|stored| stored.token.id).collect();
    line(text, &ids);
    for n in 0..20 {
        line(text, &read.sign_in_link(&samples::hash(n))?);
        line(
            text,
            &read.import(samples::import(n, basekey_model::schema::BaseNo(1), "").id)?,
        );
    }
    Ok(())
}

fn bases(read: &dyn Read, text: &mut String) -> Result<()> {
    for workspace in read.workspaces()? {
        line(text, &read.members(Shared::Workspace(workspace.id))?);
        line(text, &read.invites(Shared::Workspace(workspace.id))?);
        line(text, &workspace);
    }
    for base in read.bases()? {
        line(text, &read.members(Shared::Base(base.id))?);
        line(text, &read.invites(Shared::Base(base.id))?);
        let schema = read.schema(base.id, base.no)?;
        line(text, &schema);
        for table in schema.tables.iter().chain(&schema.deleted) {
            let records = read.page(base.no, table.no, None, usize::MAX)?;
            line(
                text,
                &(
                    read.count(base.no, table.no)?,
                    read.last_id(base.no, table.no)?,
                ),
            );
            line(text, &samples::listed(&records));
        }
        for name in samples::NAMES {
            line(text, &(name, read.counter(base.no, name)?));
        }
        line(text, &read.changes(base.no, 0, usize::MAX)?);
        line(text, &base);
    }
    Ok(())
}
