/** Whoever can run a statement, such as a TypeORM data source. */
export interface Queryable {
  query(sql: string): Promise<unknown>;
}

const SCHEMA = 'fullstop_data';
/** What the tables held at first, such as the delivered types of violations. */
const SEEDS = 'test_seeds';
/** A table with more bytes than this is truncated; making new files takes longer than deleting a few rows. */
const MAX_BYTES_TO_DELETE_FROM = 65_536;

/** Notes what the tables hold now, so that `emptyDatabase` can bring it back. */
export async function rememberSeeds(database: Queryable): Promise<void> {
  await database.query(`DO $$
    DECLARE name text; has_rows boolean;
    BEGIN
      CREATE SCHEMA ${SEEDS};
      FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = '${SCHEMA}' LOOP
        EXECUTE format('SELECT EXISTS (TABLE ${SCHEMA}.%I)', name) INTO has_rows;
        IF has_rows THEN EXECUTE format('CREATE TABLE ${SEEDS}.%1$I AS TABLE ${SCHEMA}.%1$I', name); END IF;
      END LOOP;
    END $$`);
}

/** Brings all tables back to what they held at `rememberSeeds`, and has ids begin at 1 again. */
export async function emptyDatabase(database: Queryable): Promise<void> {
  await database.query(`DO $$
    DECLARE name text; sequence regclass; differs boolean;
    BEGIN
      -- Without checks of foreign keys, the order of the tables does not matter.
      SET LOCAL session_replication_role = replica;
      FOR name IN
        SELECT tablename FROM pg_tables
         WHERE schemaname = '${SCHEMA}' AND to_regclass(format('${SEEDS}.%I', tablename)) IS NULL
      LOOP
        IF pg_relation_size(format('${SCHEMA}.%I', name)) > ${MAX_BYTES_TO_DELETE_FROM}
        THEN EXECUTE format('TRUNCATE ${SCHEMA}.%I CASCADE', name);
        ELSE EXECUTE format('DELETE FROM ${SCHEMA}.%I', name);
        END IF;
      END LOOP;
      FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = '${SEEDS}' LOOP
        EXECUTE format('SELECT EXISTS ((TABLE ${SCHEMA}.%1$I EXCEPT TABLE ${SEEDS}.%1$I)
          UNION ALL (TABLE ${SEEDS}.%1$I EXCEPT TABLE ${SCHEMA}.%1$I))', name) INTO differs;
        IF differs THEN
          EXECUTE format('DELETE FROM ${SCHEMA}.%I', name);
          EXECUTE format('INSERT INTO ${SCHEMA}.%1$I TABLE ${SEEDS}.%1$I', name);
        END IF;
      END LOOP;
      FOR sequence IN
        SELECT format('%I.%I', schemaname, sequencename)::regclass FROM pg_sequences
         WHERE schemaname = '${SCHEMA}' AND last_value IS NOT NULL
      LOOP
        PERFORM setval(sequence, 1, false);
      END LOOP;
    END $$`);
}
