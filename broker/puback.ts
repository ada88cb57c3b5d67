/** PUBACKs, MQTT 3.1.1 section 3.4, for all of these message ids in one buffer. */
export function toPubacks(messageIds: readonly number[]): Buffer {
  const packets = Buffer.allocUnsafe(messageIds.length * 4);
  let at = 0;
  for (const id of messageIds) {
    packets[at++] = 0x40;
    packets[at++] = 2;
    packets[at++] = id >> 8;
    packets[at++] = id & 0xff;
  }
  return packets;
}
