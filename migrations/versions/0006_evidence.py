"""Evidence, the bytes it stands for, and the copies rebuilt from them."""

from alembic import op
from walls import unwall_and_drop, wall

revision, down_revision = "0006", "0005"


def upgrade() -> None:
    op.execute("""
    CREATE TABLE blob (
        tenant_id uuid NOT NULL CONSTRAINT blob_tenant_fk REFERENCES tenant,
        sha256 text NOT NULL CONSTRAINT blob_hash_form CHECK (sha256 ~ '^[0-9a-f]{64}$'),
        size_bytes bigint NOT NULL CONSTRAINT blob_size_positive CHECK (size_bytes > 0),
        media_type text NOT NULL,
        width int NOT NULL,
        height int NOT NULL,
        keep_until date,
        purged_at timestamptz,
        CONSTRAINT blob_pk PRIMARY KEY (tenant_id, sha256)
    );
    CREATE TABLE copy (
        tenant_id uuid NOT NULL,
        blob text NOT NULL,
        kind text NOT NULL CONSTRAINT copy_kind_known CHECK (kind IN ('view', 'print', 'thumb')),
        sha256 text NOT NULL CONSTRAINT copy_hash_form CHECK (sha256 ~ '^[0-9a-f]{64}$'),
        size_bytes bigint NOT NULL,
        width int NOT NULL,
        height int NOT NULL,
        CONSTRAINT copy_pk PRIMARY KEY (tenant_id, blob, kind),
        CONSTRAINT copy_blob_fk FOREIGN KEY (tenant_id, blob) REFERENCES blob
    );
    CREATE TABLE evidence (
        tenant_id uuid NOT NULL CONSTRAINT evidence_tenant_fk REFERENCES tenant,
        id uuid NOT NULL,
        subject_kind text NOT NULL CONSTRAINT evidence_subject_known CHECK (subject_kind IN ('visit', 'action', 'appeal')),
        subject_id uuid NOT NULL,
        item text NOT NULL,
        sha256 text NOT NULL CONSTRAINT evidence_hash_form CHECK (sha256 ~ '^[0-9a-f]{64}$'),
        size_bytes bigint NOT NULL CONSTRAINT evidence_size_positive CHECK (size_bytes > 0),
        media_type text NOT NULL CONSTRAINT evidence_type_known
            CHECK (media_type IN ('image/jpeg', 'image/png', 'image/webp')),
        state text NOT NULL CONSTRAINT evidence_state_known CHECK (state IN ('registered', 'verified', 'refused', 'purged')),
        declared boolean NOT NULL,
        refusal jsonb,
        registered_at timestamptz NOT NULL,
        decided_at timestamptz,
        seq bigint,
        CONSTRAINT evidence_pk PRIMARY KEY (tenant_id, id),
        CONSTRAINT evidence_refused_why CHECK ((state = 'refused') = (refusal IS NOT NULL)),
        CONSTRAINT evidence_decided_when CHECK ((state = 'registered') = (decided_at IS NULL)),
        CONSTRAINT evidence_verified_logged CHECK (state <> 'verified' OR seq IS NOT NULL),
        CONSTRAINT evidence_seq_fk FOREIGN KEY (tenant_id, seq) REFERENCES event_log
    );
    CREATE INDEX evidence_subject ON evidence (tenant_id, subject_id);
    """)
    wall("blob", "SELECT, INSERT, UPDATE (keep_until, purged_at)")
    wall("copy", "SELECT, INSERT")
    wall("evidence", "SELECT, INSERT, UPDATE (state, declared, refusal, decided_at, seq)")


def downgrade() -> None:
    unwall_and_drop("evidence", "copy", "blob")
