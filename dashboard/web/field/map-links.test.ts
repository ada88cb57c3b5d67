import { expect, it } from 'vitest';
import { amapLink, amapSearchLink, phoneMapLink } from './map-links.ts';

const shenzhen = { latitude_deg: 22.543847, longitude_deg: 113.912316 };

it('leads to Amap in its own coordinates, and to the phone in WGS 84', () => {
  const amap = new URL(amapLink(shenzhen, '面馆 & Co'));
  expect(amap.searchParams.get('position')).toBe('113.917176,22.540796');
  expect(amap.searchParams.get('coordinate')).toBe('gaode');
  expect(amap.searchParams.get('name')).toBe('面馆 & Co');
  expect(phoneMapLink(shenzhen, false)).toBe('geo:22.543847,113.912316?q=22.543847,113.912316');
  expect(new URL(phoneMapLink(shenzhen, true)).searchParams.get('daddr')).toBe('22.543847,113.912316');
  expect(new URL(amapSearchLink('近江路 12 号')).searchParams.get('keyword')).toBe('近江路 12 号');
});
