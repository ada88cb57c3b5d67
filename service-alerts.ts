import type { Logger } from 'pino';
import type { AlertRoom } from './alerts/alert-room.ts';
import { createServiceNotices } from './alerts/service/service-notices.ts';
import type { CertificateState } from './certificate-watch.ts';
import type { Damage, DamageKind } from './domain/damage.ts';
import type { Text } from './domain/text.ts';
import type { Journal } from './journal/journal.ts';
import type { SpaceState } from './journal/space.ts';
import type { DamageLog } from './keeping/damage-log.ts';

/** The alerts about the service itself: their ids are those of no rule file. */
const diskRule = 'service-disk-full';
const damageRule = 'service-damage';
const certificateRule = 'service-certificate';

/** What keeps the desk told about damage, about room on the disk, and about the certificate that devices are shown. */
export interface ServiceAlerts {
  readonly spaceChanged: (state: SpaceState) => void;
  readonly certificateIs: (state: CertificateState) => void;
  readonly start: () => () => Promise<void>;
}

/** What is found before the desk is there is told once it is. */
export function createServiceAlerts({
  damages,
  alertRoom,
  journal,
  now,
  log,
}: {
  readonly damages: DamageLog;
  readonly alertRoom: AlertRoom;
  readonly journal: Journal;
  readonly now: () => number;
  readonly log: Logger;
}): ServiceAlerts {
  const notices = createServiceNotices({
    desk: alertRoom.desk,
    foldedOffset: () => alertRoom.offset(),
    append: (record) => journal.appendDurably(record),
    now,
    log,
  });

  function spaceChanged({ level }: SpaceState): void {
    if (level === 'ample') notices.end(diskRule, diskRule);
    else
      notices.raise({ rule: diskRule, subject: diskRule, severity: severityOf[level], ...roomWords[level] });
  }

  return {
    spaceChanged,
    certificateIs(certificate) {
      if (certificate.state === 'good') notices.end(certificateRule, certificateRule);
      else
        notices.raise({
          rule: certificateRule,
          subject: certificateRule,
          ...toCertificateNotice(certificate),
        });
    },
    start() {
      damages.onDamage((damage) => notices.tellOnce(toNotice(damage)));
      spaceChanged(journal.stats().space);
      notices.start();
      return () => notices.stop();
    },
  };
}

const severityOf = { scarce: 3, 'telemetry-held': 2, full: 1 } as const;

const roomWords: Readonly<Record<'scarce' | 'telemetry-held' | 'full', { title: Text; advice: Text }>> = {
  scarce: {
    title: { zh: '存储空间将满', en: 'The disk is nearly full' },
    advice: {
      zh: '请管理员腾出数据目录所在磁盘的空间，或检查数据库是否在收数。空间再减少时，将暂缓接收普通读数，告警不受影响。',
      en: 'Have an administrator make room on the disk of the data folder, or see why the database takes nothing. With less room ordinary readings will be held back; alarms go on.',
    },
  },
  'telemetry-held': {
    title: { zh: '存储空间不足，普通读数暂缓接收', en: 'The disk is full: readings are held back' },
    advice: {
      zh: '普通读数不再确认，由设备保存并重发；报警和处置照常。请立即腾出磁盘空间或恢复数据库。',
      en: 'Ordinary readings are not acknowledged and their devices keep them; alarms and what staff do go on from the reserve. Make room on the disk or bring the database back at once.',
    },
  },
  full: {
    title: { zh: '存储空间耗尽，只保留告警和处置', en: 'The disk is full but for alerts' },
    advice: {
      zh: '报警储备空间也已用完，只有告警及处置能继续保存。请立即腾出磁盘空间。',
      en: 'The reserve for alarms is used up: only alerts and what staff do about them are still kept. Make room on the disk at once.',
    },
  },
};

function toCertificateNotice(certificate: Exclude<CertificateState, { state: 'good' }>) {
  if (certificate.state === 'unusable') {
    return {
      severity: 3,
      title: { zh: '新的服务器证书不可用', en: "The broker's new certificate cannot be used" },
      advice: {
        zh: `设备仍看到原来的证书。请管理员检查 TLS_CERT、TLS_KEY、TLS_CA 和 TLS_CRL 文件。详情：${certificate.why}`,
        en: `Devices are shown the former one. Have an administrator look at the files of TLS_CERT, TLS_KEY, TLS_CA and TLS_CRL. ${certificate.why}`,
      },
    } as const;
  }
  const day = new Date(certificate.endsAt).toISOString().slice(0, 10);
  return certificate.state === 'ended'
    ? ({
        severity: 2,
        title: { zh: '服务器证书已过期', en: "The broker's certificate has ended" },
        advice: {
          zh: `证书已于 ${day} 到期，使用 TLS 的设备无法重新连接。请管理员立即更换证书文件，无需重启。`,
          en: `It ended on ${day}: devices that come by TLS cannot connect again. Have an administrator replace its files at once; no restart is needed.`,
        },
      } as const)
    : ({
        severity: 3,
        title: { zh: '服务器证书即将到期', en: "The broker's certificate ends soon" },
        advice: {
          zh: `证书将于 ${day} 到期，之后使用 TLS 的设备无法连接。请管理员更换证书文件，无需重启。`,
          en: `It ends on ${day}; after that devices cannot connect by TLS. Have an administrator replace its files; no restart is needed.`,
        },
      } as const);
}

const damageTitles: Readonly<Record<DamageKind, Text>> = {
  'journal-file': { zh: '日志存储文件损坏', en: 'The journal was damaged' },
  'journal-records': { zh: '部分日志记录损坏', en: 'Records of the journal are damaged' },
  'journal-older': { zh: '日志存储是旧副本', en: 'The journal is a former copy' },
  snapshot: { zh: '状态快照损坏', en: 'A snapshot was damaged' },
  'kept-file': { zh: '数据文件损坏', en: 'A file of the service was damaged' },
  database: { zh: '数据库异常', en: 'The database cannot be used' },
  'database-older': { zh: '数据库是旧副本', en: 'The database is a former copy' },
};

/** Details are in the words of those who look after the service. */
function toNotice({ kind, subject, detail }: Damage) {
  return {
    rule: damageRule,
    subject: `${kind} ${subject}`.slice(0, 200),
    severity: 2,
    title: damageTitles[kind],
    advice: {
      zh: `请管理员查看“系统”页并检查磁盘。详情：${detail}`,
      en: `Have an administrator look at the system page and check the disk. ${detail}`,
    },
  } as const;
}
