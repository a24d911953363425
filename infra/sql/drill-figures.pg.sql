-- Figures about tables of a database of Azure Database for PostgreSQL, for the recovery drills of phiwatch.
--
-- A drill restores a copy of the server and compares it with the original. For that it calls one function, phiwatch.drill_figures, in both.
-- The identity of drills may execute the function. It may read no table.
--
-- Numbers alone leave the database: the name of a table, its count of rows, a digest, and the time of its last change. The digest is made
-- with a random salt that stays here, so that nobody can guess the content of a small table from it.
--
-- Install it (PostgreSQL 13 or later):
-- 1. As the Microsoft Entra administrator of the server, in the database postgres, make a role for the identity of drills:
--      SELECT * FROM pgaadauth_create_principal('phiwatch-drills', false, false);
-- 2. In this file, replace phiwatch-drills by that name.
-- 3. Connect to the database as a role that may read the tables to be compared, as the function runs as its owner, and run this file. It
--    can be run again at any time.
-- 4. Name the tables to be compared. An example:
--      INSERT INTO phiwatch.drill_tables (schema_name, table_name, changed_at_column) VALUES ('public', 'visits', 'modified_at');
--    changed_at_column is a column with the time at which a row was last written; a timestamp without time zone is taken to be UTC. A table
--    that was changed after the restore point is not compared. Without such a column, or where rows are deleted without a trace, leave it NULL: a difference is then
--    reported as "not comparable".
--    with_checksum: false counts the rows alone. Use it for large tables, as a digest reads every row.
--
-- The first 200 tables, by name, are compared. Do not change the salt: copies of older backups have the old one.

BEGIN;

CREATE SCHEMA IF NOT EXISTS phiwatch;
REVOKE ALL ON SCHEMA phiwatch FROM PUBLIC;

CREATE TABLE IF NOT EXISTS phiwatch.drill_tables (
  schema_name name NOT NULL,
  table_name name NOT NULL,
  changed_at_column name,
  with_checksum boolean NOT NULL DEFAULT true,
  PRIMARY KEY (schema_name, table_name)
);

CREATE TABLE IF NOT EXISTS phiwatch.drill_salt (
  id smallint PRIMARY KEY CHECK (id = 1),
  salt bytea NOT NULL
);

INSERT INTO phiwatch.drill_salt (id, salt)
VALUES (1, sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')))
ON CONFLICT (id) DO NOTHING;

-- The settings make a row the same text whoever asks for it.
CREATE OR REPLACE FUNCTION phiwatch.drill_figures()
RETURNS TABLE (table_name text, row_count bigint, checksum text, changed_at timestamptz)
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
SET datestyle = 'ISO, YMD'
SET intervalstyle = 'iso_8601'
SET extra_float_digits = 1
SET bytea_output = 'hex'
SET lc_monetary = 'C'
AS $$
#variable_conflict use_column
DECLARE
  named record;
  drill_salt bytea;
BEGIN
  SELECT s.salt INTO STRICT drill_salt FROM phiwatch.drill_salt AS s WHERE s.id = 1;

  -- Names come from the catalog of the database: a name that is no table of it is not used.
  FOR named IN
    SELECT n.nspname AS schema_name, c.relname AS name, a.attname AS changed_at_column, d.with_checksum
    FROM phiwatch.drill_tables AS d
    JOIN pg_namespace AS n ON n.nspname = d.schema_name
    JOIN pg_class AS c ON c.relnamespace = n.oid AND c.relname = d.table_name AND c.relkind IN ('r', 'p')
    LEFT JOIN pg_attribute AS a
      ON a.attrelid = c.oid AND a.attname = d.changed_at_column AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY n.nspname, c.relname
    LIMIT 201
  LOOP
    table_name := named.schema_name || '.' || named.name;
    -- The digest of a row is of the salt and its values. Four parts of each digest are summed up, so that the order of the rows does not
    -- matter and two equal rows do not cancel each other out. The digest of the sums is the checksum.
    EXECUTE format('SELECT count(*), %s, %s FROM %s',
      CASE WHEN named.with_checksum
        THEN $sql$encode(sha256(convert_to(concat_ws(':', sum(drill_part.one), sum(drill_part.two), sum(drill_part.three), sum(drill_part.four)), 'UTF8')), 'hex')$sql$
        ELSE 'NULL' END,
      CASE WHEN named.changed_at_column IS NULL
        THEN 'NULL'
        ELSE format('max(drill_row.%I)::timestamptz', named.changed_at_column) END,
      format('%I.%I AS drill_row', named.schema_name, named.name)
        || CASE WHEN named.with_checksum
          THEN $sql$
            CROSS JOIN LATERAL (SELECT encode(sha256($1 || convert_to(drill_row::text, 'UTF8')), 'hex') AS value) AS drill_digest
            CROSS JOIN LATERAL (SELECT
              ('x' || substr(drill_digest.value, 1, 16))::bit(64)::bigint AS one,
              ('x' || substr(drill_digest.value, 17, 16))::bit(64)::bigint AS two,
              ('x' || substr(drill_digest.value, 33, 16))::bit(64)::bigint AS three,
              ('x' || substr(drill_digest.value, 49, 16))::bit(64)::bigint AS four) AS drill_part$sql$
          ELSE '' END)
    INTO row_count, checksum, changed_at
    USING drill_salt;
    RETURN NEXT;
  END LOOP;
END
$$;

REVOKE ALL ON FUNCTION phiwatch.drill_figures() FROM PUBLIC;
GRANT USAGE ON SCHEMA phiwatch TO "phiwatch-drills";
GRANT EXECUTE ON FUNCTION phiwatch.drill_figures() TO "phiwatch-drills";

COMMIT;

-- Entries that name no table of this database, or no column of it. There should be none.
SELECT d.schema_name, d.table_name, d.changed_at_column
FROM phiwatch.drill_tables AS d
WHERE NOT EXISTS (
  SELECT 1
  FROM pg_catalog.pg_namespace AS n
  JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p')
  WHERE n.nspname = d.schema_name
    AND c.relname = d.table_name
    AND (d.changed_at_column IS NULL OR EXISTS (
      SELECT 1 FROM pg_catalog.pg_attribute AS a
      WHERE a.attrelid = c.oid AND a.attname = d.changed_at_column AND a.attnum > 0 AND NOT a.attisdropped
    ))
);
