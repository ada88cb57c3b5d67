/** Limits of the simulators, with their units, and what happens at each. */

/** Messages in one array; the contract's maximum. A longer flush becomes several messages. */
export const batchRowsMax = 1_000;

/** Readings that a simulated device keeps while disconnected. Beyond it the oldest are dropped and counted. */
export const deviceBufferRowsMax = 2_000;

/** Connections being opened at once, below the usual accept backlog (511). The rest wait for their turn. */
export const connectsAtOnceMax = 200;

/** How long a broker may take to answer a CONNECT before the connection is given up and tried again. */
export const connectTimeoutMs = 10_000;

/** First and longest wait before connecting again; it doubles between them, with a random half. */
export const reconnectWaitMsMin = 100;
export const reconnectWaitMsMax = 5_000;

/** Keep-alive that the simulators announce. Pings go out at half of it. */
export const keepAliveS = 60;

/** How far a load device's clock may run ahead when it sends more than one reading a millisecond. */
export const clockAheadMsMax = 1_000;

/** How long `load` and `replay` wait for outstanding acknowledgements after the last send. Then they give up. */
export const drainTimeoutMs = 30_000;

/** Bytes of QoS 0 messages in one socket's buffer; beyond it `load` waits until the socket has drained. */
export const socketBufferBytesMax = 1_048_576;

/** Ledger lines collected before they are written, in characters. */
export const ledgerBufferCharsMax = 65_536;

/** In-flight messages per connection: the packet id is 16 bits, 0 excluded. More are refused at start. */
export const windowMax = 65_535;

/** Readings in one message when a device flushes its buffer: below the contract's 1,000, as small devices do. */
export const flushRowsMax = 200;

/** How long a device that is stopped waits for its `offline` to be acknowledged. Then it just disconnects. */
export const goodbyeTimeoutMs = 5_000;

/** How often a fleet looks which devices have something to do. */
export const fleetTickMs = 250;

/** The longest step of a scenario's physics that does not say what it takes, s. */
export const scenarioStepSMax = 1;
