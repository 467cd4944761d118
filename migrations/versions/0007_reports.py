"""Reports: which edition of what, in which language, and where its file lies."""

from alembic import op
from walls import unwall_and_drop, wall

revision, down_revision = "0007", "0006"


def upgrade() -> None:
    op.execute("""
    CREATE TABLE report (
        tenant_id uuid NOT NULL CONSTRAINT report_tenant_fk REFERENCES tenant,
        id uuid NOT NULL,
        edition text NOT NULL CONSTRAINT report_edition_known CHECK (edition IN ('quality', 'dealer')),
        visit_id uuid NOT NULL,
        publication_id uuid CONSTRAINT report_dealer_from_publication
            CHECK ((edition = 'dealer') = (publication_id IS NOT NULL)),
        revision int NOT NULL,
        language text NOT NULL CONSTRAINT report_language_known CHECK (language IN ('zh-CN', 'en')),
        state text NOT NULL CONSTRAINT report_state_known CHECK (state IN ('requested', 'ready', 'failed')),
        document_hash text,
        file_sha256 text,
        size_bytes bigint,
        failure text,
        requested_at timestamptz NOT NULL,
        CONSTRAINT report_pk PRIMARY KEY (tenant_id, id),
        CONSTRAINT report_unique UNIQUE NULLS NOT DISTINCT
            (tenant_id, visit_id, edition, publication_id, revision, language),
        CONSTRAINT report_ready_whole CHECK ((state = 'ready') = (file_sha256 IS NOT NULL)),
        CONSTRAINT report_visit_fk FOREIGN KEY (tenant_id, visit_id) REFERENCES visit,
        CONSTRAINT report_publication_fk FOREIGN KEY (tenant_id, publication_id) REFERENCES publication
    );
    """)
    wall(
        "report", "SELECT, INSERT, UPDATE (state, document_hash, file_sha256, size_bytes, failure)"
    )


def downgrade() -> None:
    unwall_and_drop("report")
