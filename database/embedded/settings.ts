import { join } from 'node:path';

/** The longest path of a Unix socket that Linux takes, less the name of the socket. */
const socketFolderLengthMax = 80;

/**
 * Settings of the embedded server, as arguments. Modest, because it shares its machine with the service; a
 * commit is on disk before it returns, because the journal forgets what the database has.
 */
export function serverArguments(options: {
  readonly home: string;
  readonly port: number;
  readonly timescale: boolean;
  readonly settings: Readonly<Record<string, string>>;
}): readonly string[] {
  const { home, port, timescale } = options;
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: home.length <= socketFolderLengthMax ? join(home, 'cluster') : '',
    max_connections: '50',
    shared_buffers: '256MB',
    effective_cache_size: '1GB',
    work_mem: '16MB',
    maintenance_work_mem: '128MB',
    max_wal_size: '2GB',
    min_wal_size: '256MB',
    checkpoint_timeout: '15min',
    synchronous_commit: 'on',
    wal_compression: 'on',
    random_page_cost: '1.1',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    shared_preload_libraries: timescale ? 'timescaledb' : '',
    ...(timescale && { 'timescaledb.telemetry_level': 'off' }),
    ...options.settings,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', join(home, 'cluster'), ...flags];
}
