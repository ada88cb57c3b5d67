/** One figure of the service's `/metrics`, by its name without the prefix, summed over labels; NaN when it is not there. */
export async function readFigure(http: string, name: string): Promise<number> {
  const response = await fetch(`${http}/metrics`);
  const start = `negative_one_${name}`;
  const values = (await response.text())
    .split('\n')
    .filter((line) => line.startsWith(`${start} `) || line.startsWith(`${start}{`))
    .map((line) => Number(line.slice(line.lastIndexOf(' '))));
  return values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0);
}
