//! Whom the cells of a base may name.

use basekey_access::{Role, op};
use basekey_app::{AppError, NewCollaborator, UserEdit, UserInfo};
use basekey_model::cell::CellError;
use basekey_model::field::FieldKind;
use serde_json::{Value, json};

use crate::base::draft;
use crate::support::{TABLE, World, map};

async fn name(world: &World, who: Value, typecast: bool) -> Result<Value, AppError> {
    let fields = map(json!({ "Who": who }));
    let inputs = vec![basekey_app::RecordInput { fields }];
    let permit = world.permit::<op::CreateRecords>().await;
    let options = basekey_app::WriteOptions { typecast };
    let page = world
        .app
        .create_records(permit, TABLE, inputs, options)
        .await?;
    let mut row = crate::support::rows(&page).pop().unwrap();
    Ok(row.remove("Who").unwrap_or_default())
}

fn is_unknown(result: &Result<Value, AppError>) -> bool {
    let unknown = CellError::UnknownPerson;
    matches!(result, Err(AppError::Cell { error, .. }) if *error == unknown)
}

async fn edit(world: &World, user: &UserInfo, edit: UserEdit) {
    let ctx = world.ctx().await;
    let permit = world.app.permit_instance::<op::UpdateUser>(&ctx).unwrap();
    let id = user.id.to_string();
    world
        .app
        .update_user(permit, &ctx, &id, edit)
        .await
        .unwrap();
}

#[tokio::test]
async fn cells_name_active_collaborators_of_the_base_or_its_workspace() {
    let world = World::new().await;
    let kind = FieldKind::SingleCollaborator;
    world.make_field(TABLE, draft("Who", kind)).await;
    let guest = world.user("guest@example.com", Some(Role::ReadOnly)).await;
    let outsider = world.user("out@example.com", None).await;
    let member = world.user("member@example.com", None).await;
    let by_id = |user: &UserInfo| json!({"id": user.id.to_string()});
    for user in [&outsider, &member] {
        assert!(is_unknown(&name(&world, by_id(user), false).await));
        let email = json!({"email": user.email});
        assert!(is_unknown(&name(&world, email, false).await));
    }
    let guest_no = name(&world, by_id(&guest), false).await.unwrap();
    let by_email = json!({"email": "Guest@Example.com"});
    assert_eq!(name(&world, by_email, false).await.unwrap(), guest_no);
    // A role given just now counts at once.
    let ctx = world.ctx().await;
    let permit = world
        .app
        .permit_workspace::<op::AddWorkspaceCollaborator>(&ctx, &world.workspace)
        .await
        .unwrap();
    let new = vec![NewCollaborator {
        user: member.id.to_string(),
        role: Role::Editor,
    }];
    let app = &world.app;
    app.add_workspace_collaborators(permit, &ctx, new)
        .await
        .unwrap();
    let member_no = name(&world, by_id(&member), false).await.unwrap();
    assert_ne!(member_no, guest_no);
    // And so does its end, and that of the account.
    let permit = world.permit::<op::RemoveBaseCollaborator>().await;
    let id = guest.id.to_string();
    app.remove_base_collaborator(permit, &ctx, &id)
        .await
        .unwrap();
    assert!(is_unknown(&name(&world, by_id(&guest), false).await));
    let inactive = UserEdit {
        active: Some(false),
        ..UserEdit::default()
    };
    edit(&world, &member, inactive).await;
    assert!(is_unknown(&name(&world, by_id(&member), false).await));
    // What was written stays.
    assert_eq!(
        world.column(TABLE, "Who").await,
        [guest_no.clone(), guest_no, member_no]
    );
}

#[tokio::test]
async fn a_typecast_finds_people_by_name() {
    let world = World::new().await;
    let kind = FieldKind::MultipleCollaborators;
    world.make_field(TABLE, draft("Who", kind)).await;
    let ann = world.user("one@example.com", Some(Role::Editor)).await;
    let bob = world.user("two@example.com", Some(Role::Editor)).await;
    for (user, called) in [(&ann, "Äpfel Ann"), (&bob, "Äpfel Ann")] {
        let named = UserEdit {
            name: Some(called.to_owned()),
            ..UserEdit::default()
        };
        edit(&world, user, named).await;
    }
    let by_id = name(&world, json!([{"id": ann.id.to_string()}]), false)
        .await
        .unwrap();
    for text in ["äpfel ann", "one@example.com", &ann.id.to_string()] {
        let found = name(&world, json!([text]), true).await.unwrap();
        assert_eq!(
            found, by_id,
            "{text}: of two of one name whoever came first"
        );
    }
    let nobody = name(&world, json!(["Nobody"]), true).await;
    assert!(matches!(nobody, Ok(Value::Null)), "{nobody:?}");
}
