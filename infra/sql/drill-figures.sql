-- Figures about tables of an Azure SQL database, for the recovery drills of phiwatch.
--
-- A drill restores a copy of this database and compares it with the original. For that it calls one procedure, phiwatch.drill_figures, in
-- both. The identity of drills may execute the procedure. It may read no table.
--
-- Numbers alone leave the database: the name of a table, its count of rows, a digest, and the time of its last change. The digest is made
-- with a random salt that stays here, so that nobody can guess the content of a small table from it.
--
-- Install it:
-- 1. In this file, replace phiwatch-drills by the name of the identity of drills in Entra ID.
-- 2. Connect to the database as its Microsoft Entra administrator, and run this file. It can be run again at any time.
-- 3. Name the tables to be compared. An example:
--      INSERT INTO phiwatch.drill_tables (schema_name, table_name, changed_at_column) VALUES (N'dbo', N'Visits', N'ModifiedAt');
--    changed_at_column is a column with the time, in UTC, at which a row was last written. A table that was changed after the restore point is not
--    compared. Without such a column, or where rows are deleted without a trace, leave it NULL: a difference is then reported as
--    "not comparable".
--    with_checksum: 0 counts the rows alone. Use it for large tables, as a digest reads every row, and for tables with columns that
--    FOR JSON cannot write, such as geography.
-- 4. Wait for the next backup. A copy has the procedure, the salt and the names only if its backup has them.
--
-- The first 200 tables, by name, are compared. Do not change the salt: copies of older backups have the old one.

IF SCHEMA_ID(N'phiwatch') IS NULL
  EXEC (N'CREATE SCHEMA phiwatch AUTHORIZATION dbo');
GO

IF OBJECT_ID(N'phiwatch.drill_tables', N'U') IS NULL
  CREATE TABLE phiwatch.drill_tables (
    schema_name sysname NOT NULL,
    table_name sysname NOT NULL,
    changed_at_column sysname NULL,
    with_checksum bit NOT NULL CONSTRAINT drill_tables_with_checksum DEFAULT 1,
    CONSTRAINT drill_tables_pk PRIMARY KEY (schema_name, table_name)
  );
GO

IF OBJECT_ID(N'phiwatch.drill_salt', N'U') IS NULL
  CREATE TABLE phiwatch.drill_salt (
    id tinyint NOT NULL CONSTRAINT drill_salt_pk PRIMARY KEY CONSTRAINT drill_salt_one CHECK (id = 1),
    salt binary(32) NOT NULL
  );
GO

IF NOT EXISTS (SELECT 1 FROM phiwatch.drill_salt)
  INSERT INTO phiwatch.drill_salt (id, salt) VALUES (1, CRYPT_GEN_RANDOM(32));
GO

