/** What is going on, on standard error: the report alone is on standard output. */
export function progress(line: string): void {
  process.stderr.write(`  ${line}\n`);
}
