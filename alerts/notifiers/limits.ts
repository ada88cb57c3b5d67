/** Every limit of the channels, with its unit, and what happens at it. */
export const notifierLimits = {
  /** How long one attempt over HTTP or SMTP may take. Then it has failed, for now. */
  attempt_ms_max: 10_000,
  /** How much longer the sender waits for a channel that does not keep to its own time-out. */
  attemptGrace_ms: 2_000,
  /** The same for an urgent one, whoever is to blame: the next attempt, or the next channel, must not wait long. */
  urgentAttempt_ms_max: 5_000,
  /** Bytes read of an answer; the rest is not waited for. */
  answer_bytes_max: 64 * 1024,
  /** Of what the other side said, kept in the outcome; the rest is cut off. */
  detail_characters_max: 300,
  /** Attempts under way per channel: urgent ones have places of their own. Beyond, they wait. */
  urgentInFlight_max: 32,
  inFlight_max: 4,
  /** The share of a channel's messages a minute that is kept free for urgent ones. */
  urgentReserve_share: 0.2,
  /** Notices in one digest; the rest goes into the next. */
  digestNotices_max: 100,
  /** How long a channel that asked for a pause is left alone at most; urgent ones go all the same. */
  pause_s_max: 120,
  /** How long an outcome that is on disk may take to be folded; then the delivery is tried once more. */
  unfolded_ms_max: 30_000,
  /** Pause before an outcome that the journal did not take is offered again; meanwhile nothing is sent twice. */
  journalRetry_ms: 500,
  /** How often the sender looks for what has become due. */
  poll_ms: 1_000,
  /** Once a look for what is due takes this long, the next one waits, this many times as long as it took. */
  cheapLook_ms: 2,
  lookPause_share: 4,
  /** How long a stop waits for attempts under way, and then for those that it broke off. */
  stopWait_ms: 2_000,
  stopAbort_ms: 1_000,
  /** A short text with its link: three parts of an SMS in Chinese. Its pieces are cut to the lengths below. */
  shortText_characters_max: 201,
  shortTitle_characters_max: 24,
  shortPlace_characters_max: 36,
  shortAdvice_characters_max: 40,
  shortMeasured_characters_max: 20,
  /** Pieces of a long text; a cut is marked with an ellipsis. */
  longPiece_characters_max: 160,
  /** Kinds of notices that a digest names, and places of each; the rest is a count. */
  digestGroups_max: 6,
  digestPlaces_max: 3,
  /** Links in a digest to confirm single notices, where the channel shows links. */
  digestLinks_max: 10,
  /** Text of a WeCom robot: 2,048 bytes as text and 4,096 as Markdown are allowed. */
  weComText_bytes_max: 2_048,
  weComMarkdown_bytes_max: 4_096,
  /** DingTalk and Feishu take 20,000 bytes of body; more than enough, and cut to here. */
  robotText_bytes_max: 16_000,
  /** How long a siren sounds unless its channel says otherwise. */
  sirenDuration_s: 60,
} as const;
