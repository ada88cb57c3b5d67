import type { SensorKind } from '../../domain/kinds.ts';

/** An MQTT PUBLISH encoded once; per message only the packet id, time, sequence and one value's digits change. */
export interface PublishTemplate {
  /** Bytes of the whole packet, always the same. */
  readonly packetBytes: number;
  /** Bytes of the payload in it. */
  readonly payloadBytes: number;
  /** Writes one packet into `target` at `offset`. The same message always gives the same bytes, but for DUP. */
  write(target: Buffer, offset: number, message: TemplateMessage): void;
}

export interface TemplateMessage {
  /** 1 … 65,535; ignored with QoS 0. */
  readonly packetId: number;
  /** Milliseconds since 1970, 13 digits. */
  readonly time: number;
  /** Below 10^10. */
  readonly seq: number;
  /** True when it was sent before, on a connection that was lost. */
  readonly isRepeat: boolean;
}

const publishQos0 = 0x30;
const publishQos1 = 0x32;
const duplicateBit = 0x08;
const timeDigits = 13;
const seqDigits = 10;
const zero = 0x30;
const space = 0x20;

/** Six plausible values per kind: about 150 bytes of JSON, as real devices send. */
const valuesByKind: Readonly<Record<SensorKind, Readonly<Record<string, number>>>> = {
  smoke: {
    temperature_c: 24.51,
    obscuration_pct_m: 0.21,
    co_ppm: 3,
    alarm: 0,
    battery_pct: 97,
    rssi_dbm: -71,
  },
  electrical: {
    residual_current_ma: 41.25,
    current_l1_a: 12.4,
    voltage_l1_v: 229.6,
    power_kw: 2.81,
    arc_count: 0,
    fault: 0,
  },
  water: { rain_mm_h: 1.25, depth_m: 0.012, pump_running: 0, fault: 0, battery_pct: 88, rssi_dbm: -71 },
  elevator: {
    vibration_mm_s2: 31.25,
    floor: 11,
    speed_m_s: 1.75,
    direction: 1,
    door_closed: 1,
    service_mode: 1,
  },
};

/** Encodes the PUBLISH of one device. The first value's two decimals follow the sequence, so readings differ. */
export function createPublishTemplate(options: {
  kind: SensorKind;
  deviceId: string;
  qos: 0 | 1;
}): PublishTemplate {
  const topic = Buffer.from(`sensors/${options.kind}/${options.deviceId}/telemetry`);
  const values = JSON.stringify(valuesByKind[options.kind]);
  const payload = Buffer.from(`{"time":1000000000000,"seq":         0,"values":${values}}`);
  const idBytes = options.qos === 1 ? 2 : 0;
  const remaining = 2 + topic.length + idBytes + payload.length;
  const header = Buffer.from([options.qos === 1 ? publishQos1 : publishQos0, ...toVariableLength(remaining)]);
  const packet = Buffer.concat([
    header,
    Buffer.from([topic.length >> 8, topic.length & 0xff]),
    topic,
    Buffer.alloc(idBytes),
    payload,
  ]);
  const idAt = header.length + 2 + topic.length;
  const timeAt = idAt + idBytes + '{"time":'.length;
  const seqAt = timeAt + timeDigits + ',"seq":'.length;
  // The two digits before the comma that ends the first value.
  const decimalsAt = idAt + idBytes + payload.indexOf(',', payload.indexOf('"values"')) - 2;

  return {
    packetBytes: packet.length,
    payloadBytes: payload.length,
    write(target, offset, message) {
      target.set(packet, offset);
      if (message.isRepeat && idBytes > 0) target[offset] = publishQos1 | duplicateBit;
      if (idBytes > 0) {
        target[offset + idAt] = message.packetId >> 8;
        target[offset + idAt + 1] = message.packetId & 0xff;
      }
      writeTime(target, offset + timeAt, message.time);
      writeSeq(target, offset + seqAt, message.seq);
      target[offset + decimalsAt] = zero + (Math.floor(message.seq / 10) % 10);
      // Never 0 at the end: "41.20" is the same number, but a codec that compares texts need not know.
      target[offset + decimalsAt + 1] = zero + 1 + (message.seq % 9);
    },
  };
}

/** In two halves, because a double's division is dearer than an integer's. */
function writeTime(target: Buffer, offset: number, time: number): void {
  const high = Math.floor(time / 1e6);
  writeDigits(target, offset + timeDigits - 6, (time - high * 1e6) | 0);
  writeDigits(target, offset + timeDigits - 12, (high % 1e6) | 0);
  target[offset] = zero + Math.floor(high / 1e6);
}

function writeDigits(target: Buffer, offset: number, sixDigits: number): void {
  let rest = sixDigits;
  for (let index = offset + 5; index >= offset; index -= 1) {
    const next = (rest / 10) | 0;
    target[index] = zero + rest - next * 10;
    rest = next;
  }
}

/** Right-aligned after spaces: JSON allows no leading zeros. */
function writeSeq(target: Buffer, offset: number, seq: number): void {
  let rest = seq;
  for (let index = offset + seqDigits - 1; index >= offset; index -= 1) {
    const next = Math.floor(rest / 10);
    target[index] = rest === 0 && index < offset + seqDigits - 1 ? space : zero + rest - next * 10;
    rest = next;
  }
}

/** MQTT 3.1.1, 2.2.3: seven bits a byte, the eighth says that more follow. */
function toVariableLength(length: number): number[] {
  const bytes: number[] = [];
  let rest = length;
  do {
    const more = rest > 127;
    bytes.push((rest & 0x7f) | (more ? 0x80 : 0));
    rest >>= 7;
  } while (rest > 0);
  return bytes;
}
