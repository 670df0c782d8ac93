//! `/api/…`: Basekey's own API, for its pages, its command line, and tokens
//! with `tokens:manage`.

mod account;
mod audit;
mod bases;
mod deleted;
mod fields;
mod imports;
mod instance_tokens;
mod invites;
mod leaving;
mod policy;
mod scopes;
pub(super) mod sessions;
mod settings;
mod tokens;
mod users;
mod views;
mod workspaces;

use utoipa_axum::routes;

use super::Routes;

pub(super) fn routes() -> Routes {
    Routes::default()
        .routes(routes!(
            sessions::current,
            sessions::begin,
            sessions::end_current
        ))
        .routes(routes!(sessions::begin_by_link))
        .routes(routes!(sessions::confirm))
        .routes(routes!(sessions::list))
        .routes(routes!(sessions::end))
        .routes(routes!(account::get, account::update))
        .routes(routes!(scopes::list))
        .routes(routes!(tokens::list, tokens::create))
        .routes(routes!(tokens::get, tokens::edit, tokens::revoke))
        .routes(routes!(tokens::find))
        .routes(routes!(tokens::pause))
        .routes(routes!(tokens::resume))
        .routes(routes!(tokens::regenerate))
        .routes(routes!(tokens::end_old_secret))
        .routes(routes!(tokens::duplicate))
        .routes(routes!(tokens::refusals))
        .routes(routes!(tokens::history))
        .routes(routes!(tokens::activity))
        .routes(routes!(policy::get))
        .routes(routes!(workspaces::list, workspaces::create))
        .routes(routes!(workspaces::get, workspaces::update))
        .routes(routes!(workspaces::collaborators, workspaces::add))
        .routes(routes!(workspaces::change, workspaces::remove))
        .routes(routes!(bases::update))
        .routes(routes!(bases::collaborators, bases::add))
        .routes(routes!(bases::change, bases::remove))
        .routes(routes!(invites::of_workspace, invites::to_workspace))
        .routes(routes!(invites::revoke_of_workspace))
        .routes(routes!(leaving::of_workspace))
        .routes(routes!(invites::of_base, invites::to_base))
        .routes(routes!(invites::revoke_of_base))
        .routes(routes!(leaving::of_base))
        .routes(routes!(invites::look))
        .routes(routes!(invites::accept))
        .routes(routes!(invites::join))
        .routes(routes!(fields::change, fields::delete))
        .routes(routes!(deleted::table))
        .routes(routes!(deleted::list))
        .routes(routes!(deleted::restore))
        .routes(routes!(views::create))
        .routes(routes!(views::get, views::update))
        .routes(routes!(imports::begin))
        .routes(routes!(imports::rows))
        .routes(routes!(imports::finish))
        .routes(routes!(users::list, users::create))
        .routes(routes!(users::update))
        .routes(routes!(users::sign_in_link))
        .routes(routes!(instance_tokens::list))
        .routes(routes!(instance_tokens::revoke))
        .routes(routes!(audit::list))
        .routes(routes!(audit::export))
        .routes(routes!(settings::get, settings::update))
}
