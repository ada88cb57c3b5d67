/** Changes of the fleet gather for this long before the dates are looked at once for all of them. */
export const deadlineDebounce_ms = 5_000;
