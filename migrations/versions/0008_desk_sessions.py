"""Who is here and how surely: desk sessions beside device tokens, second factor, ending them all.

`epoch` is how everything a person holds ends at once, in every tenant: a session lives only as long
as it carries the epoch of its person.
"""

from alembic import op
from walls import TENANT

revision, down_revision = "0008", "0007"

LOOK_UPS = (
    "find_login(text)",
    "find_session(bytea, timestamptz)",
    "find_tenants(bytea, timestamptz)",
)
BEFORE = ("find_login(text)", "find_session(bytea, timestamptz)")


def upgrade() -> None:
    op.execute(f"""
    ALTER TABLE tenant ADD second_factor text NOT NULL DEFAULT 'optional'
        CONSTRAINT tenant_second_factor_known CHECK (second_factor IN ('optional', 'required'));
    ALTER TABLE person
        ADD epoch int NOT NULL DEFAULT 0,
        ADD totp_secret bytea,  -- sealed by the program: a copy of the database opens nothing
        ADD totp_step bigint NOT NULL DEFAULT 0,  -- the last 30 seconds whose code was taken
        ADD recovery bytea[] NOT NULL DEFAULT '{{}}',  -- sha256 of the codes that are left
        ADD CONSTRAINT person_recovery_with_totp CHECK (totp_secret IS NOT NULL OR recovery = '{{}}');
    ALTER TABLE session
        ADD kind text NOT NULL DEFAULT 'device' CONSTRAINT session_kind_known CHECK (kind IN ('device', 'desk')),
        ADD epoch int NOT NULL DEFAULT 0,
        ADD second_factor boolean NOT NULL DEFAULT false,
        ADD seen_at timestamptz NOT NULL DEFAULT now();
    CREATE INDEX session_person ON session (tenant_id, person_id);
    GRANT UPDATE (second_factor) ON tenant TO audit_app;
    GRANT UPDATE (revoked_at, epoch, second_factor, seen_at) ON session TO audit_app;
    CREATE POLICY member_changes ON person FOR UPDATE TO audit_app USING (EXISTS (
        SELECT 1 FROM membership m WHERE m.person_id = person.id AND m.tenant_id = {TENANT}));
    GRANT UPDATE (password, epoch, totp_secret, totp_step, recovery) ON person TO audit_app;
    """)
    _drop(*BEFORE)
    _look_ups()
    _give(*LOOK_UPS)


def _drop(*functions: str) -> None:
    for function in functions:
        op.execute(f"DROP FUNCTION {function}")


def _give(*functions: str) -> None:
    for function in functions:
        op.execute(f"""
        ALTER FUNCTION {function} OWNER TO audit_login;
        REVOKE ALL ON FUNCTION {function} FROM public;
        GRANT EXECUTE ON FUNCTION {function} TO audit_app;
        """)


def _look_ups() -> None:
    # each returns one row or none; a person's tenants are told to the holder of their token only
    op.execute("""
    CREATE FUNCTION find_login(login text)
        RETURNS TABLE (person_id uuid, password text, epoch int, totp_secret bytea, tenants jsonb)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
        SELECT p.id, p.password, p.epoch, p.totp_secret,
               (SELECT coalesce(jsonb_agg(DISTINCT jsonb_build_object('id', t.id, 'code', t.code)), '[]')
                FROM membership m JOIN tenant t ON t.id = m.tenant_id WHERE m.person_id = p.id)
        FROM person p WHERE p.mobile = login OR p.email = lower(login) $$;
    CREATE FUNCTION find_session(token bytea, at timestamptz)
        RETURNS TABLE (tenant_id uuid, session_id uuid, person_id uuid, locale text, tenant_locale text,
                       time_zone text, memberships jsonb, kind text, seen_at timestamptz,
                       factor_given boolean, has_totp boolean, factor_rule text)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
        SELECT s.tenant_id, s.id, s.person_id, p.locale, t.locale, t.time_zone,
               (SELECT coalesce(jsonb_agg(jsonb_build_object('role', m.role, 'scope_kind', m.scope_kind, 'scope_ids', m.scope_ids)), '[]')
                FROM membership m WHERE m.tenant_id = s.tenant_id AND m.person_id = s.person_id),
               s.kind, s.seen_at, s.second_factor, p.totp_secret IS NOT NULL, t.second_factor
        FROM session s JOIN person p ON p.id = s.person_id JOIN tenant t ON t.id = s.tenant_id
        WHERE s.token_hash = token AND s.revoked_at IS NULL AND s.expires_at > at AND s.epoch = p.epoch $$;
    CREATE FUNCTION find_tenants(token bytea, at timestamptz)
        RETURNS TABLE (tenants jsonb, kind text, epoch int, device text, expires_at timestamptz)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
        SELECT (SELECT coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'code', t.code, 'names', t.names) ORDER BY t.code), '[]')
                FROM tenant t WHERE EXISTS (SELECT FROM membership m WHERE m.tenant_id = t.id AND m.person_id = s.person_id)),
               s.kind, s.epoch, s.device, s.expires_at
        FROM session s JOIN person p ON p.id = s.person_id
        WHERE s.token_hash = token AND s.revoked_at IS NULL AND s.expires_at > at AND s.epoch = p.epoch $$;
    """)


def downgrade() -> None:
    _drop(*LOOK_UPS)
    op.execute("""
    DELETE FROM session WHERE kind = 'desk';
    DROP POLICY member_changes ON person;
    REVOKE UPDATE (password, epoch, totp_secret, totp_step, recovery) ON person FROM audit_app;
    REVOKE UPDATE (epoch, second_factor, seen_at) ON session FROM audit_app;
    DROP INDEX session_person;
    ALTER TABLE session DROP kind, DROP epoch, DROP second_factor, DROP seen_at;
    ALTER TABLE person DROP CONSTRAINT person_recovery_with_totp, DROP epoch, DROP totp_secret, DROP totp_step, DROP recovery;
    ALTER TABLE tenant DROP second_factor;
    CREATE FUNCTION find_login(login text)
        RETURNS TABLE (person_id uuid, password text, tenants jsonb)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
        SELECT p.id, p.password, (SELECT coalesce(jsonb_agg(DISTINCT jsonb_build_object('id', t.id, 'code', t.code)), '[]')
                                  FROM membership m JOIN tenant t ON t.id = m.tenant_id WHERE m.person_id = p.id)
        FROM person p WHERE p.mobile = login OR p.email = lower(login) $$;
    CREATE FUNCTION find_session(token bytea, at timestamptz)
        RETURNS TABLE (tenant_id uuid, session_id uuid, person_id uuid, locale text, tenant_locale text,
                       time_zone text, memberships jsonb)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
        SELECT s.tenant_id, s.id, s.person_id, p.locale, t.locale, t.time_zone,
               (SELECT coalesce(jsonb_agg(jsonb_build_object('role', m.role, 'scope_kind', m.scope_kind, 'scope_ids', m.scope_ids)), '[]')
                FROM membership m WHERE m.tenant_id = s.tenant_id AND m.person_id = s.person_id)
        FROM session s JOIN person p ON p.id = s.person_id JOIN tenant t ON t.id = s.tenant_id
        WHERE s.token_hash = token AND s.revoked_at IS NULL AND s.expires_at > at $$;
    """)
    _give(*BEFORE)
