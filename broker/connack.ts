/**
 * Packets as Aedes writes them. Where they begin with an accepting CONNACK, it says that a session is present
 * (MQTT 3.1.1, section 3.2.2.2): Aedes knows only of sessions that have subscriptions.
 */
export function withSessionPresent(packets: Buffer): Buffer {
  if (packets[0] !== 0x20 || packets[3] !== 0) return packets;
  const copy = Buffer.from(packets);
  copy[2] = 1;
  return copy;
}
