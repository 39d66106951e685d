// tsyringe stores what decorators say through this polyfill; it must come first.
import 'reflect-metadata';

/*
 * The plugin side's container. Plugins and the packages they use import these from `@fullstop/core`; nothing else
 * imports tsyringe.
 */
export { inject, injectable } from 'tsyringe';
