export { main } from './absent.js';
