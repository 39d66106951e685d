import { type SettingReference, settingReference } from '@fullstop/app';
import { blocks, code, codes, prose, table } from '../markdown/write-markdown.js';
import { shownDefault, valueType } from './value-type.js';

/** Tables of all settings, one for each section of the configuration, from its schema. */
export function configurationReference(): string {
  const settings = settingReference();
  const sections = [...new Set(settings.map(sectionOf))];
  return blocks(
    ...sections.flatMap((section) => [
      `### ${section}`,
      settingTable(settings.filter((setting) => sectionOf(setting) === section)),
    ]),
  );
}

function sectionOf({ setting }: SettingReference): string {
  return setting.includes('.') ? (setting.split('.')[0] ?? setting) : 'On the top level';
}

function settingTable(settings: readonly SettingReference[]): string {
  return table(
    ['setting', 'environment variable', 'value', 'default', 'meaning'],
    settings.map(({ setting, variables, schema, meaning }) => [
      code(setting),
      codes(variables),
      valueType(schema),
      shownDefault(schema.default),
      prose(meaning),
    ]),
  );
}
