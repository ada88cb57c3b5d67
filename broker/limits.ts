/**
 * Every limit of the broker, with what happens there. Units last in the names; `Max` is still allowed.
 * Together they bound the memory that devices can occupy, whatever they send.
 */
export interface BrokerLimits {
  /** Open sockets in all. Beyond: a new socket is closed at once, and counted. */
  readonly connectionsMax: number;
  /** Sockets that have not authenticated yet. Beyond: a new socket is closed at once, and counted. */
  readonly connectingMax: number;
  /**
   * The same for WebSockets, whose frames are buffered whole before they can be judged. Beyond: the
   * upgrade is answered with 503.
   */
  readonly webSocketConnectingMax: number;
  /** From the socket to a whole CONNECT, the TLS handshake and the upgrade included. After it: closed. */
  readonly connectTimeoutMs: number;
  /** The body of a CONNECT, the only packet read before authentication. Beyond: closed unread. */
  readonly connectBytesMax: number;
  /** The body of a PUBLISH: 1,000 buffered readings fit. Beyond: closed unread, logged as forbidden. */
  readonly publishBytesMax: number;
  /** The body of any other packet: bounds the filters of a SUBSCRIBE. Beyond: closed unread, logged. */
  readonly controlBytesMax: number;
  /** From a packet's first byte to its last. After it: closed. */
  readonly packetTimeoutMs: number;
  /** Unsettled PUBLISHes of one connection. Beyond: its socket is not read until one settles. */
  readonly unsettledPerConnectionMax: number;
  /** Their bytes. Beyond: likewise; a packet that has begun may finish. */
  readonly unsettledBytesPerConnectionMax: number;
  /** Unsettled PUBLISHes in all. Beyond: no socket begins a PUBLISH; they go on in turn. */
  readonly unsettledMax: number;
  /** Their bytes. Beyond: likewise. Beyond twice as many: connections inside of a packet are closed. */
  readonly unsettledBytesMax: number;
  /** The longest keepalive, seconds; 0 (never) and longer ones are held to it. Silent for 1.5 times: closed. */
  readonly keepaliveMaxS: number;
  /** A device that does not read what we send is not read either, and closed after this. */
  readonly drainTimeoutMs: number;
  /** Bytes waiting for one device that does not read. Beyond: closed. */
  readonly outboundBytesMax: number;
  /** Commands kept for a device with a persistent session. Beyond: the oldest is dropped, and counted. */
  readonly commandsQueuedMax: number;
  /** How long a command waits for an absent device. After it: dropped, since an old siren helps nobody. */
  readonly commandKeptMs: number;
  /** QoS 2 messages of one device between PUBLISH and PUBREL. Beyond: closed. */
  readonly exactlyOnceMax: number;
}

export const defaultBrokerLimits: BrokerLimits = {
  connectionsMax: 12_000,
  connectingMax: 4_096,
  webSocketConnectingMax: 256,
  connectTimeoutMs: 10_000,
  connectBytesMax: 4_096,
  publishBytesMax: 256 * 1024,
  controlBytesMax: 1_024,
  packetTimeoutMs: 30_000,
  unsettledPerConnectionMax: 256,
  unsettledBytesPerConnectionMax: 1024 * 1024,
  unsettledMax: 65_536,
  unsettledBytesMax: 64 * 1024 * 1024,
  keepaliveMaxS: 1_800,
  drainTimeoutMs: 10_000,
  outboundBytesMax: 64 * 1024,
  commandsQueuedMax: 32,
  commandKeptMs: 10 * 60_000,
  exactlyOnceMax: 256,
};
