import { ask, type Answer } from '../../shell/http.ts';

/** Over a slow connection a picture takes its time. */
const answerMaxMs = 90_000;

/** Sends a picture to be kept; its address for whatever it belongs to. */
export function sendPicture(picture: Blob): Promise<Answer<{ readonly url: string }>> {
  return ask('POST', '/api/pictures', {
    body: picture,
    headers: { 'content-type': picture.type },
    signal: AbortSignal.timeout(answerMaxMs),
  });
}
