/** What a browser does of use to a log-in: it keeps cookies by host and goes where it is sent. */
export interface TestBrowser {
  /** Asks once. */
  ask(url: string, init?: RequestInit): Promise<Response>;
  /** Goes on from redirect to redirect, presses the provider's button, and stops where `isThere`. */
  follow(url: string, isThere: (url: string) => boolean): Promise<string>;
  /** Its cookies at a host, as it sends them. */
  cookies(url: string): string;
  /** Another one with the same cookies. */
  copy(): TestBrowser;
}

/** More steps than any log-in has. */
const stepsMax = 20;

export function createTestBrowser(kept: ReadonlyMap<string, string> = new Map()): TestBrowser {
  /** By host, a space and the name. */
  const jar = new Map(kept);

  function cookies(url: string): string {
    const { host } = new URL(url);
    return [...jar]
      .filter(([key]) => key.startsWith(`${host} `))
      .map(([key, value]) => `${key.slice(host.length + 1)}=${value}`)
      .join('; ');
  }

  async function ask(url: string, init: RequestInit = {}): Promise<Response> {
    const headers = { ...(init.headers as Record<string, string>), cookie: cookies(url) };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';');
      const [name = '', value = ''] = pair.split('=', 2);
      const key = `${new URL(url).host} ${name.trim()}`;
      if (value === '' || attributes.some((one) => /expires=Thu, 01 Jan 1970/i.test(one))) jar.delete(key);
      else jar.set(key, value);
    }
    return response;
  }

  return {
    ask,
    cookies,
    copy: () => createTestBrowser(jar),
    async follow(start, isThere) {
      let url = start;
      for (let step = 0; step < stepsMax; step += 1) {
        if (isThere(url)) return url;
        const isButton = new URL(url).pathname.startsWith('/interaction/');
        const response = await ask(url, { method: isButton ? 'POST' : 'GET' });
        const to = response.headers.get('location');
        if (to === null) throw new Error(`${url} answered ${response.status} ${await response.text()}`);
        url = new URL(to, url).href;
      }
      throw new Error(`it goes round and round: ${url}`);
    },
  };
}
