import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** How large a storm is, and how it is spread. */
export interface StormSize {
  readonly gateways: number;
  readonly devicesPerGateway: number;
  readonly buildings: number;
  readonly sitesPerBuilding: number;
  readonly devicesPerSite: number;
  /** In which all alerts are caused. */
  readonly duration_s: number;
  readonly screens: number;
}

/** 3,000 devices, 10,000 alerts in a minute, 50 operators. */
export const fullStorm: StormSize = {
  gateways: 10,
  devicesPerGateway: 100,
  buildings: 40,
  sitesPerBuilding: 5,
  devicesPerSite: 10,
  duration_s: 60,
  screens: 50,
};

export interface StormDevice {
  readonly id: string;
  readonly siteId: string;
  readonly buildingId: string;
  /** What carries it; lost in the storm, so that the device falls silent. */
  readonly gatewayId: string | null;
}

/** One message of a device that raises one alert, `at_ms` after the storm's beginning. */
export interface StormMessage {
  readonly at_ms: number;
  readonly deviceId: string;
  readonly ruleId: string;
  /** All values of the device from then on. */
  readonly values: Readonly<Record<string, number>>;
}

export interface StormPlan {
  readonly devices: readonly StormDevice[];
  /** In their order. */
  readonly messages: readonly StormMessage[];
  /** `rule@device` of every alert. */
  readonly expected: readonly string[];
}

/** What a device says while all is well. */
export const quietValues: Readonly<Record<string, number>> = {
  alarm: 0,
  temperature_c: 20,
  obscuration_pct_m: 0.1,
  fault: 0,
  tamper: 0,
  battery_pct: 90,
};

const causes: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'storm-alarm': { alarm: 1 },
  'storm-heat': { temperature_c: 70 },
  'storm-dust': { obscuration_pct_m: 5 },
  'storm-fault': { fault: 1 },
  'storm-tamper': { tamper: 1 },
  'storm-battery': { battery_pct: 5 },
};
const common = ['storm-dust', 'storm-fault', 'storm-tamper', 'storm-battery'];

/**
 * Devices of lost gateways fall silent, one alert each; of the others each raises four that are not urgent at moments
 * of its own, every fourth a fire alarm too, and another fourth a heat alert. The same seed gives the same storm.
 */
export function planStorm(size: StormSize, seed: number): StormPlan {
  const random = xoroshiro128plus(seed);
  const devices = placeDevices(size);
  const messages: StormMessage[] = [];
  for (const [index, { id, gatewayId }] of devices.entries()) {
    if (gatewayId !== null) continue;
    const urgent = index % 4 === 0 ? ['storm-alarm'] : index % 4 === 1 ? ['storm-heat'] : [];
    const moments = [...common, ...urgent]
      .map((ruleId) => ({ ruleId, at_ms: Math.floor(uniformFloat64(random) * size.duration_s * 1_000) }))
      .toSorted((a, b) => a.at_ms - b.at_ms);
    let values = quietValues;
    for (const { ruleId, at_ms } of moments) {
      values = { ...values, ...causes[ruleId] };
      messages.push({ at_ms, deviceId: id, ruleId, values });
    }
  }
  const silent = devices.filter(({ gatewayId }) => gatewayId !== null);
  return {
    devices,
    messages: messages.toSorted((a, b) => a.at_ms - b.at_ms),
    expected: [
      ...messages.map(({ ruleId, deviceId }) => `${ruleId}@${deviceId}`),
      ...silent.map(({ id }) => `storm-silence@${id}`),
    ],
  };
}

function placeDevices(size: StormSize): readonly StormDevice[] {
  const devices: StormDevice[] = [];
  for (let building = 0; building < size.buildings; building += 1) {
    for (let site = 0; site < size.sitesPerBuilding; site += 1) {
      for (let device = 0; device < size.devicesPerSite; device += 1) {
        devices.push({
          id: `B${building}-${site}-${device}`,
          siteId: `site-${building}-${site}`,
          buildingId: `building-${building}`,
          gatewayId: null,
        });
      }
    }
  }
  // Each at a site of its own, in buildings of their own, as along a street.
  for (let gateway = 0; gateway < size.gateways; gateway += 1) {
    for (let device = 0; device < size.devicesPerGateway; device += 1) {
      const siteId = `street-${gateway}-${device}`;
      const buildingId = `block-${gateway}-${Math.floor(device / 10)}`;
      devices.push({ id: `G${gateway}-${device}`, siteId, buildingId, gatewayId: `gateway-${gateway}` });
    }
  }
  return devices;
}
