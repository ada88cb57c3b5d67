import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Backdrop } from '../../domain/map.ts';
import { prepare, type PreparedBody } from './map-places.ts';
import { readPrivateFile, writePrivateFile } from './private-file.ts';

export interface MapBackdrop {
  start(): Promise<void>;
  body(): PreparedBody;
  replace(backdrop: Backdrop): Promise<void>;
}

const empty: Backdrop = { type: 'FeatureCollection', features: [] };

/**
 * What lies under the map: water, parks, roads. It is nothing but drawn, so it lives in a file beside the staff's,
 * and the map works without it. A whole city's would be a PMTiles archive served beside the page, with a vector
 * source and its layers in the page's `map/map-style.ts`.
 */
export function createMapBackdrop({ directory, log }: { directory: string; log: Logger }): MapBackdrop {
  const path = join(directory, 'map-backdrop.json');
  let body = prepare(empty);
  return {
    async start() {
      try {
        const text = await readPrivateFile(path);
        if (text !== null) body = prepare(JSON.parse(text));
      } catch (error) {
        // Without it the map is drawn on plain ground, which is no reason to keep the service from starting.
        log.error({ err: error, path }, "the map's backdrop cannot be read and is left out");
      }
    },
    body: () => body,
    async replace(backdrop) {
      const next = prepare(backdrop);
      await writePrivateFile(path, next.plain.toString());
      body = next;
    },
  };
}
