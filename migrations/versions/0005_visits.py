"""Programmes, waves, visits and everything a visit gathers."""

from alembic import op
from walls import unwall_and_drop, wall

revision, down_revision = "0005", "0004"

NAMES = "CHECK (title ? 'zh-CN' AND title ? 'en')"
VISIT_FK = "FOREIGN KEY (tenant_id, visit_id) REFERENCES visit"
TABLES = ("programme", "wave", "visit", "draft", "submission", "submission_conflict", "revision",
          "scorecard", "visit_kpi", "visit_signal", "flag", "decision", "publication")  # fmt: skip


def upgrade() -> None:
    _planning()
    _receiving()
    _judging()
    for table in (
        "programme",
        "submission",
        "submission_conflict",
        "revision",
        "scorecard",
        "flag",
        "decision",
    ):
        wall(table, "SELECT, INSERT")
    wall("wave", "SELECT, INSERT, UPDATE (state)")
    wall("visit", "SELECT, INSERT, UPDATE (visitor_id, window_opens, window_closes, version_hash, state, "
                  "row_version, current_revision, late, counted)")  # fmt: skip
    wall("draft", "SELECT, INSERT, UPDATE, DELETE")
    wall("visit_kpi", "SELECT, INSERT, DELETE, UPDATE (num, den)")
    wall("visit_signal", "SELECT, INSERT, DELETE")
    wall("publication", "SELECT, INSERT, UPDATE (withdrawn_at)")


def _planning() -> None:
    op.execute(f"""
    CREATE TABLE programme (
        tenant_id uuid NOT NULL CONSTRAINT programme_tenant_fk REFERENCES tenant,
        id uuid NOT NULL,
        code text NOT NULL,
        title jsonb NOT NULL CONSTRAINT programme_title_both {NAMES},
        date_precision text NOT NULL CONSTRAINT programme_precision_known CHECK (date_precision IN ('wave', 'day')),
        CONSTRAINT programme_pk PRIMARY KEY (tenant_id, id),
        CONSTRAINT programme_code_unique UNIQUE (tenant_id, code)
    );
    CREATE TABLE wave (
        tenant_id uuid NOT NULL CONSTRAINT wave_tenant_fk REFERENCES tenant,
        id uuid NOT NULL,
        programme_id uuid NOT NULL,
        code text NOT NULL,
        title jsonb NOT NULL CONSTRAINT wave_title_both {NAMES},
        opens_on date NOT NULL,
        onsite_deadline date NOT NULL,
        callback_deadline date NOT NULL,
        version_hash text NOT NULL,
        state text NOT NULL CONSTRAINT wave_state_known CHECK (state IN ('draft', 'open', 'closed')),
        CONSTRAINT wave_pk PRIMARY KEY (tenant_id, id),
        CONSTRAINT wave_code_unique UNIQUE (tenant_id, programme_id, code),
        CONSTRAINT wave_days_ordered CHECK (opens_on <= onsite_deadline AND onsite_deadline <= callback_deadline),
        CONSTRAINT wave_programme_fk FOREIGN KEY (tenant_id, programme_id) REFERENCES programme,
        CONSTRAINT wave_version_fk FOREIGN KEY (tenant_id, version_hash)
            REFERENCES checklist_version (tenant_id, hash)
    );
    CREATE TABLE visit (
        tenant_id uuid NOT NULL CONSTRAINT visit_tenant_fk REFERENCES tenant,
        id uuid NOT NULL,
        wave_id uuid NOT NULL,
        dealer_id uuid NOT NULL,
        visitor_id uuid,
        kind text NOT NULL CONSTRAINT visit_kind_known
            CHECK (kind IN ('covert', 'announced', 'remote', 'file', 'self', 'calibration')),
        scenario text,
        window_opens date NOT NULL,
        window_closes date NOT NULL,
        version_hash text NOT NULL,
        state text NOT NULL CONSTRAINT visit_state_known CHECK (state IN ('planned', 'assigned', 'accepted',
            'in_progress', 'submitted', 'second_review', 'returned', 'approved', 'published', 'expired',
            'cancelled', 'void')),
        row_version int NOT NULL DEFAULT 1,
        current_revision int NOT NULL DEFAULT 0,
        late boolean NOT NULL DEFAULT false,
        counted boolean NOT NULL DEFAULT true,
        CONSTRAINT visit_pk PRIMARY KEY (tenant_id, id),
        CONSTRAINT visit_window_ordered CHECK (window_opens <= window_closes),
        CONSTRAINT visit_assigned_to_someone CHECK (visitor_id IS NOT NULL OR state IN ('planned', 'cancelled', 'void')),
        CONSTRAINT visit_late_uncounted CHECK (NOT (late AND counted)),
        CONSTRAINT visit_void_uncounted CHECK (NOT (state = 'void' AND counted)),
        CONSTRAINT visit_practice_uncounted CHECK (NOT (kind IN ('self', 'calibration') AND counted)),
        CONSTRAINT visit_wave_fk FOREIGN KEY (tenant_id, wave_id) REFERENCES wave,
        CONSTRAINT visit_dealer_fk FOREIGN KEY (tenant_id, dealer_id) REFERENCES dealer,
        CONSTRAINT visit_visitor_fk FOREIGN KEY (tenant_id, visitor_id) REFERENCES visitor,
        CONSTRAINT visit_version_fk FOREIGN KEY (tenant_id, version_hash)
            REFERENCES checklist_version (tenant_id, hash)
    );
    CREATE INDEX visit_wave ON visit (tenant_id, wave_id);
    CREATE INDEX visit_visitor ON visit (tenant_id, visitor_id);
    CREATE INDEX visit_dealer ON visit (tenant_id, dealer_id);
    """)


