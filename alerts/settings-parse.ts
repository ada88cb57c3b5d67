import type { Channel, DeskSettings } from '../domain/desk-settings.ts';
import { checkContentShape, parseYamlContent, type FileFault } from '../domain/yaml-content.ts';
import { defaultDeskSettings } from './default-settings.ts';
import { alertsLimits } from './limits.ts';
import { checkSettings } from './settings-check.ts';
import { completeSettings } from './settings-complete.ts';
import { DeskFile } from './settings-schema.ts';

/** A settings file, read: the settings, or everything that is wrong with them at once. */
export interface ParsedSettings {
  /** Null when there are errors. */
  readonly settings: DeskSettings | null;
  readonly errors: readonly FileFault[];
  /** They may come into force all the same, but somebody should look. */
  readonly warnings: readonly FileFault[];
}

/** Every fault in the options of channels, each beginning with the channel's id and a colon. */
export type CheckChannels = (channels: readonly Channel[]) => readonly string[];

/** Text of a settings file → settings. What it does not name is as it comes with the product. Pure. */
export function parseSettings(
  file: { readonly name: string; readonly text: string },
  checkChannels: CheckChannels = () => [],
): ParsedSettings {
  const { content, errors, lineAt } = parseYamlContent<DeskFile | null>(
    // An empty file changes nothing; for YAML it is no mapping.
    { ...file, text: isEmpty(file.text) ? '{}' : file.text },
    {
      schema: DeskFile,
      help: 'desk-settings.schema.json',
      limits: alertsLimits.settingsFile,
      checkShape: (value) =>
        checkContentShape(value, {
          ...alertsLimits.settingsFile,
          hint: 'routes hold routes a few times only, and never themselves',
        }),
    },
  );
  if (content === null) return { settings: null, errors: errors.toSorted(byLine), warnings: [] };
  const settings = completeSettings(content, defaultDeskSettings);
  const found = checkSettings(settings);
  const toFault = ({ path, message, hint }: (typeof found)[number]): FileFault => ({
    file: file.name,
    line: lineAt(path),
    message,
    hint,
  });
  const faults = [
    ...found.filter(({ isWarning }) => !isWarning).map(toFault),
    ...checkChannels(settings.channels).map((message) => ({
      file: file.name,
      line: lineAt(['channels', settings.channels.findIndex(({ id }) => message.startsWith(`${id}: `))]),
      message,
      hint: '',
    })),
  ];
  const warnings = found.filter(({ isWarning }) => isWarning).map(toFault);
  return {
    settings: faults.length > 0 ? null : settings,
    errors: faults.toSorted(byLine),
    warnings: warnings.toSorted(byLine),
  };
}

function byLine(a: FileFault, b: FileFault): number {
  return a.line - b.line;
}

function isEmpty(text: string): boolean {
  if (text.length > alertsLimits.settingsFile.fileBytes_max) return false;
  return text.split('\n').every((line) => /^\s*(#.*)?$/.test(line));
}
