// Made by scripts/operations.mjs; not changed by hand.

/** One call of the API and what it needs. */
export interface Operation {
  id: string;
  /** Its row in the server's table of operations: the name in activity and refusals. */
  operation: string;
  method: string;
  path: string;
  summary: string;
  /** A token needs all of these, */
  all: string[];
  /** or one of these. */
  any: string[];
  /** The least role of the token's owner on the base or workspace. */
  role: string | null;
  /** False if only a signed-in person may call it. */
  token: boolean;
}

export const OPERATIONS: Operation[] = [
  {"id":"getAccount","operation":"getAccount","method":"GET","path":"/api/account","summary":"Reads the caller's own account.","all":[],"any":[],"role":null,"token":false},
  {"id":"updateAccount","operation":"updateAccount","method":"PATCH","path":"/api/account","summary":"Changes the caller's name, e-mail or password. A new e-mail or password\nneeds the current password, and a new password ends the caller's other sessions.","all":[],"any":[],"role":null,"token":false},
  {"id":"listAudit","operation":"listAudit","method":"GET","path":"/api/audit","summary":"Reads the log of token, sign-in, user and sharing events, newest first.","all":[],"any":[],"role":null,"token":false},
  {"id":"exportAudit","operation":"exportAudit","method":"GET","path":"/api/audit/export","summary":"Reads the same log as a CSV file with a header, newest first.","all":[],"any":[],"role":null,"token":false},
  {"id":"updateBase","operation":"updateBase","method":"PATCH","path":"/api/bases/{baseId}","summary":"Renames a base or moves it to another workspace; the caller must be a creator\non both. A move changes at once which tokens and people reach it.","all":[],"any":[],"role":"create","token":false},
  {"id":"listBaseCollaborators","operation":"getBaseCollaborators","method":"GET","path":"/api/bases/{baseId}/collaborators","summary":"Lists who collaborates on a base by itself, not through its workspace.","all":[],"any":["schema.bases:read","workspacesAndBases:read"],"role":"read","token":true},
  {"id":"addBaseCollaborator","operation":"addBaseCollaborator","method":"POST","path":"/api/bases/{baseId}/collaborators","summary":"Gives people a role on a base: all of them or none.","all":[],"any":[],"role":"create","token":false},
  {"id":"removeBaseCollaborator","operation":"removeBaseCollaborator","method":"DELETE","path":"/api/bases/{baseId}/collaborators/{userId}","summary":"Takes someone's role on a base away.","all":[],"any":[],"role":"create","token":false},
  {"id":"updateBaseCollaborator","operation":"updateBaseCollaborator","method":"PATCH","path":"/api/bases/{baseId}/collaborators/{userId}","summary":"Changes someone's role on a base.","all":[],"any":[],"role":"create","token":false},
  {"id":"listBaseCollaboratorTokens","operation":"listBaseCollaboratorTokens","method":"GET","path":"/api/bases/{baseId}/collaborators/{userId}/tokens","summary":"Lists a base collaborator's tokens that reach the base now, newest first.\nThose that were revoked or have expired are left out.","all":[],"any":[],"role":"create","token":false},
  {"id":"listDeleted","operation":"listDeleted","method":"GET","path":"/api/bases/{baseId}/deleted","summary":"Lists deleted tables and fields that can be restored, newest first.","all":["schema.bases:read"],"any":[],"role":"create","token":true},
  {"id":"restoreDeleted","operation":"restoreDeleted","method":"POST","path":"/api/bases/{baseId}/deleted/{id}/restore","summary":"Brings a deleted table or field back, with its cells and links.","all":["schema.bases:write"],"any":[],"role":"create","token":true},
  {"id":"importRecords","operation":"importRecords","method":"POST","path":"/api/bases/{baseId}/imports","summary":"Begins an import, or finds where an interrupted one of the same file stopped.","all":["data.records:write","schema.bases:write"],"any":[],"role":"create","token":true},
  {"id":"finishImport","operation":"importRecords","method":"POST","path":"/api/bases/{baseId}/imports/{importId}/finish","summary":"Closes an import: the same file begins anew afterwards.","all":["data.records:write","schema.bases:write"],"any":[],"role":"create","token":true},
  {"id":"importRows","operation":"importRecords","method":"POST","path":"/api/bases/{baseId}/imports/{importId}/rows","summary":"Stores a batch of rows. Rows that are done already are skipped, so a batch\nwhose answer was lost can be sent again.","all":["data.records:write","schema.bases:write"],"any":[],"role":"create","token":true},
  {"id":"listBaseInvites","operation":"listBaseInvites","method":"GET","path":"/api/bases/{baseId}/invites","summary":"Lists the invites to a base that can still be used, newest first.","all":[],"any":[],"role":"create","token":false},
  {"id":"createBaseInvite","operation":"createBaseInvite","method":"POST","path":"/api/bases/{baseId}/invites","summary":"Makes an invite to a base: a code that gives whoever uses it a role, once,\nwithin seven days. It is in this answer and nowhere else.","all":[],"any":[],"role":"create","token":false},
  {"id":"revokeBaseInvite","operation":"revokeBaseInvite","method":"DELETE","path":"/api/bases/{baseId}/invites/{inviteId}","summary":"Takes an invite to a base back.","all":[],"any":[],"role":"create","token":false},
  {"id":"deleteTable","operation":"deleteTable","method":"DELETE","path":"/api/bases/{baseId}/tables/{tableIdOrName}","summary":"Deletes a table with its records and the links to it. It can be restored for 30 days.","all":["schema.bases:write"],"any":[],"role":"create","token":true},
  {"id":"deleteField","operation":"deleteField","method":"DELETE","path":"/api/bases/{baseId}/tables/{tableIdOrName}/fields/{fieldIdOrName}","summary":"Deletes a field with its cells, and its other side if it is a link. It can\nbe restored for 30 days.","all":["schema.bases:write"],"any":[],"role":"create","token":true},
  {"id":"changeField","operation":"updateField","method":"PATCH","path":"/api/bases/{baseId}/tables/{tableIdOrName}/fields/{fieldIdOrName}","summary":"Changes a field: its name, description, type and options.","all":["schema.bases:write"],"any":[],"role":"create","token":true},
  {"id":"createView","operation":"createView","method":"POST","path":"/api/bases/{baseId}/tables/{tableIdOrName}/views","summary":"Makes a view of a table.","all":["schema.bases:write"],"any":[],"role":"edit","token":true},
  {"id":"getViewSettings","operation":"getView","method":"GET","path":"/api/bases/{baseId}/views/{viewId}","summary":"Reads what a view shows, and how.","all":["workspacesAndBases:read"],"any":[],"role":"read","token":true},
  {"id":"updateView","operation":"updateView","method":"PATCH","path":"/api/bases/{baseId}/views/{viewId}","summary":"Changes what a view shows, and how. Absent parts stay; `null` takes one away.","all":["schema.bases:write"],"any":[],"role":"edit","token":true},
  {"id":"listAllTokens","operation":"listAllTokens","method":"GET","path":"/api/instance/tokens","summary":"Lists the tokens of all users, newest first. Those that ended over a year\nago are left out.","all":[],"any":[],"role":null,"token":false},
  {"id":"revokeTokens","operation":"revokeTokens","method":"POST","path":"/api/instance/tokens/revoke","summary":"Refuses tokens of any users for good, from the next request on. Those that\nare not there, or were revoked before, do not hold up the others.","all":[],"any":[],"role":null,"token":false},
  {"id":"acceptInvite","operation":"acceptInvite","method":"POST","path":"/api/invites/accept","summary":"Uses an invite for who is signed in. It works once.","all":[],"any":[],"role":null,"token":false},
  {"id":"getPolicy","operation":"getPolicy","method":"GET","path":"/api/policy","summary":"Reads what the instance's owner allows tokens, and whether the caller may create any.","all":[],"any":[],"role":null,"token":false},
  {"id":"getSession","operation":"getAccount","method":"GET","path":"/api/session","summary":"Reads who is signed in.","all":[],"any":[],"role":null,"token":false},
  {"id":"signOut","operation":"endSession","method":"DELETE","path":"/api/session","summary":"Signs this session out.","all":[],"any":[],"role":null,"token":false},
  {"id":"confirmSession","operation":"confirmSession","method":"POST","path":"/api/session/confirm","summary":"Shows by the password that it is still the user who sits before the session.","all":[],"any":[],"role":null,"token":false},
  {"id":"listSessions","operation":"listSessions","method":"GET","path":"/api/sessions","summary":"Lists where the caller is signed in, newest first.","all":[],"any":[],"role":null,"token":false},
  {"id":"endSession","operation":"endSession","method":"DELETE","path":"/api/sessions/{sessionId}","summary":"Signs one of the caller's sessions out.","all":[],"any":[],"role":null,"token":false},
  {"id":"getSettings","operation":"getSettings","method":"GET","path":"/api/settings","summary":"Reads the instance's settings.","all":[],"any":[],"role":null,"token":false},
  {"id":"updateSettings","operation":"updateSettings","method":"PATCH","path":"/api/settings","summary":"Changes the instance's settings; absent parts stay, `null` lifts a limit.\nTokens that live already keep their end, scopes and access.","all":[],"any":[],"role":null,"token":false},
  {"id":"listTokens","operation":"listTokens","method":"GET","path":"/api/tokens","summary":"Lists the caller's tokens, newest first. A token sees those that it may\nmanage.","all":["tokens:manage"],"any":[],"role":null,"token":true},
  {"id":"createToken","operation":"createToken","method":"POST","path":"/api/tokens","summary":"Makes a token. Its text is in this answer and nowhere else.","all":["tokens:manage"],"any":[],"role":null,"token":true},
  {"id":"findToken","operation":"findToken","method":"POST","path":"/api/tokens/find","summary":"Tells which of the caller's tokens a text is of.","all":[],"any":[],"role":null,"token":false},
  {"id":"getToken","operation":"getToken","method":"GET","path":"/api/tokens/{tokenId}","summary":"Reads a token's settings and state.","all":["tokens:manage"],"any":[],"role":null,"token":true},
  {"id":"revokeToken","operation":"revokeToken","method":"DELETE","path":"/api/tokens/{tokenId}","summary":"Refuses a token for good, from the next request on. Its history stays.","all":["tokens:manage"],"any":[],"role":null,"token":true},
  {"id":"editToken","operation":"editToken","method":"PATCH","path":"/api/tokens/{tokenId}","summary":"Changes a token in place; its text stays the same.","all":["tokens:manage"],"any":[],"role":null,"token":true},
  {"id":"getTokenActivity","operation":"getTokenActivity","method":"GET","path":"/api/tokens/{tokenId}/activity","summary":"Reads what a token was used for: hours of the last seven days, the last\ncalls, from where, and which operations.","all":["tokens:manage"],"any":[],"role":null,"token":true},
  {"id":"duplicateToken","operation":"duplicateToken","method":"POST","path":"/api/tokens/{tokenId}/duplicate","summary":"Makes a token with the settings of another.","all":["tokens:manage"],"any":[],"role":null,"token":true},
  {"id":"endOldSecret","operation":"endOldSecret","method":"POST","path":"/api/tokens/{tokenId}/end-old-secret","summary":"Ends every secret of a token but the newest at once.","all":["tokens:manage"],"any":[],"role":null,"token":true},
  {"id":"getTokenHistory","operation":"getTokenHistory","method":"GET","path":"/api/tokens/{tokenId}/history","summary":"Reads what was done to a token, newest first.","all":["tokens:manage"],"any":[],"role":null,"token":true},
  {"id":"pauseToken","operation":"pauseToken","method":"POST","path":"/api/tokens/{tokenId}/pause","summary":"Refuses a token until it is resumed.","all":["tokens:manage"],"any":[],"role":null,"token":true},
  {"id":"listRefusals","operation":"listRefusals","method":"GET","path":"/api/tokens/{tokenId}/refusals","summary":"Reads why calls of a token were refused: the last fifty, newest first.","all":["tokens:manage"],"any":[],"role":null,"token":true},
  {"id":"regenerateToken","operation":"regenerateToken","method":"POST","path":"/api/tokens/{tokenId}/regenerate","summary":"Gives a token a new secret; id and settings stay.","all":["tokens:manage"],"any":[],"role":null,"token":true},
  {"id":"resumeToken","operation":"resumeToken","method":"POST","path":"/api/tokens/{tokenId}/resume","summary":"Ends a pause.","all":["tokens:manage"],"any":[],"role":null,"token":true},
  {"id":"listUsers","operation":"listUsers","method":"GET","path":"/api/users","summary":"Lists all users.","all":[],"any":[],"role":null,"token":false},
  {"id":"createUser","operation":"createUser","method":"POST","path":"/api/users","summary":"Makes a user with a workspace of their own. The first user of an instance is its owner.","all":[],"any":[],"role":null,"token":false},
  {"id":"updateUser","operation":"updateUser","method":"PATCH","path":"/api/users/{userId}","summary":"Changes a user. Deactivating one ends their sessions and stops their tokens at once.","all":[],"any":[],"role":null,"token":false},
  {"id":"createSignInLink","operation":"createSignInLink","method":"POST","path":"/api/users/{userId}/sign-in-link","summary":"Makes a link that signs a user in once, within a day.","all":[],"any":[],"role":null,"token":false},
  {"id":"listWorkspaces","operation":"listWorkspaces","method":"GET","path":"/api/workspaces","summary":"Lists the workspaces that both the caller and the credential reach.","all":["workspacesAndBases:read"],"any":[],"role":null,"token":true},
  {"id":"createWorkspace","operation":"createWorkspace","method":"POST","path":"/api/workspaces","summary":"Makes a workspace, which the caller owns.","all":[],"any":[],"role":null,"token":false},
  {"id":"readWorkspace","operation":"getWorkspace","method":"GET","path":"/api/workspaces/{workspaceId}","summary":"Reads a workspace.","all":["workspacesAndBases:read"],"any":[],"role":"read","token":true},
  {"id":"updateWorkspace","operation":"updateWorkspace","method":"PATCH","path":"/api/workspaces/{workspaceId}","summary":"Renames a workspace.","all":[],"any":[],"role":"create","token":false},
  {"id":"listWorkspaceCollaborators","operation":"listWorkspaceCollaborators","method":"GET","path":"/api/workspaces/{workspaceId}/collaborators","summary":"Lists who collaborates on a workspace.","all":[],"any":[],"role":"read","token":false},
  {"id":"addWorkspaceCollaborator","operation":"addWorkspaceCollaborator","method":"POST","path":"/api/workspaces/{workspaceId}/collaborators","summary":"Gives people a role on a workspace: all of them or none.","all":[],"any":[],"role":"create","token":false},
  {"id":"removeWorkspaceCollaborator","operation":"removeWorkspaceCollaborator","method":"DELETE","path":"/api/workspaces/{workspaceId}/collaborators/{userId}","summary":"Takes someone's role on a workspace away.","all":[],"any":[],"role":"create","token":false},
  {"id":"updateWorkspaceCollaborator","operation":"updateWorkspaceCollaborator","method":"PATCH","path":"/api/workspaces/{workspaceId}/collaborators/{userId}","summary":"Changes someone's role on a workspace.","all":[],"any":[],"role":"create","token":false},
  {"id":"listWorkspaceCollaboratorTokens","operation":"listWorkspaceCollaboratorTokens","method":"GET","path":"/api/workspaces/{workspaceId}/collaborators/{userId}/tokens","summary":"Lists a workspace collaborator's tokens that reach the workspace or one of\nits bases now, newest first. Those that were revoked or have expired are left out.","all":[],"any":[],"role":"create","token":false},
  {"id":"listWorkspaceInvites","operation":"listWorkspaceInvites","method":"GET","path":"/api/workspaces/{workspaceId}/invites","summary":"Lists the invites to a workspace that can still be used, newest first.","all":[],"any":[],"role":"create","token":false},
  {"id":"createWorkspaceInvite","operation":"createWorkspaceInvite","method":"POST","path":"/api/workspaces/{workspaceId}/invites","summary":"Makes an invite to a workspace: a code that gives whoever uses it a role,\nonce, within seven days. It is in this answer and nowhere else.","all":[],"any":[],"role":"create","token":false},
  {"id":"revokeWorkspaceInvite","operation":"revokeWorkspaceInvite","method":"DELETE","path":"/api/workspaces/{workspaceId}/invites/{inviteId}","summary":"Takes an invite to a workspace back.","all":[],"any":[],"role":"create","token":false},
  {"id":"listBases","operation":"listBases","method":"GET","path":"/v0/meta/bases","summary":"Lists the bases that both the caller and the token reach.","all":["schema.bases:read"],"any":[],"role":null,"token":true},
  {"id":"createBase","operation":"createBase","method":"POST","path":"/v0/meta/bases","summary":"Makes a base with its tables in a workspace.","all":["schema.bases:write"],"any":[],"role":"create","token":true},
  {"id":"getBaseCollaborators","operation":"getBaseCollaborators","method":"GET","path":"/v0/meta/bases/{baseId}","summary":"Reads who collaborates on a base.","all":[],"any":["schema.bases:read","workspacesAndBases:read"],"role":"read","token":true},
  {"id":"getBaseSchema","operation":"getBaseSchema","method":"GET","path":"/v0/meta/bases/{baseId}/tables","summary":"Reads a base's tables, fields and views.","all":["schema.bases:read"],"any":[],"role":"read","token":true},
  {"id":"createTable","operation":"createTable","method":"POST","path":"/v0/meta/bases/{baseId}/tables","summary":"Makes a table. Its first field is the primary one.","all":["schema.bases:write"],"any":[],"role":"create","token":true},
  {"id":"updateTable","operation":"updateTable","method":"PATCH","path":"/v0/meta/bases/{baseId}/tables/{tableIdOrName}","summary":"Renames or describes a table, or sets its date dependency.","all":["schema.bases:write"],"any":[],"role":"create","token":true},
  {"id":"createField","operation":"createField","method":"POST","path":"/v0/meta/bases/{baseId}/tables/{tableIdOrName}/fields","summary":"Makes a field.","all":["schema.bases:write"],"any":[],"role":"create","token":true},
  {"id":"updateField","operation":"updateField","method":"PATCH","path":"/v0/meta/bases/{baseId}/tables/{tableIdOrName}/fields/{fieldIdOrName}","summary":"Renames or describes a field, or changes its formula. Other types and\noptions stay: our own API changes them.","all":["schema.bases:write"],"any":[],"role":"create","token":true},
  {"id":"listViews","operation":"listViews","method":"GET","path":"/v0/meta/bases/{baseId}/views","summary":"Lists a base's views, table by table.","all":["workspacesAndBases:read"],"any":[],"role":"read","token":true},
  {"id":"getView","operation":"getView","method":"GET","path":"/v0/meta/bases/{baseId}/views/{viewId}","summary":"Reads one view's settings.","all":["workspacesAndBases:read"],"any":[],"role":"read","token":true},
  {"id":"deleteView","operation":"deleteView","method":"DELETE","path":"/v0/meta/bases/{baseId}/views/{viewId}","summary":"Deletes a view. A table keeps at least one.","all":["workspacesAndBases:write"],"any":[],"role":"edit","token":true},
  {"id":"whoAmI","operation":"whoAmI","method":"GET","path":"/v0/meta/whoami","summary":"Tells a caller who it is.","all":[],"any":[],"role":null,"token":true},
  {"id":"getWorkspace","operation":"getWorkspace","method":"GET","path":"/v0/meta/workspaces/{workspaceId}","summary":"Reads a workspace and its bases.","all":["workspacesAndBases:read"],"any":[],"role":"read","token":true},
  {"id":"listRecords","operation":"listRecords","method":"GET","path":"/v0/{baseId}/{tableIdOrName}","summary":"Lists a table's records, page by page.","all":["data.records:read"],"any":[],"role":"read","token":true},
  {"id":"replaceRecords","operation":"updateRecords","method":"PUT","path":"/v0/{baseId}/{tableIdOrName}","summary":"Changes up to ten records; cells that are not named are cleared. All are changed or none.","all":["data.records:write"],"any":[],"role":"edit","token":true},
  {"id":"createRecords","operation":"createRecords","method":"POST","path":"/v0/{baseId}/{tableIdOrName}","summary":"Makes one record, or up to ten.","all":["data.records:write"],"any":[],"role":"edit","token":true},
  {"id":"deleteRecords","operation":"deleteRecords","method":"DELETE","path":"/v0/{baseId}/{tableIdOrName}","summary":"Deletes up to ten records, named in the query. All are deleted or none.","all":["data.records:write"],"any":[],"role":"edit","token":true},
  {"id":"updateRecords","operation":"updateRecords","method":"PATCH","path":"/v0/{baseId}/{tableIdOrName}","summary":"Changes up to ten records; cells that are not named stay. All are changed or none.","all":["data.records:write"],"any":[],"role":"edit","token":true},
  {"id":"listRecordsByPost","operation":"listRecords","method":"POST","path":"/v0/{baseId}/{tableIdOrName}/listRecords","summary":"Lists a table's records with the parameters in the body.","all":["data.records:read"],"any":[],"role":"read","token":true},
  {"id":"getRecord","operation":"getRecord","method":"GET","path":"/v0/{baseId}/{tableIdOrName}/{recordId}","summary":"Reads one record.","all":["data.records:read"],"any":[],"role":"read","token":true},
  {"id":"replaceRecord","operation":"updateRecords","method":"PUT","path":"/v0/{baseId}/{tableIdOrName}/{recordId}","summary":"Changes one record; cells that are not named are cleared.","all":["data.records:write"],"any":[],"role":"edit","token":true},
  {"id":"deleteRecord","operation":"deleteRecords","method":"DELETE","path":"/v0/{baseId}/{tableIdOrName}/{recordId}","summary":"Deletes one record.","all":["data.records:write"],"any":[],"role":"edit","token":true},
  {"id":"updateRecord","operation":"updateRecords","method":"PATCH","path":"/v0/{baseId}/{tableIdOrName}/{recordId}","summary":"Changes one record; cells that are not named stay.","all":["data.records:write"],"any":[],"role":"edit","token":true},
];
