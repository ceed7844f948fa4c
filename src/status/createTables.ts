import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/** Version of the tables; a store of a later version is refused. */
export const SCHEMA_VERSION = 1

/** Creates the tables in an empty database, in words that every SQL database understands. */
export async function createTables(database: Kysely<Tables>): Promise<void> {
  const { schema } = database
  await schema
    .createTable('store')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('schema_version', 'integer', (column) => column.notNull())
    .addColumn('store_id', 'text', (column) => column.notNull())
    .addColumn('head_seq', 'integer', (column) => column.notNull())
    .addColumn('head_hash', 'text', (column) => column.notNull())
    .execute()
  await schema
    .createTable('record')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('organisation', 'text', (column) => column.notNull())
    .addColumn('application', 'text', (column) => column.notNull())
    .addColumn('profile', 'text', (column) => column.notNull())
    .addColumn('environment', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('since', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('registered_at', 'text')
    .addColumn('valid_until', 'text')
    .addColumn('due', 'text')
    .addColumn('next_due', 'text')
    .addColumn('next_due_reason', 'text')
    .addColumn('expires_at', 'text')
    .addColumn('expires_reason', 'text')
    .addColumn('certified_by', 'text')
    .addColumn('runs', 'integer', (column) => column.notNull())
    .addColumn('noted_state', 'text')
    .addColumn('directory_organisation', 'text')
    .addColumn('directory_server', 'text')
    .addUniqueConstraint('record_key', ['organisation', 'application', 'profile', 'environment'])
    .execute()
  await schema.createIndex('record_expires').on('record').column('expires_at').execute()
  await schema.createIndex('record_profile').on('record').column('profile').execute()
  await schema
    .createTable('entry')
    .addColumn('seq', 'integer', (column) => column.primaryKey())
    .addColumn('record_id', 'integer', (column) => column.references('record.id'))
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('run_id', 'text')
    .addColumn('evidence', 'text')
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('previous', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addUniqueConstraint('entry_run', ['record_id', 'run_id'])
    .execute()
  await schema.createIndex('entry_record').on('entry').columns(['record_id', 'seq']).execute()
  await schema
    .createTable('outbox')
    .addColumn('receiver', 'text', (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull().references('entry.seq'))
    .addColumn('record_id', 'integer', (column) => column.notNull().references('record.id'))
    .addColumn('event', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('next_attempt', 'text', (column) => column.notNull())
    .addColumn('leased_until', 'text')
    .addColumn('delivered_at', 'text')
    .addColumn('last_error', 'text')
    .addPrimaryKeyConstraint('outbox_key', ['receiver', 'seq'])
    .execute()
  await schema.createIndex('outbox_open').on('outbox').columns(['delivered_at', 'next_attempt']).execute()
}
