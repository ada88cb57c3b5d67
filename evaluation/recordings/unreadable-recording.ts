/** A collection that is there but cannot be scored as it is: what is missing, and where it should be. */
export class UnreadableRecording extends Error {
  override readonly name = 'UnreadableRecording';
}
