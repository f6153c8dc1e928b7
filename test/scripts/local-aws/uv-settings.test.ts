import { uvSettings } from '../../../scripts/local-aws/uv-settings';

const STRATEGY = { UV_INDEX_STRATEGY: 'unsafe-best-match' };

test('without settings of pip, uv looks where it always does', () => {
  expect(uvSettings('')).toEqual(STRATEGY);
});

test('uv looks for packages where pip does', () => {
  expect(uvSettings([
    ':env:.disable-pip-version-check=\'1\'',
    'global.cert=\'/etc/ssl/own.crt\'',
    'global.extra-index-url="\\nhttps://b.example/simple\\nhttps://c.example/it\'s"',
    'global.find-links=\'/wheels /more\'',
    'global.index-url=\'https://a.example/simple\'',
    'install.trusted-host=\'a.example\'',
    '',
  ].join('\n'))).toEqual({
    ...STRATEGY,
    UV_DEFAULT_INDEX: 'https://a.example/simple',
    UV_INDEX: 'https://b.example/simple https://c.example/it\'s',
    UV_FIND_LINKS: '/wheels,/more',
    UV_INSECURE_HOST: 'a.example',
    SSL_CERT_FILE: '/etc/ssl/own.crt',
  });
});

test('what is set for installations precedes what is set for all commands, and the environment precedes both', () => {
  const setting = (section: string) => `${section}.index-url='https://${section.replaceAll(':', '')}.example'`;
  const indexBy = (...sections: string[]) => uvSettings(sections.map(setting).join('\n')).UV_DEFAULT_INDEX;
  expect(indexBy('global', 'install')).toBe('https://install.example');
  expect(indexBy(':env:', 'global', 'install')).toBe('https://env.example');
  expect(indexBy('download')).toBeUndefined();
});
