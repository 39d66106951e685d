/* Reads user data of instances. An entry of its own: few need the YAML reader. */
export { readUserData } from './user-data/read-user-data.js';
export type * from './user-data/user-data-facts.js';
