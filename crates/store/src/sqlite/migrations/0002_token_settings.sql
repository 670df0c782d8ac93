-- When the user of a session last showed who they are, in milliseconds since
-- 1970. Sessions that began before this was kept count as never confirmed.
-- The new settings of tokens are part of their bodies and need no column.
ALTER TABLE sessions ADD COLUMN confirmed INTEGER NOT NULL DEFAULT 0;
-- 1 for a session that a sign-in link began: its user may not know their password.
ALTER TABLE sessions ADD COLUMN by_link INTEGER NOT NULL DEFAULT 0;
