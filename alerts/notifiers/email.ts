import { createTransport, type SMTPTransportOptions } from 'nodemailer';
import { notifierLimits } from './limits.ts';
import { failed, sent, type Message, type Notifier, type SendResult } from './notifier.ts';
import { toMail } from './templates.ts';

export interface EmailOptions {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (port 465); otherwise STARTTLS where the server offers it. */
  readonly isSecure: boolean;
  /** Refuse to send without STARTTLS. */
  readonly requiresTls: boolean;
  /** `负一秒 <alerts@centre.example>` */
  readonly from: string;
  readonly login: { readonly user: string; readonly password: string } | null;
  readonly timeoutMs?: number;
}

/**
 * A mailbox by SMTP, each message on a connection of its own. The Message-ID is made from the message's id, so
 * one that is sent again is recognised; mails about one subject hang together by `References`.
 */
export function createEmail(options: EmailOptions): Notifier {
  const { from, timeoutMs = notifierLimits.attempt_ms_max } = options;
  const transport = createTransport(toTransportOptions(options, timeoutMs));
  const domain = /@([A-Za-z0-9.-]+)/u.exec(from)?.[1] ?? 'negative-one.invalid';
  return {
    async send(message, stopped) {
      const { address, id, isUrgent, at } = message;
      if (!/^[^\s@<>,;"]+@[^\s@<>,;"]+$/u.test(address)) {
        return failed('the address is no mailbox', { isPermanent: true });
      }
      const timeout = AbortSignal.timeout(timeoutMs);
      try {
        const { response } = await transport.sendMail({
          from,
          to: { name: '', address },
          messageId: `<${id}@${domain}>`,
          date: new Date(at),
          references: [`<${toThread(message)}@${domain}>`],
          headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
          priority: isUrgent ? 'high' : 'normal',
          disableFileAccess: true,
          disableUrlAccess: true,
          signal: AbortSignal.any([stopped, timeout]),
          ...toMail(message),
        });
        return sent(response.slice(0, notifierLimits.detail_characters_max));
      } catch (error) {
        return timeout.aborted ? failed(`no answer within ${timeoutMs} ms`) : judge(error);
      }
    },
  };
}

function toTransportOptions(options: EmailOptions, timeoutMs: number): SMTPTransportOptions {
  const { host, port, isSecure, requiresTls, login } = options;
  return {
    host,
    port,
    secure: isSecure,
    requireTLS: requiresTls,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    ...(login === null ? {} : { auth: { user: login.user, pass: login.password } }),
  };
}

function toThread({ notices }: Message): string {
  const { subject } = notices[0].delivery.content;
  return `${subject.type}.${subject.id}`.replaceAll(/[^A-Za-z0-9._-]/gu, '-');
}

/** RFC 5321 4.2.1: 5xx is permanent, 4xx passes. An address that the library refuses is permanent as well. */
function judge(error: unknown): SendResult {
  const { message, responseCode, code } = error as Error & { responseCode?: number; code?: string };
  const isPermanent =
    responseCode === undefined ? code === 'EENVELOPE' : responseCode >= 500 && responseCode < 600;
  const prefix = code === undefined ? '' : `${code}: `;
  return failed(`${prefix}${message}`.slice(0, notifierLimits.detail_characters_max), { isPermanent });
}
