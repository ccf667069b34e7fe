import { DatabaseSync } from 'node:sqlite';

/**
 * dynoxide 1.2 looks through all stream records of the last 24 hours for the next sequence number of each write, and again at
 * each read of the stream: 1 ms at 1,000 records, 10 ms at 10,000. With this index it finds them at once, however many there are.
 */
export function indexStreamRecords(file: string): void {
  const database = new DatabaseSync(file, { timeout: 5000 });
  try {
    database.exec(
      'CREATE INDEX IF NOT EXISTS stage_stream_records ON _stream_records (table_name, CAST(sequence_number AS INTEGER))',
    );
  } finally {
    database.close();
  }
}
