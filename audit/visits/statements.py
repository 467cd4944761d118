"""The statements of a submission: what is known, what was received, what it scored, both at once.

Promise: each that writes does all of it or nothing. Everything selects FROM moved: when the
compare-and-set finds another row version, nothing is written. Events are appended as late as what
needs their seq allows, because the first holds the tenant's head row until the commit; the score is
worked out before the statement, so nobody waits for that.
"""

import sqlalchemy as sa

from audit.kpi.queries import YARDSTICK

READ_CONTEXT = sa.text(f"""
SELECT
  (SELECT jsonb_build_object('visit_id', s.visit_id, 'sha256', s.sha256, 'received_at', s.received_at, 'seq', s.seq)
     FROM submission s WHERE s.tenant_id = :tenant AND s.id = :submission) AS submission,
  EXISTS (SELECT FROM submission_conflict c WHERE c.tenant_id = :tenant AND c.submission_id = :submission
     AND c.sha256 = :sha256) AS kept,
  (SELECT r.answers FROM revision r WHERE r.tenant_id = :tenant AND r.visit_id = :visit
     AND r.number = :revision) AS answers,
  (SELECT coalesce(array_agg(DISTINCT s.part), '{{}}') FROM submission s
     WHERE s.tenant_id = :tenant AND s.visit_id = :visit) AS parts,
  (SELECT w.state FROM wave w WHERE w.tenant_id = :tenant AND w.id = :wave) AS wave,
  {YARDSTICK} AS yardstick,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('id', e.id, 'subject', e.subject_id, 'item', e.item,
            'sha256', e.sha256, 'state', e.state, 'declared', e.declared)), '[]')
     FROM evidence e WHERE e.tenant_id = :tenant AND (e.subject_id = :visit OR e.id = ANY(:manifest))) AS evidence
""")

_RECEIVED = """
moved AS (
  UPDATE visit SET state = :state, row_version = row_version + :steps, current_revision = :revision,
         late = late OR :late, counted = counted AND NOT :late
   WHERE tenant_id = :tenant AND id = :visit AND row_version = :row_version RETURNING id),
sweep AS MATERIALIZED (
  SELECT queue.procrastinate_defer_jobs_v1(ARRAY[ROW('default', 'visit.sweep', 0, NULL, NULL,
         CAST(:job AS jsonb), CAST(:at AS timestamptz) + interval '1 hour')::queue.procrastinate_job_to_defer_v1]) FROM moved),
said AS MATERIALIZED (SELECT append_event(:received) AS seq FROM sweep),
kept AS (
  INSERT INTO submission (tenant_id, id, visit_id, part, base, sha256, body, received_at, seq)
  SELECT :tenant, :submission, :visit, :part, :base, :sha256, :body, :at, seq FROM said RETURNING id),
revised AS (
  INSERT INTO revision (tenant_id, id, visit_id, number, answers, cause, author, changed, submission_id, created_at)
  SELECT :tenant, gen_random_uuid(), :visit, :revision, CAST(:answers AS jsonb), :part, :author, :changed, id, :at FROM kept),
counted_on AS (
  UPDATE evidence SET declared = (evidence.id = ANY(:manifest)) FROM kept
   WHERE tenant_id = :tenant AND subject_id = :visit AND (item = ANY(:items) OR evidence.id = ANY(:manifest))),
announced AS (
  INSERT INTO evidence (tenant_id, id, subject_kind, subject_id, item, sha256, size_bytes, media_type, state, declared, registered_at)
  SELECT :tenant, u.id, 'visit', :visit, u.item, u.sha256, u.size_bytes, u.media_type, 'registered', true, :at
    FROM kept, unnest(:manifest, CAST(:m_items AS text[]), CAST(:m_hashes AS text[]), CAST(:m_sizes AS bigint[]), CAST(:m_types AS text[]))
         AS u(id, item, sha256, size_bytes, media_type)
  ON CONFLICT (tenant_id, id) DO NOTHING RETURNING id),
signals AS (
  INSERT INTO visit_signal (tenant_id, id, visit_id, submission_id, kind, signal)
  SELECT :tenant, gen_random_uuid(), :visit, kept.id, u.kind, CAST(u.signal AS jsonb)
    FROM kept, unnest(CAST(:s_kinds AS text[]), CAST(:s_signals AS text[])) AS u(kind, signal)),
drafted AS (DELETE FROM draft USING kept WHERE tenant_id = :tenant AND visit_id = :visit AND part = :part)"""

_SCORED = """
leaves AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset(CAST(:leaves AS jsonb)) AS leaf(framework text, leaf text, num numeric, den numeric)),
scored AS (
  INSERT INTO scorecard (tenant_id, id, visit_id, revision, checklist_hash, frameworks, scoring_version, purpose, document)
  SELECT :tenant, gen_random_uuid(), :visit, :revision, :hash, :frameworks, :scoring_version, 'official', CAST(:scorecard AS jsonb) FROM moved
  ON CONFLICT ON CONSTRAINT scorecard_unique DO NOTHING),
gone AS (
  DELETE FROM visit_kpi USING moved WHERE tenant_id = :tenant AND visit_id = :visit
     AND NOT (framework, leaf) IN (SELECT framework, leaf FROM leaves)),
kpis AS (
  INSERT INTO visit_kpi (tenant_id, visit_id, framework, leaf, num, den)
  SELECT :tenant, :visit, leaves.* FROM moved, leaves
  ON CONFLICT (tenant_id, visit_id, framework, leaf) DO UPDATE SET num = EXCLUDED.num, den = EXCLUDED.den),
job AS MATERIALIZED (
  SELECT queue.procrastinate_defer_jobs_v1(ARRAY[ROW('default', 'visit.submitted', 0, NULL, NULL,
         CAST(:job AS jsonb), NULL)::queue.procrastinate_job_to_defer_v1]) AS ids FROM {before}),
told AS MATERIALIZED (SELECT append_event(:submitted) AS seq FROM job)"""

_ANNOUNCED = "(SELECT count(*) FROM announced) AS announced"
_MANIFEST = sa.bindparam("manifest", type_=sa.ARRAY(sa.Uuid))

RECEIVE = sa.text(f"WITH {_RECEIVED} SELECT seq, {_ANNOUNCED} FROM said").bindparams(_MANIFEST)

COMPLETE = sa.text(f"""
WITH moved AS (
  UPDATE visit SET state = :state, row_version = row_version + 1
   WHERE tenant_id = :tenant AND id = :visit AND row_version = :row_version AND state = :before RETURNING id),
{_SCORED.format(before="moved")}
SELECT seq FROM told
""")

# The job and the log row of the second step come after those of the first: they select from it.
RECEIVE_AND_COMPLETE = sa.text(f"""
WITH {_RECEIVED}, {_SCORED.format(before="said")}
SELECT said.seq, {_ANNOUNCED} FROM said, told
""").bindparams(_MANIFEST)
