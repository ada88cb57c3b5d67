import type { DeskSettings } from '../domain/desk-settings.ts';

const minute_s = 60;
const hour_s = 3_600;

/**
 * How the desk is run until somebody says otherwise: one seat that watches everything, nobody to be told but
 * the screens. Times for entrapment are those of a city's draft (answer 30 s, dispatch 5 min, on site 15 min);
 * flood and chattering are ISA-18.2's figures; the rest is our choice.
 */
export const defaultDeskSettings: DeskSettings = {
  timeZone: 'Asia/Shanghai',
  seats: [{ id: 'seat-1', name: { zh: '一号坐席', en: 'Seat 1' }, areas: [], kinds: [] }],
  channels: [],
  recipients: [],
  shifts: [],
  duties: [],
  routes: [],
  escalations: [],
  alarms: {
    reAlarmAfter_s: { 1: 10 * minute_s, 2: 30 * minute_s, 3: 2 * hour_s, 4: null },
    shelving_s_max: {
      1: { operator: 0, leader: hour_s },
      2: { operator: hour_s, leader: 8 * hour_s },
      3: { operator: 8 * hour_s, leader: 24 * hour_s },
      4: { operator: 24 * hour_s, leader: 7 * 24 * hour_s },
    },
    chattering: { activations: 3, within_s: minute_s },
    flood: { alerts: 10, within_s: 10 * minute_s },
    incidentJoin_s: 30 * minute_s,
    commonCause: { devices: 3, within_s: 2 * minute_s },
    suppressions: [],
  },
  cases: {
    deadlines_s: {
      1: { reported: 30, accepted: 5 * minute_s, dispatched: 2 * minute_s, taken: 15 * minute_s },
      2: { reported: 5 * minute_s, accepted: 15 * minute_s, dispatched: 10 * minute_s, taken: hour_s },
      3: { reported: 30 * minute_s, accepted: hour_s, dispatched: hour_s, taken: 24 * hour_s },
      4: { reported: 8 * hour_s, accepted: 24 * hour_s, dispatched: 24 * hour_s, taken: 7 * 24 * hour_s },
    },
    whistleAfter_s: 10 * minute_s,
    level: 'street',
    sameEvent: { distance_m: 50, within_s: 30 * minute_s },
    trackRetention_days: 30,
  },
};
