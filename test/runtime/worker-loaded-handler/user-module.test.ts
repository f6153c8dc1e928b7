import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { PREBUILT_BUNDLE } from '../../../scripts/build/lambda-bundle';
import { TestFolder } from '../../support/folder';

let bundle: TestFolder;
let folder: TestFolder;
beforeAll(() => {
  bundle = new TestFolder();
  // Jest cannot import modules at run time.
  buildSync({ ...PREBUILT_BUNDLE, entryPoints: ['runtime/worker-loaded-handler/user-module.ts'], outfile: join(bundle.path, 'user-module.cjs') });
});
afterAll(() => bundle.remove());
beforeEach(() => { folder = new TestFolder(); });
afterEach(() => folder.remove());

/** What the handler of the folder returns, or the message of what it throws; loading throws nothing. */
const call = (handler: string): string => {
  const program = `
    const { loadFrom } = require(${JSON.stringify(join(bundle.path, 'user-module.cjs'))});
    loadFrom(${JSON.stringify(folder.path)}, ${JSON.stringify(handler)}).then(async (handler) => {
      try { console.log(await handler({ data: 'in' })); } catch (error) { console.log(error.name + ': ' + error.message); }
    });`;
  return execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' }).trim();
};

test.each<[string, string, Record<string, string>]>([
  ['CommonJS', 'app.main', { 'app.js': 'exports.main = (task) => task.data + ", out";' }],
  ['CommonJS by its extension', 'app.main', { 'app.cjs': 'module.exports = { main: (task) => task.data + ", out" };', 'package.json': '{"type":"module"}' }],
  ['CommonJS that is the function', 'app.main', { 'app.js': 'module.exports = (task) => task.data + ", out";' }],
  ['an ES module', 'app.main', { 'app.js': 'const out = await Promise.resolve("out"); export const main = (task) => `${task.data}, ${out}`;', 'package.json': '{"type":"module"}' }],
  ['an ES module by its extension', 'app.main', { 'app.mjs': 'export const main = (task) => `${task.data}, out`;' }],
  ['an ES module with a default export', 'app.main', { 'app.mjs': 'export default { main: (task) => `${task.data}, out` };' }],
  ['in a folder', 'src/tasks/app.main', { 'src/tasks/app.js': 'exports.main = require("../text");', 'src/text.js': 'module.exports = (task) => task.data + ", out";' }],
])('a module is loaded that is %s', (_what, handler, files) => {
  folder.write(files);
  expect(call(handler)).toBe('in, out');
});

test.each<[string, Record<string, string>, RegExp]>([
  ['does not exist', {}, /^Error: the handler's module app is not in the function's code: there is no app\.js, app\.mjs, app\.cjs$/],
  ['throws', { 'app.js': 'throw new RangeError("no model");' }, /^RangeError: no model$/],
  ['imports what there is not', { 'app.mjs': 'import "./absent.js";' }, /^Error: Cannot find module .*absent\.js/],
  ['is no JavaScript', { 'app.js': 'exports.main = (' }, /^SyntaxError: /],
  ['exports something else', { 'app.js': 'exports.handler = () => 1;' }, /^TypeError: the handler's file exports .*handler.*, but no function named "main"$/],
])('a module that %s fails the task', (_what, files, message) => {
  folder.write(files);
  expect(call('app.main')).toMatch(message);
});
