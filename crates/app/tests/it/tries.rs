//! Sign-ins from one address.

use basekey_app::{Origin, SignInFailure};

use crate::support::World;

fn from(address: &str) -> Origin {
    Origin {
        address: Some(address.to_owned()),
        client: None,
    }
}

/// True if the try was judged.
async fn is_judged(world: &World, email: &str, origin: &Origin) -> bool {
    let outcome = world.app.sign_in(email, "wrong", origin).await;
    matches!(outcome, Err(SignInFailure::Refused(_)))
}

#[tokio::test]
async fn many_passwords_at_once_from_one_address_get_no_more_tries() {
    let world = World::new().await;
    let mut tries = tokio::task::JoinSet::new();
    for n in 0..40 {
        let app = world.app.clone();
        // One customer's network, whatever the end of the address.
        let origin = from(&format!("2001:db8:1:2::{n:x}"));
        tries.spawn(async move {
            let email = format!("nobody{n}@example.com");
            let outcome = app.sign_in(&email, "wrong", &origin).await;
            matches!(outcome.unwrap_err(), SignInFailure::Refused(_))
        });
    }
    let judged = tries.join_all().await;
    assert_eq!(judged.iter().filter(|judged| **judged).count(), 30);
    let email = "someone@example.com";
    assert!(!is_judged(&world, email, &from("2001:db8:1:2::ffff")).await);
    assert!(is_judged(&world, email, &from("2001:db8:1:3::1")).await);
    assert!(is_judged(&world, email, &Origin::default()).await);
    world.clock.advance_seconds(10);
    assert!(is_judged(&world, email, &from("2001:db8:1:2::ffff")).await);
    assert!(!is_judged(&world, email, &from("2001:db8:1:2::ffff")).await);
}

#[tokio::test]
async fn a_password_that_is_not_judged_costs_the_address_nothing() {
    let world = World::new().await;
    let origin = from("192.0.2.9");
    let mut judged = 0;
    for _ in 0..60 {
        judged += usize::from(is_judged(&world, "ann@example.com", &origin).await);
    }
    assert_eq!(judged, 10, "the account waits before the address does");
    for n in 0..20 {
        assert!(is_judged(&world, &format!("n{n}@example.com"), &origin).await);
    }
    assert!(!is_judged(&world, "last@example.com", &origin).await);
}
