import type { ClientMessage } from '../../live-protocol.ts';

const subjectPattern = /^(alert|incident|case):.{1,120}$/u;

/** Reads what a client sent; null when it is nothing that a client may say. */
export function decodeClientMessage(text: string, subscriptionsMax: number): ClientMessage | null {
  let message: Record<string, unknown>;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    message = value as Record<string, unknown>;
  } catch {
    return null;
  }
  switch (message['type']) {
    case 'start':
      return { type: 'start' };
    case 'resume': {
      const { epoch, seq } = message;
      if (typeof epoch !== 'string' || typeof seq !== 'number') return null;
      return { type: 'resume', epoch, seq };
    }
    case 'subscribe': {
      const { devices } = message;
      if (!Array.isArray(devices) || devices.length > subscriptionsMax) return null;
      if (!devices.every((device) => typeof device === 'string')) return null;
      return { type: 'subscribe', devices };
    }
    case 'view': {
      const { subject } = message;
      if (subject === null) return { type: 'view', subject };
      if (typeof subject !== 'string' || !subjectPattern.test(subject)) return null;
      return { type: 'view', subject };
    }
    case 'ping':
      return typeof message['t'] === 'number' ? { type: 'ping', t: message['t'] } : null;
    default:
      return null;
  }
}
