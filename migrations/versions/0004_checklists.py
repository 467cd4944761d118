"""Checklist versions, immutable once published, and KPI frameworks."""

from alembic import op
from walls import unwall_and_drop, wall

revision, down_revision = "0004", "0003"


def upgrade() -> None:
    op.execute("""
    CREATE TABLE checklist_version (
        tenant_id uuid NOT NULL CONSTRAINT checklist_version_tenant_fk REFERENCES tenant,
        id uuid NOT NULL,
        code text NOT NULL,
        version int NOT NULL CONSTRAINT checklist_version_positive CHECK (version > 0),
        state text NOT NULL CONSTRAINT checklist_version_state_known CHECK (state IN ('draft', 'published', 'retired')),
        document text NOT NULL,
        hash text NOT NULL CONSTRAINT checklist_version_hash_true
            CHECK (hash = encode(sha256(convert_to(document, 'UTF8')), 'hex')),
        created_at timestamptz NOT NULL,
        published_at timestamptz,
        row_version int NOT NULL DEFAULT 1,
        CONSTRAINT checklist_version_pk PRIMARY KEY (tenant_id, id),
        CONSTRAINT checklist_version_unique UNIQUE (tenant_id, code, version),
        CONSTRAINT checklist_version_hash_unique UNIQUE (tenant_id, hash),
        CONSTRAINT checklist_version_published_dated CHECK ((state = 'draft') = (published_at IS NULL))
    );
    CREATE FUNCTION keep_published() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        IF OLD.state <> 'draft' AND (NEW.code, NEW.version, NEW.document, NEW.hash, NEW.published_at)
            IS DISTINCT FROM (OLD.code, OLD.version, OLD.document, OLD.hash, OLD.published_at)
            OR OLD.state = 'retired' AND NEW.state <> 'retired' OR OLD.state = 'published' AND NEW.state = 'draft'
        THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'checklist_version_immutable',
            MESSAGE = 'a published checklist version never changes';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER keep_published BEFORE UPDATE ON checklist_version
        FOR EACH ROW EXECUTE FUNCTION keep_published();
    CREATE TABLE framework (
        tenant_id uuid NOT NULL CONSTRAINT framework_tenant_fk REFERENCES tenant,
        id uuid NOT NULL,
        code text NOT NULL,
        version int NOT NULL CONSTRAINT framework_version_positive CHECK (version > 0),
        document jsonb NOT NULL,
        CONSTRAINT framework_pk PRIMARY KEY (tenant_id, id),
        CONSTRAINT framework_unique UNIQUE (tenant_id, code, version)
    );
    """)
    wall(
        "checklist_version",
        "SELECT, INSERT, UPDATE (document, hash, state, published_at, row_version)",
    )
    wall("framework", "SELECT, INSERT")


def downgrade() -> None:
    unwall_and_drop("framework", "checklist_version")
    op.execute("DROP FUNCTION keep_published")
