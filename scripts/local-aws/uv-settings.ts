/** Where pip finds packages and whom it trusts, and the environment variables that tell uv, which does not read pip's settings. */
const VARIABLES = {
  'index-url': 'UV_DEFAULT_INDEX',
  'extra-index-url': 'UV_INDEX',
  'find-links': 'UV_FIND_LINKS',
  'trusted-host': 'UV_INSECURE_HOST',
  'cert': 'SSL_CERT_FILE',
} as const;

/** Where pip may have a setting; a later one wins. */
const SECTIONS = ['global', 'install', ':env:'];

/**
 * The environment variables by which uv finds the packages that pip finds.
 *
 * @param pipSettings what `pip config list` prints
 */
export function uvSettings(pipSettings: string): Record<string, string> {
  const lines = pipSettings.split(/\r?\n/).flatMap((line) => {
    const [, section, name, value] = /^(global|install|:env:)\.([\w-]+)=['"](.*)['"]$/.exec(line) ?? [];
    return section === undefined ? [] : [{ section, name, values: value.split(/\\n|\s+/).filter(Boolean) }];
  });
  const found = Object.entries(VARIABLES).flatMap(([name, variable]) => {
    const setting = SECTIONS.flatMap((section) => lines.filter((line) => line.section === section && line.name === name)).at(-1);
    return setting === undefined ? [] : [[variable, setting.values.join(variable === 'UV_FIND_LINKS' ? ',' : ' ')]];
  });
  // As pip does, uv then takes a version from whichever index has it: the hashes say that it is the right one.
  return { ...Object.fromEntries(found), UV_INDEX_STRATEGY: 'unsafe-best-match' };
}
