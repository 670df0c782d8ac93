//! The management commands, with and without a server.

use std::io::Write;
use std::process::Stdio;

use crate::support::{Done, Home, text};

#[test]
fn everything_is_made_alike_with_and_without_a_server() {
    let home = Home::new();
    for (round, server) in [(1, false), (2, true)] {
        let running = server.then(|| home.serve());
        let email = format!("user{round}@example.com");
        let user = home.json(&["user", "create", "--email", &email, "--name", "U"]);
        assert!(text(&user, "id").starts_with("usr"));
        // The first user owns the instance, further ones do not.
        assert_eq!(user["instanceOwner"], round == 1);
        let workspace = home.json(&["workspace", "create", "--user", &email, "--name", "W"]);
        let id = text(&workspace, "id");
        let base = home.json(&[
            "base",
            "create",
            "--user",
            &email,
            "--workspace",
            &id,
            "--name",
            "B",
        ]);
        let id = text(&base, "id");
        let token = home.json(&[
            "token",
            "create",
            "--user",
            &email,
            "--name",
            "T",
            "--scope",
            "data.records:read,schema.bases:read",
            "--access",
            &id,
            "--expires",
            "30d",
        ]);
        assert_eq!(
            token["scopes"],
            serde_json::json!(["data.records:read", "schema.bases:read"])
        );
        assert_eq!(token["access"]["ids"], serde_json::json!([id]));
        assert!(text(&token, "token").starts_with(&format!("{}.", text(&token, "id"))));
        if let Some(running) = running {
            let (status, bases) = running.get("/v0/meta/bases", &text(&token, "token"));
            assert_eq!((status, bases["bases"].as_array().unwrap().len()), (200, 1));
        }
    }
    // The user's own workspace and the one made here: which is meant must be said.
    let unclear = home.run(&[
        "base",
        "create",
        "--user",
        "user1@example.com",
        "--name",
        "B2",
    ]);
    assert_eq!(unclear.code, 2);
    assert!(unclear.err.contains("--workspace"), "{}", unclear.err);
}

#[test]
fn a_server_hears_at_once_what_commands_do_to_a_token() {
    let home = Home::new();
    let (base, secret) = home.furnish();
    let server = home.serve();
    let id = secret.split_once('.').unwrap().0;
    let path = format!("/v0/{base}/Things");
    let status = |secret: &str| server.get(&path, secret).0;
    assert_eq!(status(&secret), 200);
    assert_eq!(text(&home.json(&["token", "pause", id]), "state"), "paused");
    assert_eq!(status(&secret), 401);
    home.json(&["token", "resume", id]);
    assert_eq!(status(&secret), 200);
    let edited = home.json(&["token", "edit", id, "--remove-scope", "data.records:read"]);
    assert!(!edited["scopes"].to_string().contains("data.records:read"));
    assert_eq!(status(&secret), 403);
    home.json(&["token", "edit", id, "--add-scope", "data.records:read"]);
    let renewed = text(
        &home.json(&["token", "regenerate", id, "--old-ends", "first-use"]),
        "token",
    );
    assert_eq!(
        (status(&secret), status(&renewed), status(&secret)),
        (200, 200, 401)
    );
    let copy = home.json(&["token", "duplicate", id, "--name", "Copy"]);
    assert_eq!(status(&text(&copy, "token")), 200);
    let refusals = home.run(&["token", "refusals", id]).out;
    assert!(
        refusals.contains("scope") && refusals.contains("state"),
        "{refusals}"
    );
    assert_eq!(
        text(&home.json(&["token", "revoke", id]), "state"),
        "revoked"
    );
    assert_eq!(status(&renewed), 401);
    let listed = home.json(&["token", "list"]);
    assert_eq!(listed["tokens"].as_array().unwrap().len(), 2);
    assert!(
        !listed
            .to_string()
            .contains(renewed.split_once('.').unwrap().1)
    );
}

#[test]
fn a_token_is_found_whoever_owns_it() {
    let home = Home::new();
    for user in ["a@example.com", "b@example.com"] {
        home.json(&["user", "create", "--email", user]);
    }
    let token = home.json(&[
        "token",
        "create",
        "--user",
        "b@example.com",
        "--scope",
        "data.records:read",
        "--access",
        "all",
    ]);
    let shown = home.json(&["token", "show", &text(&token, "id")]);
    assert_eq!(shown["userId"], token["userId"]);
    let none = home.run(&["token", "show", "patAAAAAAAAAAAAAA"]);
    assert_eq!((none.code, none.out.as_str()), (1, ""));
}

#[test]
fn sharing_changes_who_reaches_a_base() {
    let home = Home::new();
    let (base, _) = home.furnish();
    home.json(&["user", "create", "--email", "bob@example.com"]);
    let token = home.json(&[
        "token",
        "create",
        "--user",
        "bob@example.com",
        "--all-scopes",
        "--access",
        "all",
    ]);
    let server = home.serve();
    let path = format!("/v0/{base}/Things");
    let status = || server.get(&path, &text(&token, "token")).0;
    assert_eq!(status(), 403);
    home.json(&[
        "base",
        "share",
        &base,
        "--with",
        "bob@example.com",
        "--role",
        "comment",
    ]);
    assert_eq!(status(), 200);
    // Sharing again changes the role.
    home.json(&[
        "base",
        "share",
        &base,
        "--with",
        "bob@example.com",
        "--role",
        "editor",
    ]);
    let all = home.json(&["base", "collaborators", &base]).to_string();
    assert!(
        all.contains("\"edit\"") && !all.contains("\"comment\""),
        "{all}"
    );
    home.json(&["base", "unshare", &base, "--with", "bob@example.com"]);
    assert_eq!(status(), 403);
    assert_eq!(
        home.run(&["base", "unshare", &base, "--with", "bob@example.com"])
            .code,
        1
    );
}

