/**
 * Every limit of the broker, with what happens there. Units last in the names; `Max` is still allowed.
 * Together they bound the memory that devices can occupy, whatever they send.
 */
export interface BrokerLimits {
  /** Open sockets in all, those that wait left out. Beyond: a new socket is closed at its turn, and counted. */
  readonly connectionsMax: number;
  /** New sockets that are let in per second, over all entrances. Beyond: they wait, unread, in turn by address. */
  readonly connectsPerSecondMax: number;
  /** The same were they all TLS, whose handshake holds the event loop longer. */
  readonly tlsConnectsPerSecondMax: number;
  /** Sockets that were let in and have not authenticated yet, handshakes included. Beyond: others wait. */
  readonly connectingMax: number;
  /** Of these, from one address (IPv6: one /64). Beyond: others from there wait. */
  readonly connectingPerAddressMax: number;
  /** Sockets that wait. Beyond: an address with more than its share loses its newest, and it is counted. */
  readonly waitingMax: number;
  /** How long a socket waits for its turn. After it: closed, and counted. */
  readonly waitingTimeoutMs: number;
  /** CONNECTs with wrong credentials from one address within the window. Beyond: nobody enrols from there. */
  readonly failuresPerAddressMax: number;
  /** The window, and with it how long that lasts. Devices with a secret of their own are let in all the same. */
  readonly failuresWindowMs: number;
  /**
   * The same for WebSockets, whose frames are buffered whole before they can be judged. Beyond: the
   * upgrade is answered with 503.
   */
  readonly webSocketConnectingMax: number;
  /** From a socket's turn to its CONNACK, the TLS handshake and the upgrade included. After it: closed. */
  readonly connectTimeoutMs: number;
  /** The body of a CONNECT, the only packet read before authentication. Beyond: closed unread. */
  readonly connectBytesMax: number;
  /** Of a topic or filter. Beyond: forbidden, and the connection closed. */
  readonly topicLengthMax: number;
  /** Levels of a topic or filter. Beyond: likewise. */
  readonly topicLevelsMax: number;
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
  /** While connections wait for each other, only as many are unsettled as settle within this: an alarm comes last. */
  readonly settleTargetMs: number;
  /** But never fewer than these, from which on groups on their way to the disk are large enough. */
  readonly unsettledMin: number;
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
  /** Persistent sessions of devices that are away. Beyond: the one that is away longest is forgotten, and counted. */
  readonly sessionsKeptMax: number;
  /** QoS 2 messages of one device between PUBLISH and PUBREL. Beyond: closed. */
  readonly exactlyOnceMax: number;
}

export const defaultBrokerLimits: BrokerLimits = {
  connectionsMax: 12_000,
  connectsPerSecondMax: 1_000,
  tlsConnectsPerSecondMax: 400,
  connectingMax: 4_096,
  connectingPerAddressMax: 2_048,
  waitingMax: 12_000,
  waitingTimeoutMs: 30_000,
  failuresPerAddressMax: 30,
  failuresWindowMs: 60_000,
  webSocketConnectingMax: 256,
  connectTimeoutMs: 10_000,
  connectBytesMax: 4_096,
  topicLengthMax: 128,
  topicLevelsMax: 8,
  publishBytesMax: 256 * 1024,
  controlBytesMax: 1_024,
  packetTimeoutMs: 30_000,
  unsettledPerConnectionMax: 256,
  unsettledBytesPerConnectionMax: 1024 * 1024,
  unsettledMax: 65_536,
  settleTargetMs: 300,
  unsettledMin: 1_024,
  unsettledBytesMax: 64 * 1024 * 1024,
  keepaliveMaxS: 1_800,
  drainTimeoutMs: 10_000,
  outboundBytesMax: 64 * 1024,
  commandsQueuedMax: 32,
  commandKeptMs: 10 * 60_000,
  sessionsKeptMax: 20_000,
  exactlyOnceMax: 256,
};
