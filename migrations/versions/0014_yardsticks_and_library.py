"""What a tenant judges by and writes with: targets, weight sets, and the library of reusable parts.

One migration because it is one idea: what quality managers keep beside their checklists. A document
in the library or among the KPI documents is written once; a change is a new version.
"""

from alembic import op
from walls import unwall_and_drop, wall

revision, down_revision = "0014", "0013"


def upgrade() -> None:
    _yardsticks()
    _library()
    wall("kpi_document", "SELECT, INSERT")
    wall("target", "SELECT, INSERT, DELETE, UPDATE (target, amber)")
    wall("weighting", "SELECT, INSERT, DELETE, UPDATE (weight_set_id)")
    wall("library_entry", "SELECT, INSERT, UPDATE (retired_at)")


def _yardsticks() -> None:
    op.execute("""
    CREATE TABLE kpi_document (
        tenant_id uuid NOT NULL CONSTRAINT kpi_document_tenant_fk REFERENCES tenant,
        id uuid NOT NULL,
        kind text NOT NULL CONSTRAINT kpi_document_kind_known CHECK (kind IN ('weight_set', 'crosswalk', 'two_factor')),
        code text NOT NULL,
        version int NOT NULL CONSTRAINT kpi_document_version_positive CHECK (version > 0),
        document jsonb NOT NULL,
        CONSTRAINT kpi_document_pk PRIMARY KEY (tenant_id, id),
        CONSTRAINT kpi_document_unique UNIQUE (tenant_id, kind, code, version)
    );
    CREATE TABLE target (
        tenant_id uuid NOT NULL CONSTRAINT target_tenant_fk REFERENCES tenant,
        id uuid NOT NULL,
        framework text NOT NULL,
        leaf text NOT NULL,
        wave_id uuid,
        target numeric NOT NULL CONSTRAINT target_in_percent CHECK (target BETWEEN 0 AND 100),
        amber numeric CONSTRAINT target_amber_below CHECK (amber BETWEEN 0 AND target),
        CONSTRAINT target_pk PRIMARY KEY (tenant_id, id),
        CONSTRAINT target_unique UNIQUE NULLS NOT DISTINCT (tenant_id, framework, leaf, wave_id),
        CONSTRAINT target_wave_fk FOREIGN KEY (tenant_id, wave_id) REFERENCES wave
    );
    COMMENT ON COLUMN target.wave_id IS 'NULL: every wave that has no target of its own for this leaf';
    CREATE TABLE weighting (
        tenant_id uuid NOT NULL CONSTRAINT weighting_tenant_fk REFERENCES tenant,
        id uuid NOT NULL,
        framework text NOT NULL,
        wave_id uuid,
        weight_set_id uuid NOT NULL,
        CONSTRAINT weighting_pk PRIMARY KEY (tenant_id, id),
        CONSTRAINT weighting_unique UNIQUE NULLS NOT DISTINCT (tenant_id, framework, wave_id),
        CONSTRAINT weighting_wave_fk FOREIGN KEY (tenant_id, wave_id) REFERENCES wave,
        CONSTRAINT weighting_weight_set_fk FOREIGN KEY (tenant_id, weight_set_id) REFERENCES kpi_document
    );
    """)


def _library() -> None:
    op.execute("""
    CREATE TABLE library_entry (
        tenant_id uuid NOT NULL CONSTRAINT library_entry_tenant_fk REFERENCES tenant,
        id uuid NOT NULL,
        kind text NOT NULL CONSTRAINT library_entry_kind_known
            CHECK (kind IN ('item', 'response_set', 'section', 'script')),
        code text NOT NULL,
        version int NOT NULL CONSTRAINT library_entry_version_positive CHECK (version > 0),
        document json NOT NULL,
        hash text NOT NULL CONSTRAINT library_entry_hash_form CHECK (hash ~ '^[0-9a-f]{64}$'),
        title jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        retired_at timestamptz,
        CONSTRAINT library_entry_pk PRIMARY KEY (tenant_id, id),
        CONSTRAINT library_entry_unique UNIQUE (tenant_id, kind, code, version)
    );
    COMMENT ON COLUMN library_entry.document IS 'json, not jsonb: choices are shown in the order of their author';
    """)


def downgrade() -> None:
    unwall_and_drop("library_entry", "weighting", "target", "kpi_document")
