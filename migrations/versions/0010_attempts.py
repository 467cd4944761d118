"""How often somebody tried: one row of two values a key, gone once it says nothing any more.

A row says when its bucket would be full again (GCRA), so it neither grows nor needs a clock job.
audit_app has no right to the table: it can take, give back, and neither read nor list.
"""

from alembic import op

revision, down_revision = "0010", "0009"

FUNCTIONS = (
    "take_attempts(bytea[], int[], int[], timestamptz)",
    "give_back_attempts(bytea[], int[])",
)


def upgrade() -> None:
    op.execute("""
    CREATE TABLE attempt (
        key bytea CONSTRAINT attempt_pk PRIMARY KEY CONSTRAINT attempt_key_short CHECK (length(key) = 16),
        full_at timestamptz NOT NULL
    );
    CREATE INDEX attempt_full ON attempt (full_at);
    ALTER TABLE attempt ENABLE ROW LEVEL SECURITY;
    ALTER TABLE attempt FORCE ROW LEVEL SECURITY;
    CREATE POLICY counting ON attempt TO audit_login USING (true) WITH CHECK (true);
    GRANT SELECT, INSERT, UPDATE, DELETE ON attempt TO audit_login;
    """)
    # Keys are locked in one order, so two attempts wait for each other instead of deadlocking. The
    # caller rolls back when told to wait: who is refused is not charged, or a flood would never end.
    op.execute("""
    CREATE FUNCTION take_attempts(keys bytea[], every_seconds int[], bursts int[], at timestamptz)
        RETURNS int LANGUAGE plpgsql VOLATILE SECURITY DEFINER
        SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
        bucket record;
        until timestamptz;
        wait numeric := 0;
    BEGIN
        FOR bucket IN
            SELECT k, make_interval(secs => e) AS one, make_interval(secs => e * b) AS room
            FROM unnest(keys, every_seconds, bursts) AS t (k, e, b) ORDER BY k
        LOOP
            INSERT INTO attempt AS a (key, full_at) VALUES (bucket.k, at + bucket.one)
                ON CONFLICT (key) DO UPDATE SET full_at = greatest(a.full_at, at) + bucket.one
                RETURNING a.full_at INTO until;
            wait := greatest(wait, extract(epoch FROM until - at - bucket.room));
        END LOOP;
        -- last: who sweeps waits for nobody, so nobody waits in a circle for what is being swept
        DELETE FROM attempt WHERE key IN (
            SELECT a.key FROM attempt a WHERE a.full_at < at ORDER BY a.full_at LIMIT 8 FOR UPDATE SKIP LOCKED);
        RETURN ceil(wait)::int;
    END $$;
    CREATE FUNCTION give_back_attempts(keys bytea[], every_seconds int[]) RETURNS void
        LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
        SELECT FROM attempt WHERE key = ANY (keys) ORDER BY key FOR UPDATE;
        UPDATE attempt SET full_at = full_at - make_interval(secs => e)
        FROM unnest(keys, every_seconds) AS t (k, e) WHERE key = k $$;
    """)
    for function in FUNCTIONS:
        op.execute(f"""
        ALTER FUNCTION {function} OWNER TO audit_login;
        REVOKE ALL ON FUNCTION {function} FROM public;
        GRANT EXECUTE ON FUNCTION {function} TO audit_app;
        """)


def downgrade() -> None:
    op.execute("DROP FUNCTION take_attempts; DROP FUNCTION give_back_attempts; DROP TABLE attempt")
