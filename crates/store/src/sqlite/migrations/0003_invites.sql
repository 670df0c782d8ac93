-- Invites, and finding audit entries by what they tell of.

-- An invite is a row until it is used, revoked or swept: what became of it is
-- in the audit log. `shared` is as in `members`; the code is kept as a hash.
CREATE TABLE invites (
    no INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    shared TEXT NOT NULL,
    role TEXT NOT NULL,
    email TEXT,
    hash BLOB NOT NULL UNIQUE,
    made_by INTEGER NOT NULL,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT;
CREATE INDEX invites_by_shared ON invites (shared);
CREATE INDEX invites_by_end ON invites (expires);

-- The parts of an entry that are asked for. They take no room by themselves. A
-- damaged entry has none of them, and does not keep the store from opening.
-- A person, a token and a thing are few of many entries and so have an index,
-- which ends in `seq`, the order of the answer. An action or a time is not
-- worth one: reading backwards finds a page of them soon or is a rare question.
ALTER TABLE audit ADD COLUMN action TEXT
    GENERATED ALWAYS AS (CASE WHEN json_valid(body) THEN json_extract(body, '$.action') END) VIRTUAL;
ALTER TABLE audit ADD COLUMN user TEXT
    GENERATED ALWAYS AS (CASE WHEN json_valid(body) THEN json_extract(body, '$.user') END) VIRTUAL;
ALTER TABLE audit ADD COLUMN by_token TEXT
    GENERATED ALWAYS AS (CASE WHEN json_valid(body) THEN json_extract(body, '$.byToken') END) VIRTUAL;
ALTER TABLE audit ADD COLUMN subject TEXT
    GENERATED ALWAYS AS (CASE WHEN json_valid(body) THEN json_extract(body, '$.subject') END) VIRTUAL;
CREATE INDEX audit_by_user ON audit (user) WHERE user IS NOT NULL;
CREATE INDEX audit_by_token ON audit (by_token) WHERE by_token IS NOT NULL;
CREATE INDEX audit_by_subject ON audit (subject) WHERE subject IS NOT NULL;
