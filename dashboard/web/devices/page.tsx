import type { PageProps } from '../shell/pages.ts';
import { DevicePage } from './device-page.tsx';
import { DevicesPage } from './devices-page.tsx';
import './devices.css';

/** `/devices` lists them, `/devices/:id` is one of them. */
export function DevicePages({ path: [id], query }: PageProps) {
  return id === undefined ? <DevicesPage query={query} /> : <DevicePage key={id} id={id} query={query} />;
}
