import type { Backdrop, MapDevices, MapPlaces } from '../../../domain/map.ts';
import { ask } from '../shell/http.ts';

/** What the map asks the service. The browser keeps each answer and asks whether it is still the same. */
export const mapApi = {
  places: () => ask<MapPlaces>('GET', '/api/map'),
  devices: () => ask<MapDevices>('GET', '/api/map/devices'),
  backdrop: () => ask<Backdrop>('GET', '/api/map/backdrop'),
};
