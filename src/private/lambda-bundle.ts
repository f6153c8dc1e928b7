/** How code becomes one CommonJS file for Lambda, by esbuild's options: the package's own code, and a user's handler. */
export const LAMBDA_BUNDLE = {
  bundle: true,
  platform: 'node' as const,
  target: 'node22',
  format: 'cjs' as const,
  // The AWS SDK's ES modules can be shaken; its CommonJS files weigh half as much again.
  mainFields: ['module', 'main'],
  // What is not minified names the files that it came from, and then its hash depends on the machine.
  minify: true,
  keepNames: true,
  legalComments: 'none' as const,
};
