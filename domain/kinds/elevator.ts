import { commonMetrics, code, measure, onOff, type KindDefinition } from '../kind.ts';

/** Lift controllers and retrofitted lift sensors. Codes: `serviceModes`, `faultCodes`. */
export const elevator: KindDefinition = {
  name: 'elevator',
  label: { zh: '电梯', en: 'Elevator' },
  metrics: [
    code('floor', { min: -20, max: 200, zh: '楼层', en: 'Floor' }),
    measure('speed_m_s', 'm/s', { min: -20, max: 20, zh: '速度', en: 'Speed', decimals: 2 }),
    code('direction', { min: -1, max: 1, zh: '方向', en: 'Direction' }),
    onOff('door_closed', { zh: '门已关', en: 'Door closed' }),
    onOff('door_zone', { zh: '平层区', en: 'In door zone' }),
    onOff('occupied', { zh: '有人', en: 'Occupied' }),
    code('service_mode', { min: 0, max: 7, zh: '运行模式', en: 'Service mode' }),
    code('fault_code', { min: 0, max: 255, zh: '故障代码', en: 'Fault code' }),
    onOff('alarm_button', { zh: '报警按钮', en: 'Alarm button', urgent: true }),
    measure('vibration_mm_s2', 'mm/s²', { min: 0, max: 100_000, zh: '振动', en: 'Vibration', decimals: 0 }),
    code('run_count', { min: 0, max: 1e12, zh: '运行次数', en: 'Run count' }),
    measure('run_hours', 'h', { min: 0, max: 1e7, zh: '运行小时', en: 'Run hours' }),
    ...commonMetrics,
  ],
  reportingInterval_s: 20,
  offlineAfter_s: 90,
};
