-- The first layout.
--
-- Every key of a base's data begins with the base's number, so that a base is
-- one range of every tree and can be moved or dropped as such. No table is
-- ever made at run time: what a person calls a table is rows here.
--
-- Times are milliseconds since 1970 in UTC. Ids are stored whole (`usr...`),
-- except in the two largest tables, where only the fourteen characters after
-- the prefix are kept.

-- People ---------------------------------------------------------------

-- Numbers are never given out again: records name users by number.
CREATE TABLE users (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password TEXT,
    active INTEGER NOT NULL,
    instance_owner INTEGER NOT NULL,
    created INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
    no INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    user INTEGER NOT NULL,
    hash BLOB NOT NULL,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    origin TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_by_user ON sessions (user);
CREATE INDEX sessions_by_end ON sessions (expires);

CREATE TABLE links (
    hash BLOB PRIMARY KEY,
    user INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX links_by_end ON links (expires);

-- Workspaces, bases and who shares them ---------------------------------

CREATE TABLE workspaces (
    no INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    created INTEGER NOT NULL
) STRICT;

-- Numbers are never given out again: a new base must not find an old one's rows.
CREATE TABLE bases (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    workspace TEXT NOT NULL,
    name TEXT NOT NULL,
    schema_version INTEGER NOT NULL,
    created INTEGER NOT NULL
) STRICT;

-- `shared` is the id of a workspace or a base; the prefix tells which.
CREATE TABLE members (
    shared TEXT NOT NULL,
    user INTEGER NOT NULL,
    role TEXT NOT NULL,
    created INTEGER NOT NULL,
    granted_by INTEGER,
    PRIMARY KEY (shared, user)
) STRICT, WITHOUT ROWID;
CREATE INDEX members_by_user ON members (user);

-- Tokens, audit, settings -----------------------------------------------

-- `last_used` stands beside the body because it is written without looking at it.
CREATE TABLE tokens (
    no INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    owner INTEGER NOT NULL,
    created INTEGER NOT NULL,
    body TEXT NOT NULL,
    last_used TEXT
) STRICT;
CREATE INDEX tokens_by_owner ON tokens (owner);

CREATE TABLE refusals (
    token TEXT NOT NULL,
    seq INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (token, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;

CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The data of bases -----------------------------------------------------

-- One row per table of a base: its fields and views as one document.
CREATE TABLE tables (
    base INTEGER NOT NULL,
    no INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (base, no)
) STRICT, WITHOUT ROWID;

-- Clustered in the order a list answers in. `id` is the fourteen characters
-- after `rec`; they ascend with creation.
CREATE TABLE records (
    base INTEGER NOT NULL,
    tbl INTEGER NOT NULL,
    id TEXT NOT NULL,
    created INTEGER NOT NULL,
    created_by INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    modified_by INTEGER NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (base, tbl, id)
) STRICT, WITHOUT ROWID;

-- The change log: numbered per base without gaps. `key` is the base's number
-- times 2^40 plus the change's: one integer, because a tree keyed by it takes
-- a sixth less of the disk, and of the log on each write, than one keyed by
-- two columns. `token` is the fourteen characters after `pat`.
CREATE TABLE changes (
    key INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    user INTEGER,
    token TEXT,
    body TEXT NOT NULL,
    base INTEGER NOT NULL GENERATED ALWAYS AS (key >> 40) VIRTUAL,
    seq INTEGER NOT NULL GENERATED ALWAYS AS (key & 1099511627775) VIRTUAL
) STRICT;

CREATE TABLE counters (
    base INTEGER NOT NULL,
    name TEXT NOT NULL,
    next INTEGER NOT NULL,
    PRIMARY KEY (base, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE imports (
    no INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    base INTEGER NOT NULL,
    file TEXT NOT NULL,
    plan TEXT NOT NULL,
    done INTEGER NOT NULL,
    finished INTEGER
) STRICT;
CREATE INDEX imports_by_file ON imports (base, file);
