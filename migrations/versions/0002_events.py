"""The event log and the one function that appends to it (rel 4.10)."""

from alembic import op
from walls import unwall_and_drop, wall

revision, down_revision = "0002", "0001"


def upgrade() -> None:
    op.execute("""
    CREATE TABLE event_log (
        tenant_id uuid NOT NULL CONSTRAINT event_log_tenant_fk REFERENCES tenant,
        seq bigint NOT NULL,
        prev bytea NOT NULL,
        hash bytea NOT NULL,
        body text NOT NULL,
        verb text NOT NULL GENERATED ALWAYS AS (body::jsonb ->> 'verb') STORED,
        subject text NOT NULL GENERATED ALWAYS AS (body::jsonb ->> 'subject') STORED,
        CONSTRAINT event_log_pk PRIMARY KEY (tenant_id, seq),
        CONSTRAINT event_log_no_fork UNIQUE (tenant_id, prev)
    );
    CREATE INDEX event_log_subject ON event_log (tenant_id, subject, seq);
    """)
    wall("event_log", "SELECT, INSERT")
    # The head row's lock orders the appends of a tenant; each statement of a volatile function sees
    # what was committed before it, so the second of two appends continues the first.
    op.execute("""
    CREATE FUNCTION append_event(body text) RETURNS bigint LANGUAGE plpgsql VOLATILE
        SET search_path = public, pg_temp AS $$
    DECLARE
        head record;
        link bytea;
    BEGIN
        UPDATE tenant SET event_seq = event_seq + 1 WHERE id = current_setting('app.tenant')::uuid
            RETURNING id, event_seq, event_head INTO STRICT head;
        link := sha256(head.event_head || convert_to(head.event_seq::text || body, 'UTF8'));
        INSERT INTO event_log (tenant_id, seq, prev, hash, body)
            VALUES (head.id, head.event_seq, head.event_head, link, body);
        UPDATE tenant SET event_head = link WHERE id = head.id;
        RETURN head.event_seq;
    END $$;
    REVOKE ALL ON FUNCTION append_event(text) FROM public;
    GRANT EXECUTE ON FUNCTION append_event(text) TO audit_app;
    """)


def downgrade() -> None:
    op.execute("DROP FUNCTION append_event")
    unwall_and_drop("event_log")
