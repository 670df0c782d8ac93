-- What tokens were used for: one document per token, bounded by who writes it.
-- A table of its own, because it is large beside a token's body and is written
-- while the body is not.
CREATE TABLE token_usage (
    token TEXT PRIMARY KEY,
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
