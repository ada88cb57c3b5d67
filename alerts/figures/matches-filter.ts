import type { Activation } from '../../domain/activation.ts';
import type { FigureFilter } from '../../domain/figures.ts';
import type { PlaceId } from '../../domain/record.ts';
import { codeOf } from './seats-watching.ts';

/** What nobody watched is under this seat. */
export const noSeat = 'none';

/** Whether an activation is among what was asked for; when it was, is not looked at. */
export function matchesFilter(activation: Activation, filter: FigureFilter): boolean {
  const { seat, rule, kind } = filter;
  if (seat !== undefined && seat !== noSeat && !activation.seats.includes(seat)) return false;
  if (seat === noSeat && activation.seats.length > 0) return false;
  if (rule !== undefined && activation.ruleId !== rule) return false;
  return (kind === undefined || activation.kind === kind) && isOfPlace(activation, filter);
}

/** Whether something of a device and place is among what was asked for. An area has all that lies below it. */
export function isOfPlace(
  { path, deviceId }: { readonly path: readonly PlaceId[]; readonly deviceId: string | null },
  { area, within, device }: FigureFilter,
): boolean {
  if (device !== undefined && deviceId !== device) return false;
  const codes = path.filter((place) => !place.startsWith('site:')).map(codeOf);
  if (within !== undefined && !codes.some((code) => within.includes(code))) return false;
  return area === undefined || codes.includes(area);
}
