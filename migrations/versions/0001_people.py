"""Tenants, regions, dealers, persons, memberships, sessions, visitors; the look-ups before login."""

from alembic import op
from walls import TENANT, unwall_and_drop, wall

revision, down_revision = "0001", None

LOOK_UPS = ("find_login(text)", "find_session(bytea, timestamptz)", "find_tenant(text)")
NAMES = "CHECK (names ? 'zh-CN' AND names ? 'en')"


def upgrade() -> None:
    op.execute(f"""
    CREATE TABLE tenant (
        id uuid CONSTRAINT tenant_pk PRIMARY KEY,
        code text NOT NULL CONSTRAINT tenant_code_unique UNIQUE
            CONSTRAINT tenant_code_form CHECK (code ~ '^[a-z0-9-]{{2,40}}$'),
        names jsonb NOT NULL CONSTRAINT tenant_names_both {NAMES},
        time_zone text NOT NULL DEFAULT 'Asia/Shanghai',
        locale text NOT NULL DEFAULT 'zh-CN' CONSTRAINT tenant_locale_known CHECK (locale IN ('zh-CN', 'en')),
        event_seq bigint NOT NULL DEFAULT 0,
        event_head bytea NOT NULL DEFAULT ''
    );
    CREATE TABLE region (
        tenant_id uuid NOT NULL CONSTRAINT region_tenant_fk REFERENCES tenant,
        id uuid NOT NULL,
        code text NOT NULL,
        names jsonb NOT NULL CONSTRAINT region_names_both {NAMES},
        parent_id uuid,
        CONSTRAINT region_pk PRIMARY KEY (tenant_id, id),
        CONSTRAINT region_code_unique UNIQUE (tenant_id, code),
        CONSTRAINT region_parent_fk FOREIGN KEY (tenant_id, parent_id) REFERENCES region
    );
    CREATE TABLE dealer (
        tenant_id uuid NOT NULL CONSTRAINT dealer_tenant_fk REFERENCES tenant,
        id uuid NOT NULL,
        code text NOT NULL,
        names jsonb NOT NULL CONSTRAINT dealer_names_both {NAMES},
        region_id uuid NOT NULL,
        group_code text,
        province text NOT NULL,
        city text NOT NULL,
        lat numeric CONSTRAINT dealer_lat_range CHECK (lat BETWEEN -90 AND 90),
        lon numeric CONSTRAINT dealer_lon_range CHECK (lon BETWEEN -180 AND 180),
        datum text CONSTRAINT dealer_datum_known CHECK (datum IN ('wgs84', 'gcj02', 'bd09')),
        tier text,
        size text,
        status text NOT NULL CONSTRAINT dealer_status_known CHECK (status IN ('open', 'suspended', 'closed')),
        competitor boolean NOT NULL DEFAULT false,
        CONSTRAINT dealer_pk PRIMARY KEY (tenant_id, id),
        CONSTRAINT dealer_code_unique UNIQUE (tenant_id, code),
        CONSTRAINT dealer_place_whole CHECK (num_nonnulls(lat, lon, datum) IN (0, 3)),
        CONSTRAINT dealer_region_fk FOREIGN KEY (tenant_id, region_id) REFERENCES region
    );
    CREATE INDEX dealer_region ON dealer (tenant_id, region_id);
    CREATE TABLE person (
        id uuid CONSTRAINT person_pk PRIMARY KEY,
        name text NOT NULL,
        mobile text CONSTRAINT person_mobile_unique UNIQUE
            CONSTRAINT person_mobile_e164 CHECK (mobile ~ '^\\+[1-9][0-9]{{6,14}}$'),
        email text CONSTRAINT person_email_unique UNIQUE CONSTRAINT person_email_lower CHECK (email = lower(email))
            -- an email that reads as a mobile number would make two people of one login
            CONSTRAINT person_email_form CHECK (email LIKE '%_@_%'),
        password text NOT NULL CONSTRAINT person_password_hashed CHECK (password LIKE '$argon2id$%'),
        locale text CONSTRAINT person_locale_known CHECK (locale IN ('zh-CN', 'en')),
        CONSTRAINT person_can_log_in CHECK (num_nonnulls(mobile, email) > 0)
    );
    CREATE TABLE membership (
        tenant_id uuid NOT NULL CONSTRAINT membership_tenant_fk REFERENCES tenant,
        id uuid NOT NULL,
        person_id uuid NOT NULL CONSTRAINT membership_person_fk REFERENCES person,
        role text NOT NULL CONSTRAINT membership_role_known CHECK (role IN (
            'tenant_admin', 'planner', 'quality_manager', 'reviewer', 'publisher', 'visitor',
            'regional_manager', 'dealer_manager')),
        scope_kind text NOT NULL CONSTRAINT membership_scope_known CHECK (scope_kind IN ('tenant', 'region', 'dealers')),
        scope_ids uuid[] NOT NULL DEFAULT '{{}}',
        CONSTRAINT membership_pk PRIMARY KEY (tenant_id, id),
        CONSTRAINT membership_scope_whole CHECK ((scope_kind = 'tenant') = (scope_ids = '{{}}')),
        CONSTRAINT membership_unique UNIQUE (tenant_id, person_id, role, scope_kind, scope_ids)
    );
    CREATE INDEX membership_person ON membership (person_id);
    CREATE TABLE session (
        tenant_id uuid NOT NULL CONSTRAINT session_tenant_fk REFERENCES tenant,
        id uuid NOT NULL,
        person_id uuid NOT NULL CONSTRAINT session_person_fk REFERENCES person,
        device text NOT NULL,
        token_hash bytea NOT NULL CONSTRAINT session_token_unique UNIQUE,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        revoked_at timestamptz,
        CONSTRAINT session_pk PRIMARY KEY (tenant_id, id)
    );
    CREATE TABLE visitor (
        tenant_id uuid NOT NULL CONSTRAINT visitor_tenant_fk REFERENCES tenant,
        id uuid NOT NULL,
        code text NOT NULL,
        CONSTRAINT visitor_pk PRIMARY KEY (tenant_id, id),
        CONSTRAINT visitor_code_unique UNIQUE (tenant_id, code)
    );
    CREATE TABLE visitor_identity (
        tenant_id uuid NOT NULL CONSTRAINT visitor_identity_tenant_fk REFERENCES tenant,
        visitor_id uuid NOT NULL,
        person_id uuid NOT NULL CONSTRAINT visitor_identity_person_fk REFERENCES person,
        CONSTRAINT visitor_identity_pk PRIMARY KEY (tenant_id, visitor_id),
        CONSTRAINT visitor_identity_person_unique UNIQUE (tenant_id, person_id),
        CONSTRAINT visitor_identity_visitor_fk FOREIGN KEY (tenant_id, visitor_id) REFERENCES visitor
    );
    """)
    _wall_off()
    _keep_visitors_apart()
    _look_up_before_login()


