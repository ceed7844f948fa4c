/** `PRAGMA application_id`: tells a status record from any other SQLite file ("ASSY"). */
export const APPLICATION_ID = 0x41535359

/**
 * Migrations in order: entry n leads from schema version n to n + 1 (`PRAGMA user_version`). Never edit a released one.
 * History is append-only, and the file itself sees to it. `record.state` and the columns after it are what the history
 * gave when a run was last recorded; whether time has run out since is worked out when reading.
 */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE record (
     id INTEGER PRIMARY KEY,
     organisation TEXT NOT NULL, application TEXT NOT NULL, profile TEXT NOT NULL, environment TEXT NOT NULL,
     registered_at TEXT NOT NULL,
     state TEXT NOT NULL, since TEXT NOT NULL, valid_until TEXT, due TEXT, reason TEXT NOT NULL,
     UNIQUE (organisation, application, profile, environment)
   ) STRICT;
   CREATE TABLE run (
     id INTEGER PRIMARY KEY,
     record_id INTEGER NOT NULL REFERENCES record (id),
     run_id TEXT NOT NULL,
     started_at TEXT NOT NULL, finished_at TEXT NOT NULL, recorded_at TEXT NOT NULL,
     result TEXT NOT NULL, partial INTEGER NOT NULL, summary TEXT NOT NULL,
     tool_name TEXT NOT NULL, tool_version TEXT NOT NULL,
     profile_digest TEXT NOT NULL, suite_digest TEXT NOT NULL,
     target_id TEXT NOT NULL, target_issuer TEXT NOT NULL, target_digest TEXT NOT NULL,
     folder TEXT, observed_by TEXT,
     valid_days REAL NOT NULL, grace_days REAL NOT NULL,
     UNIQUE (record_id, run_id)
   ) STRICT;
   CREATE TABLE transition (
     id INTEGER PRIMARY KEY,
     record_id INTEGER NOT NULL REFERENCES record (id),
     at TEXT NOT NULL, from_state TEXT, to_state TEXT NOT NULL, reason TEXT NOT NULL, run_id TEXT
   ) STRICT;
   CREATE INDEX transition_of_record ON transition (record_id, id);
   CREATE TRIGGER run_is_history BEFORE UPDATE ON run
     BEGIN SELECT RAISE(ABORT, 'the history of runs is append-only'); END;
   CREATE TRIGGER run_stays BEFORE DELETE ON run
     BEGIN SELECT RAISE(ABORT, 'the history of runs is append-only'); END;
   CREATE TRIGGER transition_is_history BEFORE UPDATE ON transition
     BEGIN SELECT RAISE(ABORT, 'the history of states is append-only'); END;
   CREATE TRIGGER transition_stays BEFORE DELETE ON transition
     BEGIN SELECT RAISE(ABORT, 'the history of states is append-only'); END;`,
  'ALTER TABLE run ADD COLUMN waived_until TEXT;',
]
