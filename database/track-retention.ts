import type { Pool } from 'pg';
import { trackRowsPerDelete } from './limits.ts';

/**
 * Deletes where people were before `before`, ms: a track is personal data and kept only as long as it is
 * needed. Some at a time, so that no lock is held for long. Returns how many rows went.
 */
export async function deleteTracks(pool: Pool, before: number): Promise<number> {
  let deleted = 0;
  for (;;) {
    const { rowCount } = await pool.query(
      `delete from tracks
       where (username, at) in (select username, at from tracks where at < $1 limit $2)`,
      [new Date(before), trackRowsPerDelete],
    );
    deleted += rowCount ?? 0;
    if ((rowCount ?? 0) < trackRowsPerDelete) return deleted;
  }
}
