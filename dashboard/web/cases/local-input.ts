/** A time as `<input type="datetime-local">` takes it, on the clock of whoever looks; to the minute. `time`: ms. */
export function toLocalInput(time: number): string {
  const date = new Date(time);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}