-- The owner of the schema, dbo, reads the tables; whoever executes the procedure needs no permission on them.
CREATE OR ALTER PROCEDURE phiwatch.drill_figures
WITH EXECUTE AS OWNER
AS
BEGIN
  SET NOCOUNT ON;

  DECLARE @salt binary(32) = (SELECT salt FROM phiwatch.drill_salt WHERE id = 1);
  IF @salt IS NULL
    THROW 50001, N'phiwatch.drill_salt is empty', 1;

  DECLARE @figures TABLE (
    table_name nvarchar(257) NOT NULL,
    row_count bigint NOT NULL,
    checksum nvarchar(64) NULL,
    changed_at datetime2(3) NULL
  );
  DECLARE
    @schema_name sysname,
    @table_name sysname,
    @column sysname,
    @with_checksum bit,
    @query nvarchar(max),
    @rows bigint,
    @checksum nvarchar(64),
    @changed_at datetime2(3);

  -- Names come from the catalog of the database: a name that is no table of it is not used.
  DECLARE named CURSOR LOCAL FAST_FORWARD FOR
    SELECT TOP (201) s.name, t.name, c.name, d.with_checksum
    FROM phiwatch.drill_tables AS d
    JOIN sys.schemas AS s ON s.name COLLATE DATABASE_DEFAULT = d.schema_name
    JOIN sys.tables AS t ON t.schema_id = s.schema_id AND t.name COLLATE DATABASE_DEFAULT = d.table_name
    LEFT JOIN sys.columns AS c
      ON c.object_id = t.object_id AND c.name COLLATE DATABASE_DEFAULT = d.changed_at_column
    ORDER BY s.name, t.name;
  OPEN named;
  FETCH NEXT FROM named INTO @schema_name, @table_name, @column, @with_checksum;
  WHILE @@FETCH_STATUS = 0
  BEGIN
    -- The digest of a row is of its salt and its values. Four parts of each digest are summed up, so that the order of the rows does not matter and two
    -- equal rows do not cancel each other out. The digest of the sums is the checksum.
    SET @query = N'SELECT @rows = COUNT_BIG(*), @changed_at = '
      + CASE WHEN @column IS NULL THEN N'NULL'
          ELSE N'MAX(CONVERT(datetime2(3), drill_row.' + QUOTENAME(@column) + N'))' END
      + N', @checksum = '
      + CASE WHEN @with_checksum = 0 THEN N'NULL'
          ELSE N'LOWER(CONVERT(char(64), HASHBYTES(''SHA2_256'', CONCAT(SUM(parts.one), '':'', SUM(parts.two), '':'', SUM(parts.three), '':'', SUM(parts.four))), 2))' END
      + N' FROM ' + QUOTENAME(@schema_name) + N'.' + QUOTENAME(@table_name) + N' AS drill_row'
      + CASE WHEN @with_checksum = 0 THEN N''
          ELSE N'
          CROSS APPLY (SELECT HASHBYTES(''SHA2_256'', @salt + CONVERT(varbinary(max),
            (SELECT drill_row.* FOR JSON PATH, INCLUDE_NULL_VALUES, WITHOUT_ARRAY_WRAPPER))) AS value) AS digest
          CROSS APPLY (SELECT
            CONVERT(decimal(38, 0), CONVERT(bigint, SUBSTRING(digest.value, 1, 8))) AS one,
            CONVERT(decimal(38, 0), CONVERT(bigint, SUBSTRING(digest.value, 9, 8))) AS two,
            CONVERT(decimal(38, 0), CONVERT(bigint, SUBSTRING(digest.value, 17, 8))) AS three,
            CONVERT(decimal(38, 0), CONVERT(bigint, SUBSTRING(digest.value, 25, 8))) AS four) AS parts' END
      + N' OPTION (MAXDOP 1)';
    EXEC sys.sp_executesql
      @query,
      N'@salt binary(32), @rows bigint OUTPUT, @checksum nvarchar(64) OUTPUT, @changed_at datetime2(3) OUTPUT',
      @salt = @salt,
      @rows = @rows OUTPUT,
      @checksum = @checksum OUTPUT,
      @changed_at = @changed_at OUTPUT;
    INSERT INTO @figures (table_name, row_count, checksum, changed_at)
    VALUES (@schema_name + N'.' + @table_name, @rows, @checksum, @changed_at);
    FETCH NEXT FROM named INTO @schema_name, @table_name, @column, @with_checksum;
  END;
  CLOSE named;
  DEALLOCATE named;

  SELECT table_name, row_count, checksum, changed_at FROM @figures ORDER BY table_name;
END;
GO

IF DATABASE_PRINCIPAL_ID(N'phiwatch-drills') IS NULL
  CREATE USER [phiwatch-drills] FROM EXTERNAL PROVIDER;
GRANT EXECUTE ON OBJECT::phiwatch.drill_figures TO [phiwatch-drills];
GO

-- Entries that name no table of this database, or no column of it. There should be none.
SELECT d.schema_name, d.table_name, d.changed_at_column
FROM phiwatch.drill_tables AS d
WHERE NOT EXISTS (
  SELECT 1
  FROM sys.schemas AS s
  JOIN sys.tables AS t ON t.schema_id = s.schema_id
  WHERE s.name COLLATE DATABASE_DEFAULT = d.schema_name
    AND t.name COLLATE DATABASE_DEFAULT = d.table_name
    AND (d.changed_at_column IS NULL OR EXISTS (
      SELECT 1 FROM sys.columns AS c
      WHERE c.object_id = t.object_id AND c.name COLLATE DATABASE_DEFAULT = d.changed_at_column
    ))
);
GO