#[test]
fn people_are_deactivated_activated_and_let_in() {
    let home = Home::new();
    home.furnish();
    let bob = home.json(&["user", "create", "--email", "Bob@Example.com", "--owner"]);
    assert_eq!(bob["instanceOwner"], true);
    let bob = home.json(&["user", "deactivate", "bob@example.com"]);
    assert_eq!(bob["active"], false);
    assert_eq!(
        home.json(&["user", "activate", "--user", "bob@example.com"])["active"],
        true
    );
    let server = home.serve();
    let link = home.json(&["user", "sign-in-link", "bob@example.com"]);
    assert!(
        text(&link, "url").starts_with(&format!("{}/sign-in?code=", server.url)),
        "{link}"
    );
    let mut child = home
        .command(&[
            "user",
            "set-password",
            "bob@example.com",
            "--json",
            "--data",
        ])
        .arg(home.data())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(b"correct horse battery\n")
        .unwrap();
    let done: Done = child.wait_with_output().unwrap().into();
    assert_eq!(done.json()["hasPassword"], true);
    assert!(home.run(&["user", "list"]).out.contains("instance owner"));
}

#[test]
fn wrong_command_lines_are_told_from_failures() {
    let home = Home::new();
    home.furnish();
    for (args, code, words) in [
        (
            &["token", "create", "--access", "all"][..],
            2,
            "--all-scopes",
        ),
        (
            &[
                "token",
                "create",
                "--scope",
                "data.records:reed",
                "--access",
                "all",
            ],
            2,
            "data.records:read",
        ),
        (
            &["token", "create", "--all-scopes", "--access", "tblX"],
            2,
            "wsp or app",
        ),
        (
            &[
                "token",
                "create",
                "--all-scopes",
                "--access",
                "all",
                "--expires",
                "soon",
            ],
            2,
            "30d",
        ),
        (&["user", "create"], 2, "--email"),
        (&["nonsense"], 2, "nonsense"),
        (
            &["user", "create", "--email", "ann@example.com"],
            1,
            "e-mail",
        ),
        (
            &["user", "deactivate", "nobody@example.com"],
            1,
            "user list",
        ),
        (
            &["user", "deactivate", "ann@example.com"],
            1,
            "last instance owner",
        ),
        (
            &["base", "create", "--name", "B", "--tables", "nowhere.json"],
            1,
            "nowhere.json",
        ),
        (
            &[
                "workspace",
                "create",
                "--name",
                "W",
                "--user",
                "nobody@example.com",
            ],
            1,
            "no such user",
        ),
    ] {
        let done = home.run(args);
        assert_eq!(done.code, code, "{args:?}: {}", done.err);
        assert!(done.err.contains(words), "{args:?}: {}", done.err);
        assert_eq!(done.out, "", "{args:?}");
    }
    let elsewhere: Done = home
        .command(&["token", "list", "--data", "typo"])
        .output()
        .unwrap()
        .into();
    assert_eq!(elsewhere.code, 1);
    assert!(
        elsewhere.err.contains("no Basekey store in typo"),
        "{}",
        elsewhere.err
    );
    assert!(!home.path("typo").exists());
}

#[test]
fn help_configuration_and_completions_are_there() {
    let home = Home::new();
    let help: Done = home.command(&["--help"]).output().unwrap().into();
    for command in [
        "serve",
        "user",
        "workspace",
        "base",
        "token",
        "import",
        "backup",
        "restore",
        "doctor",
        "completions",
    ] {
        assert!(help.out.contains(&format!("\n  {command} ")), "{command}");
    }
    assert!(help.out.contains("Examples:"));
    let version: Done = home.command(&["--version"]).output().unwrap().into();
    assert_eq!(
        version.out,
        format!("basekey {}\n", env!("CARGO_PKG_VERSION"))
    );
    let config: Done = home.command(&["config"]).output().unwrap().into();
    assert!(config.out.contains("\n[http.rate_limits]\n"));
    let in_force = home
        .command(&["config", "--effective", "--json", "--data", "elsewhere"])
        .env("BASEKEY_HTTP__RATE_LIMITS__PER_BASE", "7")
        .env("BASEKEY_OF_SOMEONE_ELSE", "x")
        .output()
        .unwrap();
    let in_force = Done::from(in_force).json();
    assert_eq!(
        (
            &in_force["http"]["rate_limits"]["per_base"],
            &in_force["data"]
        ),
        (&7.into(), &"elsewhere".into())
    );
    for shell in ["bash", "zsh", "fish"] {
        let script: Done = home
            .command(&["completions", shell])
            .output()
            .unwrap()
            .into();
        assert!(script.out.contains("sign-in-link"), "{shell}");
    }
}

#[test]
fn faults_in_the_configuration_name_their_place() {
    let home = Home::new();
    std::fs::write(home.path("c.toml"), "[http]\nbody_timeout = \"long\"\n").unwrap();
    let file: Done = home
        .command(&["user", "list", "--config", "c.toml"])
        .output()
        .unwrap()
        .into();
    assert_eq!(file.code, 1);
    assert!(
        file.err.contains("c.toml") && file.err.contains("http.body_timeout"),
        "{}",
        file.err
    );
    let variable = home
        .command(&["user", "list"])
        .env("BASEKEY_LOG__FORMAT", "xml")
        .output()
        .unwrap();
    let variable = Done::from(variable);
    assert_eq!(variable.code, 1);
    assert!(
        variable.err.contains("BASEKEY_LOG__FORMAT"),
        "{}",
        variable.err
    );
}
