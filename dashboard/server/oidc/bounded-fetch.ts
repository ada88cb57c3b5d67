import type { CustomFetch } from 'openid-client';

/** A `fetch` whose answers are read whole, up to `bytesMax`; throws beyond. The caller's signal bounds the time. */
export function createBoundedFetch(bytesMax: number): CustomFetch {
  return async (url, options) => {
    const response = await fetch(url, options as RequestInit);
    const parts: Uint8Array[] = [];
    let bytes = 0;
    for await (const part of response.body ?? []) {
      bytes += part.byteLength;
      // Leaving the loop cancels the rest.
      if (bytes > bytesMax) throw new Error(`the provider's answer is larger than ${bytesMax} bytes`);
      parts.push(part);
    }
    const { status, statusText, headers } = response;
    const isBare = status === 204 || status === 205 || status === 304;
    return new Response(isBare ? null : Buffer.concat(parts), { status, statusText, headers });
  };
}