def _receiving() -> None:
    op.execute(f"""
    CREATE TABLE draft (
        tenant_id uuid NOT NULL,
        visit_id uuid NOT NULL,
        part text NOT NULL CONSTRAINT draft_part_known CHECK (part IN ('onsite', 'callback', 'correction')),
        answers jsonb NOT NULL,
        saved_at timestamptz NOT NULL,
        CONSTRAINT draft_pk PRIMARY KEY (tenant_id, visit_id, part),
        CONSTRAINT draft_visit_fk {VISIT_FK}
    );
    CREATE TABLE submission (
        tenant_id uuid NOT NULL,
        id uuid NOT NULL,
        visit_id uuid NOT NULL,
        part text NOT NULL CONSTRAINT submission_part_known CHECK (part IN ('onsite', 'callback', 'correction')),
        base int CONSTRAINT submission_base_positive CHECK (base > 0),
        sha256 text NOT NULL CONSTRAINT submission_hash_form CHECK (sha256 ~ '^[0-9a-f]{{64}}$'),
        body bytea,
        received_at timestamptz NOT NULL,
        seq bigint NOT NULL,
        CONSTRAINT submission_pk PRIMARY KEY (tenant_id, id),
        CONSTRAINT submission_body_true CHECK (body IS NULL OR sha256 = encode(sha256(body), 'hex')),
        CONSTRAINT submission_seq_fk FOREIGN KEY (tenant_id, seq) REFERENCES event_log,
        CONSTRAINT submission_visit_fk {VISIT_FK}
    );
    CREATE INDEX submission_visit ON submission (tenant_id, visit_id);
    COMMENT ON COLUMN submission.body IS 'exact bytes as sent; carries raw coordinates, so retention empties it with visit_signal';
    CREATE TABLE submission_conflict (
        tenant_id uuid NOT NULL,
        id uuid NOT NULL,
        visit_id uuid NOT NULL,
        submission_id uuid NOT NULL,
        code text NOT NULL,
        sha256 text NOT NULL,
        body bytea NOT NULL,
        received_at timestamptz NOT NULL,
        CONSTRAINT submission_conflict_pk PRIMARY KEY (tenant_id, id),
        CONSTRAINT submission_conflict_visit_fk {VISIT_FK}
    );
    CREATE INDEX submission_conflict_submission ON submission_conflict (tenant_id, submission_id);
    CREATE TABLE revision (
        tenant_id uuid NOT NULL,
        id uuid NOT NULL,
        visit_id uuid NOT NULL,
        number int NOT NULL CONSTRAINT revision_number_positive CHECK (number > 0),
        answers jsonb NOT NULL,
        cause text NOT NULL CONSTRAINT revision_cause_known
            CHECK (cause IN ('onsite', 'callback', 'deadline', 'correction', 'review', 'appeal')),
        author text NOT NULL,
        reason text,
        changed text[] NOT NULL,
        submission_id uuid,
        created_at timestamptz NOT NULL,
        CONSTRAINT revision_pk PRIMARY KEY (tenant_id, id),
        CONSTRAINT revision_number_unique UNIQUE (tenant_id, visit_id, number),
        CONSTRAINT revision_submission_fk FOREIGN KEY (tenant_id, submission_id) REFERENCES submission,
        CONSTRAINT revision_visit_fk {VISIT_FK}
    );
    CREATE TABLE visit_signal (
        tenant_id uuid NOT NULL,
        id uuid NOT NULL,
        visit_id uuid NOT NULL,
        submission_id uuid NOT NULL,
        kind text NOT NULL CONSTRAINT visit_signal_kind_known CHECK (kind IN ('check_in', 'check_out')),
        signal jsonb NOT NULL,
        CONSTRAINT visit_signal_pk PRIMARY KEY (tenant_id, id),
        CONSTRAINT visit_signal_visit_fk {VISIT_FK}
    );
    CREATE TABLE flag (
        tenant_id uuid NOT NULL,
        id uuid NOT NULL,
        visit_id uuid NOT NULL,
        code text NOT NULL,
        facts jsonb NOT NULL,
        raised_at timestamptz NOT NULL,
        CONSTRAINT flag_pk PRIMARY KEY (tenant_id, id),
        CONSTRAINT flag_visit_fk {VISIT_FK}
    );
    """)


