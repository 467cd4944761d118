"""Rescorings: a wave scored again under another checklist version, beside its frozen scores."""

from alembic import op
from walls import unwall_and_drop, wall

revision, down_revision = "0013", "0012"


def upgrade() -> None:
    op.execute("""
    ALTER TABLE programme ADD COLUMN ranks_from int NOT NULL DEFAULT 2
        CONSTRAINT programme_ranks_from_positive CHECK (ranks_from > 0);
    CREATE TABLE rescoring (
        tenant_id uuid NOT NULL,
        id uuid NOT NULL,
        wave_id uuid NOT NULL,
        version_id uuid NOT NULL,
        version_hash text NOT NULL,
        document text NOT NULL,
        purpose text NOT NULL CONSTRAINT rescoring_purpose_known CHECK (purpose IN ('impact', 'shadow')),
        state text NOT NULL DEFAULT 'queued'
            CONSTRAINT rescoring_state_known CHECK (state IN ('queued', 'running', 'done', 'failed')),
        failure text,
        summary jsonb,
        created_at timestamptz NOT NULL,
        finished_at timestamptz,
        CONSTRAINT rescoring_pk PRIMARY KEY (tenant_id, id),
        CONSTRAINT rescoring_ended CHECK ((state IN ('done', 'failed')) = (finished_at IS NOT NULL)),
        CONSTRAINT rescoring_failure_told CHECK ((state = 'failed') = (failure IS NOT NULL)),
        CONSTRAINT rescoring_summed_up CHECK ((state = 'done') = (summary IS NOT NULL)),
        CONSTRAINT rescoring_wave_fk FOREIGN KEY (tenant_id, wave_id) REFERENCES wave,
        CONSTRAINT rescoring_version_fk FOREIGN KEY (tenant_id, version_id) REFERENCES checklist_version
    );
    CREATE INDEX rescoring_by_moment ON rescoring (tenant_id, created_at, id);
    CREATE TABLE rescored_visit (
        tenant_id uuid NOT NULL,
        rescoring_id uuid NOT NULL,
        visit_id uuid NOT NULL,
        dealer_id uuid NOT NULL,
        revision int NOT NULL,
        counted boolean NOT NULL,
        frozen jsonb,
        other jsonb,
        reasons jsonb,
        not_asked text[],
        done_at timestamptz,
        CONSTRAINT rescored_visit_pk PRIMARY KEY (tenant_id, rescoring_id, visit_id),
        CONSTRAINT rescored_visit_done_whole CHECK
            ((done_at IS NULL) = (num_nulls(frozen, other, reasons, not_asked) = 4)
             AND (done_at IS NOT NULL) = (num_nulls(frozen, other, reasons, not_asked) = 0)),
        CONSTRAINT rescored_visit_rescoring_fk FOREIGN KEY (tenant_id, rescoring_id) REFERENCES rescoring,
        CONSTRAINT rescored_visit_dealer_fk FOREIGN KEY (tenant_id, dealer_id) REFERENCES dealer,
        CONSTRAINT rescored_visit_revision_fk FOREIGN KEY (tenant_id, visit_id, revision)
            REFERENCES revision (tenant_id, visit_id, number)
    );
    CREATE INDEX rescored_visit_todo ON rescored_visit (tenant_id, rescoring_id) WHERE done_at IS NULL;
    """)
    wall("rescoring", "SELECT, INSERT, UPDATE (state, failure, summary, finished_at)")
    wall("rescored_visit", "SELECT, INSERT, UPDATE (frozen, other, reasons, not_asked, done_at)")


def downgrade() -> None:
    unwall_and_drop("rescored_visit", "rescoring")
    op.execute("ALTER TABLE programme DROP COLUMN ranks_from")
