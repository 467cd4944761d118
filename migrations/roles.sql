-- What a superuser does once on a PostgreSQL server (16 or newer), before the first migration:
--     psql -f migrations/roles.sql "postgresql://postgres@HOST/postgres"
-- Repeatable. ./dev does it on the embedded server; elsewhere give the two roles that log in a
-- password afterwards (ALTER ROLE ... PASSWORD).
--   audit_owner  runs the migrations; audit_app  web and worker, under row-level security;
--   audit_login  owns the functions that find a person before the tenant is known.

SELECT format('CREATE ROLE %I %s NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE', name, login)
FROM (VALUES ('audit_owner', 'LOGIN'), ('audit_app', 'LOGIN'), ('audit_login', 'NOLOGIN'))
    AS wanted (name, login)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

GRANT audit_login TO audit_owner;

SELECT 'CREATE DATABASE audit OWNER audit_owner'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'audit') \gexec

\connect audit
GRANT CREATE ON SCHEMA public TO audit_login;
ALTER ROLE audit_app IN DATABASE audit SET search_path = public, queue;