def _judging() -> None:
    op.execute(f"""
    CREATE TABLE scorecard (
        tenant_id uuid NOT NULL,
        id uuid NOT NULL,
        visit_id uuid NOT NULL,
        revision int NOT NULL,
        checklist_hash text NOT NULL,
        frameworks text NOT NULL,
        scoring_version int NOT NULL,
        purpose text NOT NULL CONSTRAINT scorecard_purpose_known CHECK (purpose IN ('official', 'shadow')),
        document jsonb NOT NULL,
        CONSTRAINT scorecard_pk PRIMARY KEY (tenant_id, id),
        CONSTRAINT scorecard_unique UNIQUE
            (tenant_id, visit_id, revision, checklist_hash, frameworks, scoring_version, purpose),
        CONSTRAINT scorecard_revision_fk FOREIGN KEY (tenant_id, visit_id, revision)
            REFERENCES revision (tenant_id, visit_id, number)
    );
    CREATE TABLE visit_kpi (
        tenant_id uuid NOT NULL,
        visit_id uuid NOT NULL,
        framework text NOT NULL,
        leaf text NOT NULL,
        num numeric NOT NULL,
        den numeric NOT NULL CONSTRAINT visit_kpi_den_positive CHECK (den > 0),
        CONSTRAINT visit_kpi_pk PRIMARY KEY (tenant_id, visit_id, framework, leaf),
        CONSTRAINT visit_kpi_visit_fk {VISIT_FK}
    );
    CREATE TABLE decision (
        tenant_id uuid NOT NULL,
        id uuid NOT NULL,
        visit_id uuid NOT NULL,
        verb text NOT NULL CONSTRAINT decision_verb_known CHECK (verb IN ('complete', 'approve', 'publish', 'void')),
        revision int NOT NULL,
        person_id uuid NOT NULL CONSTRAINT decision_person_fk REFERENCES person,
        reason text CONSTRAINT decision_void_reasoned CHECK (verb <> 'void' OR reason <> ''),
        decided_at timestamptz NOT NULL,
        CONSTRAINT decision_pk PRIMARY KEY (tenant_id, id),
        CONSTRAINT decision_visit_fk {VISIT_FK}
    );
    CREATE INDEX decision_visit ON decision (tenant_id, visit_id);
    CREATE TABLE publication (
        tenant_id uuid NOT NULL,
        id uuid NOT NULL,
        visit_id uuid NOT NULL,
        dealer_id uuid NOT NULL,
        revision int NOT NULL,
        number int NOT NULL,
        document text NOT NULL,
        hash text NOT NULL CONSTRAINT publication_hash_true
            CHECK (hash = encode(sha256(convert_to(document, 'UTF8')), 'hex')),
        supersedes uuid,
        published_on date NOT NULL,
        withdrawn_at timestamptz,
        CONSTRAINT publication_pk PRIMARY KEY (tenant_id, id),
        CONSTRAINT publication_number_unique UNIQUE (tenant_id, visit_id, number),
        CONSTRAINT publication_supersedes_fk FOREIGN KEY (tenant_id, supersedes) REFERENCES publication,
        CONSTRAINT publication_dealer_fk FOREIGN KEY (tenant_id, dealer_id) REFERENCES dealer,
        CONSTRAINT publication_visit_fk {VISIT_FK}
    );
    CREATE INDEX publication_dealer ON publication (tenant_id, dealer_id);
    """)


def downgrade() -> None:
    unwall_and_drop(*reversed(TABLES))
