"""Checklist versions remember the author's order of choices, and tell their title and size."""

from alembic import op

revision, down_revision = "0012", "0011"

# What a published version keeps; {arranged} stands where the new column is compared as well.
KEEP = """
CREATE OR REPLACE FUNCTION keep_published() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.state <> 'draft' AND (NEW.code, NEW.version, NEW.document, {new}NEW.hash, NEW.published_at)
        IS DISTINCT FROM (OLD.code, OLD.version, OLD.document, {old}OLD.hash, OLD.published_at)
        OR OLD.state = 'retired' AND NEW.state <> 'retired' OR OLD.state = 'published' AND NEW.state = 'draft'
    THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'checklist_version_immutable',
        MESSAGE = 'a published checklist version never changes';
    END IF;
    RETURN NEW;
END $$
"""


def upgrade() -> None:
    op.execute("""
    ALTER TABLE checklist_version
        ADD COLUMN arranged text,
        ADD COLUMN title jsonb GENERATED ALWAYS AS (coalesce(document::jsonb -> 'title', '{}'::jsonb)) STORED,
        ADD COLUMN item_count int GENERATED ALWAYS AS
            (jsonb_array_length(jsonb_path_query_array(document::jsonb, '$.sections[*].items[*]'))) STORED
    """)
    # the wall is forced, and the owner has no policy of its own: without this it would see no row
    op.execute("ALTER TABLE checklist_version NO FORCE ROW LEVEL SECURITY")
    op.execute("UPDATE checklist_version SET arranged = document")
    op.execute("ALTER TABLE checklist_version FORCE ROW LEVEL SECURITY")
    op.execute("""
    ALTER TABLE checklist_version
        ALTER COLUMN arranged SET NOT NULL,
        ADD CONSTRAINT checklist_version_arranged_same CHECK (arranged::jsonb = document::jsonb);
    GRANT UPDATE (arranged) ON checklist_version TO audit_app
    """)
    op.execute(KEEP.format(new="NEW.arranged, ", old="OLD.arranged, "))


def downgrade() -> None:
    op.execute(KEEP.format(new="", old=""))
    op.execute(
        "ALTER TABLE checklist_version DROP COLUMN item_count, DROP COLUMN title, DROP COLUMN arranged"
    )
