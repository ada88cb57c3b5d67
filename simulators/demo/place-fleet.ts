import type { ServiceApi } from './service-api.ts';
import type { Street } from './street.ts';

/** Devices per request: each is a row and a secret on the service's side. */
const devicesPerImport = 500;

/**
 * Brings the street into the service: areas and sites anew each time (they are the same), devices only where
 * they are missing. `learned` is called after each part with the new devices' secrets, to be kept at once.
 */
export async function placeFleet(
  api: ServiceApi,
  street: Street,
  learned: (secrets: ReadonlyMap<string, string>) => Promise<void>,
): Promise<{ readonly added: number }> {
  await api.importAreas(street.areas);
  await api.importBoundaries(street.areas);
  await api.replaceBackdrop(street.backdrop);
  await api.importSites(street.sites);
  const known = await api.deviceIds();
  const missing = street.devices.filter(({ id }) => !known.has(id));
  for (let from = 0; from < missing.length; from += devicesPerImport) {
    await learned(await api.importDevices(missing.slice(from, from + devicesPerImport)));
  }
  return { added: missing.length };
}
