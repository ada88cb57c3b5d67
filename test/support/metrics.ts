/** One figure of the service's `/metrics`, by its name without the prefix; NaN when it is not there. */
export async function readFigure(http: string, name: string): Promise<number> {
  const response = await fetch(`${http}/metrics`);
  const line = (await response.text())
    .split('\n')
    .find((candidate) => candidate.startsWith(`negative_one_${name} `));
  return line === undefined ? Number.NaN : Number(line.split(' ')[1]);
}
