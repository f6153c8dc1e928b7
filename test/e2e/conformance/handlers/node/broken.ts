// What is not there is found out only when the function starts.
// eslint-disable-next-line @typescript-eslint/no-require-imports
export const handler = require(['no', 'such', 'module'].join('_'));
