/** One figure of the service's `/metrics`; NaN when it is not there. */
export async function scrape(http: string, name: string): Promise<number> {
  const response = await fetch(`${http}/metrics`);
  const line = (await response.text()).split('\n').find((candidate) => candidate.startsWith(`${name} `));
  return line === undefined ? Number.NaN : Number(line.split(' ')[1]);
}