def _wall_off() -> None:
    wall("tenant", "SELECT, INSERT", column="id")
    op.execute("GRANT UPDATE (event_seq, event_head) ON tenant TO audit_app")
    for table in ("region", "dealer", "membership", "visitor", "visitor_identity"):
        wall(table, "SELECT, INSERT")
    wall("session", "SELECT, INSERT, UPDATE (revoked_at)")
    # `person` has no tenant, so a foreign key alone would accept the people of other tenants
    op.execute(f"""
    CREATE POLICY of_a_member_here ON visitor_identity AS RESTRICTIVE FOR INSERT TO audit_app WITH CHECK (EXISTS (
        SELECT 1 FROM membership m WHERE m.person_id = visitor_identity.person_id AND m.tenant_id = {TENANT}));
    ALTER TABLE person ENABLE ROW LEVEL SECURITY;
    ALTER TABLE person FORCE ROW LEVEL SECURITY;
    CREATE POLICY member_here ON person FOR SELECT TO audit_app USING (EXISTS (
        SELECT 1 FROM membership m WHERE m.person_id = person.id AND m.tenant_id = {TENANT}));
    CREATE POLICY anyone_joins ON person FOR INSERT TO audit_app WITH CHECK (true);
    GRANT SELECT, INSERT ON person TO audit_app;
    """)


def _keep_visitors_apart() -> None:
    # model 2: whoever visits may not review, publish or manage a dealer in the same tenant; the
    # advisory lock makes two memberships granted at the same moment see each other
    op.execute("""
    CREATE FUNCTION keep_visitors_apart() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        PERFORM pg_advisory_xact_lock(hashtextextended(NEW.tenant_id::text || NEW.person_id::text, 0));
        IF EXISTS (SELECT 1 FROM membership m WHERE m.tenant_id = NEW.tenant_id AND m.person_id = NEW.person_id
            AND CASE WHEN NEW.role = 'visitor' THEN m.role IN ('reviewer', 'publisher', 'dealer_manager')
                     WHEN NEW.role IN ('reviewer', 'publisher', 'dealer_manager') THEN m.role = 'visitor'
                     ELSE false END)
        THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'membership_visitor_apart',
            MESSAGE = 'a visitor cannot be reviewer, publisher or dealer manager in the same tenant';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER keep_visitors_apart BEFORE INSERT OR UPDATE ON membership
        FOR EACH ROW EXECUTE FUNCTION keep_visitors_apart();
    """)


def _look_up_before_login() -> None:
    # each returns one row or none; none can list
    op.execute("""
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
    CREATE FUNCTION find_tenant(wanted text) RETURNS uuid
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
        SELECT t.id FROM tenant t
        WHERE t.code = wanted OR wanted IS NULL AND (SELECT count(*) FROM tenant) = 1 $$;
    """)
    for function in LOOK_UPS:
        op.execute(f"""
        ALTER FUNCTION {function} OWNER TO audit_login;
        REVOKE ALL ON FUNCTION {function} FROM public;
        GRANT EXECUTE ON FUNCTION {function} TO audit_app;
        """)
    for table in ("person", "membership", "session", "tenant"):
        op.execute(f"""
        GRANT SELECT ON {table} TO audit_login;
        CREATE POLICY look_up ON {table} FOR SELECT TO audit_login USING (true);
        """)


def downgrade() -> None:
    op.execute("DROP FUNCTION find_login; DROP FUNCTION find_session; DROP FUNCTION find_tenant")
    unwall_and_drop(
        "visitor_identity",
        "visitor",
        "session",
        "membership",
        "person",
        "dealer",
        "region",
        "tenant",
    )
    op.execute("DROP FUNCTION keep_visitors_apart")
