"""Invitations and password resets: proofs of an address that work once and end by themselves."""

from alembic import op
from walls import unwall_and_drop, wall

revision, down_revision = "0009", "0008"

LOOK_UPS = ("find_link(bytea, timestamptz)", "find_reset_code(uuid, timestamptz)")


def upgrade() -> None:
    op.execute("""
    CREATE TABLE invitation (
        tenant_id uuid NOT NULL CONSTRAINT invitation_tenant_fk REFERENCES tenant,
        id uuid NOT NULL,
        name text NOT NULL,
        login text NOT NULL CONSTRAINT invitation_login_form
            CHECK (login ~ '^\\+[1-9][0-9]{6,14}$' OR login LIKE '%_@_%' AND login = lower(login)),
        locale text NOT NULL CONSTRAINT invitation_locale_known CHECK (locale IN ('zh-CN', 'en')),
        memberships jsonb NOT NULL,
        token_hash bytea CONSTRAINT invitation_token_unique UNIQUE,  -- none before the message is written
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        accepted_at timestamptz,
        revoked_at timestamptz,
        CONSTRAINT invitation_pk PRIMARY KEY (tenant_id, id),
        CONSTRAINT invitation_one_end CHECK (num_nonnulls(accepted_at, revoked_at) < 2)
    );
    CREATE INDEX invitation_made ON invitation (tenant_id, created_at, id);
    CREATE TABLE reset (
        tenant_id uuid NOT NULL CONSTRAINT reset_tenant_fk REFERENCES tenant,
        id uuid NOT NULL,
        person_id uuid NOT NULL CONSTRAINT reset_person_fk REFERENCES person,
        token_hash bytea NOT NULL CONSTRAINT reset_token_unique UNIQUE,  -- of a link, or of id and code
        by_code boolean NOT NULL,
        epoch int NOT NULL,  -- of the person when it was asked for: a changed password ends it
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        CONSTRAINT reset_pk PRIMARY KEY (tenant_id, id),
        CONSTRAINT reset_one_each UNIQUE (tenant_id, person_id)  -- the newest message is the one that works
    );
    """)
    wall("invitation", "SELECT, INSERT, UPDATE (token_hash, expires_at, accepted_at, revoked_at)")
    wall("reset", "SELECT, INSERT, DELETE")
    # each returns one row or none
    op.execute("""
    CREATE FUNCTION find_link(token bytea, at timestamptz) RETURNS TABLE (kind text, tenant_id uuid, id uuid)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
        SELECT 'invitation', i.tenant_id, i.id FROM invitation i WHERE i.token_hash = token
            AND i.expires_at > at AND i.accepted_at IS NULL AND i.revoked_at IS NULL
        UNION ALL
        SELECT 'reset', r.tenant_id, r.id FROM reset r JOIN person p ON p.id = r.person_id AND p.epoch = r.epoch
            WHERE r.token_hash = token AND r.expires_at > at AND NOT r.by_code $$;
    CREATE FUNCTION find_reset_code(person uuid, at timestamptz)
        RETURNS TABLE (tenant_id uuid, id uuid, token_hash bytea)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
        SELECT r.tenant_id, r.id, r.token_hash FROM reset r JOIN person p ON p.id = r.person_id AND p.epoch = r.epoch
        WHERE r.person_id = person AND r.expires_at > at AND r.by_code ORDER BY r.created_at DESC LIMIT 1 $$;
    """)
    for function in LOOK_UPS:
        op.execute(f"""
        ALTER FUNCTION {function} OWNER TO audit_login;
        REVOKE ALL ON FUNCTION {function} FROM public;
        GRANT EXECUTE ON FUNCTION {function} TO audit_app;
        """)
    for table in ("invitation", "reset"):
        op.execute(f"""
        GRANT SELECT ON {table} TO audit_login;
        CREATE POLICY look_up ON {table} FOR SELECT TO audit_login USING (true);
        """)


def downgrade() -> None:
    op.execute("DROP FUNCTION find_link; DROP FUNCTION find_reset_code")
    unwall_and_drop("reset", "invitation")
